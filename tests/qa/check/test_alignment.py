"""A statement laid over its quotes: shared stretches, what is put between them, what is left out."""

import pytest

from index.chinese.statements import Residue, read_residues
from qa.check.alignment import FEATURES, align, find_stretches
from qa.check.claim import read_claim


def residues(pair: tuple[str, str]) -> frozenset[str]:
    return align(read_claim(pair[0]), [read_claim(pair[1])]).residues


@pytest.mark.parametrize("each", read_residues(), ids=lambda each: f"{each.side} {each.name}")
def test_examples_of_the_data(each: Residue) -> None:
    name = f"{each.side} {each.name}"
    assert name in residues(each.found)
    assert name not in residues(each.not_found)


def test_stretches_use_no_character_twice() -> None:
    said, told = "海鹭队战胜山鹰队", "山鹰队战胜海鹭队"
    stretches = find_stretches(said, told)
    assert [said[s.said : s.said + s.length] for s in stretches] == ["海鹭队", "战胜", "山鹰队"]
    assert sorted(place for s in stretches for place in range(s.told, s.told + s.length)) == list(range(len(told)))


def test_own_words_hold_all_and_another_text_nothing() -> None:
    quote = read_claim("大桥全长820米，五月通车。")
    assert len(align(quote, [quote]).numbers) == len(FEATURES)
    assert align(quote, [quote]).near == 1
    assert align(read_claim("火星上有液态水。"), [quote]).near == 0


def test_name_of_the_context_is_no_news() -> None:
    statement, quote = read_claim("澜青大桥五月通车。"), read_claim("大桥五月通车。")
    put = FEATURES.index("put content")
    assert align(statement, [quote], "澜青大桥").numbers[put] <= align(statement, [quote]).numbers[put]
