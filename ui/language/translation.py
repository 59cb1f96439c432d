"""What the layers below say, in the reader's language: they speak Chinese, their sentences are known in English."""

import re
import tomllib
from functools import cache
from pathlib import Path

from ui.language.labels_en import EN

TABLE = Path(__file__).with_name("sentences_en.toml")
PLACE = "{}"
FULL_STOP = re.compile(r"(?<=。)(?=.)")


def translate(sentence: str, language: str) -> str:
    """Return the sentence in `language`; one that is not known stays as it is.

    Of several sentences in a row each is translated by itself.
    """
    if language != EN.language or not sentence:
        return sentence
    whole = _known(sentence)
    if whole is not None:
        return whole
    parts = FULL_STOP.split(sentence)
    return " ".join(translate(part, language) for part in parts) if len(parts) > 1 else sentence


def translate_word(word: str, language: str) -> str:
    """Return the name of a stage, a unit or a field in `language`."""
    return _table()["words"].get(word, word) if language == EN.language else word


def _known(sentence: str) -> str | None:
    for pattern, english in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            filled = [_filled_in(text) for text in found.groups()]
            return "".join(text + put for text, put in zip(english.split(PLACE), [*filled, ""], strict=True))
    return None


def _filled_in(text: str) -> str:
    """Return what stood in a place: often a part of a sentence that is known too."""
    return _known(text) or _table()["words"].get(text, text) if text else ""


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return the sentences as patterns, those that say most first: a short one must not swallow a longer one."""
    sentences = sorted(_table()["sentences"].items(), key=lambda item: -len(item[0].replace(PLACE, "")))
    return [
        (re.compile("(.*?)".join(re.escape(part) for part in chinese.split(PLACE)), re.DOTALL), english)
        for chinese, english in sentences
    ]
