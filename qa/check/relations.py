"""Relations between two parts of a sentence: which came first, which is more, who says it, what it is and is not. A
statement that reverses such a relation keeps all words of its quote but says something else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.chinese.statements import relation_pattern, relation_words
from index.chinese.words import holds_synonym
from qa.check.claim import Claim, Clause
from qa.check.exchanged import is_exchanged

LEAST_ALIKE = 0.5
"""Least share of the bigrams of the shorter of two texts in the other for both to be about the same."""
LEAST_TURNED = 0.5
"""Least margin by which two pairs match better crosswise than straight to count as reversed; sums of two shares."""
LEAST_HELD = 0.85
LEAST_SAID, LEAST_APART = 0.55, 0.3
"""Least share of what somebody is said to say in what another one says; how much less of it the own words must have."""
LEAST_CHARS = 4
LEAST_END = 7
"""Characters that end what two say for them to say the same of something."""
LEAST_SPOKEN = 3
_SENTENCE_END = re.compile(r"[。；！？;!?\n]")
_DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(?:(\d{1,2})日)?")
_LINKS = frozenset("的了是为更但却而且在于也就才又再便即则已还先")
_COMPARING = frozenset("比更还要加于和与跟之些点,，")


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum() and character not in _LINKS)


def _alike(left: str, right: str) -> float:
    """Return the share of the shorter text's bigrams found in the other one, 0 to 1."""
    left, right = sorted((_letters(left), _letters(right)), key=len)
    pairs = list(pairwise(left))
    if not pairs:
        return float(bool(left) and left in right)
    return sum(a + b in right for a, b in pairs) / len(pairs)


def _is_crossed(mine: tuple[str, str], theirs: tuple[str, str]) -> bool:
    """Return whether the two pairs match crosswise: the first of each is the second of the other."""
    crossed = _alike(mine[0], theirs[1]), _alike(mine[1], theirs[0])
    straight = _alike(mine[0], theirs[0]) + _alike(mine[1], theirs[1])
    return min(crossed) >= LEAST_ALIKE and sum(crossed) >= straight + LEAST_TURNED


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence]


# ---- Order in time


