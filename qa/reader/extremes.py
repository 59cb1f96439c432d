"""Which of several things is most or more: the row of a table with the highest or lowest value (哪天的午餐最贵), or, of
things that the question does not name, one of those whose figures sentences state (哪条最长)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.article import Article, text_in_spans
from index.chinese.amounts import DATE_UNITS, Amount, read_amounts, read_ranges
from index.chinese.folding import fold_text
from index.chinese.hours import MINUTES_OF_DAY, moments_in
from index.chinese.measures import (
    in_basic_unit,
    is_called_by,
    kind_asked,
    kind_of_unit,
    unit_of_head,
    wants_less,
    with_whole_unit,
)
from index.chinese.numerals import read_numeral
from index.chinese.sentences import split_sentences
from index.chinese.vocabulary import compiled, groups_of, words_of
from index.chinese.words import in_words_of, tag_words, words_as_written
from qa.comparison import beside
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored
from qa.reader.rows import Row, is_head_asked, longest_shared, tables_scored

LEAST_HELD = 0.5
"""Least share of the question's words in the table and its article's title."""
_LEAST_ROWS, _LEAST_SHARED = 3, 2


@dataclass(frozen=True)
class _Column:
    """A column of amounts of one kind: its head and the least and the most of each row, the same but for a range
    (120—150元), in the basic unit of the kind."""

    head: str
    kind: str
    sizes: tuple[tuple[float, float], ...]


def find_extreme(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> tuple[list[Scored], str]:
    """Return the rows with the highest, lowest or n-th value in the first table among the better sentences that has it,
    in table order, and the criterion (价格最高); nothing if the question asks for no such row or no table has it."""
    asked = compiled("comparing.most").search(question.folded)
    if asked is None or not scored:
        return [], ""
    about = weights.without([asked.group()])
    own = scored[0].candidate.article.id
    for article, table in sorted(tables_scored(scored), key=lambda found: found[0].id != own):
        if len(table) < _LEAST_ROWS:
            continue
        meant = _rows_meant(question, table)
        columns = _columns_asked(question, asked, meant)
        if not _is_about(_without_heads(about, question.folded.replace(asked.group(), "\n"), columns), article, table):
            continue
        chosen = [_rows_chosen(meant, column, asked) for column in columns]
        if not chosen or not chosen[0] or any(rows != chosen[0] for rows in chosen):
            continue
        passage = next(item.candidate.passage for item in scored if item.candidate.article.id == article.id)
        made = [Scored(Candidate(article, row.paragraph, row.start, row.end, passage), 1.0) for row in chosen[0]]
        place = f"第{asked['place']}" if asked["place"] else "最"
        is_least = _wants_least(columns[0], asked["by"])
        by = asked["by"] if columns[0].kind == CLOCK else "低" if is_least else "高"
        return made, f"{columns[0].head}{place}{by}"
    return [], ""


def _rows_meant(question: Question, table: Sequence[Row]) -> Sequence[Row]:
    """Return the rows to compare: those whose first cell best matches the question (年卡), at least two, else all."""
    shared = [len(longest_shared(fold_text(row.cells[0].value), question.folded)) for row in table]
    meant = [row for row, length in zip(table, shared, strict=True) if length == max(shared) >= _LEAST_SHARED]
    return meant if len(meant) > 1 else table


def _rows_chosen(table: Sequence[Row], column: _Column, asked: re.Match[str]) -> list[Row]:
    """Return the rows with the highest or lowest amount, or that at the rank asked for; with ranges, all rows that may
    be the first."""
    is_least = _wants_least(column, asked["by"])
    place = int(read_numeral(asked["place"]) or 1) if asked["place"] else 1
    if any(low != high for low, high in column.sizes):
        bound = min(high for _, high in column.sizes) if is_least else max(low for low, _ in column.sizes)
        may_be = [low <= bound if is_least else high >= bound for low, high in column.sizes]
        return [row for row, is_first in zip(table, may_be, strict=True) if is_first] if place == 1 else []
    sizes = sorted(set(column.sizes), reverse=not is_least)
    if place > len(sizes):
        return []
    return [row for row, own in zip(table, column.sizes, strict=True) if own == sizes[place - 1]]


def _is_about(weights: WordWeights, article: Article, table: Sequence[Row]) -> bool:
    return weights.coverage(fold_text(f"{article.title}\n{text_in_spans(article, table)}")) >= LEAST_HELD


def _without_heads(weights: WordWeights, rest: str, columns: Sequence[_Column]) -> WordWeights:
    """Return the weights of what a question asks about besides these columns, however its words were cut (车票价 in
    哪路车票价)."""
    for column in columns:
        rest = rest.replace(fold_text(column.head), "\n")
    return weights.of(word for word in weights.weights if word in rest)


def _wants_least(column: _Column, by: str) -> bool:
    """Return whether an adjective means the smallest amounts of a column: the quickest takes the least time but has the
    highest speed."""
    is_speed = by in words_of("comparing.of_speed") and compiled("tables.speed_head").search(fold_text(column.head))
    return wants_less(by) is not bool(is_speed)


def _columns_asked(question: Question, asked: re.Match[str], table: Sequence[Row]) -> list[_Column]:
    """Return the column whose head the question names, else the one whose count it names (人最多: 人数), else the one
    of the adjective's kind, if there are several the one called so (最高: 苗高, not 胸径). Else return all: they must
    agree. Of prices those of one kind (平日价, 周末价); for an adjective of no kind every column, unless all are money.

    The first of several columns identifies the rows (哪个年级) and is not considered.
    """
    heads = [cell.head for cell in table[0].cells if cell.head]
    columns = [column for head in heads[len(heads) > 1 :] if (column := _column(head, table))]
    named = [column for column in columns if is_head_asked(column.head, question)]
    before = question.folded[: asked.start()]
    counted = [
        column
        for column in columns
        if (stem := compiled("tables.count_ending").sub("", fold_text(column.head))) and before.endswith(stem)
    ]
    kind = kind_asked(asked["by"])
    alike = [column for column in columns if column.kind == kind]
    if kind == CLOCK:
        named = [column for column in named if column in alike]
    called = [column for column in alike if is_called_by(asked["by"], fold_text(column.head))]
    if asked["by"] in words_of("comparing.only_by_label"):
        alike = called
    for some in (named, counted, called, alike):
        if len(some) == 1:
            return some
    if kind == MONEY:
        return alike
    is_told = kind is None and any(column.kind != MONEY for column in columns)
    return columns if is_told else []


def _column(head: str, table: Sequence[Row]) -> _Column | None:
    """Return the column with this head; None if a row lacks it or has no single amount of the same kind there."""
    cells = [next((cell.value for cell in row.cells if cell.head == head), "") for row in table]
    told = [_size_in(fold_text(value), head) for value in cells]
    sizes = [(low, high) for each in told if each for low, high, _ in (each,)]
    kinds = {each[2] for each in told if each}
    return _Column(head, kinds.pop(), tuple(sizes)) if len(sizes) == len(table) and len(kinds) == 1 else None


CLOCK, MONEY = "钟", "钱"
"""The kinds of times of day, in minutes, and of sums."""


def _size_in(folded: str, head: str) -> tuple[float, float, str] | None:
    """Return the least, the most and the kind of the one amount, range (80-100元), sum (1小时10分) or time of day in a
    cell; None if it has none or several."""
    moments = moments_in(folded)
    if len(moments) == 1 and moments[0].end - moments[0].start == len(folded):
        late = MINUTES_OF_DAY if moments[0].minute < _FIRST_MINUTE else 0  # the last bus at 0:30 is later than 23:00
        return moments[0].minute + late, moments[0].minute + late, CLOCK
    amounts = read_amounts(folded)
    ranges = list(read_ranges(folded, amounts)) if len(amounts) == _TWO else []
    if len(ranges) == 1 and all(ranges[0]):
        ends = [end for end in ranges[0] if end is not None]
    elif len(amounts) == _TWO and amounts[0].unit == "小时" and amounts[1].unit in ("分", "分钟"):
        minutes = amounts[0].value * 60 + amounts[1].value
        return minutes, minutes, kind_of_unit("分钟")
    elif len(amounts) == 1:
        ends = [amounts[0], amounts[0]]
    else:
        return None
    units = [end.unit or unit_of_head(fold_text(head)) for end in ends]
    low, high = (in_basic_unit(end.value, unit) for end, unit in zip(ends, units, strict=True))
    return (low, high, kind_of_unit(units[0])) if kind_of_unit(units[0]) == kind_of_unit(units[1]) else None


_FIRST_MINUTE = 240
_TWO = 2


# ---- Sentences that state the figure of each thing (哪条最长, 扭力更大的是哪一个)


LEAST_HELD_AROUND = 0.4
"""Least share of the question's other words in the sentences and their article's title."""
_MOST_SHOWN = 6
_MOST_PARAGRAPHS = 6
"""Figures further apart than this many paragraphs may be told of different matters."""
_PART = re.compile(r"[^；;]+")
_CLAUSE = re.compile(r"[^，,。；;、：:！!？?\n]+")
_BY_MEANS = {by: (group[0], group[1]) for group in groups_of("comparing.by_spending") for by in group[2:]}
"""The attribute and the adjective that a verb means: 耗电 is a large 功率."""


@dataclass(frozen=True)
class _Asked:
    """What a question compares: the attribute (扭力, '' if only the adjective tells it), the adjective, how it is shown
    (最长, 更大) and how many things there are (0 if the question does not say)."""

    attribute: str
    by: str
    shown: str
    count: int


@dataclass(frozen=True)
class _Figure:
    """The figure of one thing: its name and amount as written, the size in the basic unit of its kind, and the place
    of its sentence (paragraph, start, end)."""

    name: str
    written: str
    size: float
    kind: str
    sentence: tuple[int, int, int]


def compare_told(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> tuple[list[Scored], str]:
    """Return the sentences of the best one's article that state the figure of each thing, in order, and which it is,
    with all figures (滨水线最长：红枫线4.2公里，滨水线6.8公里).

    Nothing if the question asks for no such thing or a figure is missing, unclear, or the same as the highest.
    """
    asked = _read_asked(question.folded)
    if asked is None or not scored:
        return [], ""
    article = scored[0].candidate.article
    figures = _figures(asked, question.folded, article)
    if not 2 <= len(figures) <= _MOST_SHOWN or len({figure.kind for figure in figures}) > 1:
        return [], ""
    if figures[-1].sentence[0] - figures[0].sentence[0] > _MOST_PARAGRAPHS:
        return [], ""
    ordered = sorted(figures, key=lambda figure: figure.size, reverse=not _means_least(asked.by, figures[0].kind))
    if ordered[0].size == ordered[1].size or len({figure.name for figure in figures}) < len(figures):
        return [], ""
    places = list(dict.fromkeys(figure.sentence for figure in figures))
    first, last = places[0][0], places[-1][0]
    around = [paragraph.text for paragraph in article.paragraphs if first - 1 <= paragraph.number <= last]
    told = fold_text("\n".join([article.title, *around]))
    if compiled("comparing.said_itself").search(told):
        return [], ""
    about = weights.without([asked.shown])
    if about.weights and about.coverage(told) < LEAST_HELD_AROUND:
        return [], ""
    passage = scored[0].candidate.passage
    chosen = [Scored(Candidate(article, *place, passage), 1.0) for place in places]
    listed = "，".join(beside(figure.name, figure.written) for figure in figures)
    return chosen, f"{ordered[0].name}{asked.shown}：{listed}"


def _read_asked(folded: str) -> _Asked | None:
    """Return what a question compares, None for one that compares nothing."""
    match = compiled("comparing.more_of_them").search(folded) or compiled("comparing.which_is_more").search(folded)
    if match is None:
        return None
    count = compiled("comparing.count_of_them").search(folded)
    number = int(read_numeral(count["number"]) or 0) if count else 0
    attribute, by = _BY_MEANS.get(match["by"], (match["of"].rpartition("的")[2], match["by"]))
    return _Asked(attribute, by, f"{match['how'] or '更'}{match['by']}", number)


def _means_least(by: str, kind: str) -> bool:
    """Return whether the adjective means the smallest: the quickest takes the least time, but has the most speed."""
    return wants_less(by) is not (kind_asked(by) == "时" and kind != "时")


def _figures(asked: _Asked, folded: str, article: Article) -> list[_Figure]:
    """Return the figure of each thing in the article's order; none if that of one is missing or unclear.

    Where the figures of the article are not alike, those of the one paragraph that has them.
    """
    told = list(_told(asked, article))
    stems = {one.stem for one in told if len(one.stem) >= _LEAST_SHARED}
    if stems:  # an attribute that the question names goes before all that the adjective may be about
        stem = max(stems, key=lambda stem: (len(stem), stem))
        told = [one for one in told if one.stem in stems and stem.endswith(one.stem)]
    elif kind_asked(asked.by) is None:
        return []
    elif len(called := [one for one in told if is_called_by(asked.by, fold_text(one.before))]) > 1:
        told = called
    if figures := _named_alike(asked, folded, article, told):
        return figures
    by_paragraph: dict[int, list[_Told]] = {}
    for one in told:
        by_paragraph.setdefault(one.place[0], []).append(one)
    found = [made for group in by_paragraph.values() if (made := _named_alike(asked, folded, article, group))]
    meant = [made for made in found if asked.attribute and made[0].name[-1] in asked.attribute]
    chosen = meant or found
    return chosen[0] if len(chosen) == 1 else []


def _named_alike(asked: _Asked, folded: str, article: Article, told: Sequence["_Told"]) -> list[_Figure]:
    """Return these figures with the names of their things; none if they are not those of all things, each once."""
    if len(told) < 2 or any(compiled("comparing.not_told").search(one.part_text) for one in told):
        return []
    names = _names([one.before for one in told], asked.attribute)
    if not all(names):
        names = _subjects([one.part_text for one in told])
    if not all(names) or not _are_all(asked, folded, article, names):
        return []
    return [
        _Figure(
            compiled("comparing.label_behind").sub("", name) or name,
            one.written,
            in_basic_unit(one.amount.value, one.unit),
            kind_of_unit(one.unit),
            one.place,
        )
        for name, one in zip(names, told, strict=True)
    ]


@dataclass(frozen=True)
class _Told:
    """An amount that a clause states alone: what it shares with the attribute asked about right before the amount, the
    clause's text before it, the amount with its unit and as written, the part of the sentence up to ； that it is in,
    and the place of the sentence."""

    stem: str
    before: str
    amount: Amount
    unit: str
    written: str
    part_text: str
    place: tuple[int, int, int]


def _told(asked: _Asked, article: Article) -> Iterator[_Told]:
    """Yield the amounts right after the attribute asked about and those of the kind that the adjective means."""
    for paragraph in article.paragraphs:
        attribute = in_words_of(fold_text(paragraph.text), asked.attribute)
        for sentence in split_sentences(paragraph.text):
            text = paragraph.text[sentence.start : sentence.end]
            place = (paragraph.number, sentence.start, sentence.end)
            yield from _told_in(asked.by, attribute, text, place)


def _told_in(by: str, attribute: str, text: str, place: tuple[int, int, int]) -> Iterator[_Told]:
    """Yield them for one sentence."""
    whole, kind = fold_text(text), kind_asked(by)
    amounts = [with_whole_unit(whole, amount) for amount in read_amounts(whole) if not amount.is_article]
    amounts = [(amount, unit) for amount, unit in amounts if unit not in _NO_FIGURE]
    for clause in _CLAUSE.finditer(whole):
        inside = [found for found in amounts if clause.start() < found[0].start < clause.end()]
        if not inside:
            continue
        label = compiled("comparing.before_amount").sub("", whole[clause.start() : inside[-1][0].start])
        stem = _shared_end(label, attribute)
        if len(stem) < _LEAST_SHARED <= len(attribute) and _is_led(whole[: clause.start()], attribute):
            stem = attribute
        if len(stem) < _LEAST_SHARED:
            inside = [(amount, unit) for amount, unit in inside if kind == kind_of_unit(unit.partition("/")[0])]
            if len(inside) != 1:
                continue
        amount, unit = inside[-1]
        before, written = text[clause.start() : amount.start], text[amount.start : amount.end]
        part = next(part for part in _PART.finditer(text) if part.start() <= amount.start < part.end())
        yield _Told(stem, before, amount, unit, written, part.group(), place)


def _is_led(before: str, attribute: str) -> bool:
    """Return whether the attribute is stated of all that follows (去年产量分别为：东塘3200斤，西塘2.1吨)."""
    lead = compiled("comparing.of_each").search(before)
    return lead is not None and attribute in before[: lead.start()]


def _shared_end(label: str, attribute: str) -> str:
    """Return the end that a label shares with the attribute (老井总硬度 and 水源总硬度: 总硬度)."""
    shared = 0
    while shared < min(len(label), len(attribute)) and label[-1 - shared] == attribute[-1 - shared]:
        shared += 1
    return label[len(label) - shared :]


def _names(texts: Sequence[str], attribute: str = "") -> list[str]:
    """Return the names of the things: what stands before their figures without the attribute that all share
    (老井总硬度为: 老井), '' if these are alike."""
    cut = [words_as_written(compiled("comparing.before_amount").sub("", text)) for text in texts]
    least = 2
    while all(words and words[-1] == cut[0][-1] for words in cut) and _may_be_shared(cut[0][-1], least):
        cut, least = [words[:-1] for words in cut], 3
    names = ["".join(word for word, _ in words) for words in cut]
    names = [compiled("comparing.around_name").sub("", _without_label(name, attribute)) for name in names]
    return names if len(set(names)) == len(names) else ["" for _ in texts]


def _without_label(name: str, attribute: str) -> str:
    """Return a name without the end of the attribute in front of it (承包费东塘)."""
    labels = (attribute[start:] for start in range(max(len(attribute) - 1, 0)))
    return next((name.removeprefix(label) for label in labels if name.startswith(label)), name)


def _may_be_shared(word: tuple[str, str], least: int) -> bool:
    """Return whether a word that all share is their attribute or what qualifies it, and not the end of their names."""
    text, tag = word
    return tag.startswith(("a", "b", "d", "u", "p", "f")) or (
        len(text) >= least and tag.startswith(("n", "v", "j", "l"))
    )


def _subjects(sentences: Sequence[str]) -> list[str]:
    """Return what each sentence is about: its opening up to the first verb or mark, or to the label of a figure."""
    openings = [_OPENING.match(sentence) for sentence in sentences]
    clauses = [opening.group() if opening else "" for opening in openings]
    figures = [_figure_at_end(clause) for clause in clauses]
    if all(figures):
        return _names([clause[:start] for clause, start in zip(clauses, figures, strict=True)])
    subjects = [_subject(clause) for clause in clauses]
    return subjects if len(set(subjects)) == len(subjects) else ["" for _ in subjects]


def _figure_at_end(clause: str) -> int:
    """Return where the amount begins that a clause ends with (总硬度为412毫克/升), 0 if it ends with none."""
    folded = fold_text(clause)
    whole = [with_whole_unit(folded, amount) for amount in read_amounts(folded)]
    return next((amount.start for amount, unit in whole if unit not in _NO_FIGURE and amount.end == len(clause)), 0)


_NO_FIGURE = (*DATE_UNITS, "")
_OPENING = re.compile(r"[^，,。；;：:]+")


def _subject(clause: str) -> str:
    words = words_as_written(clause)
    verb = next(
        (place for place, (_, tag) in enumerate(words) if place and tag.startswith(("v", "p", "d"))), len(words)
    )
    return compiled("comparing.around_name").sub("", "".join(word for word, _ in words[:verb]))


def _are_all(asked: _Asked, folded: str, article: Article, names: Sequence[str]) -> bool:
    """Return whether there are as many figures as things, by the count in the question or in the article (三条步道);
    where neither says, whether the things are named alike or are people."""
    if asked.count:
        return asked.count == len(names)
    text = fold_text("\n".join(paragraph.text for paragraph in article.paragraphs))
    counts = {
        int(read_numeral(match["number"]) or 0)
        for match in compiled("comparing.counted_things").finditer(text)
        if match["things"] in folded and f"哪{match['unit']}" in folded
    }
    is_alike = len({name[-1] for name in names}) == 1 or _are_people(folded, names)
    return counts == {len(names)} if counts else is_alike


def _are_people(folded: str, names: Sequence[str]) -> bool:
    """Return whether the question asks who, and the names may be those of people."""
    bare = [compiled("comparing.label_behind").sub("", name) for name in names]
    return "谁" in folded and all(tag_words(name)[0][1] == "nr" for name in bare)
