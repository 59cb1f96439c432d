"""Bytes to text: the encoding is judged on the whole file, and every lost character is counted."""

import codecs
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from index.chinese.folding import FREQUENT
from index.errors import LoadError
from index.messages import Message

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,20})""", re.IGNORECASE)
_DECLARED_WITHIN_BYTES = 4096
# Charset names that pages use although they contain a superset, which reads both.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030", "big5": "big5hkscs"}

_BAD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_NOT_FOREIGN = re.compile("[\x00-\x7f\xa0]+")
_CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_NOT_CHINESE = re.compile("[^\u3400-\u9fff]+")
_LETTERS = re.compile("[A-Za-z]+")
_NOT_WESTERN = re.compile("[^\x00-\x7f\xa0-\u017f\u2010-\u22ff]")
"""English text also has ½, °, ·, é, “, €: two or three bytes in UTF-8, which GB18030 reads as Chinese characters."""
_LETTERS_FOR_EACH_SIGN = 3
_NOT_LATIN = re.compile("[^\x80-\xff]+")
_SAMPLE_CHARS = 3000
_SAMPLE_STRETCHES = 60
"""For a long text, this many stretches spread over it are looked up in FREQUENT; for a short one, everything."""
_UTF8_REPLACEMENT = "\ufffd".encode()
_BAD_WEIGHT = 5.0
_DECLARED_BONUS = 0.1
_MAX_BAD_SHARE = 0.1
"""Above this share of control, private-use and undecodable characters a file is not text (random bytes: 0.3)."""
_SURE_FREQUENT_SHARE = 0.6
_MAX_GARBLED_SHARE = 0.4
_DAMAGED_SHARE = 0.001
_TOO_MANY_FOR_CHANCE = 20
_ENOUGH_TO_TELL = 60
_MIN_FREQUENT_SHARE = 0.15
"""Below this share a guessed encoding is wrong: right ones are above 0.6, wrong ones below 0.1."""

# Python's codec follows GB18030-2000, which put these in the private-use area; Unicode has since assigned them.
_GB18030_NAMED = str.maketrans(
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c"
    "\ue831\ue832\ue83b\ue843\ue854\ue855\ue864",
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f\U00020087\U00020089\U000200cc\u9fb4\u9fb5\u9fb6"
    "\u9fb7\U000215d7\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
)


@dataclass(frozen=True)
class Decoded:
    """Text, its encoding, and how many characters could not be decoded (shown as U+FFFD)."""

    text: str
    encoding: str
    replaced: int


def decode(data: bytes) -> Decoded:
    """Return the text of `data`; raise LoadError with the reason if it is not text."""
    encoding = choose_encoding(lambda: (data,))
    return repair(data.decode(encoding, errors="replace"), encoding)


def repair(text: str, encoding: str) -> Decoded:
    """Return `text`, decoded as `encoding`, with earlier damage undone or counted.

    Raises LoadError if the whole text is damaged.
    """
    if encoding == "gb18030":
        text = text.translate(_GB18030_NAMED)
    if _frequent_share(text) <= _MAX_GARBLED_SHARE:
        text = _undo_second_encoding(text)
        _refuse_mojibake(text)
    if "锟斤拷" in text:
        text = text.replace("锟斤拷", "\ufffd\ufffd")
    return Decoded(text, encoding, text.count("\ufffd"))


def choose_encoding(pieces: Callable[[], Iterable[bytes]]) -> str:
    """Return the encoding that best reads all `pieces` (called again for each pass over the file).

    Order: byte order mark; valid UTF-8 with Chinese or no other letters in it; the best score of all candidates, with a
    small lead for the charset that the file declares. Raises LoadError if none gives text.
    """
    head = next((piece for piece in pieces() if piece), b"")
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    refuse_known_binary(head)
    declared = _declared_encoding(head)
    scores = {"utf-8": _Score()}
    scores["utf-8"].add_all("utf-8", pieces())
    if not scores["utf-8"].settles:
        for candidate in (*_CANDIDATES[1:], declared):
            if candidate and candidate not in scores:
                scores[candidate] = _Score()
                scores[candidate].add_all(candidate, pieces())
                if scores[candidate].convinces:
                    return candidate
    best = max(scores, key=lambda name: scores[name].value + (_DECLARED_BONUS if name == declared else 0.0))
    _refuse_garbage(best, scores[best], is_declared=best == declared)
    return best


class _Score:
    """Counts over a file, read in pieces, that distinguish a right decoding from a wrong one."""

    def __init__(self) -> None:
        self.chars = self.invalid = self.bad = self.foreign = self.sampled = self.frequent = 0
        self.letters = 0
        self.is_western = True
        self.has_chinese = False

    def add_all(self, encoding: str, pieces: Iterable[bytes]) -> None:
        """Count the whole file as decoded in `encoding`."""
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        for piece in pieces:
            self._add(decoder.decode(piece))
            if encoding == "utf-8":
                self.invalid -= piece.count(_UTF8_REPLACEMENT)  # in the file itself, not lost here
        self._add(decoder.decode(b"", final=True))

    def _add(self, text: str) -> None:
        self.chars += len(text)
        if text.isascii() and not _CONTROL.search(text):
            return
        self.invalid += text.count("\ufffd")
        self.bad += len(_BAD.findall(text))
        self.is_western = self.is_western and _NOT_WESTERN.search(text) is None
        if self.is_western:  # only checked for such texts
            self.letters += len(text) - len(_LETTERS.sub("", text))
        sample = _foreign_sample(text)
        self.foreign += len(text) - len(text.encode("ascii", "ignore")) - text.count("\xa0")
        self.sampled += len(sample)
        self.frequent += sum(map(FREQUENT.__contains__, sample))
        self.has_chinese = self.has_chinese or _CHINESE.search(text) is not None

    @property
    def settles(self) -> bool:
        """Whether valid UTF-8 needs no other check: short GBK can be valid UTF-8, but not as Chinese."""
        surely = self.has_chinese or self.foreign >= _TOO_MANY_FOR_CHANCE or (self.foreign == 0 and not self.bad)
        is_western = self.is_western and not self.bad and self.letters >= _LETTERS_FOR_EACH_SIGN * self.foreign
        surely = surely or (is_western and self.foreign > 0)
        hardly_damaged = self.invalid < _DAMAGED_SHARE * self.chars and self.frequent_share >= _SURE_FREQUENT_SHARE
        return (self.invalid <= 0 and surely) or (self.has_chinese and hardly_damaged)

    @property
    def convinces(self) -> bool:
        """Whether no other encoding can do better: every byte valid, and characters typical of Chinese prose."""
        return not self.bad and self.foreign >= 20 and self.frequent_share >= _SURE_FREQUENT_SHARE

    @property
    def bad_share(self) -> float:
        return self.bad / max(self.chars, 1)

    @property
    def frequent_share(self) -> float:
        return self.frequent / self.sampled if self.sampled else 0.5

    @property
    def value(self) -> float:
        return self.frequent_share - _BAD_WEIGHT * self.bad / max(self.foreign + self.bad, 1)


def _declared_encoding(head: bytes) -> str | None:
    """Return the codec name of the charset that an HTML or XML head declares, None if there is no such codec."""
    found = _DECLARED.search(head[:_DECLARED_WITHIN_BYTES])
    if not found:
        return None
    name = found.group(1).decode("ascii").lower()
    try:
        codec = codecs.lookup(_WIDER.get(name, name))
    except LookupError:
        return None
    # The same look-up also finds bytes-to-bytes codecs (zlib, base64 ...).
    return codec.name if codec._is_text_encoding else None


def _refuse_garbage(encoding: str, score: _Score, *, is_declared: bool) -> None:
    if score.bad_share > _MAX_BAD_SHARE:
        raise LoadError(Message("text-is-binary"))
    sure = is_declared or (encoding == "utf-8" and score.invalid <= 0)
    if not sure and score.foreign >= 10 and score.frequent_share < _MIN_FREQUENT_SHARE:
        raise LoadError(Message("text-encoding-unknown"))


_SIGNATURES = (
    (b"\x89PNG", Message("content-picture", {"format": "PNG"})),
    (b"\xff\xd8\xff", Message("content-picture", {"format": "JPEG"})),
    (b"GIF8", Message("content-picture", {"format": "GIF"})),
    (b"%PDF-", Message("content-pdf")),
    (b"PK\x03\x04", Message("content-packed")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Message("content-office")),
    (b"\x1f\x8b\x08", Message("content-gzip")),
    (b"Rar!", Message("content-rar")),
    (b"7z\xbc\xaf", Message("content-7z")),
    (b"\x7fELF", Message("content-program")),
    (b"MZ\x90\x00", Message("content-program")),
    (b"SQLite format 3\x00", Message("content-database")),
)


def refuse_known_binary(head: bytes) -> None:
    """Raise LoadError naming the kind of file if `head` begins like a well-known binary format."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            raise LoadError(Message("text-other-kind", {"kind": kind}))


