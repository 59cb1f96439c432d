"""One question's way through: an answer from the right article, or a refusal that says why."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from index.library import Library
from index.messages import Message
from index.settings import Settings
from index.snapshot import Filters
from index.sync.sources import SyncRules, sync_paths
from qa.answer import Status
from qa.asking import QuestionAnswering, question_answering_over
from qa.json_form import answer_to_json
from tests.conftest import add_articles, make_article
from tests.qa.conftest import BRIDGE, PEAR
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader

NOT_FOUND = "这些文章里没有找到能回答这个问题的依据（已检索 3 篇文章）。"
NOTHING_TO_SEARCH = "这个问题里没有可以检索的内容，请换一种问法（已检索 3 篇文章）。"


def test_answer_begins_with_the_sentence_that_answers(answering: QuestionAnswering) -> None:
    answer = answering.ask("澄青大桥全长多少米？")
    assert answer.status is Status.ANSWERED
    assert answer.statements[0].text == "澄青大桥5月1日正式通车，全长820米。"
    quote = answer.citations[0].quote
    assert (quote.article, quote.paragraph, quote.start, quote.end) == (BRIDGE, 1, 0, 20)
    assert answer.text.startswith("澄青大桥5月1日正式通车，全长820米。[1]")


def test_passages_are_ranked_with_their_articles(answering: QuestionAnswering) -> None:
    answer = answering.ask("澄青大桥全长多少米？")
    assert [(passage.rank, passage.article.id) for passage in answer.passages][:1] == [(1, "bridge")]
    assert [passage.rank for passage in answer.passages] == [1, 2, 3]
    assert answer.passages[0].text == "澄青大桥5月1日正式通车，全长820米。\n市民步行过江只要八分钟。"


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        ("", "请输入一个问题。"),
        (" \u200b\n", "请输入一个问题。"),
        ("水", NOT_FOUND),
        ("？", NOTHING_TO_SEARCH),
        ("的", NOTHING_TO_SEARCH),
        ("😀👨\u200d👩\u200d👧", NOTHING_TO_SEARCH),
        ("水库里有什么鱼？", NOT_FOUND),
        ("' OR 鱼=鱼; --", NOT_FOUND),
        ('水库" OR "鱼', NOT_FOUND),
        ("NEAR(水库 鱼*) AND NOT ^花 %", NOT_FOUND),
    ],
)
def test_question_without_an_answer_is_refused_with_the_reason(
    answering: QuestionAnswering, question: str, refusal: str
) -> None:
    answer = answering.ask(question)
    assert (answer.status, answer.text, answer.statements, answer.citations) == (
        Status.NO_EVIDENCE, refusal, (), (),
    )  # fmt: skip


@pytest.mark.parametrize("question", ["桥" * 10_000, "大桥？" * 3_000, "\x00" * 10_000, "a b " * 2_500, "（" * 10_000])
def test_ten_thousand_characters_end_in_an_answer_or_a_refusal(answering: QuestionAnswering, question: str) -> None:
    answer = answering.ask(question)
    assert answer.text
    assert answer.timings.total < 10_000


def test_query_syntax_around_a_question_changes_nothing(answering: QuestionAnswering) -> None:
    answer = answering.ask('"澄青大桥" AND 全长* NEAR(多少米) % \' ；')
    assert answer.statements[0].text == "澄青大桥5月1日正式通车，全长820米。"


def test_characters_that_no_text_can_hold_do_no_harm(answering: QuestionAnswering) -> None:
    answer = answering.ask("\ud800澄青大桥全长多少米？\udfff")
    assert (answer.question, answer.statements[0].text) == (
        "?澄青大桥全长多少米？?", "澄青大桥5月1日正式通车，全长820米。",
    )  # fmt: skip
    json.dumps(answer_to_json(answer), ensure_ascii=False).encode()


def test_empty_library_says_what_to_do(library: Library) -> None:
    answer = question_answering_over(library, Settings(), ToyReader()).ask("澄青大桥全长多少米？")
    assert (answer.status, answer.text) == (Status.NO_EVIDENCE, "资料库里还没有文章，请先添加文章。")


def test_filters_keep_other_articles_out(answering: QuestionAnswering) -> None:
    found = answering.ask("澄青大桥全长多少米？", Filters(since=date(2021, 1, 1)))
    assert {passage.article.id for passage in found.passages} == {"pear"}
    assert found.status is Status.NO_EVIDENCE
    found = answering.ask("梨花节的主会场设在哪里？", Filters(until=date(2020, 12, 31)))
    assert {passage.article.id for passage in found.passages} == {"bridge"}
    found = answering.ask("澄青大桥全长多少米？", Filters(sources=("澄青日报",)))
    assert {passage.article.id for passage in found.passages} == {"bridge", "opening"}
    assert found.status is Status.ANSWERED


def test_filter_that_no_article_passes_is_a_refusal(answering: QuestionAnswering) -> None:
    answer = answering.ask("澄青大桥全长多少米？", Filters(sources=("没有这家",)))
    assert (answer.status, answer.passages) == (Status.NO_EVIDENCE, ())


def test_article_added_after_opening_is_answered_at_once(answering: QuestionAnswering) -> None:
    assert answering.ask("南山隧道全长多少米？").status is Status.NO_EVIDENCE
    add_articles(answering.library, make_article("tunnel", "南山隧道全长1500米。", title="南山隧道贯通"))
    assert answering.ask("南山隧道全长多少米？").statements[0].text == "南山隧道全长1500米。"
    with answering.library.writer() as writer:
        writer.remove_articles(["tunnel"])
    assert answering.ask("南山隧道全长多少米？").status is Status.NO_EVIDENCE


def test_threads_may_ask_at_once(answering: QuestionAnswering) -> None:
    questions = ["澄青大桥全长多少米？", "梨花节的主会场设在哪里？"] * 6
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(answering.ask, questions))
    assert [answer.citations[0].quote.article.id for answer in answers] == ["bridge", "pear"] * 6


def test_retrieve_gives_passages_without_reading(answering: QuestionAnswering) -> None:
    assert [p.article.id for p in answering.retrieve("梨花节的主会场设在哪里？", count=1)] == ["pear"]
    assert answering.retrieve("") == []


def test_at_most_five_passages_of_one_article(library: Library) -> None:
    long = "\n".join(f"澄青大桥第{n}号桥墩的检修记录，" + "检修内容" * 60 + "。" for n in range(8))
    add_articles(library, make_article("long", long), PEAR)
    passages = question_answering_over(library, Settings(), ToyReader()).retrieve("澄青大桥桥墩检修")
    assert [passage.article.id for passage in passages].count("long") == 5
    assert [passage.rank for passage in passages] == list(range(1, len(passages) + 1))


def test_library_of_another_process_may_be_asked_meanwhile(library: Library) -> None:
    other = question_answering_over(Library.open(library.path, ToyEmbedder()), Settings(), ToyReader())
    assert other.ask("澄青大桥全长多少米？").text == "资料库里还没有文章，请先添加文章。"
    add_articles(library, BRIDGE)
    assert other.ask("澄青大桥全长多少米？").status is Status.ANSWERED


def test_answer_and_refusal_say_while_vectors_are_missing(
    answering: QuestionAnswering, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.sources.BATCH_CHARS", 1)
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"柳湾渡口第{n}号船于{n + 1}月开航。")
    assert answering.ask("澄青大桥全长多少米？").notes == ()
    sync_paths(answering.library, [tmp_path], rules=SyncRules(vectors_later=True))
    awaited = Message("vectors-awaited", {"count": 3})
    for question in ("澄青大桥全长多少米？", "水库里有什么鱼？"):
        assert awaited in answering.ask(question).notes
    assert answering.ask("谢谢").notes == ()
    answering.library.make_vectors()
    assert answering.ask("澄青大桥全长多少米？").notes == ()
