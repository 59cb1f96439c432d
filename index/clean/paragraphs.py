"""Restore an article's paragraphs: join wrapped lines, keep headings and lists, split walls of text."""

import re
from dataclasses import replace
from itertools import pairwise

from index.chinese.sentences import split_sentences
from index.chinese.vocabulary import compiled
from index.clean.credits import read_credit_line
from index.clean.lines import Line, is_field
from index.rows import find_cells

MAX_PARAGRAPH_CHARS = 1000
"""A longer paragraph is split into groups of sentences: a citation opens a paragraph, which must be readable."""
TARGET_CHARS = 400
MAX_LIST_CHARS = 480
_SINGLE_PARAGRAPH_CHARS = 600
"""A single-paragraph article has lost its breaks, so it is split from this length on."""

_ENDS = re.compile(r"[。！？!?；;：:…][”’」』）)】》\"']*$|[”」』】）)]$")
_ENDS_LINE = re.compile(r"[。！？!?；;：:…][”’」』）)】》\"']*$")
_MID_SENTENCE = re.compile(r"[，,、（(《“]$")
_LIST_ITEM = compiled("list_marks.item")
_TIMED = re.compile(
    r"[\[【（(]?\d{1,2}[:：]\d\d\b|【[^【】]{1,12}】"
    r"|(?:1[5-9]|20)\d\d(?:年|[-—–~～至./年月日\d]{1,20})[ \u3000]+(?=[^\s\d])"
    r"|[\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    r"|\d{1,2}月\d{1,2}日[ \u3000]+|@[^\s：:，。]{1,24}[：:]|回复\s?@"
)
"""What a line of its own opens with: a moment, a label (【规格】), a picture (📍), a year or day set apart from what
happened then, who posts."""
_COLUMNS = re.compile(r"\S {2,}\S[^\n]*? {2,}\S|\S\u3000+\S[^\n]*?\u3000\S")
"""A line set out in columns."""
_ANNOUNCES = re.compile(r"[\u4e00-\u9fff]{1,8}[：:]")
_MOMENT_ALONE = re.compile(r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?")
_REMARK_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff])[（(][^（()）。]{1,20}[)）]$")
_CHAPTERS = "第一二三四五六七八九十"
_CHOICE = re.compile(r"[A-H]\s?[.．、)）]\s?\S")
"""An answer to choose from, which belongs to its question."""
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_LATIN_END = re.compile(r"[.!?][\"')\]]*$")
_MIN_LATIN_WORDS = 3
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"\w")
_NUMBER = re.compile(r"[\d一二三四五六七八九十百①-⑳⑴-⒇]+")
_ENGLISH_SENTENCE = re.compile(r"[A-Za-z]+[ ,;][^\u2e80-\uffef]*[a-z][.][\"')]?$")
_FULL_STOP = re.compile(r"[。！？!?….][”’」』）)】》\"']*\s*$")
_GOES_ON = re.compile(r"[；;，,、]$")
"""What an item ends with where the next one, with the full stop of all, belongs to the same list."""
_MAX_HEADING_CHARS = 40
_UNMARKED = "•"
_MAX_CREDIT_CHARS = 40
_MAX_BLOCK_LINE = 60
_MAX_VERSE_CHARS = 16
_MIN_WRAP_CHARS, _MAX_WRAP_CHARS = 14, 120
_FIELD_SHARE = 0.6
_MIN_INDENTED = 2
_MIN_OPEN_ITEMS = 2
_MIN_FULL_CHARS = 20
_EDGE = 2.0
"""Lines of a text wrapped at one width end at most so many characters before it."""
_EXACT_EDGE = 1.0
_LATIN_EDGE = 12.0
_AT_EDGE_SHARE = 0.6
_MIN_EDGE, _MAX_EDGE = 28, 60
_MIN_CUT_LINES = 2
_STOPS_PER_LINE = 0.3


