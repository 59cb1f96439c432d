"""What relates two parts of a sentence: which came first, which is more, who says it, what it is and what not. A
statement that turns such a relation about keeps all words of its quote, and says something else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.chinese.amounts import DATE_UNITS
from index.chinese.statements import relation_pattern, relation_words
from index.chinese.synonyms import holds_synonym
from qa.check.claim import Claim, Clause

LEAST_ALIKE = 0.5
"""Share of the pairs of characters of the shorter of two texts that both have where they may tell of the same."""
LEAST_TURNED = 0.5
"""By how much two parts must be more alike crosswise than straight to be turned about: sums of two shares."""
LEAST_HELD = 0.85
LEAST_CHARS = 4
LEAST_SPOKEN = 3
_SENTENCE_END = re.compile(r"[。；！？;!?\n]")
_DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(?:(\d{1,2})日)?")
_LINKS = frozenset("的了是为更但却而且在于也就才又再便即则已还先")
_COMPARING = frozenset("比更还要加于和与跟之些点,，")


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum() and character not in _LINKS)


def _alike(left: str, right: str) -> float:
    """Return the share of the pairs of characters of the shorter text that the other one holds, 0 to 1."""
    left, right = sorted((_letters(left), _letters(right)), key=len)
    pairs = list(pairwise(left))
    if not pairs:
        return float(bool(left) and left in right)
    return sum(a + b in right for a, b in pairs) / len(pairs)


def _is_crossed(mine: tuple[str, str], theirs: tuple[str, str]) -> bool:
    """Return whether the first of one is the second of the other and the other way round."""
    crossed = _alike(mine[0], theirs[1]), _alike(mine[1], theirs[0])
    straight = _alike(mine[0], theirs[0]) + _alike(mine[1], theirs[1])
    return min(crossed) >= LEAST_ALIKE and sum(crossed) >= straight + LEAST_TURNED


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence]


# ---- Order in time


@lru_cache(maxsize=2048)
def read_order(text: str) -> tuple[tuple[str, str], ...]:
    """Return what a text says came first, each with what came after it."""
    return tuple(pair for sentence in _sentences(text) for pair in _orders(sentence) if all(map(_letters, pair)))


def _orders(sentence: str) -> Iterator[tuple[str, str]]:
    then = relation_pattern("order", "then")
    for found in relation_pattern("order", "first").finditer(sentence):
        lead = sentence[: found.start()].rpartition("，")[2].removesuffix("首")
        rest = sentence[found.end() :]
        if marker := then.search(rest):
            cut = rest.rfind("，", 0, marker.start())
            cut = cut if cut >= 0 else marker.start()
            yield lead + rest[:cut], rest[cut : marker.start()] + rest[marker.end() :]
        elif "，" in rest:
            yield lead + rest.partition("，")[0], rest.partition("，")[2]
    for name in ("after", "before"):
        for found in relation_pattern("order", name).finditer(sentence):
            one, other = sentence[: found.start()].rpartition("，")[2], sentence[found.end() :].lstrip("，")
            yield (one, other) if name == "after" else (other, one)
    for found in relation_pattern("order", "next").finditer(sentence):
        before, mark, lead = sentence[: found.start()].rpartition("，")
        behind = sentence[found.end() :].lstrip("，")
        if mark and behind and not relation_pattern("order", "first").search(before):
            yield before, lead + behind


def is_order_turned(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether what the statement says came first came after the other by the quotes: by their words, or by the
    days they give."""
    if any(claim.text.rstrip("。") in quote.text for quote in quotes):
        return False
    told = [pair for quote in quotes for pair in read_order(quote.text)]
    return any(
        any(_is_crossed(mine, theirs) for theirs in told) or any(_is_turned_by_day(mine, quote) for quote in quotes)
        for mine in read_order(claim.text)
    )


def is_cause_after(cause: str, effect: str, quotes: Sequence[Claim]) -> bool:
    """Return whether the quotes tell that an effect came before what is said to be its cause."""
    told = [pair for quote in quotes for pair in read_order(quote.text)]
    return any(_is_crossed((cause, effect), theirs) for theirs in told)


