"""A plain document: everything stays except its title and the lines that say who wrote it, for whom and when."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.chinese.dates import DATE_PATTERN, find_date
from index.chinese.names import are_names, clean_names
from index.chinese.vocabulary import compiled, pattern_of
from index.clean.credits import (
    Credits,
    cut_credits,
    holds_other_fields,
    is_bare_day,
    lacks_source,
    read_ancient_writer,
    read_bracketed_day,
    read_credit_line,
    read_dateline,
    read_outlet,
    read_speaker,
    read_stamp,
)
from index.clean.headline import (
    is_attachment_label,
    is_issuer,
    is_notice_title,
    issuer_of_masthead,
    read_named_title,
    read_title_line,
)
from index.clean.lines import Account, Line, Removal, is_announcement, is_field, is_one_of_fields
from index.clean.mail_head import read_mail_head
from index.clean.newsroom import (
    cut_closing_source_of_document,
    cut_photographer,
    is_newsroom_label,
    is_picture_line,
)
from index.clean.paragraphs import is_list_item
from index.clean.repeats import contents_of

MAX_TITLE_CHARS = 60
_MIN_TITLE_CHARS = 5
_MIN_TEXT_CHARS = 24
_MAX_LATIN_TITLE_CHARS = 130
_MAX_LINES_ABOVE_TITLE = 6
_MAX_LINES_TO_HEADING = 12
_MAX_LINES_BELOW_LETTERHEAD = 4
_MAX_HEAD_LINES = 6
_MAX_PAPER_CHARS = 20
_MAX_SIGNATURE_CHARS = 24
_BELOW_SIGNATURE = re.compile(r"^[（(【\[].*[)）】\]]$|^(?:书记员|審判員|审判员|抄送|联系人|附件?[:：])")
_SEALED = re.compile(rf"[（(]{pattern_of('credits.seal')}[)）]$")
_IMPRINT = re.compile(r"^(?:主题词|抄送|抄报|分送|印发|.{2,36}印发$)")
_MAX_IMPRINT_LINES = 6
_ATTACHMENT = re.compile(r"^附(?:[件表录]\s{0,2}[\d一二三四五六七八九十]{0,2}\s{0,2}(?:[:：]|$)|\s{0,2}[:：])")
_NOT_TEXT = re.compile(r"[\W_]+")
_NO_TITLE_END = re.compile(r"[。；，、：:,;]$|[。；]|(?<=[a-z]{2})\.$")
_FIELD = re.compile(r"^[^：:。，,\s]{1,10}[：:]\s*\S")
_CHAPTER = re.compile(r"第[一二三四五六七八九十百零\d]{1,5}[章回节卷]")
_LABELLED = re.compile(r"【[^【】]{2,12}】\s?\S")
_NO_TITLE = re.compile(r"@[^\s：:]{1,24}[：:]|回复@|\[[^\[\]]+\]$")
"""What opens a post or a section of settings ([serial]), not a title."""
_SALUTATION = re.compile(r"^(?:尊敬的|亲爱的|各位|Dear )")
_MOMENT = rf"(?:{DATE_PATTERN})[T ]\s?\d{{1,2}}[:：]\d\d(?:[:：]\d\d)?"
_SPEAKER = r"[^\s：:，。]{1,24}(?: [^\s：:，。]{1,12})?"
_SAID = re.compile(rf"^(?:{_MOMENT}\s+{_SPEAKER}|{_SPEAKER}\s+{_MOMENT})$")
"""The line above a chat message: its time and speaker, in either order."""
_MIN_MESSAGES = 2
_MAX_NAME_CHARS = 12
_MAX_DATED_CHARS = 40
_MAX_VERSE_CHARS = 12
_CLOCK = re.compile(r"[，。、]|星期|周[一二三四五六日]")
_OPENS_WITH_DAY = re.compile(rf"^[\s—–\-=*~·#【\[（(]*(?:{DATE_PATTERN})")
_RULE = re.compile(r"(?P<mark>[^\w\s…。！？!?（()）])(?:\s?(?P=mark)){3,}")
"""A line drawn with one mark: ★★★★★★, ----------."""
_SPOKEN = re.compile(r"^(?P<who>[\u4e00-\u9fffA-Za-z]{1,8})[：:]")
_MIN_SPEAKERS = 2
_EVENT_FIELD = re.compile(
    r"^(?:时间|時間|日期|地点|地點|地址|主持|主持人|出席|参会|參加|记录|紀錄|记录人|编号)\s*[:：]"
)


def take_apart(
    lines: Sequence[Line], known_title: str, account: Account, *, is_news: bool = False
) -> tuple[str, list[Line], Credits]:
    """Return a document's title, its text, and the credits in its head and last lines.

    `is_news`: who published or wrote it is known, so that 审核： and the like below it name editors of a newsroom.
    """
    account.add_lines((line.text for line in lines if _RULE.fullmatch(line.text)), Removal.FURNITURE)
    contents = contents_of(lines)
    account.add_lines((lines[n].text for n in sorted(contents)), Removal.REPEATED)
    lines = _with_messages_apart(_without_rules([line for n, line in enumerate(lines) if n not in contents]))
    mail = read_mail_head(lines)
    known_title = known_title or (mail.subject if mail else "")
    places = [] if known_title else _find_title(lines)
    same = _NOT_TEXT.sub("", known_title)
    gone: set[int] = set(places)
    if same:
        gone |= {n for n, line in enumerate(lines[:_MAX_LINES_ABOVE_TITLE]) if _NOT_TEXT.sub("", line.text) == same}
    account.add_lines((lines[n].text for n in sorted(gone)), Removal.TITLE)
    credits = Credits(mail.sent, author=mail.sender) if mail else Credits()
    for number in _head(lines, gone) if mail is None else ():
        found, leaves = _read_head_line(lines, number, gone)
        if found is None:
            break
        credits = credits.merged(found)
        if leaves:
            gone.add(number)
            account.add(lines[number].text, Removal.CREDIT)
    body = _without_picture_credits([line for n, line in enumerate(lines) if n not in gone], account)
    if not body and places:
        return known_title, list(lines), credits  # a one-line document has no title above its text
    body, closing = _without_closing_credits(body, account, is_news=is_news or bool(credits.source or credits.author))
    mastheads = (issuer_of_masthead(line.text) for line in lines[:_MAX_LINES_ABOVE_TITLE] if not line.row)
    credits = credits.merged(Credits(source=next(filter(None, mastheads), "")))
    signed = _signed(body)
    credits = credits.merged(replace(closing, written=signed.written or closing.written)).merged(signed)
    if not places and not known_title and _FIELD.match(lines[1].text if len(lines) > 1 else ""):
        named = compiled("credits.name_of_document").match(lines[0].text)
        known_title = named["title"] if named else ""
    shown = (read_title_line(text) or read_named_title(text) or text for text in (lines[n].text for n in places))
    title = known_title or " ".join(shown)
    return title, body, credits.merged(Credits(published=read_stamp(title)))


def _without_rules(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without those that are only drawn; what follows one is set apart."""
    kept: list[Line] = []
    apart = False
    for line in lines:
        if _RULE.fullmatch(line.text):
            apart = True
            continue
        kept.append(replace(line, starts=True) if apart else line)
        apart = False
    return kept