def join_wrapped(lines: list[Line], *, surely: bool = False) -> list[Line]:
    """Return `lines` with those wrapped at a width joined: a full line without a closing mark continues.

    `surely`: each is a line of a printed page; otherwise their lengths decide whether they are wrapped.
    """
    running = [line for line in lines if not line.row and _WORD.search(line.text)]
    lengths = [len(line.text) for line in running]
    surely = surely and _MIN_WRAP_CHARS <= max(lengths, default=0) <= _MAX_WRAP_CHARS
    width = max(lengths, default=0) if surely else _wrap_width(_without_credit_lines(running))
    if not width:
        return _join_broken_off(lines)
    joined = [lines[0]]
    last, in_table = lines[0].text, False
    open_items = 0
    """How many items end above another one at the edge without a closing mark: such a list is not wrapped."""
    for line in lines[1:]:
        is_open_item = _LIST_ITEM.match(last) and len(last) >= 0.8 * width and not _ENDS_LINE.search(last)
        open_items = open_items + 1 if is_open_item and _LIST_ITEM.match(line.text) else open_items
        fits = not (
            line.item or line.starts or line.heading or joined[-1].heading or line.row or joined[-1].row
        ) and not (_LIST_ITEM.match(line.text) or _TIMED.match(line.text))
        is_set_out = any(_COLUMNS.search(text) or not _WORD.search(text) for text in (last, line.text))
        if is_set_out or _is_translated(last, line.text) or (is_open_item and open_items >= _MIN_OPEN_ITEMS):
            fits = False
        if fits and len(line.text) <= _MAX_CREDIT_CHARS and read_credit_line(line.text) is not None:
            fits = False  # a date line below a title that fills its line
        if fits and len(line.text) < _FIELD_SHARE * width and (is_field(line.text) or _ANNOUNCES.fullmatch(line.text)):
            fits = False  # 末班：22:30 or 步骤： below a sentence without its full stop
        in_table, was_in_table = _are_rows_alike(last, line.text), in_table
        if in_table or was_in_table:
            fits = False  # 目的地：梅岭；票价：68元 above 目的地：河西；票价：32元
        if fits and len(last) >= 0.8 * width and not _ENDS_LINE.search(last):
            before = joined[-1]
            joined[-1] = replace(before, text=before.text + _glue(before.text, line.text) + line.text)
        else:
            joined.append(line)
        last = line.text
    return joined


def _is_translated(above: str, below: str) -> bool:
    """Return whether a sentence in English, of several words where it is all of its line, ends above Chinese, as in
    texts that say all in both."""
    if _ENGLISH_SENTENCE.search(above) is not None:
        return below[:1] >= "\u2e80"
    is_latin = _LATIN_END.search(above) is not None and not _CHINESE.search(above)
    return is_latin and _CHINESE.match(below) is not None and len(_LATIN_WORD.findall(above)) >= _MIN_LATIN_WORDS


def _join_broken_off(lines: list[Line]) -> list[Line]:
    """Return `lines`, joining what goes on below a full line that breaks off.

    Where paragraphs are indented, a line that is not indented goes on; in other texts full lines must reach one edge.
    """
    full = 0.8 * max((len(line.text) for line in lines if not line.row), default=0)
    set_in = [line.text for line in lines if line.starts and not line.apart and not line.row]
    set_in = [text for text in set_in if not _LIST_ITEM.match(text)]
    # Entries of a list may be set in too, but they do not reach the edge.
    is_indented = len(set_in) >= _MIN_INDENTED and 3 * sum(len(text) >= full for text in set_in) >= len(set_in)
    edge = 0.0 if is_indented else _common_edge(lines)
    if not is_indented and not edge:
        return lines
    joined = [lines[0]]
    for above, line in pairwise(lines):
        before = joined[-1]
        is_text = not (line.starts or line.row or line.item or line.heading or before.row or before.heading)
        is_full = (
            len(above.text) >= max(full, _MIN_FULL_CHARS) if is_indented else edge - _EDGE <= _shown_width(above.text)
        )
        if (
            is_text
            and is_full
            and _is_cut_prose(above.text)
            and not _is_translated(above.text, line.text)
            and "  " not in line.text
            and not (is_field(line.text) and len(line.text) < _FIELD_SHARE * len(above.text))
            and not _LIST_ITEM.match(line.text)
            and not _TIMED.match(line.text)
        ):
            joined[-1] = replace(before, text=before.text + _glue(before.text, line.text) + line.text)
        else:
            joined.append(line)
    return joined


