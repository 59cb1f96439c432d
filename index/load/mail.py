"""Saved mails (.eml): subject, sender, date and text."""

import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.header import decode_header
from email.message import Message as EmailMessage
from itertools import pairwise

from index.article import Article, Rejection, RemovedLine
from index.chinese.vocabulary import compiled
from index.clean.artefacts import remove_artefacts
from index.clean.lines import Line, Removal, text_to_lines
from index.clean.mail_head import unquote
from index.clean.page import Metadata, clean_marked_lines, fill_from_name, plain_line
from index.clean.text_tables import find_tables, mark_columns
from index.errors import LoadError
from index.load.decode import Decoded, decode
from index.load.markup import markup_lines
from index.load.source import LoadOptions, Source, decoding_note, make_article
from index.messages import Message

_MAX_PARTS = 5000
_MAX_CHARS_TO_TABLE = 200_000
_TABLE = re.compile(
    r"<th[\s>]|<table[^>]{0,500}?\bborder=[\"']?[1-9]|<t[dr][^>]{0,500}?\bborder(?:-\w+)?:\s*(?!0|none)",
    re.IGNORECASE,
)
"""What shows that a table of HTML has rows and columns that a reader sees; most in mails only set the page out."""
_FLOWED = "flowed"
"""The kind of a plain text in which a line that ends in a blank goes on (RFC 3676)."""
_SOFT_BREAK = re.compile(r"(?<!\n-)(?P<before>\S) \n(?=(?P<after>[^\s>]))")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}


def read_eml(source: Source, options: LoadOptions) -> Iterator[Article | Rejection]:
    """Yield the article of a mail; its note names the attached files, which are not read."""
    data = source.read(options.max_document_bytes)
    if data.count(b"\n--") > _MAX_PARTS:
        raise LoadError(Message("mail-parts"))
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    body, kind = _body(message)
    if body is None:
        raise LoadError(Message("mail-no-text"))
    if len(body.text) > options.max_page_bytes:
        raise LoadError(Message("mail-too-long"))
    left_out: list[RemovedLine] = []
    lines = _lines(body, kind, left_out)
    for inner in _forwarded(message):
        inner_body, inner_kind = _body(inner)
        if inner_body is not None:
            head = (("主题", _header(inner, "Subject")), ("发件人", _sender(inner)), ("日期", str(_day(inner) or "")))
            lines += [Line(f"{name}：{value}", True) for name, value in head if value]
            lines += _lines(inner_body, inner_kind, left_out)
    subject = _header(message, "Subject")
    known = Metadata(title=subject, published=_day(message), author=_sender(message))
    source.keep_original(source.article_id, "\n".join([subject, *(line.text for line in lines)]))
    page = clean_marked_lines(lines, known)
    page = replace(page, removed=(*left_out, *page.removed))
    notes = [decoding_note(body.replaced), _attachments(message)]
    page = fill_from_name(page, source.name)
    yield make_article(source.article_id, page, location=source.location, note=_joined(notes))


def _lines(body: Decoded, kind: str, left_out: list[RemovedLine]) -> list[Line]:
    """Return the lines of a mail's text; what the mail program added is put into `left_out`."""
    if kind == "html":
        lines = markup_lines(body.text, left_out)
    else:
        text = body.text.replace("\r\n", "\n")
        text = unquote(_with_soft_breaks_joined(text) if kind == _FLOWED else text)
        lines = find_tables(text_to_lines(remove_artefacts(mark_columns(text))))
    widgets = [line for line in lines if compiled("notices.mail_widget").search(line.text)]
    if len(widgets) < len(lines):
        left_out += [RemovedLine(line.text, Removal.FURNITURE.value) for line in widgets]
        below = {id(line) for above, line in pairwise(lines) if above in widgets}
        lines = [replace(line, apart=line.apart or id(line) in below) for line in lines if line not in widgets]
    return lines


def _body(message: EmailMessage) -> tuple[Decoded | None, str]:
    """Return the text of a mail and its kind; plain text is preferred to HTML, which says the same, but for tables."""
    found: dict[str, Decoded] = {}
    is_flowed = False
    for part in _own_parts(message):
        kind = part.get_content_subtype()
        if part.get_content_maintype() != "text" or kind not in ("plain", "html") or kind in found:
            continue
        if part.get_content_disposition() == "attachment":
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            found[kind] = _decoded(payload, part.get_content_charset())
            is_flowed = kind == "plain" and str(part.get_param("format") or "").lower() == _FLOWED
    has_table = "html" in found and _TABLE.search(found["html"].text[:_MAX_CHARS_TO_TABLE]) is not None
    kind = "plain" if "plain" in found and not has_table else "html"
    return found.get(kind), _FLOWED if kind == "plain" and is_flowed else kind


def _with_soft_breaks_joined(text: str) -> str:
    """Return a mail's flowed text without the breaks that its program made behind a blank, which Chinese needs not."""

    def joined(found: re.Match[str]) -> str:
        is_latin = found["before"].isascii() and found["after"].isascii()
        return found["before"] + (" " if is_latin else "")

    return _SOFT_BREAK.sub(joined, text)


def _own_parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts of a mail, but for those of the mails that it forwards."""
    yield message
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            yield from _own_parts(part)  # type: ignore[arg-type]


def _forwarded(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the mails that a mail forwards as attachments."""
    for part in _own_parts(message):
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            yield part.get_payload(0)  # type: ignore[misc]


def _decoded(payload: bytes, charset: str | None) -> Decoded:
    """Return the text in the charset that the mail names or, if that is wrong, in the one that fits."""
    try:
        name = _WIDER.get(charset or "", charset or "")
        return Decoded(payload.decode(name), name, 0) if name else decode(payload)
    except (LookupError, UnicodeError):
        return decode(payload)


def _header(message: EmailMessage, name: str) -> str:
    """Return a header's text, whose words may have different charsets."""
    words = []
    try:
        parts = decode_header(str(message.get(name, "")))
    except (ValueError, email.errors.HeaderParseError):
        return plain_line(str(message.get(name, "")))
    for word, charset in parts:
        words.append(word if isinstance(word, str) else _decoded_word(word, charset))
    return plain_line("".join(words))


def _decoded_word(word: bytes, charset: str | None) -> str:
    try:
        return word.decode(_WIDER.get((charset or "ascii").lower(), charset or "ascii"))
    except (LookupError, UnicodeError):
        pass
    try:
        return decode(word).text
    except LoadError:
        return word.decode("utf-8", "replace")


def _sender(message: EmailMessage) -> str:
    shown = _header(message, "From")
    name = re.sub(r"\s*<[^<>]*>\s*$", "", shown).strip("\"' ")
    return name or email.utils.parseaddr(shown)[1]


def _day(message: EmailMessage) -> date | None:
    """Return the day on which the mail was written, in its writer's time zone."""
    try:
        return email.utils.parsedate_to_datetime(str(message.get("Date", ""))).date()
    except (ValueError, TypeError, IndexError):
        return None


def _attachments(message: EmailMessage) -> Message | None:
    names = []
    for part in message.walk():
        if part.get_content_disposition() == "attachment" and part.get_content_type() != "message/rfc822":
            raw = part.get_filename() or "无名文件"
            holder = EmailMessage()
            holder["Name"] = raw
            names.append(_header(holder, "Name"))
    return Message("mail-attachments", {"names": tuple(names[:5])}) if names else None


def _joined(notes: list[Message | None]) -> Message | None:
    found = [note for note in notes if note is not None]
    return Message("notes-joined", {"notes": tuple(found)}) if len(found) > 1 else next(iter(found), None)
