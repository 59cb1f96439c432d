"""The trees and the checker beside the signs: what is certain counts for more than a leaning, the rest is weighed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from index.embed.bundled import ensure_bundled_model
from qa.check.alignment import align
from qa.check.checker_model import CHECKER_FOLDER, CheckerModel
from qa.check.claim import read_claim
from qa.check.flaws import Flaw, Ground, find_signs
from qa.check.judgement import NO_SIGN, judge, weigh
from qa.check.trees import feature_names, number_features, read_trees

QUOTE = "澄青大桥全长820米，于5月1日正式通车。"


class Believer:
    """A model that leans towards believing everything."""

    def support(self, statement: str, quotes: Sequence[str]) -> list[float]:
        return [1.0] * len(quotes)


def ground(quote: str) -> Ground:
    return Ground((read_claim(quote),), "", (None,))


def test_certain_sign_is_not_outvoted_by_a_model_that_leans_the_other_way() -> None:
    judged = judge(read_claim("澄青大桥全长920米，于5月1日正式通车。"), ground(QUOTE), Believer())
    assert not judged.is_supported
    assert judged.is_certain


class Convinced:
    """A model that is sure of everything."""

    def support(self, statement: str, quotes: Sequence[str]) -> list[float]:
        return [9.0] * len(quotes)


def test_sign_that_decides_is_not_outweighed_by_a_model_that_is_sure() -> None:
    quote = "县剧团副团长白露在开幕式上致辞，随后剧团演了三场。"
    assert judge(read_claim("开幕式上是剧团团长白露致的辞。"), ground(quote), Convinced()).flaw is Flaw.NAME
    assert judge(read_claim("开幕式上是剧团副团长白露致的辞。"), ground(quote), Convinced()).is_supported


class Doubter:
    """A model that is sure that nothing is supported."""

    def support(self, statement: str, quotes: Sequence[str]) -> list[float]:
        return [-9.0] * len(quotes)


@dataclass(frozen=True)
class Opinion:
    """A model of one opinion."""

    logit: float

    def support(self, statement: str, quotes: Sequence[str]) -> list[float]:
        return [self.logit] * len(quotes)


def test_a_statement_without_a_sign_is_doubted_less() -> None:
    quote = "县剧团副团长白露在开幕式上致辞，随后剧团演了三场。"
    trees = read_trees()

    def is_supported(text: str) -> bool:
        claim = read_claim(text)
        score = weigh(claim, ground(quote), find_signs(claim, ground(quote))).score
        short = (trees.bar - NO_SIGN / 2 - score) / trees.logit
        return judge(claim, ground(quote), Opinion(short)).is_supported

    assert is_supported("致辞的是县剧团的白露。")
    assert not is_supported("致辞的是县剧团的田禾。")


def test_an_excerpt_needs_no_model_and_a_rewording_does() -> None:
    quote = "县剧团副团长白露在开幕式上致辞，随后剧团演了三场。"
    excerpt, reworded = read_claim("白露在开幕式上致辞。"), read_claim("致辞的是县剧团的白露。")
    assert judge(excerpt, ground(quote), Doubter()).is_supported
    assert judge(reworded, ground(quote), Convinced()).is_supported
    assert not judge(reworded, ground(quote), Doubter()).is_supported


def test_sentence_of_the_quotes_is_supported_whatever_its_words_look_like() -> None:
    quote = "新桥可能比旧桥宽，旧桥比新桥长了。"
    assert judge(read_claim(quote), ground(quote)).is_supported


@pytest.mark.parametrize(
    ("quote", "statement", "is_supported"),
    [
        ("茶厂门市部周一至周五营业，周末不营业。", "茶厂门市部周末不营业。", True),
        ("图书馆周二至周日开放，周一闭馆。", "图书馆周一闭馆。", True),
        ("罗明远2019年任技术员，2023年任车间主任。", "罗明远2023年任车间主任。", True),
        ("展馆一楼陈列陶器，北厅陈列书画。", "展馆北厅陈列书画。", True),
        ("图书馆周二至周日开放，周一闭馆。", "图书馆周一开放。", False),
        ("图书馆周二至周日开放，周一闭馆。", "图书馆周二闭馆。", False),
        ("罗明远2019年任技术员，2023年任车间主任。", "罗明远2019年任车间主任。", False),
        ("图书馆周二至周日开放，博物馆周一闭馆。", "图书馆周一闭馆。", False),
        ("赵文斌负责采购，孙立群负责验收货物。", "赵文斌负责验收货物。", False),
        ("赵文斌负责采购，孙立群负责验收货物。", "孙立群负责验收货物。", True),
        ("云岭茶厂春茶开采，茶厂新装揉捻机。", "云岭茶厂新装揉捻机。", True),  # the same one, by a shorter name
        ("海盛公司中标冷库工程，远洋公司承建二期。", "海盛公司承建二期。", False),
        ("海盛公司中标冷库工程，该公司承建二期。", "海盛公司承建二期。", True),
        ("图书馆和博物馆周一闭馆，周二开放。", "图书馆周一闭馆。", True),
    ],
)
def test_later_clause_is_told_of_the_subject_of_the_one_before(quote: str, statement: str, is_supported: bool) -> None:
    assert judge(read_claim(statement), ground(quote)).is_supported is is_supported


def test_trees_walk_as_they_are_written() -> None:
    trees = read_trees()
    assert set(trees.names) <= set(feature_names())  # they know nothing of signs found since they were grown
    claim, told = read_claim("澄青大桥5月1日通车，长820米。"), ground(QUOTE)
    signs, alignment = find_signs(claim, told), align(claim, told.quotes)
    numbers = number_features(signs, alignment)
    row = [numbers.get(name, 0.0) for name in trees.names]
    total = trees.start
    for root in trees.roots:
        node = int(root)
        while trees.features[node] >= 0:
            node = int((trees.left if row[trees.features[node]] <= trees.bars[node] else trees.right)[node])
        total += trees.values[node]
    assert np.isclose(trees.sum(signs, alignment), total)


@pytest.mark.parametrize(
    ("quote", "statement", "is_supported"),
    [
        (
            "公司收入1.37亿元，同比下降50.25%，净利润62.27万元，同比下降28%。",
            "公司净利润62.27万元，同比下降28%。",
            True,
        ),
        ("公司收入1.37亿元，同比下降50.25%，净利润62.27万元，同比下降28%。", "公司收入1.37亿元，同比下降28%。", False),
        (QUOTE, "澄青大桥造价九亿元。", False),
        (QUOTE, "大桥有八百多米长，五月初就通车了。", True),
        ("渔港今年新添补给码头一座，泊位十二个。", "渔港新添的补给码头是港务局出钱修的。", False),
        ("渔港今年新添补给码头一座，泊位十二个。", "渔港今年多了一座补给码头，能停十二条船。", True),
    ],
)
def test_freely_worded_statement_is_told_from_an_invented_one(quote: str, statement: str, is_supported: bool) -> None:
    checker = CheckerModel.load(CHECKER_FOLDER, ensure_bundled_model())
    assert judge(read_claim(statement), ground(quote), checker).is_supported is is_supported


def test_checker_tells_what_a_quote_does_not_speak_of() -> None:
    checker = CheckerModel.load(CHECKER_FOLDER, ensure_bundled_model())
    (same,) = checker.support("澄青大桥全长820米。", [QUOTE])
    (other,) = checker.support("火星上发现了液态水。", [QUOTE])
    assert same > other
    assert checker.support("澄青大桥全长820米。", [QUOTE]) == [same]


def test_another_one_with_a_number_in_its_name_is_not_contradicted() -> None:
    quote = "松桥地铁3号线于2023年12月28日开通，全长28.6公里。"
    assert judge(read_claim("松桥地铁3号线于2021年12月28日开通。"), ground(quote)).contradicts
    assert not judge(read_claim("松桥地铁4号线于2021年12月28日开通。"), ground(quote)).contradicts
    assert not judge(read_claim("松桥地铁4号线全长30公里。"), ground(quote)).contradicts