def _with_messages_apart(lines: list[Line]) -> list[Line]:
    """Return the lines of a chat with each message set apart, together with the line that says who wrote it."""
    heads = [n for n, line in enumerate(lines[:-1]) if _SAID.match(line.text) and not _SAID.match(lines[n + 1].text)]
    if len(heads) < _MIN_MESSAGES:
        return lines
    parted = list(lines)
    for number in heads:
        parted[number] = replace(parted[number], starts=True, apart=True)
        parted[number + 1] = replace(parted[number + 1], apart=False)
    return parted


def _without_picture_credits(body: list[Line], account: Account) -> list[Line]:
    """Return the text without credits of pictures that it no longer shows."""
    kept: list[Line] = []
    pieces: list[str] = []
    for line in body:
        text = line.text
        if not line.row and not line.heading and ("摄" in text or "图" in text):
            text = "" if is_picture_line(text) else cut_photographer(text)
        pieces.append(line.text[len(text) :])
        kept += [line if text == line.text else replace(line, text=text)] if text else []
    if not kept:
        return body
    account.add_lines(pieces, Removal.CAPTION)
    return kept


def _find_title(lines: Sequence[Line]) -> list[int]:
    """Return the lines of the title: a marked heading, else the first line if it is set apart from what follows."""
    head = lines[:_MAX_LINES_ABOVE_TITLE]
    headings = (n for n, line in enumerate(lines[:_MAX_LINES_TO_HEADING]) if line.heading and line.text)
    marked = next((n for n in headings if not _is_first_section(lines, n)), None)
    if marked is not None:
        return _with_letterhead(lines, marked)
    first = _first_title_line(lines)
    labelled = next((n for n, line in enumerate(head) if read_title_line(line.text)), None)
    if first is None and labelled is None:
        labelled = next((n for n, line in enumerate(head) if read_named_title(line.text)), None)
    if labelled is not None and first in (None, labelled):
        return [labelled]
    notice = next((n for n, line in enumerate(head) if is_notice_title(line.text) and _may_be_title(lines, n)), None)
    if notice is not None and (first is None or notice == first or is_issuer(lines[first].text)):
        is_issued = notice > 0 and notice - 1 == first and lines[notice].text.startswith("关于")
        return [notice - 1, notice] if is_issued else [notice]
    if first is None:
        return []
    if (named := _below_letterhead(lines, first)) is not None:
        return [named]
    below = first + 1
    is_name_of_paper = (
        _stands_above_title(lines[first].text)
        and below + 1 < len(lines)
        and _may_be_title(lines, below)
        and not lines[below].starts
        and len(lines[below].text) <= _MAX_PAPER_CHARS
        and read_credit_line(lines[below].text) is None
    )
    return [first, below] if is_name_of_paper else [first]  # 某某法院 above 民事判决书


