"""Two servers over one library on Milvus: what one keeps the other reads, and both list the articles."""

from collections.abc import Iterator

import pytest

from index.opening import open_library
from index.settings import LibrarySettings, Settings
from index.sync.sources import sync_paths
from qa.asking import question_answering_over
from tests.conftest import ROOT
from tests.qa.serve.conftest import KEYS, LIBRARIAN_KEY, QUESTION, READER_KEY, RunningServer, problem, running
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader


@pytest.fixture(scope="module")
def servers(milvus_lite: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[RunningServer]]:
    """A server on the machine that holds the folder, and one on a machine that only asks."""
    folder = tmp_path_factory.mktemp("shared")
    place = f"milvus+file:{folder}/milvus.db/news"
    libraries = [
        open_library(LibrarySettings(folder=folder / name), ToyEmbedder(), place, may_change=name == "library")
        for name in ("library", "home")
    ]
    sync_paths(libraries[0], [ROOT / "articles"])
    with (
        running(question_answering_over(libraries[0], Settings(), ToyReader()), KEYS) as first,
        running(question_answering_over(libraries[1], Settings(), ToyReader()), KEYS) as second,
    ):
        yield [first, second]


def test_both_list_the_same_articles(servers: list[RunningServer]) -> None:
    for wanted in (
        {},
        {"limit": "5", "offset": "5"},
        {"source": "澜川晚报"},
        {"text": "澜青大桥"},
        {"state": "reprint"},
    ):
        pages = []
        for server in servers:
            with server.client(READER_KEY) as client:
                pages.append(client.get("/articles", params=wanted).json())
        assert pages[0] == pages[1]
        assert pages[0]["articles"]


def test_conversation_goes_on_with_another_server(servers: list[RunningServer]) -> None:
    with servers[0].client(READER_KEY) as first, servers[1].client(READER_KEY) as second:
        id = first.post("/conversations").json()["id"]
        assert first.post("/ask", json={"question": QUESTION, "conversation": id}).json()["status"] == "answered"
        follow_up = second.post("/ask", json={"question": "它是什么时候通车的？", "conversation": id}).json()
        assert "澜青大桥" in follow_up["asked"]
        kept = [client.get(f"/conversations/{id}").json() for client in (first, second)]
        assert kept[0] == kept[1]
        assert [turn["question"] for turn in kept[0]["turns"]] == [QUESTION, "它是什么时候通车的？"]


def test_server_that_only_asks_says_where_articles_are_put_in(servers: list[RunningServer]) -> None:
    with servers[1].client(LIBRARIAN_KEY) as client:
        response = client.put("/articles/new", json={"title": "渡槽", "text": "松溪渡槽全长1200米。"})
    status, sentence = problem(response)
    assert (status, sentence) == (403, "这台服务器只回答问题，请在存放资料库文件夹的机器上加入或撤下文章。")
