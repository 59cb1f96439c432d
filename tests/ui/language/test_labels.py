from dataclasses import fields
from datetime import date
from string import Formatter

import pytest

from index.article import Reprint
from ui.language.labels import EN, ZH, also_published
from ui.language.library_texts import LIBRARY_EN, LIBRARY_ZH
from ui.language.talk_labels import EN_TALK, ZH_TALK

SAME_IN_BOTH: set[str] = set()
"""Texts that are the same in every language."""


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


PAIRS = {"labels": (ZH, EN), "library": (LIBRARY_ZH, LIBRARY_EN), "talk": (ZH_TALK, EN_TALK)}
NAMES = [(pair, field.name) for pair, (chinese, _) in PAIRS.items() for field in fields(chinese)]


@pytest.mark.parametrize(("pair", "name"), NAMES)
def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill(pair: str, name: str) -> None:
    chinese, english = (getattr(texts, name) for texts in PAIRS[pair])
    assert chinese and english
    assert placeholders(chinese) == placeholders(english)
    assert english != chinese or name in SAME_IN_BOTH, f"{name} has no English text in English"
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english), f"{name} is not English"


def test_other_publications_are_named_with_their_dates() -> None:
    reprints = [Reprint("b", "雨", date(2024, 8, 5), "晚报", "b.txt"), Reprint("c", "雨情", None, "", "c.txt")]
    assert also_published(ZH, reprints) == "另有刊载：晚报（2024-08-05）、雨情（日期不详）"
    assert also_published(ZH, []) == ""
