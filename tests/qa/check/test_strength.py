"""Saying more than the quote is found by words that are data, each with an example of it and one of the contrary."""

import tomllib
from datetime import date

import pytest

from index.chinese.statements import Strengthening, Weakening, read_strengthenings, read_weakenings
from qa.check.claim import read_claim
from qa.check.flaws import Flaw, Ground, find_signs
from qa.check.judgement import judge
from qa.check.strength import words_added, words_dropped
from tests.conftest import ROOT

STRENGTH = tomllib.loads((ROOT / "index/chinese/statements/strength.toml").read_text(encoding="utf-8"))
SERIES = [(series["exchanged"], series["same"]) for series in STRENGTH["series"]]


@pytest.mark.parametrize("each", read_strengthenings(), ids=lambda each: each.name)
def test_examples_say_more_or_the_same(each: Strengthening) -> None:
    statement, quote = each.more
    assert each.name in words_added(statement, quote, quote)
    statement, quote = each.same
    assert each.name not in words_added(statement, quote, quote)


@pytest.mark.parametrize(("exchanged", "same"), SERIES)
def test_examples_exchange_degrees_or_keep_them(exchanged: list[str], same: list[str]) -> None:
    for (statement, quote), is_sign in ((exchanged, True), (same, False)):
        signs = find_signs(read_claim(statement), Ground((read_claim(quote),), "", (None,)))
        assert ("degree-exchanged" in signs.found) is is_sign, statement


def dropped(statement: str, quote: str) -> set[str]:
    quotes = [clause.text for clause in read_claim(quote).clauses]
    claim = read_claim(statement)
    return {name for clause in claim.clauses for name in words_dropped(clause.text, claim.text, quotes)}


@pytest.mark.parametrize("each", read_weakenings(), ids=lambda each: each.name)
def test_examples_leave_out_or_keep(each: Weakening) -> None:
    assert each.name in dropped(*each.more)
    assert each.name not in dropped(*each.same)


def test_short_lead_in_bears_on_the_clause_behind_it() -> None:
    ground = Ground((read_claim("据称，这批瓷器出自清代官窑。"),), "", (None,))
    assert "dropped doubt" in find_signs(read_claim("这批瓷器出自清代官窑。"), ground).found


@pytest.mark.parametrize(
    ("statement", "quote", "flaw"),
    [
        ("石渡镇已完成河道清理。", "石渡镇应在汛期前完成河道清理。", Flaw.STRENGTH),
        ("石渡镇完成了河道清理，花费三万元。", "石渡镇完成河道清理，花费三万元。", Flaw.NONE),
        ("全部商户领到了补偿。", "首批商户领到了补偿。", Flaw.STRENGTH),
        ("参展客商近八千人。", "参展客商八千余人。", Flaw.STRENGTH),
        ("产量环比增长一成。", "产量比上月增长一成。", Flaw.NONE),
    ],
)
def test_statement_that_says_more_has_a_flaw(statement: str, quote: str, flaw: Flaw) -> None:
    ground = Ground((read_claim(quote),), "", (date(2024, 5, 1),))
    assert judge(read_claim(statement), ground).flaw is flaw
