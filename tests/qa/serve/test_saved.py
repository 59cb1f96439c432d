"""GET, POST and DELETE /saved: questions asked again, and what is new of them."""

import httpx

from tests.conftest import add_articles, make_article
from tests.qa.serve.conftest import RunningServer

QUESTION = "梳理石榴渡口的时间线"


def test_saved_question_tells_what_is_new(server: RunningServer, reader: httpx.Client, librarian: httpx.Client) -> None:
    library = server.service.answering.library
    created = reader.post("/saved", json={"question": QUESTION})
    assert created.status_code == 201
    saved = created.json()
    assert (saved["question"], saved["has_changed"], saved["lines"]) == (QUESTION, False, [])
    add_articles(library, make_article("pier", "2023年5月4日，石榴渡口开放。", title="石榴渡口开放"))
    found = next(each for each in reader.get("/saved").json()["saved"] if each["id"] == saved["id"])
    assert [line["text"] for line in found["new"]] == ["2023年5月4日，石榴渡口开放。"]
    assert saved["id"] in [each["id"] for each in librarian.get("/saved").json()["saved"]]
    assert reader.post(f"/saved/{saved['id']}/read").json()["has_changed"] is False
    assert reader.delete(f"/saved/{saved['id']}").status_code == 204
    assert reader.delete(f"/saved/{saved['id']}").status_code == 404
    assert reader.post("/saved", json={"question": ""}).status_code == 422
    with library.writer() as writer:
        writer.remove_articles(["pier"])
