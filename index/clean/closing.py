"""What stands behind the last words of an article: bylines, editors, notices, widgets."""

from index.clean.credits.bylines import cut_credits
from index.clean.credits.fields import Credits
from index.clean.furniture import cut_tail_widget, notice_start, remove_inline_adverts
from index.text.sentences import split_sentences

_MAX_CUTS = 12
_MAX_TAIL = 600


def cut_closing(paragraphs: list[str]) -> tuple[list[str], Credits]:
    """Return the paragraphs without what closes the article beside its text, and the credits found there."""
    kept = [cleaned for text in paragraphs if (cleaned := remove_inline_adverts(text).strip())]
    credits = Credits()
    for _ in range(_MAX_CUTS):
        if not kept:
            break
        text, found = _cut_once(kept[-1])
        if text == kept[-1]:
            break
        credits = found.merged(credits) if not credits.author else credits.merged(found)
        kept = [*kept[:-1], text] if text else kept[:-1]
    return kept, credits


def _cut_once(text: str) -> tuple[str, Credits]:
    """Return `text` without one closing piece; the same text where there is none."""
    shorter = cut_tail_widget(text)
    if shorter != text:
        return shorter, Credits()
    cut = cut_credits(text)
    if cut is not None:
        return cut
    offset = max(0, len(text) - _MAX_TAIL)
    sentences = split_sentences(text[offset:])
    if sentences:
        start = offset + sentences[-1].start
        begins = notice_start(text[start:]) if start > offset or not offset else None
        if begins is not None:
            return text[: start + begins].rstrip(), Credits()
    return text, Credits()