def _is_first_section(lines: Sequence[Line], number: int) -> bool:
    """Return whether a marked heading is a part and no title: numbered as others are (一、背景), or below a
    text, with others below."""
    above = (line.text for line in lines[:number])
    if any(len(text) >= _MIN_TEXT_CHARS and _read_credits(text) is None and not is_issuer(text) for text in above):
        return any(line.heading for n, line in enumerate(lines) if n != number)
    others = (line.text for n, line in enumerate(lines) if line.heading and n != number)
    return is_list_item(lines[number].text) and any(map(is_list_item, others))


def _below_letterhead(lines: Sequence[Line], first: int) -> int | None:
    """Return the title alone in its block below a letterhead: an issuer with its address, what kind of paper it is."""
    below = first
    while below < len(lines) and (below == first or not lines[below].apart):
        below += 1
    is_kind = compiled("credits.kind_of_paper").fullmatch(lines[first].text) is not None
    is_head = is_kind or (is_issuer(lines[first].text) and below > first + 1)
    if not is_head or below + 1 >= len(lines) or not all(map(_is_of_letterhead, lines[first + 1 : below])):
        return None
    return below if lines[below + 1].apart and _may_be_title(lines, below) else None


def _is_of_letterhead(line: Line) -> bool:
    text = line.text
    if text.isascii() or is_bare_day(text) or compiled("credits.contact").match(text):
        return True
    return compiled("credits.kind_of_paper").fullmatch(text) is not None


def _with_letterhead(lines: Sequence[Line], marked: int) -> list[int]:
    """Return the title at a marked heading: the one below it if it only names the issuer (河湾县水利局文件), both where
    they stand together, or where the heading ends in a term (…第一学期)."""
    if not _stands_above_title(lines[marked].text):
        return [marked]
    below = [
        n for n in range(marked + 1, min(len(lines), marked + 1 + _MAX_LINES_BELOW_LETTERHEAD)) if lines[n].heading
    ]
    is_masthead = lines[marked].text.endswith("文件")
    if below[:1] == [marked + 1] and not is_masthead and len(lines[marked + 1].text) >= _MIN_TITLE_CHARS:
        return [marked, marked + 1]
    return [next((n for n in below if is_notice_title(lines[n].text)), marked)]


