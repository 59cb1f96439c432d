from dataclasses import fields
from string import Formatter

import pytest

from ui.language.talk_labels import EN_TALK, ZH_TALK, TalkLabels, talk_labels

PAIRS = [
    *(
        (f"TalkLabels.{field.name}", getattr(ZH_TALK, field.name), getattr(EN_TALK, field.name))
        for field in fields(TalkLabels)
    ),
]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(("name", "chinese", "english"), PAIRS, ids=[name for name, _, _ in PAIRS])
def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill(
    name: str, chinese: str, english: str
) -> None:
    assert chinese and english and chinese != english
    assert placeholders(chinese) == placeholders(english)
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english)


@pytest.mark.parametrize(("language", "is_english"), [("zh-CN", False), ("en", True), ("fr", False)])
def test_language_of_the_screen_chooses_the_texts(language: str, is_english: bool) -> None:
    assert talk_labels(language) is (EN_TALK if is_english else ZH_TALK)
