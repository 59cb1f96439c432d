"""Articles over HTTP: listed, read, put in, uploaded, taken out, and answerable at once."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import docx
import httpx
import openpyxl
import pytest

from index.sync.sources import sync_paths
from tests.conftest import ROOT
from tests.qa.serve.conftest import KEYS, LIBRARIAN_KEY, RunningServer, problem, running, toy_answering

TEXT = "松溪渡槽全长1200米，昨天正式通水。\n沿线三个村子当天用上了自来水。"
QUESTION = "松溪渡槽全长多少米？"


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[RunningServer]:
    """A server over a library of the test's own."""
    with running(toy_answering(tmp_path / "library"), KEYS) as started:
        yield started


@pytest.fixture
def librarian(own_server: RunningServer) -> Iterator[httpx.Client]:
    with own_server.client(LIBRARIAN_KEY) as client:
        yield client


def address(id: str) -> str:
    return f"/articles/{quote(id, safe='')}"


def cited(client: httpx.Client, question: str = QUESTION) -> list[str]:
    """Return the ids of the articles an answer cites."""
    return [c["article"] for c in client.post("/ask", json={"question": question}).json()["citations"]]


def test_list_is_paged_filtered_and_newest_first(reader: httpx.Client) -> None:
    whole = reader.get("/articles", params={"limit": 200}).json()
    assert whole["total"] == len(whole["articles"]) == 18
    days = [row["published"] for row in whole["articles"]]
    dated = [day for day in days if day]
    assert days == sorted(dated, reverse=True) + [None] * (len(days) - len(dated))
    page = reader.get("/articles", params={"limit": 5, "offset": 5}).json()
    assert (page["total"], page["offset"], page["limit"]) == (18, 5, 5)
    assert page["articles"] == whole["articles"][5:10]
    for wanted in ({"source": "澜川晚报"}, {"text": "澜青大桥"}, {"since": "2024-06-01", "until": "2024-06-30"}):
        rows = reader.get("/articles", params=wanted).json()["articles"]
        assert 0 < len(rows) < 18
    reprints = reader.get("/articles", params={"state": "reprint"}).json()["articles"]
    shown = reader.get("/articles", params={"state": "shown"}).json()
    assert all(row["original"] for row in reprints) and len(reprints) + shown["total"] == 18


def test_every_listed_article_can_be_read(reader: httpx.Client) -> None:
    for row in reader.get("/articles", params={"limit": 200}).json()["articles"]:
        article = reader.get(address(row["id"])).json()
        assert (article["id"], article["title"], article["published"]) == (row["id"], row["title"], row["published"])
        assert [p["number"] for p in article["paragraphs"]] == list(range(1, len(article["paragraphs"]) + 1))
        assert sum(len(p["text"]) for p in article["paragraphs"]) == row["chars"]


def test_citation_opens_its_paragraph(reader: httpx.Client) -> None:
    answer = reader.post("/ask", json={"question": "澜青大桥全长多少公里？"}).json()
    for citation in answer["citations"]:
        paragraphs = reader.get(address(citation["article"])).json()["paragraphs"]
        assert paragraphs[citation["paragraph"] - 1]["text"] == citation["paragraph_text"]


def test_record_is_put_in_asked_about_replaced_and_taken_out(librarian: httpx.Client) -> None:
    record = {"title": "松溪渡槽通水", "published": "2024年5月1日", "source": "松溪日报", "text": TEXT}
    created = librarian.put(address("渡槽/1 号#a?"), json=record)
    assert created.status_code == 201
    article = created.json()
    assert (article["id"], article["published"], article["location"]) == ("渡槽/1 号#a?", "2024-05-01", "渡槽/1 号#a?")
    assert [p["text"] for p in article["paragraphs"]] == TEXT.splitlines()
    assert librarian.get(address("渡槽/1 号#a?")).json() == article
    assert "渡槽/1 号#a?" in cited(librarian)
    replaced = librarian.put(address("渡槽/1 号#a?"), json=record | {"text": TEXT.replace("1200", "1300")})
    assert (replaced.status_code, "1300米" in replaced.text) == (200, True)
    assert librarian.delete(address("渡槽/1 号#a?")).status_code == 204
    assert "渡槽/1 号#a?" not in cited(librarian)
    missing = (404, "资料库里没有这个编号的文章。")
    assert problem(librarian.get(address("渡槽/1 号#a?"))) == missing
    assert problem(librarian.delete(address("渡槽/1 号#a?"))) == missing


def _word(text: str) -> bytes:
    document, buffer = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(buffer)
    return buffer.getvalue()


def _sheet(text: str) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for line in text.splitlines():
        book.active.append([line])
    book.save(buffer)
    return buffer.getvalue()


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><id>1</id><title>松溪渡槽通水</title>'
    "<content>{}</content></entry></feed>"
)