def _is_turned_by_day(mine: tuple[str, str], quote: Claim) -> bool:
    dated = _dated_clauses(quote)
    if len({day for _, day in dated}) < 2:
        return False
    days = []
    for part in mine:
        shares = [_alike(part, text) for text, _ in dated]
        best = max(shares)
        nearest = {day for share, (_, day) in zip(shares, dated, strict=True) if share == best}
        if best < LEAST_ALIKE or len(nearest) > 1:
            return False
        days.append(nearest.pop())
    first, then = days
    return len(first) == len(then) and first > then


@lru_cache(maxsize=1024)
def _dated_clauses(quote: Claim) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the clauses with the day each tells of, its own or the one named before it."""
    dated: list[tuple[str, tuple[int, ...]]] = []
    year = month = 0
    day: tuple[int, ...] = ()
    for clause in quote.clauses:
        found = next((m for m in _DATE.finditer(clause.text) if m.group() and (m[2] or m[3])), None)
        if found:
            year, month = int(found[1] or year), int(found[2] or month)
            day = (year, month, int(found[3] or 0))
        if day:
            dated.append((_DATE.sub("", clause.text), day))
    return tuple(dated)


# ---- More and less


@dataclass(frozen=True)
class Comparison:
    """Two things, the first of which is more; `scale`: on which (多少), '' for any; '' for one that is not named."""

    more: str
    less: str
    scale: str


@lru_cache(maxsize=2048)
def read_comparisons(clause: str) -> tuple[Comparison, ...]:
    """Return what a clause compares."""
    return tuple(_comparisons(clause))


def _comparisons(clause: str) -> Iterator[Comparison]:
    for name in ("more_than", "less_than"):
        for word in relation_words("comparison", name):
            one, found, other = clause.partition(word)
            if found and one and other and not other[0].isdigit():
                scale = next((scale for scale in relation_words("comparison", "scales") if word[0] in scale), "")
                yield Comparison(one, other, scale) if name == "more_than" else Comparison(other, one, scale)
                return
    if than := relation_pattern("comparison", "than").search(clause):
        yield from _compared(clause[: than.start()], clause[than.end() :])
    elif degree := re.search(r"更加?", clause):
        if degree.start() and (end := _end_of_scale(clause[degree.end() :], 0)):
            one, scale, is_more = clause[: degree.start()], end[1], end[2]
            yield Comparison(one, "", scale) if is_more else Comparison("", one, scale)


def _compared(one: str, rest: str) -> Iterator[Comparison]:
    """Yield what 一比二重 compares, by what stands before and behind 比."""
    # The other thing has two characters at least, so that 大 of 大桥 is no end of a scale.
    if end := _end_of_scale(rest, 2):
        at, scale, is_more = end
        yield Comparison(one, rest[:at], scale) if is_more else Comparison(rest[:at], one, scale)
    elif len(rest) >= LEAST_CHARS:  # 耐磨: on a scale of its own
        yield Comparison(one, rest[:-2], rest[-2:])


def _end_of_scale(text: str, start: int) -> tuple[int, str, bool] | None:
    """Return where the last word of a scale stands, the scale, and whether it is the end that is more."""
    for at in reversed(range(start, len(text))):
        for scale in relation_words("comparison", "scales"):
            for word in (scale[0], scale[1:]):
                is_end = relation_pattern("comparison", "behind").search(text[at + len(word) :])
                if text.startswith(word, at) and is_end:
                    return at, scale, word == scale[0]
    return None


def is_comparison_turned(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement calls more what the quotes call less, in words or in figures."""
    clauses = [clause for quote in quotes for clause in quote.clauses]
    told = [theirs for clause in clauses for theirs in read_comparisons(clause.text)]
    for clause in claim.clauses:
        for mine in read_comparisons(clause.text):
            sides = [_same_sides(mine, theirs) for theirs in told if _may_be_one_scale(mine, theirs)]
            if any(side < 0 for side in sides) and not any(side > 0 for side in sides):
                return True
            has_figures = any(amount.unit not in DATE_UNITS for amount in clause.amounts)
            if not told and not has_figures and _is_less_in_figures(mine, clauses):
                return True
    return False


