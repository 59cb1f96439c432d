"""Evaluation on a folder: articles.jsonl beside questions.jsonl."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import LoadError
from index.library import Library
from index.progress import ignore_progress
from index.settings import Settings
from qa.answer import Passage, Status
from qa.asking import QuestionAnswering, question_answering_over
from qa.evaluation import (
    ask_all,
    build_library,
    cached_library_folder,
    compute_figures,
    library_without,
    read_question_set,
)
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader

ARTICLES = [
    {"id": "bridge", "title": "澄青大桥通车", "text": "澄青大桥5月1日正式通车，全长820米，双向六车道。"},
    {"id": "pear", "title": "梨花节开幕", "text": "石渡县梨花节4月6日开幕，主会场设在望江村。"},
]
QUESTIONS = [
    {"id": "1", "question": "澄青大桥全长多少米？", "answers": [["820米"]], "articles": ["bridge"]},
    {"id": "2", "question": "梨花节的主会场设在哪里？", "answers": [["望江村"]], "articles": ["pear"]},
    {"id": "3", "question": "水库里有什么鱼？", "answers": [], "articles": []},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    folder.mkdir()
    for name, records in (("articles", ARTICLES), ("questions", QUESTIONS)):
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (folder / f"{name}.jsonl").write_text(lines)
    return folder


def build(folder: Path, tmp_path: Path) -> Library:
    return build_library(folder, tmp_path / "library", ToyEmbedder(), ignore_progress)


def test_figures_of_a_tiny_set(folder: Path, tmp_path: Path) -> None:
    library = build(folder, tmp_path)
    asked = ask_all(question_answering_over(library, Settings(), ToyReader()), read_question_set(folder))
    figures = compute_figures(asked)
    assert [item.found_articles[0] for item in asked[:2]] == ["bridge", "pear"]
    assert (figures.questions, figures.answerable, figures.hit_1, figures.mrr_10) == (3, 2, 1.0, 1.0)
    assert (figures.accuracy, figures.first_accuracy, figures.citation_precision, figures.refusal) == (1.0,) * 4
    assert (figures.false_refusal, figures.right_source) == (0.0, 1.0)


def test_question_whose_article_was_read_is_searched_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering = question_answering_over(build(folder, tmp_path), Settings(), ToyReader())
    wide: list[str] = []
    retrieve = QuestionAnswering.retrieve

    def record(self: QuestionAnswering, question: str, count: int) -> list[Passage]:
        wide.append(question)
        return retrieve(self, question, count=count)

    monkeypatch.setattr(QuestionAnswering, "retrieve", record)
    ask_all(answering, read_question_set(folder))
    assert wide == []
    missed = [replace(question, articles=("elsewhere",)) for question in read_question_set(folder)[:1]]
    assert set(ask_all(answering, missed)[0].found_articles) == {"bridge", "pear"}
    assert len(wide) == 1


def test_library_without_the_answers_refuses_and_the_whole_one_stays(folder: Path, tmp_path: Path) -> None:
    library = build(folder, tmp_path)
    with library_without(library, ["bridge"]) as rest:
        assert rest.status().articles == 1
        asked = ask_all(question_answering_over(rest, Settings(), ToyReader()), read_question_set(folder)[:1])
        assert asked[0].answer.status is Status.NO_EVIDENCE
        copy = rest.path
    assert not copy.exists()
    assert library.status().articles == 2


def test_copy_is_gone_after_a_fault_too(folder: Path, tmp_path: Path) -> None:
    library = build(folder, tmp_path)
    with pytest.raises(ZeroDivisionError), library_without(library, []) as rest:
        copy = rest.path
        raise ZeroDivisionError
    assert not copy.exists()


def test_folder_without_articles_uses_the_library_as_it_is(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path).close()
    (folder / "articles.jsonl").unlink()
    assert build(folder, tmp_path).status().articles == 2


def test_set_without_questions_is_refused(folder: Path) -> None:
    (folder / "questions.jsonl").write_text("\n")
    with pytest.raises(LoadError, match=r"questions.jsonl 里没有问题。$"):
        read_question_set(folder)


def test_every_folder_has_its_own_library(tmp_path: Path) -> None:
    places = {cached_library_folder(tmp_path / name, tmp_path) for name in ("a", "b", "a/../a")}
    assert len(places) == 2
    assert all(place.parent == tmp_path / "evaluation" for place in places)


def test_dialogue_is_asked_from_its_first_question(folder: Path, tmp_path: Path) -> None:
    library = build(folder, tmp_path)
    dialogue = {"id": "d", "history": ["澄青大桥全长多少米？"], "question": "什么时候通车的？", "articles": ["bridge"]}
    path = tmp_path / "dialogues.jsonl"
    path.write_text(json.dumps(dialogue, ensure_ascii=False))
    (asked,) = ask_all(question_answering_over(library, Settings(), ToyReader()), read_question_set(path))
    assert (asked.answer.question, asked.answer.asked) == ("什么时候通车的？", "澄青大桥，什么时候通车的？")
    assert asked.found_articles[0] == "bridge"