@pytest.mark.parametrize(
    ("media", "data"),
    [
        ("text/plain; charset=utf-8", TEXT.encode()),
        ("text/plain", TEXT.encode("gb18030")),
        ("text/markdown", f"# 松溪渡槽通水\n\n{TEXT}".encode()),
        ("text/html", f"<html><title>松溪渡槽通水</title><body><p>{TEXT}</p></body></html>".encode()),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _word(TEXT)),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _sheet(TEXT)),
        ("message/rfc822", f"Subject: =?utf-8?q?x?=\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}".encode()),
        ("application/rtf", b"{\\rtf1\\ansi " + "".join(f"\\u{ord(c)}?" for c in TEXT).encode() + b"}"),
        ("application/atom+xml", ATOM.format(TEXT).encode()),
        ("text/tab-separated-values", f"标题\t正文\n渡槽\t{TEXT.splitlines()[0]}\n".encode()),
    ],
)
def test_file_is_put_in_as_it_is(librarian: httpx.Client, media: str, data: bytes) -> None:
    response = librarian.put(address("渡槽"), content=data, headers={"Content-Type": media})
    assert (response.status_code, "全长1200米" in response.text) == (201, True)
    assert "渡槽" in cited(librarian)


def test_upload_of_several_files(librarian: httpx.Client) -> None:
    lines = '{"id": "dam", "text": "石坝今年加高了两米，能多存水三百万方。"}\n{"id": "j2", "text": ""}\n'
    files = [("files", ("../../渡槽.txt", TEXT.encode())), ("files", ("多篇.jsonl", lines.encode()))]
    files.append(("files", ("a.exe", b"MZ")))
    body = librarian.post("/uploads", files=files).json()
    assert (body["added"], body["updated"], body["removed"]) == (["渡槽.txt", "dam"], [], [])
    assert [item["name"] for item in body["rejected"]] == ["多篇.jsonl 第 2 行", "a.exe"]
    assert "渡槽.txt" in cited(librarian)
    again = librarian.post("/uploads", files=files[:1]).json()
    assert (again["added"], again["unchanged"]) == ([], ["渡槽.txt"])


def test_two_files_of_one_name_sent_together_are_both_kept(librarian: httpx.Client) -> None:
    other = "石坝今年加高了两米，能多存水三百万方。\n工程投资一百二十万元。"
    files = [("files", ("告示.txt", TEXT.encode())), ("files", ("告示.txt", other.encode()))]
    body = librarian.post("/uploads", files=files).json()
    assert (body["added"], body["updated"]) == (["告示.txt", "告示（2）.txt"], [])


def test_sync_leaves_what_came_over_http_and_what_was_taken_out(
    own_server: RunningServer, librarian: httpx.Client
) -> None:
    librarian.put(address("渡槽"), json={"text": TEXT})
    synced = "澜青大桥通车.txt"
    assert problem(librarian.put(address(synced), json={"text": TEXT}))[0] == 409
    assert librarian.delete(address(synced)).status_code == 204
    sync_paths(own_server.service.answering.library, [ROOT / "articles"])
    assert librarian.get(address("渡槽")).status_code == 200
    assert librarian.get(address(synced)).status_code == 404


def test_upload_while_questions_are_answered(librarian: httpx.Client, own_server: RunningServer) -> None:
    """Whoever asks meanwhile sees the article whole or not at all."""
    from concurrent.futures import ThreadPoolExecutor

    def ask(_: int) -> tuple[int, bool]:
        with own_server.client(LIBRARIAN_KEY) as client:
            response = client.post("/ask", json={"question": QUESTION})
            return response.status_code, "1200米" in response.json()["answer"]

    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(ask, range(24))
        librarian.put(address("渡槽"), json={"text": TEXT})
        statuses = {status for status, _ in answers}
    assert statuses == {200}
    assert ask(0) == (200, True)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"title": "没有正文"}, (422, "text 缺少，请改正。")),
        ({"text": 5}, (422, "text 应是一段文字，请改正。")),
        ({"text": TEXT, "titel": "x"}, (422, "titel 不是认识的字段，请改正。")),
        ({"text": "\n \n"}, (422, "没有正文（text 是空的或缺少）。")),
        ([], (422, "请求的正文应是一个 JSON 对象，请改正。")),
    ],
)
def test_record_that_is_no_article(librarian: httpx.Client, body: Any, expected: tuple[int, str]) -> None:
    assert problem(librarian.put(address("x"), json=body)) == expected


def test_wrong_kind_of_body(librarian: httpx.Client) -> None:
    status, sentence = problem(librarian.put(address("x"), content=b"x", headers={"Content-Type": "image/png"}))
    assert (status, sentence.startswith("请求头 Content-Type 应是 application/json、text/plain、")) == (415, True)
    assert problem(librarian.put("/articles/%00", json={"text": TEXT})) == (422, "id 的写法不对，请改正。")
    assert problem(librarian.post("/uploads")) == (422, "files 缺少，请改正。")


def test_file_is_read_by_the_name_its_id_gives_it(librarian: httpx.Client) -> None:
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in (["品名", "单价"], ["灯笼", 12], ["彩带", 8]):
        book.active.append(row)
    book.save(buffer)
    response = librarian.put(address("表/春节物资.xlsx"), content=buffer.getvalue(), headers={"Content-Type": media})
    assert (response.status_code, response.json()["title"]) == (201, "春节物资")


def test_old_format_says_how_to_convert_it(librarian: httpx.Client) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    status, sentence = problem(librarian.put(address("x"), content=old, headers={"Content-Type": "application/msword"}))
    assert (status, ".docx" in sentence) == (422, True)