@lru_cache(maxsize=2048)
def read_order(text: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs (earlier, later) that a text states."""
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
    """Return whether the statement reverses an order in time given by the quotes' words or dates."""
    if any(claim.text.rstrip("。") in quote.text for quote in quotes):
        return False
    told = [pair for quote in quotes for pair in read_order(quote.text)]
    return any(
        any(_is_crossed(mine, theirs) for theirs in told) or any(_is_turned_by_day(mine, quote) for quote in quotes)
        for mine in read_order(claim.text)
    )


def is_cause_after(cause: str, effect: str, quotes: Sequence[Claim]) -> bool:
    """Return whether the quotes say that an effect came before its stated cause."""
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
    """Return the clauses, each with its date, its own or the last one named before it."""
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


def is_day_turned(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether something begins on a day here that ends on it in the quotes, or the other way round."""
    if any(clause.denied for clause in claim.clauses):
        return False
    told: dict[str, set[str]] = {}
    for quote in quotes:
        for day, side in _sides_of_days(quote.text):
            told.setdefault(day, set()).add(side)
    other = {"begins": {"ends"}, "ends": {"begins"}}
    return any(side and told.get(day) == other[side] for day, side in _sides_of_days(claim.text))


@lru_cache(maxsize=2048)
def _sides_of_days(text: str) -> tuple[tuple[str, str], ...]:
    """Return the days of a text, each with "begins", "ends" or ''."""
    found = []
    for day in relation_pattern("days", "day").finditer(text):
        before, behind = text[: day.start()], text[day.end() :]
        sides = (
            side
            for side in ("begins", "ends")
            if relation_pattern("days", f"{side}_behind").search(behind)
            or relation_pattern("days", f"{side}_before").search(before)
        )
        found.append((day.group(), next(sides, "")))
    return tuple(found)


# ---- More and less


@dataclass(frozen=True)
class Comparison:
    """Two things, the first of which is more, '' for one not named; `scale`: on which (多少), '' for any."""

    more: str
    less: str
    scale: str


@lru_cache(maxsize=2048)
def read_comparisons(clause: str) -> tuple[Comparison, ...]:
    """Return the comparisons in a clause."""
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
    """Yield the comparison in 一比二重, from the text before and after 比."""
    # The other thing has at least two characters, so that 大 in 大桥 is not taken for the end of a scale.
    if end := _end_of_scale(rest, 2):
        at, scale, is_more = end
        yield Comparison(one, rest[:at], scale) if is_more else Comparison(rest[:at], one, scale)
    elif len(rest) >= LEAST_CHARS:  # 耐磨: on a scale of its own
        yield Comparison(one, rest[:-2], rest[-2:])


def _end_of_scale(text: str, start: int) -> tuple[int, str, bool] | None:
    """Return the offset of the last word of a scale, the scale, and whether the word means more; None without one."""
    for at in reversed(range(start, len(text))):
        for scale in relation_words("comparison", "scales"):
            for word in (scale[0], scale[1:]):
                is_end = relation_pattern("comparison", "behind").search(text[at + len(word) :])
                is_degree = word == "多" and text[at - 1 : at] in ("得", "很", "许")  # 短得多
                if text.startswith(word, at) and is_end and not is_degree:
                    return at, scale, word == scale[0]
    return None


def is_comparison_turned(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement reverses a comparison that the quotes make in words or figures."""
    clauses = [clause for quote in quotes for clause in quote.clauses]
    told = [theirs for clause in clauses for theirs in read_comparisons(clause.text)]
    for clause in claim.clauses:
        for mine in read_comparisons(clause.text):
            sides = [_same_sides(mine, theirs) for theirs in told if _may_be_one_scale(mine, theirs)]
            if any(side < 0 for side in sides) and not any(side > 0 for side in sides):
                return True
            if any(_are_equal(mine, other.text) for other in clauses):
                return True
    return False


def _are_equal(mine: Comparison, text: str) -> bool:
    """Return whether a text says that two things are alike of which the statement calls one more."""
    found = relation_pattern("comparison", "equal").search(text)
    if found is None or not mine.more or not mine.less:
        return False
    pairs = ((mine.more, mine.less), (mine.less, mine.more))
    return any(min(_holds(one, found["one"]), _holds(other, found["other"])) >= LEAST_HELD for one, other in pairs)


def _may_be_one_scale(left: Comparison, right: Comparison) -> bool:
    scales = {left.scale, right.scale}
    return len(scales) == 1 or "" in scales or scales <= set(relation_words("comparison", "alike"))


def _same_sides(mine: Comparison, theirs: Comparison) -> int:
    """Return 1 if both call the same thing more, -1 if they disagree, 0 if they compare different things."""
    straight = _holds(mine.more, theirs.more) + _holds(mine.less, theirs.less)
    crossed = _holds(mine.more, theirs.less) + _holds(mine.less, theirs.more)
    whole = bool(theirs.more and mine.less) + bool(theirs.less and mine.more)
    if whole and crossed >= 0.6 * whole and crossed > straight + 0.2:
        return -1
    return int(straight >= 0.6 * (bool(theirs.more and mine.more) + bool(theirs.less and mine.less)) > 0)


def _holds(left: str, right: str) -> float:
    """Return the share of the shorter name's characters found in the other: 铁锅 is 铁制锅."""
    one, other = sorted((set(_letters(left)), set(_letters(right))), key=len)
    return len(one & other) / len(one) if one else 0.0


def restate(claim: Claim, quotes: Sequence[Claim]) -> Claim:
    """Return the statement with clauses that make the same comparison as a clause of the quotes replaced by it:
    甲的分比乙高 for 乙的分低于甲. Neither clause may say anything else."""
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
        is_same = is_same and not own and len(clause.amounts) == len(quote.amounts)
        if is_same and not is_exchanged(clause, [quote]):
            return quote
    return clause


# ---- Who says it


@dataclass(frozen=True)
class Speech:
    """What somebody says. `is_claimed`: it is an assertion or opinion, not a fact (声称, 认为)."""

    who: str
    what: str
    is_claimed: bool


@lru_cache(maxsize=2048)
def read_speech(text: str) -> tuple[Speech, ...]:
    """Return who says what in a text."""
    spoken = [speech for sentence in _sentences(text) for speech in _speeches(sentence)]
    # 某社报道，某人称…: reported speech within a report.
    inner = [other for speech in spoken for other in _speeches(speech.what)]
    return (*spoken, *inner)


def _speeches(sentence: str) -> list[Speech]:
    spoken: list[Speech] = []
    before = ""
    for clause in sentence.split("，"):
        found = _says(clause, spoken[-1].who if spoken else "")
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


def _says(clause: str, last: str) -> tuple[str, str, bool] | None:
    """Return who says what in a clause, and whether it is only claimed; 但认为… is said by the last speaker."""
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
    who = relation_pattern("source", "beside_speaker").sub("", clause[:at]) or last
    return (who, clause[at + len(word) :].lstrip("：:“"), is_claimed) if who else None


MOST_SPEAKER = 20


def is_source_dropped(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement presents as fact what somebody claims in the quotes."""
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
        and any(share_of(clause.text, what) >= LEAST_HELD for what in claimed)
        and share_of(clause.text, rest) < LEAST_HELD
        for clause in claim.clauses
    )


def is_source_other(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement attributes to one speaker what another one says in the quotes."""
    told = [speech for quote in quotes for speech in read_speech(quote.text)]
    pronoun = relation_pattern("source", "pronoun")
    for mine in read_speech(claim.text):
        if len(_letters(mine.what)) < LEAST_SPOKEN or pronoun.search(mine.who):
            continue
        shares = [share_of(mine.what, theirs.what) for theirs in told]
        best = max(shares, default=0.0)
        sources = [theirs for theirs, share in zip(told, shares, strict=True) if share >= best - 0.05]
        if best >= LEAST_HELD and all(
            not pronoun.search(theirs.who) and not _is_same_speaker(mine.who, theirs.who) for theirs in sources
        ):
            return True
        own = [
            share
            for theirs, share in zip(told, shares, strict=True)
            if pronoun.search(theirs.who) or _is_same_speaker(mine.who, theirs.who)
        ]
        if own and best >= LEAST_SAID and best >= max(own) + LEAST_APART:
            return True
        if own and any(_ends_as_another(mine, theirs, quotes) for theirs in told):
            return True
    return False


def _ends_as_another(mine: Speech, theirs: Speech, quotes: Sequence[Claim]) -> bool:
    """Return whether what one is said to say ends as what another one says, and as nothing else in the quotes."""
    if relation_pattern("source", "pronoun").search(theirs.who) or _is_same_speaker(mine.who, theirs.who):
        return False
    end = mine.what.rstrip("。").rpartition("，")[2][-LEAST_END:]
    told = sum(quote.text.count(end) for quote in quotes)
    return len(end) == LEAST_END and 0 < told == theirs.what.count(end)


def _is_same_speaker(mine: str, theirs: str) -> bool:
    return _holds(mine, theirs) > 0.5 or holds_synonym(theirs, mine)


def share_of(part: str, whole: str) -> float:
    """Return the share of a text's bigrams found in another one."""
    letters = _letters(part)
    pairs = list(pairwise(letters))
    whole = _letters(whole)
    return sum(a + b in whole for a, b in pairs) / len(pairs) if pairs else 0.0


# ---- What it is, and what it is not


@lru_cache(maxsize=2048)
def read_contrasts(text: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs (what it is, what it is not) that a text states."""
    found = [match for name in ("not_but", "but_not") for match in relation_pattern("contrast", name).finditer(text)]
    return tuple((match["said"], match["denied"]) for match in found)


def is_contrast_turned(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement swaps what something is and is not according to the quotes."""
    told = [pair for quote in quotes for pair in read_contrasts(quote.text)]
    return any(
        _ends(mine_denied, said) and _ends(denied, mine_said) and not _ends(denied, mine_denied)
        for mine_said, mine_denied in read_contrasts(claim.text)
        for said, denied in told
    )


def _ends(name: str, text: str) -> bool:
    return len(name) > 1 and (name in text or text in name or _alike(name, text) >= LEAST_SAID)
