"""What the layers below say in Chinese is known in English, and what is known is still said."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.reader.extractive import say_searched
from tests.conftest import ROOT
from ui.language.labels import EN, ZH
from ui.language.translation import TABLE, _table, translate

SENTENCES = _table()["sentences"]
SHOWN_FILES = (
    "qa/reader/extractive.py",
    "qa/reader/extractive.py",
    "qa/check/verify.py",
    "qa/chat/write.py",
    "index/load",
    "index/clean/page.py",
)
"""Files all of whose sentences reach the screen beside an answer or a rejected file."""
SENTENCE_MARKS = ("。", "，", "请")
NOT_SHOWN = {"，这里给出的是文章原句。"}
"""Parts of sentences; the whole ones are in the table."""


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def templates(path: Path) -> Iterator[str]:
    """Yield the texts of a file, {} for what is filled in, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)} - {
        id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node.value


def python_files(*places: str) -> Iterator[Path]:
    for place in places:
        path = ROOT / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def test_every_sentence_known_is_still_said_somewhere() -> None:
    said = {text for path in python_files("qa", "index", "ui") for text in templates(path)}
    assert [chinese for chinese in SENTENCES if chinese not in said and chinese.removeprefix("{}") not in said] == []


@pytest.mark.parametrize("place", SHOWN_FILES)
def test_every_sentence_that_reaches_the_screen_is_known(place: str) -> None:
    said = {
        text
        for path in python_files(place)
        for text in templates(path)
        if is_chinese(text) and any(mark in text for mark in SENTENCE_MARKS) and len(text) < 90
    }
    assert said - NOT_SHOWN - set(SENTENCES) == set()


def test_both_sides_have_the_same_places_and_english_is_english() -> None:
    for chinese, english in SENTENCES.items():
        assert chinese.count("{}") == english.count("{}"), chinese
        assert is_chinese(chinese) and not is_chinese(english), chinese
    assert len(SENTENCES) == TABLE.read_text(encoding="utf-8").partition("[words]")[0].count('" = "')


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        (
            f"这些文章里没有找到能回答这个问题的依据{say_searched(12)}。",
            "These articles hold no evidence that answers this question (articles searched: 12).",
        ),
        (
            "对话模型没有写出内容，这里给出的是文章原句。没有找到关于“甲”“乙”的依据。",
            "The chat model wrote nothing; these are the articles' own sentences. No evidence was found for “甲”“乙”.",
        ),
        (
            "文件有 31 MB，超过这种格式 30 MB 的上限，请拆成较小的文件",
            "The file has 31 MB, more than the 30 MB allowed for this format; split it",
        ),
        (
            '这一行不是 JSON 对象，应当形如 {"id": …, "title": …, "text": …}',
            'This line is no JSON object like {"id": …, "title": …, "text": …}',
        ),
        ("《a{}b》没有注明日期。", "《a{}b》 does not say it: date."),
        ("这句话谁也没有说过。", "这句话谁也没有说过。"),
        ("", ""),
    ],
)
def test_sentence_is_translated_with_what_is_filled_in(chinese: str, english: str) -> None:
    assert translate(chinese, EN.language) == english
    assert translate(chinese, ZH.language) == chinese
