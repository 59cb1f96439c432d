"""The two catalogues hold the same codes with the same places, and the source says each code with its facts."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.errors import LibraryError, MissingPackageError
from index.messages import (
    Message,
    catalogue,
    message_from_json,
    message_from_text,
    message_to_json,
    message_to_text,
    places,
    say,
    say_all,
    sentence,
)
from tests.conftest import ROOT
from tests.parsed_source import parsed

CHINESE, ENGLISH = catalogue("zh"), catalogue("en")
SEARCHED = Message("searched", {"count": 12})
REFUSAL = Message("no-evidence", {"searched": SEARCHED})
BY = Message("from-sources", {"sources": [Message("source", {"name": "甲报"}), Message("source", {"name": "乙报"})]})


def trees() -> Iterator[tuple[str, ast.Module]]:
    for layer in ("index", "qa", "ui"):
        for path in sorted((ROOT / layer).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), parsed(path)


def messages() -> Iterator[tuple[str, ast.Call]]:
    for file, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                if file != "index/messages.py":
                    yield file, node


def facts_of(call: ast.Call, tree: ast.Module) -> set[str] | None:
    """Return the names of the facts a message is made with, None where they do not stand there to be read."""
    if len(call.args) == 1:
        return set()
    given = call.args[1]
    if isinstance(given, ast.Name):
        before = [n for n in ast.walk(tree) if isinstance(n, ast.Assign) and n.lineno < call.lineno
                  and isinstance(n.targets[0], ast.Name) and n.targets[0].id == given.id]  # fmt: skip
        given = max(before, key=lambda node: node.lineno).value
    if not isinstance(given, ast.Dict) or not all(isinstance(key, ast.Constant) for key in given.keys):
        return None
    return {str(key.value) for key in given.keys if isinstance(key, ast.Constant)}


def test_both_catalogues_hold_the_same_codes_in_the_same_order() -> None:
    assert list(CHINESE) == list(ENGLISH)


@pytest.mark.parametrize("code", CHINESE)
def test_both_sentences_have_the_same_places_and_are_in_their_language(code: str) -> None:
    assert CHINESE[code] and places(CHINESE[code]) == places(ENGLISH[code])
    assert not re.search(r"[\u4e00-\u9fff]", ENGLISH[code])
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)


def test_every_message_of_the_source_is_in_the_catalogues_with_its_facts() -> None:
    wrong = []
    for file, tree in trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message"):
                continue
            if file == "index/messages.py":
                continue
            code = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            if code not in CHINESE or facts_of(node, tree) != places(CHINESE[code]):
                wrong.append(f"{file}:{node.lineno} {code}")
    assert wrong == []


def test_every_code_is_said_somewhere() -> None:
    said = {node.args[0].value for _, node in messages() if isinstance(node.args[0], ast.Constant)}
    assert sorted(set(CHINESE) - said - {"sentence", "list-separator"}) == []


def test_no_error_is_raised_with_a_chinese_sentence_of_its_own() -> None:
    found = []
    for file, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (name := ast.unparse(node.func).rpartition(".")[2]).endswith("Error"):
                texts = [part.value for argument in node.args for part in ast.walk(argument)
                         if isinstance(part, ast.Constant) and isinstance(part.value, str)]  # fmt: skip
                if name != "ArgumentTypeError" and any(re.search(r"[\u4e00-\u9fff]", text) for text in texts):
                    found.append(f"{file}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize(
    ("message", "chinese", "english"),
    [
        (
            REFUSAL,
            "这些文章里没有找到能回答这个问题的依据（已检索 12 篇文章）。",
            "These articles hold no evidence that answers this question (articles searched: 12).",
        ),
        (
            Message("filters", {"parts": [Message("published-since", {"since": date(2020, 5, 1)}), BY]}),
            "在 2020-05-01 及以后发布、来自“甲报”、“乙报”",
            "published on or after 2020-05-01, by 甲报, 乙报",
        ),
        (
            Message("article-says-not", {"article": Message("article-titled", {"title": "a{}b"}),
                                         "field": Message("field-published")}),
            "《a{}b》没有注明发布日期。",
            "“a{}b” does not say it: date.",
        ),
        (
            Message("chat-too-slow", {"seconds": 30.0}),
            "对话模型在 30 秒内没有写完",
            "The chat model did not finish within 30 s",
        ),
        (sentence("这句话 {谁} 也没有说过。"), "这句话 {谁} 也没有说过。", "这句话 {谁} 也没有说过。"),
    ],
)  # fmt: skip
def test_message_is_said_in_the_language_asked_for(message: Message, chinese: str, english: str) -> None:
    assert [say(message, tag) for tag in ("zh-CN", "fr", "en", "en-US")] == [chinese, chinese, english, english]


def test_nothing_to_say_is_no_text_and_several_follow_each_other() -> None:
    notes = [Message("chat-stopped-early"), Message("chat-struck", {"count": 2})]
    assert (say(None), say_all(())) == ("", "")
    assert say_all(notes) == say(notes[0]) + say(notes[1])
    assert say_all(notes, "en") == f"{say(notes[0], 'en')} {say(notes[1], 'en')}"


def test_message_comes_back_from_json_with_all_its_facts() -> None:
    held = Message("filters", {"parts": [Message("published-on", {"since": date(2020, 5, 1)}), BY]})
    for message in (REFUSAL, held, Message("no-articles"), Message("path-missing", {"path": Path("/a/b")})):
        assert message_from_json(message_to_json(message)) == message
        assert message_from_text(message_to_text(message)) == message
    assert message_to_json(REFUSAL) == {
        "code": "no-evidence",
        "facts": {"searched": {"code": "searched", "facts": {"count": 12}}},
        "text": "这些文章里没有找到能回答这个问题的依据（已检索 12 篇文章）。",
    }


def test_sentence_kept_by_an_older_version_is_shown_as_it_stands() -> None:
    assert message_from_json("没有依据。") == message_from_text("没有依据。") == sentence("没有依据。")
    assert (message_from_json(""), message_from_json(None), message_from_text("")) == (None, None, None)


@pytest.mark.parametrize(
    "facts", [{}, {"searched": 1, "more": 2}], ids=["fact that is missing", "fact that is not known"]
)
def test_message_of_another_version_says_its_text(facts: dict[str, int]) -> None:
    assert message_from_json({"code": "no-evidence", "facts": facts, "text": "没有。"}) == sentence("没有。")
    assert message_from_json({"code": "new-code", "facts": {}, "text": "新的。"}) == sentence("新的。")


def test_error_carries_its_message_and_is_read_in_chinese() -> None:
    error = LibraryError(Message("library-empty", {"folder": Path("/库")}))
    assert (str(error), error.message.facts) == ("/库 里的资料库是空的，请先同步文章。", {"folder": "/库"})
    assert str(MissingPackageError("mcp", Message("purpose-mcp"))) == "MCP 服务需要 mcp，请先运行：pip install mcp"
    assert LibraryError("一句话。").message == sentence("一句话。")