def _stands_above_title(text: str) -> bool:
    """Return whether a line names who issues what is named below it, or ends in the term that it is of."""
    return is_issuer(text) or compiled("credits.term").search(text) is not None


def _first_title_line(lines: Sequence[Line]) -> int | None:
    """Return the first line that is not a credit, if it may be a title."""
    for number, line in enumerate(lines[:_MAX_LINES_ABOVE_TITLE]):
        if line.row:
            return None
        if number == 0 and is_attachment_label(line.text):
            continue
        if read_bracketed_day(line.text) is None and _read_credits(line.text) is None:
            return number if _may_be_title(lines, number) else None
    return None


def _read_credits(text: str) -> Credits | None:
    """Return the credits of a line; the time or place of an event in the document is not one."""
    found = read_credit_line(text)
    return None if found and _EVENT_FIELD.match(text) and not (found.source or found.author) else found


def _may_be_title(lines: Sequence[Line], number: int) -> bool:
    text = lines[number].text
    longest = _MAX_LATIN_TITLE_CHARS if text.isascii() else MAX_TITLE_CHARS
    if (
        _is_entry(lines, number)
        or not text
        or len(text) > longest
        or _NO_TITLE_END.search(text)
        or _SALUTATION.match(text)
        or _NO_TITLE.match(text)
    ):
        return False
    is_item = is_list_item(text) and not _is_chapter_alone(lines, number)
    if _SAID.match(text) or is_item or not re.search(r"[^\W\d_]", text):
        return False
    if number + 1 >= len(lines):
        return False
    following = lines[number + 1]
    if _LABELLED.match(text) and _LABELLED.match(following.text):
        return False  # the first of a leaflet's labels
    if is_one_of_fields(lines, number) or (
        _FIELD.match(text) and not is_announcement(text) and _FIELD.match(following.text) and not following.starts
    ):
        return False  # the first of a row of fields
    apart = following.starts or following.row or len(following.text) >= 2 * len(text)
    return apart or len(lines) > number + 2 or is_bare_day(following.text)


def _is_chapter_alone(lines: Sequence[Line], number: int) -> bool:
    """Return whether a line names the only chapter that a file has, above its text: 第二章　摆渡人."""
    if not _CHAPTER.match(lines[number].text) or number + 1 >= len(lines) or not lines[number + 1].apart:
        return False
    return sum(_CHAPTER.match(line.text) is not None for line in lines) == 1


def _is_entry(lines: Sequence[Line], number: int) -> bool:
    """Return whether a line and lines below it open with a day: entries of a diary or a log."""
    days = [line for line in lines[number:] if not line.row and _is_dated(line.text)]
    return len(days) > 1 and days[0] is lines[number] and len({line.text for line in days}) > 1


def _is_dated(text: str) -> bool:
    """Return whether a line opens with a day, or ends in one behind a writer, as reviews do."""
    return _OPENS_WITH_DAY.match(text) is not None or (len(text) <= _MAX_DATED_CHARS and read_stamp(text) is not None)


def _is_message(lines: Sequence[Line], number: int) -> bool:
    """Return whether a line opens a message of a chat, of which there are several."""
    return bool(_SAID.match(lines[number].text)) and sum(bool(_SAID.match(line.text)) for line in lines) > 1


def _is_spoken(lines: Sequence[Line], number: int) -> bool:
    """Return whether a line is part of an interview: two speakers take turns from here on, more than once."""
    speakers = [found["who"] for line in lines[number:] if (found := _SPOKEN.match(line.text))]
    if _SPOKEN.match(lines[number].text) is None or speakers[:1] == speakers[1:2]:
        return False
    repeated = {who for who in speakers if speakers.count(who) > 1}
    return speakers[0] in repeated and len(repeated) >= _MIN_SPEAKERS