def _common_edge(lines: list[Line]) -> float:
    """Return the width at which the longest lines of a text break off in mid-sentence, 0 if they do not."""
    widths = [(_shown_width(line.text), line.text) for line in lines if not line.row]
    edge = max((width for width, _ in widths), default=0.0)
    full = {text for width, text in widths if width >= edge - _EDGE}
    cut = sum(_is_cut_prose(text) for text in full)
    is_edge = _MIN_EDGE <= edge <= _MAX_EDGE and cut >= _MIN_CUT_LINES and 2 * cut >= len(full)
    return edge if is_edge and not any(0.8 * edge < width < edge - _EDGE for width, _ in widths) else 0.0


def _is_cut_prose(text: str) -> bool:
    return not _ENDS.search(text) and re.search(r"[，。；、]", text) is not None and "  " not in text


def _shown_width(text: str) -> float:
    """Return how wide a line is shown, in Chinese characters."""
    return sum(0.5 if character < "\u2e80" and character not in "“”‘’—…" else 1.0 for character in text)


def _are_rows_alike(above: str, below: str) -> bool:
    """Return whether two lines are rows of one table, each cell behind its column's name."""
    heads = [cell.head for cell in find_cells(above)]
    return bool(heads) and heads == [cell.head for cell in find_cells(below)]


def join_broken(lines: list[Line]) -> list[Line]:
    """Return `lines`, joining those that break off at a comma (a page break, a picture in mid-sentence).

    Nothing is joined to a table row, nor one verse to the next.
    """
    joined: list[Line] = []
    above = 0
    for line in lines:
        before = joined[-1] if joined else None
        breaks_off = before is not None and not before.row and not line.row and _MID_SENTENCE.search(before.text)
        if above == len(line.text) <= _MAX_VERSE_CHARS:
            breaks_off = None
        above = len(line.text)
        if before is not None and breaks_off and not _LIST_ITEM.match(line.text):
            joined[-1] = replace(before, text=before.text + _glue(before.text, line.text) + line.text)
        else:
            joined.append(line)
    return joined


def _without_credit_lines(lines: list[Line]) -> list[str]:
    """Return the texts of `lines`, except wide credit lines, which their page did not wrap."""
    common = sorted(len(line.text) for line in lines)[int(len(lines) * 0.75)] if lines else 0
    return [line.text for line in lines if len(line.text) <= common or read_credit_line(line.text) is None]


def _wrap_width(lines: list[str]) -> int:
    """Return the width at which a text was wrapped (many full lines, none longer), 0 if it was not."""
    lengths = sorted(map(len, lines))
    if len(lengths) < 4 or lengths[-1] > _MAX_WRAP_CHARS:
        return 0
    common = lengths[int(len(lengths) * 0.75)]
    open_lines = [line for line in lines if len(line) >= 0.8 * common and not _ENDS.search(line)]
    # Rows of a list have similar lengths too, but are not sentences.
    unfinished = len(open_lines) if 3 * sum(map(_has_mark, open_lines)) >= len(open_lines) else 0
    if common < _MIN_WRAP_CHARS or lengths[-1] > common * 1.3 or unfinished < max(3, 0.35 * len(lines)):
        return 0
    if _has_sentences(lines):
        return common if _reach_one_edge(open_lines, _AT_EDGE_SHARE, _EDGE) else 0
    # Entries without a full stop may be about as long as each other: only one width to the character shows a cut.
    is_cut = not any(" " in line for line in open_lines) and _reach_one_edge(open_lines, 1.0, _EXACT_EDGE)
    return common if is_cut and len({_shape(line) for line in open_lines}) > 1 else 0


def _shape(line: str) -> str:
    """Return a line with 0 for every number and 字 for every run of Chinese characters: entries may be alike in it."""
    return re.sub(r"[\u4e00-\u9fff]+", "字", re.sub(r"\d+", "0", line))


def _has_sentences(lines: list[str]) -> bool:
    """Return whether lines end in full stops or hold many; entries of a list may be as long as each other too."""
    return any(map(_FULL_STOP.search, lines)) or _STOPS_PER_LINE * len(lines) <= sum(line.count("。") for line in lines)


def _reach_one_edge(lines: list[str], share: float, slack: float) -> bool:
    """Return whether a share of these lines ends at one edge, as shown or in characters; items of a list do not."""
    slack = _LATIN_EDGE if sum(map(str.isascii, "".join(lines))) * 2 > sum(map(len, lines)) else slack
    for measured in ([_shown_width(line) for line in lines], [float(len(line)) for line in lines]):
        if sum(width >= max(measured) - slack for width in measured) >= share * len(measured):
            return True
    return False


