"""A library's own words, from the file beside config.toml to the answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import index.__main__ as program
from index.chinese.dictionary import UserDictionary
from index.chinese.words import cut_words, use_dictionary
from index.library import Library
from index.maintenance import rebuild_library
from index.messages import say
from index.opening import open_library
from index.settings import CONFIG_VARIABLE, Settings, load_settings
from qa.answer import Status
from qa.asking import QuestionAnswering, load_reader_model, question_answering_over
from qa.reader.model import ReaderModel
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader

BIRDS = make_article(
    "birds", "澄青野生鸟类保护联盟的会址设在北岸路。\n联盟常年招募志愿者。", title="护鸟", source="澄青日报"
)
CHOIR = make_article("choir", "小云雀每周六在青少年宫排练。\n欢迎家长旁听。", title="周末排练")
OWN = "蓝鹭社 = 澄青野生鸟类保护联盟\n小云雀 = 望湖少年合唱艺术中心\n澜青算法 nz\n"


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A config.toml with no dictionary beside it yet; in use by the settings."""
    path = tmp_path / "config.toml"
    path.write_text('[library]\nfolder = "library"\n', encoding="utf-8")
    monkeypatch.setenv(CONFIG_VARIABLE, str(path))
    path.with_name("dictionary.txt").touch()
    path.write_text('[library]\nfolder = "library"\ndictionary = "dictionary.txt"\n', encoding="utf-8")
    yield path
    use_dictionary(UserDictionary())


def start(config: Path, own_words: str, reader: ReaderModel | None = None) -> tuple[Library, QuestionAnswering]:
    """Open the library as a program does at its start; without `reader` it is the toy one."""
    config.with_name("dictionary.txt").write_text(own_words, encoding="utf-8")
    settings = load_settings()
    library = open_library(settings.library, ToyEmbedder(), settings.library.folder)
    return library, question_answering_over(library, settings, reader or ToyReader())


def test_alias_finds_the_passage_that_has_the_full_name_and_the_other_way_round(config: Path) -> None:
    library, _ = start(config, "")
    add_articles(library, BIRDS, CHOIR)
    _, answering = start(config, OWN)
    assert answering.retrieve("蓝鹭社在哪里？")[0].article == BIRDS
    assert answering.retrieve("望湖少年合唱艺术中心在哪里？")[0].article == CHOIR


def test_alias_answers_what_is_said_of_the_full_name_and_the_other_way_round(config: Path) -> None:
    reader = load_reader_model(Settings())
    library, answering = start(config, "", reader)
    add_articles(library, BIRDS, CHOIR)
    assert answering.ask("蓝鹭社在哪里？").status is Status.NO_EVIDENCE
    assert answering.ask("望湖少年合唱艺术中心在哪里排练？").status is Status.NO_EVIDENCE

    _, answering = start(config, OWN, reader)
    answer = answering.ask("蓝鹭社在哪里？")
    assert (answer.asked, answer.statements[0].text) == ("蓝鹭社在哪里？", "澄青野生鸟类保护联盟的会址设在北岸路。")
    assert answering.ask("望湖少年合唱艺术中心在哪里排练？").statements[0].text == "小云雀每周六在青少年宫排练。"


def test_articles_and_questions_are_cut_by_the_same_words(config: Path) -> None:
    library, _ = start(config, OWN)
    add_articles(library, make_article("own", "澜青算法由许青禾提出。", title="算法"))
    assert "澜青算法" in cut_words("澜青算法是谁提出的")
    with library.snapshot() as snapshot:
        assert [hit.chunk_id for hit in snapshot.search_words(["澜青算法"], 5)] == [1]


def test_library_cut_by_other_words_says_so_until_it_is_rebuilt(config: Path) -> None:
    library, _ = start(config, "")
    add_articles(library, make_article("own", "澜青算法由许青禾提出。", title="算法"))
    assert library.notice() is None

    library, _ = start(config, OWN)
    assert "yinju rebuild" in say(library.notice())
    rebuild_library(library)
    assert library.notice() is None
    with library.snapshot() as snapshot:
        assert len(snapshot.search_words(["澜青算法"], 5)) == 1


def test_wrong_line_is_said_in_one_sentence_at_the_start(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.with_name("dictionary.txt").write_text("澜青算法\n区一院 = \n", encoding="utf-8")
    assert program.main(["sync", str(config.parent)]) == 1
    error = capsys.readouterr().err
    assert "dictionary.txt 第 2 行是 '区一院 ='" in error
    assert "Traceback" not in error