def _head(lines: Sequence[Line], gone: set[int]) -> list[int]:
    """Return the numbers of the lines above and below the title that may be credits, in order."""
    start = max(gone, default=-1)
    return [*range(start if start > 0 else 0), *range(start + 1, min(len(lines), start + 1 + _MAX_HEAD_LINES))][
        : _MAX_HEAD_LINES + _MAX_LINES_ABOVE_TITLE
    ]


def _read_head_line(lines: Sequence[Line], number: int, gone: set[int]) -> tuple[Credits | None, bool]:
    """Return the credits of a head line, None where the text begins, and whether the line is removed."""
    line = lines[number]
    title = max(gone, default=-1)
    if number < min(gone, default=0):
        found = read_bracketed_day(line.text) or (_read_credits(line.text) if not line.row else None)
        return found or Credits(), found is not None
    if line.row or line.heading or _is_entry(lines, number) or _is_spoken(lines, number) or _is_message(lines, number):
        return None, False
    if (bracketed := read_bracketed_day(line.text)) is not None:
        return bracketed, True
    if (found := _read_credits(line.text)) is not None and (found != Credits() or lacks_source(line.text)):
        stays = is_field(line.text) and is_among_fields(lines, number)
        if stays and found == Credits(editor=found.editor):
            return None, False  # the first of a list of who does what
        return found, not stays and not holds_other_fields(line.text)
    following = lines[number + 1] if number + 1 < len(lines) else None
    alone = following is None or following.apart or (following.starts and len(following.text) > _MAX_VERSE_CHARS)
    if title >= 0 and (said := _read_below_title(line.text, is_next=number == title + 1, alone=alone)) is not None:
        return said, False
    below_day = number > 0 and number - 1 in gone and number - 1 > title
    if below_day and alone and (outlet := read_outlet(line.text)) is not None:
        return outlet, True
    return None, False


def is_among_fields(lines: Sequence[Line], number: int) -> bool:
    """Return whether fields of another kind (编号：0017) stand in one block with a line, which then is one of them."""
    first = last = number
    while first > 0 and not lines[first].apart and not lines[first - 1].row:
        first -= 1
    while last + 1 < len(lines) and not lines[last + 1].apart and not lines[last + 1].row:
        last += 1
    beside = (line.text for n, line in enumerate(lines[first : last + 1], first) if n != number)
    return any(is_field(text) and not _is_credit(text) for text in beside)


def _is_credit(text: str) -> bool:
    return read_credit_line(text) is not None or is_newsroom_label(text) or read_title_line(text) != ""


def _read_below_title(text: str, *, is_next: bool, alone: bool) -> Credits | None:
    """Return the credits of a line below the title that stays in the text: a speaker, a day with a name, a writer;
    the issue of a bulletin (第17期) has none."""
    if is_next and compiled("credits.issue").fullmatch(text):
        return Credits()
    if is_next and (day := read_stamp(text)) and _is_whose_day(text):
        return Credits(published=day)
    if (speaker := read_speaker(text) or read_ancient_writer(text)) is not None:
        return speaker
    return Credits(author=clean_names(text)) if is_next and alone and are_names(text) else None


def _is_whose_day(text: str) -> bool:
    """Return whether a line is a day and a single name, with nothing said about it (2024-05-19 石桥镇文化站)."""
    return len(_NOT_TEXT.sub("", _OPENS_WITH_DAY.sub("", text))) <= _MAX_NAME_CHARS and not _CLOCK.search(text)


def _without_closing_credits(body: list[Line], account: Account, *, is_news: bool) -> tuple[list[Line], Credits]:
    """Return the text without bylines and dated outlets after its last words."""
    credits = Credits()
    for _ in range(_MAX_HEAD_LINES):
        if not body or (cut := _cut_closing(body)) is None:
            break
        rest, found = cut
        is_news = is_news or bool(found.source or found.author)
        signs = found == Credits(editor=found.editor) and not compiled("credits.sure_editor").search(body[-1].text)
        if signs and not is_news:
            break  # who checked and signed a report
        if not rest and len(body) == 1:
            break
        account.add(body[-1].text[len(rest) :], Removal.CREDIT)
        if _is_imprint(body[-1].text):  # it was printed some days after it was signed
            found = replace(found, published=None, written=found.published)
        credits = found.merged(credits)
        body = [*body[:-1], replace(body[-1], text=rest)] if rest else body[:-1]
    return body, credits