def _has_mark(line: str) -> bool:
    return re.search(r"[，。；、！？,.;]", line) is not None


def _glue(before: str, after: str) -> str:
    """Return the space that Latin words need between two joined lines; Chinese and split numbers need none."""
    ends, begins = before[-1:], after[:1]
    if not ends.isascii() or not begins.isascii() or not (begins.isalnum() or begins in "\"'(["):
        return ""
    closes = ends in ".,;:!?)]\"'" and not before[-2:-1].isdigit() and re.search(r"[A-Za-z]", before[-12:]) is not None
    return " " if ends.isalpha() or closes or (ends.isdigit() and begins.isalpha()) else ""


def group_paragraphs(lines: list[Line]) -> list[str]:
    """Return the article's paragraphs: walls of text split, headings and list items joined with what they belong to.

    Table rows stay separate. Where blank lines part a text into blocks, no paragraph reaches over them, except a
    heading that stands alone, and a block of short lines is one.
    """
    limit = _SINGLE_PARAGRAPH_CHARS if len(lines) == 1 else MAX_PARAGRAPH_CHARS
    split: list[Line] = []
    for line in lines:
        pieces = split_wall(line.text) if len(line.text) > limit and not line.row else [line.text]
        split += [replace(line, text=piece, apart=line.apart and not n) for n, piece in enumerate(pieces)]
    blocks = _blocks(split)
    if len(blocks) == len(split) or len(blocks) == 1:
        return _grouped(split)
    paragraphs: list[str] = []
    pending = ""
    for block in blocks:
        if len(block) == 1 and _may_head(block[0], pending):
            pending = f"{pending}\n{block[0].text}" if pending else block[0].text
            continue
        found = ["\n".join(line.text for line in block)] if _is_short_block(block) else _grouped(block)
        if pending and block[0].row:
            paragraphs.append(pending)
        elif pending:
            found[0] = f"{pending}\n{found[0]}"
        paragraphs += found
        pending = ""
    return [*paragraphs, pending] if pending else paragraphs


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """Return the lines between blank ones, and below marked headings."""
    blocks: list[list[Line]] = []
    for number, line in enumerate(lines):
        opens = line.apart or (line.heading and not lines[number - 1].heading)
        if opens or not blocks:
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _may_head(line: Line, above: str) -> bool:
    """Return whether a line alone in its block heads the next one, below the headings `above` it."""
    is_text = line.row or line.item
    return (
        not is_text
        and (is_heading(line.text) or _is_marked_heading(line))
        and len(above) + len(line.text) < 3 * _MAX_HEADING_CHARS
    )


def _is_marked_heading(line: Line) -> bool:
    """Return whether a line is marked up as a heading, though it is a question or ends in a remark (小班（4人）)."""
    return line.heading and len(line.text) <= _MAX_HEADING_CHARS and line.text.endswith(("？", "?", "）", ")"))


def _is_short_block(block: list[Line]) -> bool:
    """Return whether lines set together are short enough for one paragraph: a verse, a message, ingredients."""
    lengths = [len(line.text) for line in block]
    is_table = any(line.row for line in block)
    is_set = block[0].apart and len(block) > 1 and not is_table
    return is_set and max(lengths) <= _MAX_BLOCK_LINE and sum(lengths) <= MAX_LIST_CHARS


def _grouped(block: list[Line]) -> list[str]:
    """Return the paragraphs of lines without a blank one between them."""
    texts = [line.text for line in block]
    rows = frozenset(line.text for line in block if line.row)
    items = frozenset(line.text for line in block if line.item)
    questions = frozenset(line.text for line in block if _is_marked_heading(line))
    return _join_headings(_join_lists(texts, rows, items), rows, items, questions)


def split_wall(text: str) -> list[str]:
    """Return `text` in groups of whole sentences of about TARGET_CHARS characters, enumerations kept together."""
    sentences = [text[a:b] for a, b in _sentence_bounds(text)]
    groups: list[str] = []
    current = ""
    for sentence in sentences:
        room = TARGET_CHARS + (100 if _LIST_ITEM.match(sentence) else 0)
        if current and len(current) + len(sentence) > room:
            groups.append(current.strip())
            current = ""
        current += sentence
    if current.strip():
        if groups and len(current) < TARGET_CHARS // 4:
            groups[-1] += current.rstrip()
        else:
            groups.append(current.strip())
    return groups


