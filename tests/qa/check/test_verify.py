"""Only what a verbatim quote supports becomes part of an Answer."""

from index.article import Article, Span
from index.messages import Message, say
from qa.answer import Answer, Citation, DraftAnswer, DraftStatement, Passage, Quote, Statement, Status, Timings
from qa.check.verify import NOTHING_CHECKED, check_draft, make_answer
from tests.conftest import make_article

ARTICLE = make_article("a", "大桥昨天通车。市民很高兴。\n梨花开了。", title="通车")
BRIDGE = Quote(ARTICLE, 1, 0, 7)
HAPPY = Quote(ARTICLE, 1, 7, 13)
PEAR = Quote(ARTICLE, 2, 0, 5)


def test_citations_are_numbered_by_first_use_and_shared() -> None:
    draft = DraftAnswer(
        (
            DraftStatement("梨花开了。", (PEAR,), highlight=(0, 2), before="石渡县", after="注"),
            DraftStatement("大桥昨天通车。", (BRIDGE,)),
            DraftStatement("梨花开了。", (PEAR,)),
        )
    )
    statements, citations = check_draft(draft)
    assert statements == (
        Statement("梨花开了。", (1,), (0, 2), "石渡县", "注"),
        Statement("大桥昨天通车。", (2,)),
        Statement("梨花开了。", (1,)),
    )
    assert citations == (Citation(1, PEAR), Citation(2, BRIDGE))


def test_statement_of_two_quotes_has_both() -> None:
    statements, citations = check_draft(DraftAnswer((DraftStatement("大桥昨天通车。市民很高兴。", (BRIDGE, HAPPY)),)))
    assert statements == (Statement("大桥昨天通车。市民很高兴。", (1, 2)),)
    assert citations == (Citation(1, BRIDGE), Citation(2, HAPPY))


def test_what_no_quote_supports_is_left_out() -> None:
    draft = DraftAnswer(
        (
            DraftStatement("大桥今天通车。", (BRIDGE,)),
            DraftStatement("大桥昨天通车。", ()),
            DraftStatement("", (Quote(ARTICLE, 1, 3, 3),)),
            DraftStatement("大桥昨天通车", (BRIDGE,)),
            DraftStatement("大桥昨天通车。市民很高兴。", (BRIDGE,)),
        )
    )
    assert check_draft(draft) == ((), ())


def test_answer_of_checked_statements_carries_their_numbers() -> None:
    draft = DraftAnswer(
        (DraftStatement("大桥昨天通车。", (BRIDGE,), before="澄青"), DraftStatement("梨花开了。", (PEAR,)))
    )
    answer = make_answer("大桥？", draft, [], Timings(1, 2, 3))
    assert (answer.status, answer.refusal) == (Status.ANSWERED, None)
    assert answer.text == "〔澄青〕大桥昨天通车。[1]梨花开了。[2]"


def test_draft_without_any_support_becomes_a_refusal() -> None:
    draft = DraftAnswer((DraftStatement("大桥今天通车。", (BRIDGE,)),))
    answer = make_answer("大桥？", draft, [], Timings(1, 2, 3))
    expected = "找到了相关的文章，但没有一句话经得起核对，所以不作回答。"
    assert answer == Answer("大桥？", Status.NO_EVIDENCE, (), (), (), NOTHING_CHECKED, Timings(1, 2, 3))
    assert answer.text == expected


def test_refusal_of_a_draft_is_kept() -> None:
    answer = make_answer("大桥？", DraftAnswer((), Message("no-more")), [], Timings(1, 2, 3))
    assert (answer.status, answer.text) == (Status.NO_EVIDENCE, say(Message("no-more")))


def passage(number: int, article: Article) -> Passage:
    return Passage(number, 1.0, number, article, tuple(Span(p.number, 0, len(p.text)) for p in article.paragraphs))


def test_written_and_verbatim_statements_share_their_citations() -> None:
    draft = DraftAnswer(
        (
            DraftStatement("大桥在昨天通车了。", (), markers=(1,), is_written=True),
            DraftStatement("大桥昨天通车。", (BRIDGE,)),
            DraftStatement("大桥昨天关闭。", (), markers=(1,), is_written=True),
        )
    )
    statements, citations = check_draft(draft, [passage(1, ARTICLE)])
    assert [(s.text, s.citations, s.is_supported) for s in statements] == [
        ("大桥在昨天通车了。", (1,), True),
        ("大桥昨天通车。", (1,), True),
        ("大桥昨天关闭。", (), False),
    ]
    assert citations == (Citation(1, BRIDGE),)


def test_draft_of_unsupported_statements_becomes_a_refusal() -> None:
    draft = DraftAnswer((DraftStatement("大桥昨天关闭。", (), markers=(1,), is_written=True),))
    answer = make_answer("大桥？", draft, [passage(1, ARTICLE)], Timings(1, 2, 3))
    assert (answer.status, answer.statements, answer.citations) == (Status.NO_EVIDENCE, (), ())
