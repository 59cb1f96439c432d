"""Text before the first and after the last words of an article: labels, bylines, editors, notices, widgets."""

import re
from dataclasses import dataclass, replace

from index.chinese.dates import DATE_PATTERN, TIME_PATTERN, find_date
from index.chinese.sentences import split_sentences
from index.clean.credits import Credits, cut_closing_source, cut_credits, read_bracket
from index.clean.furniture import (
    cut_tail_widget,
    find_inline_adverts,
    notice_start,
    remove_inline_adverts,
    statement_start,
)
from index.clean.headline import split_labelled_title
from index.clean.lines import Account, Line, Removal
from index.clean.newsroom import cut_closing_row, cut_pictures, cut_styles

# ---- Labels before the first words of a text: 原标题：, [ 2023-07-28 16:40 ] ，正文：, 来源：


_DATE_LABEL = re.compile(
    rf"^[\[［【(（]?\s*(?:发布(?:时间|日期)\s*[:：]\s*)?(?P<day>{DATE_PATTERN}){TIME_PATTERN}\s*[\]］】)）]?"
    r"(?:\s*[，,：:|｜]?\s*正文\s*[:：]\s*|\s{2,}|\s*(?=来\s?源\s*[:：]))"
)
# Two digits are a year only before a label that says so.
_SHORT_DATE_LABEL = re.compile(
    r"^[\[［]?\s*(?P<short>[0-4]\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9]))\s[\d:： ]{4,9}"
    r"\s*[\]］]?\s*[，,]?\s*正文\s*[:：]\s*"
)
_BODY_LABEL = re.compile(r"^[，,\s\[\]［］【】\d\-:：]{0,24}正\s?文\s*[:：]\s*")
_SOURCE_LABEL = re.compile(
    r"^(?:信息|文章|稿件)?来\s?源\s*[:：]\s*(?P<source>[^\s，。！？；：:]{2,20})\s+(?=\S)"
    r"|^来\s?源\s*[:：]\s*(?P<twice>[\u4e00-\u9fff]{2,10})(?=(?P=twice))"
    r"|^来\s?源\s*[:：]\s*(?P<tight>[^\s，。！？；：:]{2,14}(?:频道|客户端|公众号|网|报|社|台))(?=[^网报社台频\s])"
)
_BYLINE_LABEL = re.compile(r"^[（(【\[〔](?P<byline>[^（()）【】〔〕\[\]。！？]{4,50})[)）】\]〕]\s*(?=\S)")
_ADDRESS_LABEL = re.compile(r"^https?://[\w./?=&%#-]{4,120}\s+(?=\S)")
_MAX_LABELS = 6
_WITHIN_LINES = 8
_MAX_CREDIT_LINE = 60


@dataclass(frozen=True)
class Opening:
    """Lines without their opening labels, and what the labels said."""

    lines: list[Line]
    title: str
    credits: Credits


def strip_opening(lines: list[Line], known_title: str, account: Account) -> Opening:
    """Return `lines` with the labels removed from the line that opens the text."""
    title, credits = "", Credits()
    for _ in range(_MAX_LABELS):
        place = next((n for n, line in enumerate(lines[:_WITHIN_LINES]) if _opens_with_label(line.text)), None)
        if place is None or lines[place].row:
            break
        text = lines[place].text
        labelled = split_labelled_title(text, known_title)
        if labelled:
            title = title or labelled[0]
            rest = labelled[1]
        else:
            found, end = _read_label(text)
            credits = credits.merged(found)
            rest = text[end:]
        rest = rest.strip(" \u3000")
        account.add(text.removesuffix(rest) if rest else text, Removal.CREDIT)
        middle = [replace(lines[place], text=rest)] if rest else []
        lines = [*lines[:place], *middle, *lines[place + 1 :]]
    return Opening(lines, title, credits)


def _read_label(text: str) -> tuple[Credits, int]:
    """Return what the opening label of `text` says, and the offset of the text after it (0 without a label)."""
    if day := _DATE_LABEL.match(text):
        return Credits(published=find_date(day["day"])), day.end()
    if short := _SHORT_DATE_LABEL.match(text):
        return Credits(published=find_date(f"20{short['short']}")), short.end()
    if source := _SOURCE_LABEL.match(text):
        return Credits(source=source["source"] or source["twice"] or source["tight"]), source.end()
    if label := _BODY_LABEL.match(text) or _ADDRESS_LABEL.match(text):
        return Credits(), label.end()
    byline = _BYLINE_LABEL.match(text)
    credits = read_bracket(byline["byline"]) if byline else None
    return (credits, byline.end()) if byline and credits else (Credits(), 0)


def _opens_with_label(text: str) -> bool:
    """Return whether a line opens with a label; short lines of only date or source are credit lines, not labels."""
    if split_labelled_title(text[:80], "") is not None:
        return True
    if text[:1] not in "[［【(（〔，,信文稿来正发hH" and not text[:1].isdigit():
        return False
    credits, end = _read_label(text)
    bracket = text[:1] in "(（【[〔" and bool(credits.author or credits.source)
    return end > 0 and (len(text) > _MAX_CREDIT_LINE or "正文" in text[:end] or text[:4] == "http" or bracket)


# ---- Text after the last words of an article: bylines, editors, notices, widgets


_MAX_CUTS = 12
_MAX_TAIL = 600
_OPENERS = " \u3000|｜（(【["


def cut_closing(paragraphs: list[str], account: Account) -> tuple[list[str], Credits]:
    """Return the paragraphs without what follows the article's text, and the credits found there."""
    account.add_lines((advert for text in paragraphs for advert in find_inline_adverts(text)), Removal.ADVERT)
    kept = []
    for text in paragraphs:
        without, styles = cut_styles(remove_inline_adverts(text))
        account.add_lines(styles, Removal.HIDDEN)
        without, pictures = cut_pictures(without)
        account.add_lines(pictures, Removal.CAPTION)
        kept += [without.strip()] if without.strip() else []
    credits = Credits()
    for _ in range(_MAX_CUTS):
        if not kept:
            break
        text, found = _cut_once(kept[-1])
        if text == kept[-1]:
            break
        is_credit = found != Credits() or (cut_credits(kept[-1]) or cut_closing_row(kept[-1])) is not None
        account.add(kept[-1][len(text) :], Removal.CREDIT if is_credit else Removal.NOTICE)
        credits = found.merged(credits) if not credits.author else credits.merged(found)
        kept = [*kept[:-1], text] if text else kept[:-1]
    return kept, credits


def _cut_once(text: str) -> tuple[str, Credits]:
    """Return `text` without one closing piece; unchanged if there is none."""
    shorter = cut_tail_widget(text)
    if shorter != text:
        return shorter, Credits()
    cut = cut_credits(text)
    if cut is not None or (cut := cut_closing_source(text) or cut_closing_row(text)) is not None:
        return cut
    offset = max(0, len(text) - _MAX_TAIL)
    sentences = split_sentences(text[offset:])
    if sentences:
        start = offset + sentences[-1].start
        begins = notice_start(text[start:]) if start > offset or not offset else None
        if begins is not None:
            return text[: start + begins].rstrip(_OPENERS), Credits()
    begins = statement_start(text[offset:]) if sentences else None
    if begins is not None and offset + begins > 0:
        return text[: offset + begins].rstrip(_OPENERS), Credits()
    return text, Credits()