def _sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Return the bounds of whole sentences; pieces of an overlong sentence stay together up to MAX_PARAGRAPH_CHARS."""
    starts = [sentence.start for sentence in split_sentences(text)]
    bounds: list[tuple[int, int]] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        whole = not bounds or _FULL_STOP.search(text, bounds[-1][0], bounds[-1][1])
        if whole or end - bounds[-1][0] > MAX_PARAGRAPH_CHARS:
            bounds.append((start, end))
        else:
            bounds[-1] = (bounds[-1][0], end)
    return bounds


def _join_lists(paragraphs: list[str], rows: frozenset[str], items: frozenset[str]) -> list[str]:
    """Join short list items as lines of one paragraph with the line that introduces them."""
    joined: list[str] = []
    in_list = False
    bulleted = {text for text in items if not _FULL_STOP.search(text)}
    bulleted |= {text for above, text in pairwise(paragraphs) if {above, text} <= items and _GOES_ON.search(above)}
    marks = ["" if text in rows else _mark_of(text) or (_UNMARKED if text in bulleted else "") for text in paragraphs]
    below_choices = False
    for number, text in enumerate(paragraphs):
        item = marks[number] != ""
        is_choice = text not in rows and _CHOICE.match(text) is not None
        introduced = item and bool(joined) and (in_list or joined[-1].endswith(("：", ":"))) and not below_choices
        if is_choice and joined and paragraphs[number - 1] not in rows:
            introduced = True
        below_choices = is_choice
        if (
            introduced
            and len(joined[-1]) + len(text) <= MAX_LIST_CHARS
            and (is_choice or not _is_chapter(text, marks, number))
        ):
            joined[-1] += "\n" + text
        else:
            joined.append(text)
        in_list = item
    return joined


def _mark_of(text: str) -> str:
    """Return the kind of mark an item begins with, its number as 1; '' for other text."""
    mark = _LIST_ITEM.match(text)
    return _NUMBER.sub("1", mark.group().strip()) if mark else ""


def _is_chapter(text: str, marks: list[str], number: int) -> bool:
    """Return whether an item heads what follows (一、工作目标) rather than being one of a series."""
    mark = marks[number]
    if mark == _UNMARKED:
        return False
    is_beside_like = mark in (*marks[max(number - 1, 0) : number], *marks[number + 1 : number + 2])
    is_numbered_so = text[0] in _CHAPTERS or text.endswith(("：", ":"))
    return (is_heading(text) or _is_remarked_heading(text)) and (is_numbered_so or not is_beside_like)


def _is_remarked_heading(text: str) -> bool:
    """Return whether an item is a heading but for the remark in brackets behind it: 二、填空题（每空2分）."""
    return text[:1] in _CHAPTERS and is_list_item(text) and is_heading(_REMARK_BEHIND.sub("", text))


def _join_headings(
    paragraphs: list[str], rows: frozenset[str], items: frozenset[str], questions: frozenset[str]
) -> list[str]:
    """Join each heading, as a line above, with the paragraph it heads."""
    joined: list[str] = []
    pending = ""
    for text in paragraphs:
        if (
            (is_heading(text) or text in questions or _is_remarked_heading(text))
            and text not in rows
            and (text not in items or _MOMENT_ALONE.fullmatch(text))
            and len(pending) + len(text) < 3 * _MAX_HEADING_CHARS
        ):
            pending = f"{pending}\n{text}" if pending else text
            continue
        if pending and text in rows and len(find_cells(text)) > 1:
            joined += [pending, text]  # a row stays separate: it is shown in its table
        else:
            joined.append(f"{pending}\n{text}" if pending else text)
        pending = ""
    if pending:
        joined.append(pending)
    return joined


def is_list_item(text: str) -> bool:
    """Return whether a line opens with the mark of an item (一、 （二） 3. 第四条 •)."""
    return _LIST_ITEM.match(text) is not None


def is_heading(text: str) -> bool:
    """Return whether a line announces what follows: short, and without closing punctuation or with a colon."""
    if len(text) > _MAX_HEADING_CHARS or "\n" in text:
        return False
    return text.endswith(("：", ":")) or not re.search(r"[。！？!?；;，,、.…”」）)]$", text)
