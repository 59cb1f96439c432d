"""What came first, what is more, who says it, what it is and what not: patterns as data, each with examples."""

import pytest

from index.chinese.statements import Respelling, read_respellings, relation_examples
from qa.check.claim import read_claim
from qa.check.flaws import Ground, find_signs


def signs(statement: str, quote: str) -> frozenset[str]:
    return find_signs(read_claim(statement), Ground((read_claim(quote),), "", (None,))).found


@pytest.mark.parametrize("sign", relation_examples())
def test_examples_of_the_data(sign: str) -> None:
    wrong, same = relation_examples()[sign]
    assert [pair for pair in wrong if sign not in signs(*pair)] == []
    assert [pair for pair in same if sign in signs(*pair)] == []


@pytest.mark.parametrize("each", read_respellings(), ids=lambda each: each.into)
def test_examples_of_respellings(each: Respelling) -> None:
    assert [text for text in each.found if not each.pattern.search(text)] == []
    assert [text for text in each.not_found if each.pattern.search(text)] == []