def _may_be_one_scale(left: Comparison, right: Comparison) -> bool:
    return left.scale == right.scale or "" in (left.scale, right.scale)


def _same_sides(mine: Comparison, theirs: Comparison) -> int:
    """Return 1 where both call the same thing more, -1 where each calls more what is less by the other, else 0."""
    straight = _holds(mine.more, theirs.more) + _holds(mine.less, theirs.less)
    crossed = _holds(mine.more, theirs.less) + _holds(mine.less, theirs.more)
    whole = bool(theirs.more and mine.less) + bool(theirs.less and mine.more)
    if whole and crossed >= 0.6 * whole and crossed > straight + 0.2:
        return -1
    return int(straight >= 0.6 * (bool(theirs.more and mine.more) + bool(theirs.less and mine.less)) > 0)


def _holds(left: str, right: str) -> float:
    """Return the share of the characters of the shorter name that the other has: 铁锅 is 铁制锅."""
    one, other = sorted((set(_letters(left)), set(_letters(right))), key=len)
    return len(one & other) / len(one) if one else 0.0


def _is_less_in_figures(mine: Comparison, clauses: Sequence[Clause]) -> bool:
    """Return whether the quotes give both a figure of one unit, and the greater one to what is called less."""
    if mine.scale not in ("", "多少", "高低", "大小", "长短", "重轻") or not mine.more or not mine.less:
        return False
    more, less = _own_clause(mine.more, mine.less, clauses), _own_clause(mine.less, mine.more, clauses)
    if more is None or less is None or more is less:
        return False
    one, other = ([a for a in clause.amounts if a.unit not in DATE_UNITS] for clause in (more, less))
    return len(one) == len(other) == 1 and one[0].unit == other[0].unit and one[0].value < other[0].value


def _own_clause(name: str, other: str, clauses: Sequence[Clause]) -> Clause | None:
    """Return the only clause with figures that holds what is special to a name."""
    special = set(_letters(name)) - set(_letters(other))
    own = [clause for clause in clauses if clause.amounts and special and special <= set(clause.text)]
    if len(own) > 1:
        kept = set(_letters(other)) - set(_letters(name))
        own = [clause for clause in own if not kept <= set(clause.text)]
    return own[0] if len(own) == 1 else None


def restate(claim: Claim, quotes: Sequence[Claim]) -> Claim:
    """Return the statement with what compares as a clause of the quotes does in that clause's words: 甲的分比乙高 for
    乙的分低于甲. Nothing else may be in either."""
    clauses = [clause for quote in quotes for clause in quote.clauses if read_comparisons(clause.text)]
    if not clauses:
        return claim
    restated = [_restated(clause, clauses) for clause in claim.clauses]
    if all(new is old for new, old in zip(restated, claim.clauses, strict=True)):
        return claim
    return Claim("，".join(clause.text for clause in restated) + "。", tuple(restated))


def _restated(clause: Clause, quotes: Sequence[Clause]) -> Clause:
    mine = read_comparisons(clause.text)
    for quote in quotes if mine else ():
        theirs = read_comparisons(quote.text)
        is_same = any(_same_sides(a, b) > 0 and a.scale == b.scale != "" and a.less for a in mine for b in theirs)
        own = set(clause.text) - set(quote.text) - _COMPARING - _LINKS - set(mine[0].scale)
        if is_same and not own and len(clause.amounts) == len(quote.amounts):
            return quote
    return clause


# ---- Who says it


@dataclass(frozen=True)
class Speech:
    """What somebody says. `is_claimed`: it is said to be so, and not known (声称, 认为)."""

    who: str
    what: str
    is_claimed: bool


@lru_cache(maxsize=2048)
def read_speech(text: str) -> tuple[Speech, ...]:
    """Return who says what in a text."""
    spoken = [speech for sentence in _sentences(text) for speech in _speeches(sentence)]
    # 某社报道，某人称…: what is told is what another one says.
    inner = [other for speech in spoken for other in _speeches(speech.what)]
    return (*spoken, *inner)


