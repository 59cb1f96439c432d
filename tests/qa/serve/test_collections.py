"""The collection of a conversation: put into, read, taken along as a document, and whose it is."""

import io
import zipfile

import httpx
import pytest

from qa.export import MEDIA_TYPE
from tests.qa.serve.conftest import LIBRARIAN_KEY, QUESTION


@pytest.fixture
def conversation(reader: httpx.Client) -> str:
    """The path of the collection of a conversation with one answer."""
    id = reader.post("/conversations").json()["id"]
    answer = reader.post("/ask", json={"question": QUESTION, "conversation": id}).json()
    assert answer["citations"]
    return f"/conversations/{id}/collection"


def test_cited_sentence_is_collected_word_for_word_and_taken_along(reader: httpx.Client, conversation: str) -> None:
    assert reader.get(conversation).json() == {"sentences": []}
    added = reader.post(conversation, json={"citations": [1], "note": "要核实"})
    assert added.status_code == 201
    again = reader.post(conversation, json={"citations": [1], "turn": 1})
    (sentence,) = again.json()["sentences"]
    assert (sentence["number"], sentence["note"], sentence["question"]) == (1, "要核实", QUESTION)
    article = reader.get(f"/articles/{sentence['article']}").json()
    paragraph = next(p for p in article["paragraphs"] if p["number"] == sentence["paragraph"])
    assert paragraph["text"][sentence["start"] : sentence["end"]] == sentence["text"]
    assert sentence["title"] in sentence["reference"]
    text = reader.get(conversation, params={"format": "text"})
    assert text.headers["content-type"] == "text/plain; charset=utf-8" and f"{sentence['text']}[1]" in text.text
    plain = reader.get(conversation, params={"format": "text", "style": "plain"}).text
    assert f"《{sentence['title']}》" in plain and plain != text.text
    markdown = reader.get(conversation, params={"format": "markdown"}).text
    assert markdown.startswith(f"# 摘编：{QUESTION[:4]}") and "[^1]:" in markdown and "要核实" in markdown
    word = reader.get(conversation, params={"format": "word"})
    assert word.headers["content-type"] == MEDIA_TYPE
    body = zipfile.ZipFile(io.BytesIO(word.content)).read("word/document.xml").decode()
    assert sentence["text"] in body
    assert reader.delete(f"{conversation}/1").status_code == 204
    assert reader.get(conversation).json() == {"sentences": []}
    assert reader.delete(f"{conversation}/1").status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"citations": [99]}, 409),
        ({"citations": [1], "turn": 5}, 409),
        ({"citations": []}, 422),
        ({"citations": ["1"], "note": 3}, 422),
        ({}, 422),
    ],
)
def test_what_is_not_there_is_not_collected(
    reader: httpx.Client, conversation: str, body: dict[str, object], status: int
) -> None:
    response = reader.post(conversation, json=body)
    assert response.status_code == status and response.json()["detail"]
    assert reader.get(conversation).json() == {"sentences": []}


def test_collection_is_changed_by_its_owner_only(reader: httpx.Client, conversation: str) -> None:
    reader.post(conversation, json={"citations": [1]})
    other = {"Authorization": f"Bearer {LIBRARIAN_KEY}"}
    assert reader.post(conversation, json={"citations": [1]}, headers=other).status_code == 403
    assert reader.delete(f"{conversation}/1", headers=other).status_code == 403
    assert len(reader.get(conversation).json()["sentences"]) == 1


def test_unknown_conversation_has_nothing_to_collect(reader: httpx.Client) -> None:
    id = reader.post("/conversations").json()["id"]
    assert reader.post(f"/conversations/{id}/collection", json={"citations": [1]}).status_code == 409
    assert reader.get("/conversations/short/collection").status_code == 422
    assert reader.get(f"/conversations/{id}/collection", params={"format": "pdf"}).status_code == 422