def _undo_second_encoding(text: str) -> str:
    """Undo a wrong decoding in which the text was once saved, if that is possible without loss; return the text."""
    for wrong in ("cp1252", "latin-1", "gb18030"):
        try:
            undone = text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
        if _CHINESE.search(undone) and _frequent_share(undone) > _SURE_FREQUENT_SHARE:
            return undone
    return text


def _refuse_mojibake(text: str) -> None:
    """Raise LoadError for a text saved after a wrong decoding that cannot be undone."""
    sample = text[: 5 * _SAMPLE_CHARS]
    chinese = len(_NOT_CHINESE.sub("", sample))
    latin = len(_NOT_LATIN.sub("", sample))
    garbled = chinese >= _ENOUGH_TO_TELL and _frequent_share(text) < _MIN_FREQUENT_SHARE
    if garbled or (latin >= _ENOUGH_TO_TELL and latin > chinese and latin * 3 > len(sample)):
        raise LoadError(Message("text-garbled"))


def _foreign_sample(text: str) -> str:
    """Return the non-ASCII characters in stretches spread over all of `text`."""
    if len(text) <= _SAMPLE_CHARS:
        return _NOT_FOREIGN.sub("", text)
    step, width = len(text) // _SAMPLE_STRETCHES, _SAMPLE_CHARS // _SAMPLE_STRETCHES
    return "".join(_NOT_FOREIGN.sub("", text[i : i + width]) for i in range(0, len(text), step))


def _frequent_share(text: str) -> float:
    """Return the share of frequent characters in the non-ASCII text, 1.0 if there is too little to tell."""
    foreign = _foreign_sample(text)
    return sum(map(FREQUENT.__contains__, foreign)) / len(foreign) if len(foreign) >= 6 else 1.0
