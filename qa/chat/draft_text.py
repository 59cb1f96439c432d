"""Cut what a chat model wrote into statements with the passages each one names."""

import re

from qa.answer import DraftStatement

MAX_PASSAGE_NUMBER = 999
MAX_RANGE = 20
"""[1-200] names nothing."""
MIN_STATEMENT_CHARS = 6
"""A marker behind fewer characters (其中[1]，) does not end a statement."""

_GAP = r"[ \u3000]{0,2}"  # bounded: a model stuck on blanks must not hold up the cutting
_NUMBER = rf"(?:资料|文章|来源|段落)?{_GAP}\^?\d{{1,3}}"
_NUMBERS = rf"{_NUMBER}(?:{_GAP}[,，、;；\-–—~～至到和 ]{_GAP}{_NUMBER})*"
_MARKER = (
    rf"[\[［【〔]{_GAP}{_NUMBERS}{_GAP}[\]］】〕]|"
    rf"[(（]{_GAP}(?:见|参见)?(?=资料|文章|来源|段落|见|参见){_NUMBERS}{_GAP}[)）]"
)
_CLOSERS = "”’」』）)》\"'"
_TOKEN = re.compile(rf"(?P<marker>{_MARKER})|(?P<end>[。！？!?；;]+[{_CLOSERS}]*|(?<=[A-Za-z])\.(?=\s)|\n+)")
_OPEN_MARKER = re.compile(r"[\[［【〔][^\]］】〕\n]{0,24}$")
_RANGE = re.compile(r"(\d{1,3})\s*[\-–—~～至到]\s*(?:资料|文章|来源)?\s*\^?(\d{1,3})")
_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|<\|[^<>\n]{0,40}\|>")
_EMPHASIS = re.compile(r"\*\*|__|`+|~~")
_BULLET = re.compile(
    r"^(?:#{1,6}\s+|>\s*|[-*+•·●▪]\s+|[-•·●▪]|\d{1,2}[.、)）](?!\d)|[(（]\d{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]{1,3}、)\s*"
)


def split_statements(text: str) -> tuple[DraftStatement, ...]:
    """Return the statements of a chat model's text in order, each once, with the passages its markers name.

    Reading a longer version of the same text never changes any statement but the last, so that statements can be
    checked while the text is still being written. A line that only leads to the next (措施包括：) belongs to it.
    """
    shown = _OPEN_MARKER.sub("", without_thoughts(text))
    statements: dict[str, DraftStatement] = {}
    for piece, markers in _pieces(shown):
        cleaned = _clean(piece)
        if any(character.isalnum() for character in cleaned):
            statements.setdefault(cleaned, DraftStatement(cleaned, (), markers=markers, is_written=True))
    return tuple(statements.values())


def without_thoughts(text: str) -> str:
    """Return the text without what a reasoning model thinks aloud, finished or not."""
    return _THOUGHTS.sub("", text)


def read_markers(text: str) -> tuple[int, ...]:
    """Return the passage numbers of a marker such as [1,3], 【2】 or ［1-3］, in order, each once."""
    numbers: list[int] = []
    at = 0
    for match in _RANGE.finditer(text):
        numbers += _to_numbers(text[at : match.start()])
        first, last = int(match[1]), int(match[2])
        numbers += list(range(first, last + 1)) if 0 <= last - first <= MAX_RANGE else [first, last]
        at = match.end()
    numbers += _to_numbers(text[at:])
    return tuple(dict.fromkeys(number for number in numbers if 0 < number <= MAX_PASSAGE_NUMBER))


def _to_numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d{1,3}", text)]


def _pieces(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Return stretches of text with the numbers of the markers that stand in or right behind them."""
    pieces: list[tuple[str, tuple[int, ...]]] = []
    markers: tuple[int, ...] = ()
    piece, at, has_ended = "", 0, False
    for match in [*_TOKEN.finditer(text), None]:
        start = match.start() if match else len(text)
        chunk = text[at:start]
        if has_ended and chunk.strip():
            pieces.append((piece, markers))
            piece, markers, has_ended = "", (), False
        piece += chunk
        if match is None:
            break
        at = match.end()
        if match["marker"]:
            markers += read_markers(match["marker"])
            if text[at : at + 1] in ("，", ",", "、") and len(piece.strip()) >= MIN_STATEMENT_CHARS:
                piece, at, has_ended = piece + text[at], at + 1, True
        elif match["end"].isspace():
            has_ended = has_ended or not piece.rstrip().endswith(("：", ":"))
            piece += "\n"
        else:
            # Behind a marker that already ended the statement (…。[1]。) a further stop adds nothing.
            piece, has_ended = piece + ("" if has_ended else match["end"]), True
    pieces.append((piece, markers))
    return pieces


def _clean(piece: str) -> str:
    """Return the piece as one line of plain text, without list signs, emphasis and tags."""
    lines = [_BULLET.sub("", _EMPHASIS.sub("", _TAG.sub("", line)).strip()) for line in piece.splitlines()]
    return "".join(line for line in lines if line).strip()
