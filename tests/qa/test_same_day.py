"""What a question about the day of an event asks for, and the day that a statement tells."""

from datetime import date

import pytest

from index.article import Article, Paragraph
from index.embed.embedder import Embedder
from index.library import Library
from index.settings import Settings
from index.sync.sources import sync_paths
from qa.answer import DraftStatement, Quote
from qa.asking import QuestionAnswering, load_reader_model, question_answering_over
from qa.parts import day_told, read_same_day


@pytest.mark.parametrize(
    ("text", "event", "asked"),
    [
        ("望舟大桥通车当天，缆车运送了多少游客？", "望舟大桥通车是哪天？", "2024年6月28日缆车运送了多少游客？"),
        ("渔汛开始的当月，码头卸了多少鱼？", "渔汛开始是哪天？", "2024年6月码头卸了多少鱼？"),
        ("灯塔点亮那年，镇里有多少户？", "灯塔点亮是哪天？", "2024年镇里有多少户？"),
    ],
)
def test_question_about_the_day_of_an_event(text: str, event: str, asked: str) -> None:
    linked = read_same_day(text)
    assert linked is not None
    assert (linked.day_question, linked.question_of(date(2024, 6, 28))) == (event, asked)


@pytest.mark.parametrize("text", ["当天缆车运送了多少游客？", "望舟大桥哪天通车？", "灯塔点亮那年镇里有多少户？", ""])
def test_other_questions(text: str) -> None:
    assert read_same_day(text) is None


@pytest.mark.parametrize(
    ("text", "highlight", "day"),
    [
        ("6月28日，望舟大桥通车。", None, date(2024, 6, 28)),
        ("6月20日验收，28日通车。", None, None),
        ("6月20日验收，6月28日通车。", (8, 13), date(2024, 6, 28)),
        ("望舟大桥通车。", None, None),
    ],
)
def test_day_told(text: str, highlight: tuple[int, int] | None, day: date | None) -> None:
    article = Article("a", "望舟大桥", date(2024, 7, 2), "", "", "", (Paragraph(1, text),))
    quote = Quote(article, 1, 0, len(text))
    assert day_told([DraftStatement(text, (quote,), highlight)]) == day


BRIDGE = "望舟大桥正式通车\n2024-06-28 望舟晚报\n6月28日上午，望舟大桥正式通车，两岸居民步行过桥。\n"
CABLE_CAR = (
    "望舟缆车单日客流创新高\n2024-07-02 望舟晚报\n"
    "望舟缆车公司公布，6月27日缆车运送游客1960人次，6月28日运送游客3275人次，6月29日运送游客2104人次。\n"
)


@pytest.fixture(scope="module")
def answering(bundled_embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> QuestionAnswering:
    folder = tmp_path_factory.mktemp("same day")
    articles = folder / "articles"
    articles.mkdir()
    (articles / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (articles / "cable_car.txt").write_text(CABLE_CAR, encoding="utf-8")
    library = Library.open(folder / "library", bundled_embedder)
    sync_paths(library, [articles])
    return question_answering_over(library, Settings(), load_reader_model(Settings()))


def test_day_of_an_event_is_taken_from_another_article(answering: QuestionAnswering) -> None:
    answer = answering.ask("望舟大桥通车当天，缆车运送了多少游客？")
    first, second = (statement.text for statement in answer.statements)
    assert "3275人次" in first
    assert second == "6月28日上午，望舟大桥正式通车，两岸居民步行过桥。"
    assert answer.notes == ()


def test_event_that_no_article_tells_of_is_named(answering: QuestionAnswering) -> None:
    answer = answering.ask("望舟渔市搬迁当天，缆车运送了多少游客？")
    assert [note.code for note in answer.notes] == ["parts-unanswered"]


def test_what_is_not_told_of_that_day_is_refused(answering: QuestionAnswering) -> None:
    assert answering.ask("望舟大桥通车当天，索道检修了几小时？").statements == ()
