"""What is in force: versions of one rule together, rules that are changed, and what is said beside their citations."""

from collections.abc import Iterator
from datetime import date

import pytest

from index.library import Library
from index.settings import Settings
from qa.answer import Answer, Form, Mark
from qa.asking import QuestionAnswering, question_answering_over
from qa.forms.rules import statuses_of
from tests.conftest import add_articles, make_article
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader
from ui.forms.form_view import form_data
from ui.language.texts import labels_for

BUS = "芦湾市公交票价管理办法"
ARTICLES = (
    make_article("bus-1", "第一条 公交票价为一元。\n第二条 本办法自2016年1月1日起施行。", title=f"{BUS}（试行）",
                 published=date(2015, 12, 1)),
    make_article("bus-2", f"第一条 公交票价为两元。\n第二条 本办法自2019年3月1日起施行。《{BUS}（试行）》同时废止。",
                 title=BUS, published=date(2019, 2, 1)),
    make_article("bus-3", f"芦湾市决定对《{BUS}》作如下修改：第一条改为“公交票价为三元”。本决定自2022年5月1日起施行。",
                 title=f"芦湾市关于修改《{BUS}》的决定", published=date(2022, 4, 2)),
    make_article("club", "第一条 会员每年缴纳会费200元。\n第二条 本章程自2019年3月1日起施行。",
                 title="芦湾市摄影协会章程", published=date(2019, 2, 20)),
    make_article("meeting", "大会表决，对《芦湾市摄影协会章程》进行修订，会费调整为每年300元，自2023年1月1日起执行。",
                 title="芦湾市摄影协会召开会员大会", published=date(2022, 12, 11)),
    make_article("taxi", "第一条 出租车起步价十元。\n第二条 本规定自2018年6月1日起施行。", title="芦湾市出租车票价规定",
                 published=date(2018, 5, 1)),
    make_article("opinion", f"市民就《{BUS}》提出修改意见。", title="芦湾市征求意见", published=date(2020, 4, 2)),
)  # fmt: skip


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QuestionAnswering]:
    library = Library.open(tmp_path_factory.mktemp("rules") / "library", ToyEmbedder())
    add_articles(library, *ARTICLES)
    yield question_answering_over(library, Settings(), ToyReader())
    library.close()


def states(answer: Answer) -> dict[str, tuple[Mark, ...]]:
    """Return the marks of each rule, in the order of the answer."""
    return {s.entry.subject: s.entry.marks for s in answer.statements if s.entry is not None}


def test_rule_that_is_changed_goes_on_and_its_versions_stand_together(asking: QuestionAnswering) -> None:
    answer = asking.in_form(Form.IN_FORCE, "芦湾市票价")
    told = states(answer)
    assert told[BUS] == (Mark.IN_FORCE, Mark.AMENDED)
    assert told[f"{BUS}（试行）"] == (Mark.ENDED,)
    assert told["芦湾市出租车票价规定"] == (Mark.IN_FORCE,)
    of_bus = [place for place, title in enumerate(told) if BUS in title]
    assert len(of_bus) == 3 and of_bus == list(range(of_bus[0], of_bus[0] + 3))
    changed = next(s for s in answer.statements if s.entry is not None and s.entry.subject == BUS)
    assert changed.after == f"2022年5月1日由《芦湾市关于修改《{BUS}》的决定》修订"


def test_what_changed_is_shown_where_only_news_tell_it(asking: QuestionAnswering) -> None:
    answer = asking.ask("芦湾市摄影协会会费现在怎么规定")
    said = [(statement.before, statement.text) for statement in answer.statements]
    assert said[0][1] == "第一条 会员每年缴纳会费200元。"
    assert said[-1][0] == "2023年1月1日修订" and "每年300元" in said[-1][1]
    before = asking.ask("截至2021年，芦湾市摄影协会会费的规定")
    assert not any("300元" in statement.text for statement in before.statements)


def test_change_that_came_later_is_not_told_of_a_day_before(asking: QuestionAnswering) -> None:
    answer = asking.ask("截至2020年，芦湾市公交票价的规定")
    assert answer.form is Form.IN_FORCE
    assert states(answer)[BUS] == (Mark.IN_FORCE,)
    assert states(answer)[f"芦湾市关于修改《{BUS}》的决定"] == (Mark.NOT_YET,)
    before = states(asking.ask("截至2017年，芦湾市公交票价的规定"))
    assert (before[f"{BUS}（试行）"], before[BUS]) == ((Mark.IN_FORCE,), (Mark.NOT_YET,))


def test_any_answer_says_of_a_rule_it_cites_that_it_is_ended_or_changed(asking: QuestionAnswering) -> None:
    answer = asking.ask("公交票价为多少元？")
    codes = {note.code: note.facts["title"] for note in answer.notes if "title" in note.facts}
    cited = {citation.quote.article.title for citation in answer.citations}
    said = {title: [status.code for status in told] for title, told in statuses_of(answer).items()}
    assert cited and set(codes.values()) <= cited
    assert BUS not in cited or said[BUS] == ["rule-amended"]
    assert f"{BUS}（试行）" not in cited or said[f"{BUS}（试行）"] == ["rule-ended"]
    assert codes


def test_page_draws_each_rule_with_its_state(asking: QuestionAnswering) -> None:
    answer = asking.in_form(Form.IN_FORCE, "芦湾市票价")
    data = form_data(answer, labels_for("zh"))
    assert data is not None and data["kind"] == "rules"
    rules = {rule["title"]: rule for rule in data["rules"]}
    assert (rules[BUS]["states"], rules[BUS]["since"]) == (["有效", "已修订"], "2019-03-01 起施行")
    assert rules[f"{BUS}（试行）"]["states"] == ["已废止或被取代"]
    assert sorted(place for rule in data["rules"] for place in rule["lines"]) == list(range(len(answer.statements)))
