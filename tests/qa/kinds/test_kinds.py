"""Every kind of question gets the kind of answer it wants: the tables in questions/, with the real models.

A table holds questions as people type them, on the articles beside it. `must`: facts that the answer shows, `|` between
spellings; those of `first` stand in its first statement; `short`: the short answer marked in that; `never`: in no
statement; `opens`: how it begins; `note`: the code of a note; `refused`: there is no answer; `open`: why it does not
hold yet.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from qa.asking import QuestionAnswering

_KINDS: dict[str, list[dict[str, Any]]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    for path in sorted((Path(__file__).parent / "questions").glob("*.toml"))
}


def _rows() -> list[Any]:
    return [
        pytest.param(
            row,
            id=f"{kind}-{row['ask']}",
            marks=pytest.mark.xfail(reason=row["open"], strict=False) if "open" in row else (),
        )
        for kind, rows in _KINDS.items()
        for row in rows
    ]


def find_faults(answering: QuestionAnswering, row: dict[str, Any]) -> list[str]:
    """Return in what the answer to a row of the table is not as the row says."""
    answer = answering.ask(row["ask"])
    texts = [statement.shown_text for statement in answer.statements]
    said, first = "\n".join(texts), texts[0] if texts else ""
    if row.get("refused"):
        return [f"answered {said}"] if texts else []
    faults = [f"{fact} is not first" for fact in row.get("first", ()) if not _holds(first, fact)]
    faults += [f"{fact} is missing" for fact in row.get("must", ()) if not _holds(said, fact)]
    faults += [f"{fact} is said" for fact in row.get("never", ()) if _holds(said, fact)]
    short = answer.statements[0].short_answer if answer.statements else None
    if "short" in row and short != row["short"]:
        faults.append(f"the short answer is {short}")
    if not first.startswith(row.get("opens", "")):
        faults.append(f"does not open with {row['opens']}")
    if "note" in row and row["note"] not in [note.code for note in answer.notes]:
        faults.append(f"no note {row['note']}")
    return [*faults, said or "refused", answer.note] if faults else []


def _holds(text: str, fact: str) -> bool:
    return any(spelling in text for spelling in fact.split("|"))


@pytest.mark.parametrize("row", _rows())
def test_kind_is_answered(own_articles: QuestionAnswering, row: dict[str, Any]) -> None:
    assert find_faults(own_articles, row) == []


def test_sentence_that_answers_two_parts_is_shown_once(own_articles: QuestionAnswering) -> None:
    answer = own_articles.ask("荻浦陶艺营多少钱，在哪儿交")
    assert [statement.text for statement in answer.statements] == ["费用每人320元，交到文化馆一楼服务台。"]
