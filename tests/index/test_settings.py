"""Settings: what config.toml says, and one plain sentence for what it must not say."""

from dataclasses import asdict
from pathlib import Path

import pytest

from index.errors import SettingsError
from index.settings import Settings, load_settings
from tests.conftest import ROOT


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def message(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    return str(caught.value)


def test_file_shipped_with_the_project_says_the_defaults() -> None:
    assert load_settings() == Settings()


def test_file_shipped_with_the_project_names_every_setting() -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    named = {line.split("=")[0].strip() for line in text.splitlines() if "=" in line and not line.startswith("#")}
    assert named == {name for section in asdict(Settings()).values() for name in section}


def test_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "")) == Settings()


def test_paths_start_at_the_folder_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, '[library]\nfolder = "data/lib"\narticles = "~/in"\n[embedding]\ncache = "cache"\n')
    settings = load_settings(path)
    assert settings.library.folder == tmp_path / "data" / "lib"
    assert settings.library.articles == Path.home() / "in"
    assert settings.embedding.cache == str(tmp_path / "cache")


def test_values_of_every_kind(tmp_path: Path) -> None:
    path = write(tmp_path, '[retrieval]\npassages = 5\n[web]\nhost = "0.0.0.0"\nport = 80\n[embedding]\nmodel = "m"\n')
    settings = load_settings(path)
    assert (settings.retrieval.passages, settings.web.host, settings.web.port) == (5, "0.0.0.0", 80)
    assert (settings.embedding.model, settings.embedding.cache) == ("m", "")


def test_lists_are_lists_of_texts(tmp_path: Path) -> None:
    path = write(tmp_path, '[access]\nlibrarians = ["a@example.org", "b@example.org"]\n')
    assert load_settings(path).access.librarians == ("a@example.org", "b@example.org")
    for wrong in ('"a@example.org"', "[1]"):
        path = write(tmp_path, f"[access]\nlibrarians = {wrong}\n")
        assert message(path).endswith(f'这里应是一列文字（["…", "…"]），请在 {path} 里改正。')


def test_environment_names_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINJU_CONFIG", str(write(tmp_path, "[web]\nport = 9\n")))
    assert load_settings().web.port == 9
    monkeypatch.setenv("YINJU_CONFIG", str(tmp_path / "missing.toml"))
    with pytest.raises(SettingsError, match=f"^找不到设置文件 {tmp_path / 'missing.toml'}，请检查路径。$"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[libary]\n",
            "config.toml 里有不认识的设置 'libary'，可用的是："
            "access、chat、embedding、forms、http、library、retrieval、web",
        ),
        ("[web]\nprot = 1\n", "config.toml 的 [web] 里有不认识的设置 'prot'，可用的是：host、port。"),
        ('[web]\nport = "80"\n', "设置 web.port 的值是 '80'，这里应是一个整数，请在 {} 里改正。"),
        ("[web]\nport = true\n", "设置 web.port 的值是 True，这里应是一个整数，请在 {} 里改正。"),
        (
            "[http]\nlog_questions = 1\n",
            "设置 http.log_questions 的值是 1，这里应是布尔值（true 或 false），请在 {} 里改正。",
        ),
        ("[web]\nport = 0\n", "设置 web.port 的值是 0，这里应在 1 到 65535 之间，请在 {} 里改正。"),
        ("[retrieval]\npassages = 0\n", "设置 retrieval.passages 的值是 0，这里应在 1 到 50 之间，请在 {} 里改正。"),
        ('[library]\nfolder = ""\n', "设置 library.folder 的值是 ''，这里应是一个路径，请在 {} 里改正。"),
        ("[embedding]\nmodel = 3\n", "设置 embedding.model 的值是 3，这里应是一段文字，请在 {} 里改正。"),
        (
            '[embedding]\nruntime = "fast"\n',
            "设置 embedding.runtime 的值是 'fast'，这里可以是 auto、torch，请在 {} 里改正。",
        ),
        ("web = 1\n", "设置文件 {} 里的 web 应是一节 [web]。"),
        ("[web\n", "设置文件 {} 不是有效的 TOML："),
    ],
)
def test_wrong_file_is_named_with_what_is_expected(tmp_path: Path, text: str, expected: str) -> None:
    path = write(tmp_path, text)
    assert message(path).startswith(expected.format(path))


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes("# 设置".encode("gbk"))
    assert message(path).startswith(f"设置文件 {path} 不是有效的 TOML：")