def _is_imprint(text: str) -> bool:
    """Return whether a line is of the imprint of an official document (抄送：…, …办公室2024年9月5日印发)."""
    return _IMPRINT.match(re.sub(r"\s", "", text)) is not None


def _cut_closing(body: Sequence[Line]) -> tuple[str, Credits] | None:
    """Return a text's last line without its closing credits, and those; None if it has none."""
    text = body[-1].text
    if body[-1].row or body[-1].heading or (is_field(text) and is_among_fields(body, len(body) - 1)):
        return None
    if compiled("credits.signature_field").match(text):
        return None
    bracketed = read_bracketed_day(text)
    line = None if len(body) == 1 or holds_other_fields(text) else _read_credits(text)
    if bracketed is not None and len(body) > 1:
        return "", bracketed
    if line is not None and line != Credits() and not is_bare_day(text):
        return "", line
    if (cut := cut_credits(text)) is not None and cut[1] != Credits() and _is_closed(cut[0]):
        return cut
    return cut_closing_source_of_document(text)


def _is_closed(text: str) -> bool:
    """Return whether a text ends like a sentence; a bracket after 电话：5551002 belongs to it."""
    return not text or text.rstrip()[-1:] in '。！？!?….）)”」』》】"' or not re.search(r"[:：][^。！？]*$", text)


def _signed(body: Sequence[Line]) -> Credits:
    """Return the day on which a letter or notice is signed, from its last lines, or that of its dateline.

    Attachments may follow the signature, or a list (录取名单：): then it is above the first of them with one, or a day
    below an office's name.
    """
    places = [n for n, line in enumerate(body) if n > 1 and not line.row and _ATTACHMENT.match(line.text)]
    places += _ends_of_signatures(body)
    below = [n + 1 for n, line in enumerate(body) if n > 1 and is_bare_day(line.text) and is_issuer(body[n - 1].text)]
    for place in (*places, len(body), *below):
        if signed := _signed_above(body[1:place]):
            return Credits(written=signed)
    texts = [line.text for line in body[:2] if not line.row]
    return next((found for text in texts if (found := read_dateline(text)) != Credits()), Credits())


def _ends_of_signatures(body: Sequence[Line]) -> list[int]:
    """Return where the text goes on below a signature: a day alone that ends its block, below who signs.

    A text with several such days is no letter.
    """
    days = [n for n, line in enumerate(body) if not line.row and is_bare_day(_SEALED.sub("", line.text))]
    if len(days) != 1 or not 1 < days[0] < len(body) - 1:
        return []
    signer, below = body[days[0] - 1], body[days[0] + 1]
    is_signed = not signer.row and len(signer.text) <= _MAX_SIGNATURE_CHARS and not _NO_TITLE_END.search(signer.text)
    return [days[0] + 1] if is_signed and below.apart and not body[days[0]].apart else []


def _signed_above(lines: Sequence[Line]) -> date | None:
    """Return the day in the signature that ends `lines`; below it may stand the imprint (抄送：…)."""
    imprint = next((n for n, line in enumerate(lines) if _is_imprint(line.text)), len(lines))
    for line in reversed(lines[:imprint] if imprint >= len(lines) - _MAX_IMPRINT_LINES else lines):
        if line.row or len(line.text) > _MAX_SIGNATURE_CHARS:
            break
        if is_bare_day(_SEALED.sub("", line.text)) and (day := find_date(line.text)):
            return day
        if not _BELOW_SIGNATURE.match(re.sub(r"\s", "", line.text)) and not is_issuer(line.text):
            break
    return None
