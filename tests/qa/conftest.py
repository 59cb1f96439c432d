"""What the tests of question answering share: a library of three articles, and answers without a model."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from index.article import Article
from index.library import Library
from index.settings import Settings
from qa.asking import QuestionAnswering, question_answering_over
from qa.conversation.turn import Turn
from qa.history.conversations import HistoryLimits
from qa.history.opening import History, open_history
from tests.conftest import add_articles, make_article
from tests.milvus_server import new_name
from tests.toy_reader import ToyReader

BRIDGE = make_article(
    "bridge",
    "澄青大桥5月1日正式通车，全长820米。\n市民步行过江只要八分钟。",
    title="澄青大桥通车",
    published=date(2020, 5, 1),
    source="澄青日报",
    author="林小雨",
)
PEAR = make_article(
    "pear",
    "石渡县梨花节4月6日开幕，主会场设在望江村。\n今年预计接待游客三万人。",
    title="梨花节开幕",
    published=date(2021, 4, 2),
    source="石渡发布",
)
OPENING = make_article("opening", "望湖区图书馆延长开放时间。周末开到晚上十点。", title="图书馆延时", source="澄青日报")


@pytest.fixture
def articles(library: Library) -> dict[str, Article]:
    """The articles in `library`, by id."""
    add_articles(library, BRIDGE, PEAR, OPENING)
    return {article.id: article for article in (BRIDGE, PEAR, OPENING)}


@pytest.fixture
def answering(library: Library, articles: dict[str, Article]) -> QuestionAnswering:
    """Question answering over the three articles; the toy reader chooses the sentences."""
    return question_answering_over(library, Settings(), ToyReader())


@dataclass(frozen=True)
class HistoryPlace:
    """Where conversations are kept: in a folder, or beside a library on Milvus, for several servers."""

    place: Path | str

    def open(self, limits: HistoryLimits = HistoryLimits()) -> History:
        """Return them as another server would open them."""
        return open_history(self.place, limits)


@pytest.fixture(scope="session")
def lite_file(milvus_lite: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Milvus Lite file that the tests of one run share, each under a name of its own: making one takes longer."""
    return tmp_path_factory.mktemp("lite") / "history.db"


@pytest.fixture(params=["folder", "milvus"])
def history_place(request: pytest.FixtureRequest) -> HistoryPlace:
    """The two places, for the tests of what both do."""
    if request.param == "folder":
        library: Library = request.getfixturevalue("library")
        return HistoryPlace(library.place)
    return HistoryPlace(request.getfixturevalue("milvus_place"))


@pytest.fixture
def milvus_place(request: pytest.FixtureRequest, real_milvus: str | None) -> str:
    """An address of Milvus where no conversation is kept yet."""
    if real_milvus is not None:
        return f"milvus+{real_milvus}/{new_name()}"
    lite_file = request.getfixturevalue("lite_file")
    return f"milvus+file:{lite_file}/n{abs(hash(request.node.nodeid))}"


@pytest.fixture
def bridge(answering: QuestionAnswering) -> Turn:
    return Turn(answering.ask("澄青大桥全长多少米？"))


@pytest.fixture
def fish(answering: QuestionAnswering) -> Turn:
    return Turn(answering.ask("水库里有什么鱼？"))