def _speeches(sentence: str) -> list[Speech]:
    spoken: list[Speech] = []
    before = ""
    for clause in sentence.split("，"):
        found = _says(clause)
        if found is None:
            if spoken:
                last = spoken[-1]
                spoken[-1] = Speech(last.who, f"{last.what}，{clause}" if last.what else clause, last.is_claimed)
        else:
            who, what, is_claimed = found
            what = what or (before if before.endswith("”") else "")
            spoken.append(Speech(who, what, is_claimed))
        before = clause
    return spoken


def _says(clause: str) -> tuple[str, str, bool] | None:
    kept = [found.span() for found in relation_pattern("source", "no_speech").finditer(clause)]
    best: tuple[int, str, bool] | None = None
    for name in ("claimed", "told"):
        for word in relation_words("source", name):
            at = clause.find(word)
            is_part = any(start <= at < end for start, end in kept) or clause[:at].endswith("的")
            if 0 < at <= MOST_SPEAKER and not is_part and (best is None or at < best[0]):
                best = at, word, name == "claimed"
    if best is None:
        return None
    at, word, is_claimed = best
    who = re.sub(r"^.*”|^(?:据|按|根据|依据|而|但|不过|随后|对此|针对)+", "", clause[:at])
    return (who, clause[at + len(word) :].lstrip("：:“"), is_claimed) if who else None


MOST_SPEAKER = 20


def is_source_dropped(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement says as a fact what the quotes have somebody claim."""
    if any(word in claim.text for word in relation_words("source", "kept_by")):
        return False
    pronoun = relation_pattern("source", "pronoun")
    spoken = [speech for quote in quotes for speech in read_speech(quote.text)]
    claimed = [
        speech.what.partition("，")[0] for speech in spoken if speech.is_claimed and not pronoun.search(speech.who)
    ]
    if not claimed:
        return False
    rest = "".join(quote.text for quote in quotes)
    for what in claimed:
        rest = rest.replace(what, "")
    return any(
        len(_letters(clause.text)) >= LEAST_CHARS
        and any(_share(clause.text, what) >= LEAST_HELD for what in claimed)
        and _share(clause.text, rest) < LEAST_HELD
        for clause in claim.clauses
    )


def is_source_other(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement has one say what by the quotes another one says."""
    told = [speech for quote in quotes for speech in read_speech(quote.text)]
    pronoun = relation_pattern("source", "pronoun")
    for mine in read_speech(claim.text):
        if len(_letters(mine.what)) < LEAST_SPOKEN or pronoun.search(mine.who):
            continue
        shares = [_share(mine.what, theirs.what) for theirs in told]
        best = max(shares, default=0.0)
        sources = [theirs for theirs, share in zip(told, shares, strict=True) if share >= best - 0.05]
        if best >= LEAST_HELD and all(
            not pronoun.search(theirs.who) and not _is_same_speaker(mine.who, theirs.who) for theirs in sources
        ):
            return True
    return False


def _is_same_speaker(mine: str, theirs: str) -> bool:
    return _holds(mine, theirs) > 0.5 or holds_synonym(theirs, mine)


def _share(part: str, whole: str) -> float:
    """Return the share of a text's pairs of characters that another one holds."""
    letters = _letters(part)
    pairs = list(pairwise(letters))
    whole = _letters(whole)
    return sum(a + b in whole for a, b in pairs) / len(pairs) if pairs else 0.0


# ---- What it is, and what it is not


@lru_cache(maxsize=2048)
def read_contrasts(text: str) -> tuple[tuple[str, str], ...]:
    """Return what a text says something is, each with what it says it is not."""
    found = [match for name in ("not_but", "but_not") for match in relation_pattern("contrast", name).finditer(text)]
    return tuple((match["said"], match["denied"]) for match in found)


def is_contrast_turned(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement says it is what the quotes say it is not, and the other way round."""
    told = [pair for quote in quotes for pair in read_contrasts(quote.text)]
    return any(
        _ends(mine_denied, said) and _ends(denied, mine_said) and not _ends(denied, mine_denied)
        for mine_said, mine_denied in read_contrasts(claim.text)
        for said, denied in told
    )


def _ends(name: str, text: str) -> bool:
    return len(name) > 1 and (name in text or text in name)
