"""One indicator compared by place, period and source, each figure in the sentence that states it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from index.article import Article
from index.chinese.amounts import TIME_UNITS, Amount, read_amounts
from index.chinese.dates import Period, find_times
from index.chinese.folding import fold_text
from index.chinese.names import ENDINGS, find_places, same_rank
from index.chinese.vocabulary import compiled, groups_of, values_of, words_of
from index.chinese.words import STOP_WORDS, cut_words, tag_words
from index.messages import Message, say
from index.snapshot import Filters, Snapshot
from qa.answer import DraftAnswer, DraftStatement, Entry, Form, Mark, day_in_words
from qa.forms.dossier import (
    Cut,
    Hurry,
    Line,
    Steps,
    Topic,
    count_told,
    found_nothing,
    gathering,
    lines_of,
    searched_note,
    told_otherwise,
)
from qa.forms.request import FormRequest, trim_topic
from qa.forms.times import is_compared_with, period_in_words, period_stated, read_period
from qa.reader.frame import cells_of

MOST = 60
"""Most figures in a table."""
FEWEST = 2
"""Least figures of a table for a question that may want something else."""

# ---- Which figures are wanted, and of whom


@dataclass(frozen=True)
class Wanted:
    """The figures wanted: those of the named `subjects`; if there are none, of all of a `rank` (县), or by time. With a
    `period`, only those in it."""

    subjects: tuple[str, ...]
    rank: str
    measure: str
    period: Period | None = None

    @property
    def is_by_time(self) -> bool:
        return self.rank in _TIMES


_TIMES, _PLACES = frozenset(words_of("forms.row_time")), frozenset(words_of("forms.row_place"))
_AND = re.compile(r"[和与跟及、,，]|以及")
_OF = re.compile(r"^(?P<subjects>.+)的(?P<measure>[^的]{2,24})$")


def read_wanted(request: FormRequest) -> Wanted:
    """Return the figures that a request for a table wants."""
    if request.measure:
        return _wanted_of(request)
    if match := _OF.match(request.topic):
        subjects = tuple(filter(None, map(trim_topic, _AND.split(match["subjects"]))))
        return Wanted(subjects, "", match["measure"])
    places = [place for place in find_places(request.topic) if place in request.topic]
    if places:
        rest = request.topic
        for place in places:
            rest = rest.replace(place, " ")
        return Wanted(tuple(places), "", trim_topic(" ".join(_AND.sub(" ", rest).split())))
    return Wanted((), "", request.topic)


def _wanted_of(request: FormRequest) -> Wanted:
    """Return the figures wanted by a request that says of what, by what and which indicator."""
    if (period := _whole_period(request.topic)) is not None:  # 2023年各医院的门诊量
        return Wanted((), request.rank, request.measure, period)
    of = None if request.topic or request.rank not in _TIMES else _OF.match(request.measure)
    if of and compiled("forms.measured_by").sub("", of["measure"]):  # 历年北河市的常住人口, but not 历年琵鹭的数量
        return Wanted((trim_topic(of["subjects"]),), request.rank, of["measure"])
    subjects = tuple(filter(None, map(trim_topic, _AND.split(request.topic)))) if request.topic else ()
    if request.rank in _PLACES:  # 澜川市各县: the city is not a row
        subjects = ()
    return Wanted(subjects, request.rank, request.measure)


def _whole_period(text: str) -> Period | None:
    """Return the period of a text that names nothing else."""
    times = find_times(fold_text(text), date.today())
    found = next((time for time in times if time.period is not None and time.end - time.start == len(text)), None)
    return found.period if found else None


# ---- A figure


@dataclass(frozen=True)
class Figure:
    """An amount of an indicator: whose, when, and where it is stated; `start` and `end` are offsets in the line."""

    line: Line
    start: int
    end: int
    subject: str
    period: Period
    is_stated: bool
    """Whether the text names the period; otherwise it is the day of publication."""
    value: float
    unit: str
    articles: tuple[Article, ...]
    marks: tuple[Mark, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return self.line.text[self.start : self.end]

    @property
    def count(self) -> int:
        """How many articles state it, reprints included."""
        return count_told(self.articles)


def table(snapshot: Snapshot, request: FormRequest, filters: Filters, hurry: Hurry) -> Steps[DraftAnswer]:
    """Yield progress and return the figures of an indicator, those of one thing and period next to each other."""
    wanted = read_wanted(request)
    measure = _read_measure(wanted.measure)
    about = " ".join(measure.words) if measure.is_count else wanted.measure  # 4860人完赛 names no 人数
    dossier = yield from gathering(snapshot, about, filters, hurry)
    found: list[Figure] = []
    for place, holding in enumerate(dossier.holdings if measure.words else ()):
        if dossier.stops_at(place):
            break
        yield from dossier.tell_read(place)
        found += [
            figure
            for figure in _figures(holding.article, wanted, measure, dossier.topic)
            if wanted.period is None
            or (wanted.period.since <= figure.period.since and figure.period.until <= wanted.period.until)
        ]
    figures = _told_once(found)
    least = 1 if request.is_sure or hurry.cut is Cut.TIME else FEWEST
    if len({(figure.subject, figure.period) for figure in figures}) < least:
        return found_nothing(dossier, Form.TABLE)
    alike, converted = _alike(figures)
    ordered = _ordered(wanted, _with_conflicts(alike))
    notes = [searched_note(dossier)]
    if converted:
        notes.append(Message("table-converted", {"unit": alike[0].unit}))
    if any(Mark.DIFFERS in figure.marks for figure in ordered):
        notes.append(Message("table-differs"))
    undated = len({figure.line.article.id for figure in ordered if figure.period.since == date.max})
    if undated:
        notes.append(Message("table-undated", {"count": undated}))
    if left_out := len(ordered) - MOST:
        notes += [Message("table-left-out", {"count": left_out})] if left_out > 0 else []
    statements = tuple(_statement(wanted, figure) for figure in ordered[:MOST])
    return DraftAnswer(statements, notes=tuple(notes), form=Form.TABLE)


# ---- Find the figures


_LATIN = re.compile("[0-9a-z]")
_LIST = re.compile(r"[：:]|(?:依次|分别)(?:是|为)[：:]?")
_COUNTED = re.compile(r"余?(?:名|个|位|只|次|人)?")
"""What may be between an amount and what is counted: 4860人完赛."""
_INSTITUTIONS = {
    rank: "|".join(re.escape(ending) for ending in group if len(ending) > 1)
    for group in groups_of("forms.row_institution")
    for rank in group
}
_LONGEST_BETWEEN = 24


@dataclass(frozen=True)
class _Measure:
    """The words of an indicator in order; the last is beside its figures, the others may be further up."""

    text: str
    words: tuple[str, ...]
    is_change: bool
    is_count: bool
    """Whether it counts what its words name: 完赛人数, 4860人完赛."""


def _read_measure(text: str) -> _Measure:
    folded = fold_text(text)
    core = compiled("forms.measured_by").sub("", folded)
    base = core if len(core) >= 2 else folded
    known = [word for word in cut_words(base) if word not in STOP_WORDS]
    long = {word for word in known if not any(word != other and word in other for other in known)}
    is_change = re.search("[增降涨跌]|[率幅比]$", folded) is not None
    return _Measure(
        folded, tuple(sorted(long, key=base.find)), is_change, compiled("forms.counted").search(folded) is not None
    )


def _figures(article: Article, wanted: Wanted, measure: _Measure, topic: Topic) -> Iterator[Figure]:
    scene = _Scene(article, wanted, topic)
    for line in lines_of(article):
        cells = cells_of(line.text)
        if len(cells) > 1 and cells[0][0]:
            yield from scene.of_row(line, cells, measure)
        elif measure.words[-1] in line.folded:
            yield from scene.of_line(line, measure)


class _Scene:
    """The context of an article's figures: its place, its day."""

    def __init__(self, article: Article, wanted: Wanted, topic: Topic) -> None:
        self._topic = topic
        self._article = article
        self._wanted = wanted
        opening = article.paragraphs[0].text if article.paragraphs else ""
        self._title, self._opening = fold_text(article.title), fold_text(opening[:200])
        self._before = ""
        self._paragraph = 0

    # ---- running text

    def of_line(self, line: Line, measure: _Measure) -> Iterator[Figure]:
        """Yield the figures in a sentence."""
        folded = line.folded
        if line.paragraph != self._paragraph:
            self._paragraph, self._before = line.paragraph, ""
        before = self._before
        self._before = (before + folded)[-200:]
        for amount, own in self._amounts_of(folded, measure):
            end = _unit_end(folded, amount)
            subject = self._subject(before + folded[: amount.start] if own is None else own)
            if subject is None:
                continue
            period, is_stated = self._period(folded, amount.start)
            value, unit = amount.value, _unit_of(folded, amount, end)
            ahead = compiled("forms.planned").search(folded[max(0, amount.start - 30) : amount.start]) is not None
            marks = (Mark.PLANNED,) if ahead else ()
            yield Figure(line, amount.start, end, subject, period, is_stated, value, unit, (self._article,), marks)

    def _amounts_of(self, folded: str, measure: _Measure) -> Iterator[tuple[Amount, str | None]]:
        """Yield the amounts of an indicator, each with the words that say whose it is (None: all text before it): the
        first amount after each place where all the indicator's words have occurred, or all amounts of a list, each with
        its item."""
        times = TIME_UNITS - {"分"} if "分" in measure.text else TIME_UNITS  # 录取分数线：652分
        amounts = [a for a in read_amounts(folded) if a.unit not in times and not a.is_article]
        last = measure.words[-1]
        taken: set[int] = set()
        for match in re.finditer(re.escape(last), folded):
            clause_start = max(folded.rfind(mark, 0, match.start()) for mark in "，,；;。") + 1
            said = folded[max(0, clause_start - _LONGEST_BETWEEN) : match.end() + _LONGEST_BETWEEN // 2]
            said = self._topic.own(said)
            if not all(word in said for word in measure.words) and not self._is_meant(folded, match.start(), measure):
                continue
            following = [a for a in amounts if a.start >= match.end() and a.start not in taken]
            if listed := _LIST.match(folded, match.end()):
                items = list(_listed(folded, clause_start, match.start(), listed, following))
                taken |= {amount.start for amount, _ in items}
                yield from items
                continue
            own = [a for a in following if _is_its(folded[match.end() : a.start], measure)][:1]
            if not own and measure.is_count:
                named = _start_of(measure.words, folded, match.start())
                ahead = [a for a in amounts if a.end <= named and a.start not in taken]
                own = [a for a in ahead[-1:] if _COUNTED.fullmatch(folded, a.end, named)]
            taken |= {amount.start for amount in own}
            yield from ((amount, None) for amount in own)

    def _is_meant(self, folded: str, at: int, measure: _Measure) -> bool:
        """Return whether the word at `at` means the indicator although its modifier is only further up: 参与率 in an
        article on 课后服务, but not 油菜产量 for 粮食产量."""
        above = self._topic.own(f"{self._title}\n{self._opening}\n{self._before}\n{folded}")
        if not all(word in above for word in measure.words) or any(_LATIN.search(word) for word in measure.words):
            return False
        word, tag = (tag_words(re.split(r"[，,；;。：:（）()]", folded[:at])[-1]) or [("", "x")])[-1]
        return word in measure.words or not tag.startswith(("n", "eng", "j", "b", "a"))

    def _subject(self, around: str) -> str | None:
        """Return whose figure follows these words; None if it is not a wanted one."""
        subject = self._told_of(around)
        clause = _CLAUSES.split(around)[-1]
        if not subject or _is_said(subject, clause):
            return subject
        others = [place for place in find_places(clause) if place not in subject and subject not in place]
        return None if others else subject  # 南江市655万人，苏岭县38.2万人

    def _told_of(self, around: str) -> str | None:
        """Return which wanted subject these words are about, or None."""
        wanted = self._wanted
        if wanted.subjects and not wanted.is_by_time:
            return self._nearest_of(wanted.subjects, around)
        if wanted.is_by_time:
            return self._only_subject(around)
        if wanted.rank in _PLACES:
            return self._place(around)
        if wanted.rank:
            return self._institution(around)
        return self._place(around) or ""

    def _only_subject(self, around: str) -> str | None:
        """Return the subject whose figures by time are wanted if the article or these words name it (of several, the
        last named); '' if any subject is wanted."""
        if len(self._wanted.subjects) > 1:
            return self._nearest_of(self._wanted.subjects, around)
        subject = self._wanted.subjects[0] if self._wanted.subjects else ""
        if subject and _names_another(subject, around):
            return None
        return subject if not subject or _is_said(subject, f"{self._title}\n{self._opening}\n{around}") else None

    def _nearest_of(self, subjects: Sequence[str], around: str) -> str | None:
        said = [(around.rfind(_short(subject)), subject) for subject in subjects if _is_said(subject, around)]
        own = _OWN.search(around)
        if said and not (own and own.start() > max(said)[0] and self._own_subject(subjects)):
            at, subject = max(said)
            others = [p for p in find_places(around[at:]) if p not in subjects and not _is_said(subject, p)]
            return None if others and subject[-1:] in ENDINGS and others[-1][-1] in same_rank(subject[-1]) else subject
        return self._own_subject(subjects)

    def _own_subject(self, subjects: Sequence[str]) -> str | None:
        """Return which of the subjects the whole article is about."""
        for text in (self._title, self._opening):
            named = [subject for subject in subjects if _is_said(subject, text)]
            if named:
                return named[0] if len(named) == 1 else None
        return None

    def _place(self, around: str) -> str | None:
        endings = self._endings()
        near = [place for place in find_places(around) if place[-1] in endings]
        own = _OWN.search(around)
        if near and not (own and own.start() > around.rfind(near[-1])):
            return _whole_place(max(near, key=around.rfind))
        texts = (self._title, self._opening, fold_text(self._article.source))
        found = [place for text in texts for place in find_places(text) if place[-1] in endings]
        # 青岚县长 in a title is read as 岚县; the opening has the whole name
        return next((_whole_place(p) for p in found if not any(p != q and q.endswith(p) for q in found)), None)

    def _endings(self) -> str:
        rank = self._wanted.rank
        endings = "".join(sign for sign in rank if sign in ENDINGS)
        return endings or ("省市州县区" if rank not in ("国",) else "国")

    def _institution(self, around: str) -> str | None:
        rank = self._wanted.rank
        ends = _INSTITUTIONS.get(rank) or re.escape(rank[-2:])
        found = re.findall(rf"[\u4e00-\u9fff\d]{{1,12}}?(?:{ends})", around)
        named = [name for name in map(_whole_place, found) if "各" not in name]
        return named[-1] if named else None

    # ---- when

    def _period(self, folded: str, at: int) -> tuple[Period, bool]:
        """Return a figure's period (the last named before it, else the day of publication) and whether it is named."""
        published = self._article.published
        for text in (folded[:at], self._before[: -len(folded) or None], self._title):
            for match in reversed(list(compiled("periods.part_of_year").finditer(text))):
                period = read_period(match.group(), published)
                if period is not None and not is_compared_with(text, *match.span()):
                    return period, True
        day = published or date.max
        return Period(day, day, False), False

    # ---- rows of a table

    def of_row(self, line: Line, cells: Sequence[tuple[str, str]], measure: _Measure) -> Iterator[Figure]:
        """Yield the figures in a row whose heads or first cell name the indicator."""
        key = fold_text(cells[0][1])
        is_named = all(word in key for word in measure.words)
        for head, value in cells[1:]:
            folded_head = fold_text(head)
            if not (is_named or all(word in folded_head for word in measure.words)):
                continue
            if (cell := _cell(line, head, value)) is None:
                continue
            label = folded_head if is_named else key
            yield from self._of_cell(
                line, cell, label, folded_head, fold_text("；".join(f"{h}：{v}" for h, v in cells))
            )

    def _of_cell(self, line: Line, cell: tuple[int, int], label: str, head: str, row: str) -> Iterator[Figure]:
        folded = line.folded[cell[0] : cell[1]]
        amounts = read_amounts(folded)
        if not amounts or amounts[0].start > 2:
            return
        amount = amounts[0]
        end = _unit_end(folded, amount)
        unit = _unit_of(folded, amount, end) or _unit_in_head(head)
        scale = _scale_of(unit)
        period = next(
            (p for text in (label, row, self._title) if (p := period_stated(text, self._article.published))), None
        )
        subject = self._subject_of_row(label, row)
        if subject is None:
            return
        day = self._article.published or date.max
        yield Figure(
            line, cell[0] + amount.start, cell[0] + end, subject, period or Period(day, day, False), period is not None,
            amount.value * scale, unit.lstrip("万亿"), (self._article,),
        )  # fmt: skip

    def _subject_of_row(self, label: str, row: str) -> str | None:
        wanted = self._wanted
        if wanted.subjects and not wanted.is_by_time:
            named = [subject for subject in wanted.subjects if _is_said(subject, label)]
            named = named or [subject for subject in wanted.subjects if _is_said(subject, row)]
            return named[0] if named else self._own_subject(wanted.subjects)
        if wanted.is_by_time:
            return self._only_subject(row)
        return label


_OWN = re.compile(rf"(?:{compiled('forms.own_place').pattern})")
_HEAD_UNIT = re.compile(r"[（(](?:单位[：:])?(?P<unit>[^（）()]{1,10})[）)]")


def _unit_in_head(head: str) -> str:
    match = _HEAD_UNIT.search(head)
    return match["unit"] if match else ""


def _scale_of(unit: str) -> float:
    return {"万": 1e4, "亿": 1e8}.get(unit[:1], 1.0)


def _cell(line: Line, head: str, value: str) -> tuple[int, int] | None:
    at = line.text.find(f"{head}：{value}")
    at = line.text.find(f"{head}:{value}") if at < 0 else at
    return None if at < 0 else (at + len(head) + 1, at + len(head) + 1 + len(value))


def _listed(
    folded: str, start: int, at: int, listed: re.Match[str], amounts: Sequence[Amount]
) -> Iterator[tuple[Amount, str]]:
    """Yield the amounts of a list after an indicator at `at`, whose clause starts at `start`, each with its item:
    录取分数线：望潮中学660分，澄湾一中675分, 甲、乙和丙的门诊量分别为96万、71万和58万人次."""
    end = folded.find("。", at)
    own = [a for a in amounts if (end < 0 or a.start < end) and a.unit in ("", amounts[-1].unit, amounts[0].unit)]
    before = folded[start:at]
    if "别" in listed.group() or "次" in listed.group():
        items = [item for item in _ITEMS.split(before) if item]
        if len(items) == len(own):  # otherwise it is unclear which is whose
            yield from zip(own, items, strict=True)
        return
    last = listed.end()
    for amount in own:
        item = _ITEMS.split(folded[last : amount.start])[-1]
        times = [folded[time.start : time.end] for time in find_times(item, date.today())]
        names = item
        for said in times:
            names = names.replace(said, "")
        yield amount, item if re.search(r"[^\W\d_]{2,}", names) else before + item
        last = amount.end


_CLAUSES = re.compile(r"[，,；;。：:、]")
_ITEMS = re.compile(r"[、，,；;和与及]|以及")


def _start_of(words: Sequence[str], folded: str, at: int) -> int:
    """Return where the adjacent words of an indicator begin, the last of which is at `at`: 黑脸琵鹭."""
    while word := next((word for word in words if folded[:at].endswith(word)), ""):
        at -= len(word)
    return at


def _is_its(between: str, measure: _Measure) -> bool:
    """Return whether an amount after these words is the indicator's value."""
    if len(between) > _LONGEST_BETWEEN or re.search(r"[。；;]", between):
        return False
    if measure.is_change or compiled("forms.changed_to").search(between):
        return True
    return compiled("forms.change").search(between) is None


def _short(subject: str) -> str:
    """Return a name as texts may shorten it: 青岚 for 青岚县."""
    return fold_text(subject[:-1] if len(subject) > 2 and subject[-1] in ENDINGS else subject)


def _is_said(subject: str, folded: str) -> bool:
    """Return whether a text names a subject: in full, or abbreviated and not as the beginning of another name."""
    name = fold_text(subject)
    if name in folded:
        return True
    short = _short(subject)
    return short != name and re.search(rf"{re.escape(short)}(?![省市县区镇乡村州旗街路江河山大中])", folded) is not None


def _names_another(subject: str, around: str) -> bool:
    """Return whether the text last names another thing of the subject's kind, by its last character: 海燕队 for
    白鹭队."""
    name, ending = fold_text(subject)[:-1], fold_text(subject)[-1:]
    if not name:
        return False
    for match in reversed(list(re.finditer(rf"[\u4e00-\u9fff]{{1,{len(name)}}}{re.escape(ending)}", around))):
        said = match.group()[:-1]
        if name.endswith(said) or said.endswith(name):
            return False
        words = [word for word, _ in tag_words(around[: match.end()])]
        is_noun = tag_words(around[: match.end()])[-1][1].startswith("n") if words else False
        if is_noun and not compiled("forms.own_name").search(said):
            return True
    return False


def _whole_place(place: str) -> str:
    """Return a place without extra characters that the pattern matched."""
    return re.sub(r"^(?:[\d年月日号底末]|其中|而|在|到|由|据|截至|今年|去年|我市|我县|是|对)+", "", place)


# ---- Units


_KINDS = tuple(values_of(f"forms.{kind}_unit") for kind in ("length", "area", "weight", "time"))
_LETTERS_FIRST = re.compile(r"[十百千万亿余多几]*(?P<unit>.*)$")


def _unit_end(folded: str, amount: Amount) -> int:
    more = compiled("forms.unit_letters").match(folded, amount.end)
    return more.end() if more else amount.end


def _unit_of(folded: str, amount: Amount, end: int) -> str:
    if end > amount.end or not amount.unit:
        tail = re.sub(r"^[\d.,，%％]+", "", folded[amount.start : end])
        return _LETTERS_FIRST.match(tail)["unit"] if tail else amount.unit  # type: ignore[index]
    return amount.unit


def _alike(figures: Sequence[Figure]) -> tuple[list[Figure], bool]:
    """Return the figures of the most common kind of unit, converted to one unit if needed, and whether any was
    converted."""
    kinds = Counter(_kind_of(figure.unit) for figure in figures)
    kind = kinds.most_common(1)[0][0]
    same = [figure for figure in figures if _kind_of(figure.unit) == kind or not figure.unit]
    units = Counter(figure.unit for figure in same if figure.unit)
    unit = units.most_common(1)[0][0] if units else ""
    factors = next((known for known in _KINDS if unit in known), {})
    converted = [
        replace(figure, value=round(figure.value * factors[figure.unit] / factors[unit], 6), unit=unit)
        if figure.unit != unit and figure.unit in factors
        else replace(figure, unit=unit)
        for figure in same
    ]
    return converted, len(units) > 1


def _kind_of(unit: str) -> str:
    return next((next(iter(known)) for known in _KINDS if unit in known), unit)


# ---- Duplicates and conflicts


def _told_once(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures, merging those that several articles state alike."""
    told: dict[tuple[str, date, date, float, str], Figure] = {}
    for figure in sorted(figures, key=lambda figure: (str(figure.line.article.published or "9999"),)):
        key = (figure.subject, figure.period.since, figure.period.until, figure.value, figure.unit)
        if not figure.is_stated:
            key = (figure.subject, date.min, date.min, figure.value, figure.unit)
        known = told.get(key)
        if known is None:
            told[key] = figure
        elif figure.line.article.id not in {article.id for article in known.articles}:
            told[key] = replace(known, articles=(*known.articles, *figure.articles))
    return list(told.values())


def _with_conflicts(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures, marking those of one thing and period that differ."""

    def key(figure: Figure) -> tuple[str, date, date, bool]:
        return figure.subject, figure.period.since, figure.period.until, Mark.PLANNED in figure.marks

    marked = []
    for _, group in groupby(sorted(figures, key=key), key=key):
        alike = list(group)
        if len({figure.value for figure in alike}) == 1:
            marked += alike
            continue
        for figure in alike:
            others = [told_otherwise(other.line.article, other.shown) for other in alike if other.value != figure.value]
            marked.append(replace(figure, marks=(*figure.marks, Mark.DIFFERS), remarks=tuple(others)))
    return marked


def _ordered(wanted: Wanted, figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures by period if times are compared, else by subject in the order asked."""

    def place(figure: Figure) -> int:
        return wanted.subjects.index(figure.subject) if figure.subject in wanted.subjects else len(wanted.subjects)

    def when(figure: Figure) -> tuple[date, date, str]:
        return figure.period.since, figure.period.until, str(figure.line.article.published)

    if wanted.is_by_time:
        return sorted(figures, key=lambda figure: (*when(figure), place(figure)))
    return sorted(figures, key=lambda figure: (place(figure), figure.subject, *when(figure)))


def _statement(wanted: Wanted, figure: Figure) -> DraftStatement:
    since, until = figure.period.since, figure.period.until
    if since == date.max:
        when = say(Message("timeline-undated"))
    elif figure.is_stated:
        when = period_in_words(since, until)
    else:
        when = say(Message("timeline-published", {"when": day_in_words(since)}))
    if Mark.PLANNED in figure.marks:
        when = say(Message("timeline-planned", {"when": when}))
    after = list(figure.remarks)
    if figure.count > 1:
        after.insert(0, say(Message("told-by", {"count": figure.count})))
    is_known = since != date.max
    entry = Entry(
        since if is_known else None,
        until if is_known else None,
        figure.subject,
        wanted.measure,
        figure.value,
        figure.unit,
        figure.shown,
        figure.count,
        figure.marks if figure.is_stated else (*figure.marks, Mark.PUBLISHED if is_known else Mark.UNDATED),
    )
    before = "；".join(filter(None, (figure.subject, when)))
    return DraftStatement(
        figure.line.text, (figure.line.quote,), (figure.start, figure.end), before, "；".join(after), entry=entry
    )
