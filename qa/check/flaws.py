"""Find what a statement says that its quotes do not: another number, date, name or place, the opposite, or more."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import Enum

from index.chinese.amounts import Amount, are_same, implied_dates
from index.chinese.polarity import contradicts, is_hedged
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import holds_synonym
from qa.check.claim import Claim, Clause, Word, bigrams_of
from qa.check.conditions import (
    is_cause_other,
    is_cause_turned,
    is_condition_dropped,
    is_condition_left_out,
    is_exception_dropped,
)
from qa.check.dated import is_day_of_another, is_period_cut
from qa.check.duties import is_duty_of_another
from qa.check.exchanged import (
    find_amounts_of_another,
    is_exchanged,
    is_filled_otherwise,
    is_part_confused,
    is_series_exchanged,
    is_swapped_back,
    is_turned_about,
)
from qa.check.figures import find_in_amounts
from qa.check.offices import is_office_otherwise
from qa.check.pairing import is_crossed_over
from qa.check.ranking import is_less_by_figures
from qa.check.relations import (
    is_comparison_turned,
    is_contrast_turned,
    is_day_turned,
    is_order_turned,
    is_source_dropped,
    is_source_other,
)
from qa.check.roles import find_of_another, is_swapped, is_widened
from qa.check.strength import is_reserve_cut, words_added, words_dropped

# ---- Parts of two clauses combined wrongly: the name of one bridge with the length of another


def is_crossed(clause: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether the clause says about one thing what the quotes say about another one in another clause.

    The clause of the quotes with its amounts and denials must have its nouns and verbs too, or none in their place.
    """
    if not clause.amounts and not clause.denied:
        return False
    sources = [quote for quote in quotes if _holds_anchors(quote, clause)]
    return bool(sources) and all(_mixes(clause, source, quotes) for source in sources)


def _holds_anchors(quote: Clause, clause: Clause) -> bool:
    if clause.amounts:
        return all(any(are_same(amount, other) for other in quote.amounts) for amount in clause.amounts)
    denied = _denied_words(clause)
    return bool(denied) and all(word in quote.text for word in denied) and bool(quote.denied)


def _denied_words(clause: Clause) -> list[str]:
    return [
        w.text for w in clause.words if w.has_content and any(start <= w.start < end for start, end in clause.denied)
    ]


def _mixes(clause: Clause, source: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether a noun or verb of the source was replaced by one of a clause that states something else."""
    lost = {word.tag[0] for word in _told(source) if not _says(clause.text, word.text)}
    added = [word for word in _told(clause) if word.tag[0] in lost and not _says(source.text, word.text)]
    return any(
        word.text in other.text and not _shares_amounts(clause, other)
        for word in added
        for other in quotes
        if other is not source and (other.amounts or not clause.amounts)
    )


def _told(clause: Clause) -> list[Word]:
    return [word for word in clause.unnumbered if word.has_content and len(word.text) > 1 and word.tag[0] in "nv"]


def _says(text: str, word: str) -> bool:
    return word in text or holds_synonym(text, word)


def _shares_amounts(clause: Clause, other: Clause) -> bool:
    return any(are_same(mine, theirs) for mine in clause.amounts for theirs in other.amounts)


# ---- The signs against a statement


LEAST_COVERAGE = 0.6
"""Least share of a statement's content, by characters, in its quotes; below it the two have little in common."""
LEAST_CLAUSE_COVERAGE = 0.4
"""Least share of each clause's content, by characters, in the quotes, so that no true clause covers for a false one."""
LEAST_ROLE_SHARE = 0.5
"""Least share of a word's characters in the quotes if the word says what somebody is."""
MOST_ROLE_WORDS = 2
"""Most words besides names in a clause that says little more than what somebody is."""
MIN_CLAUSE_CHARS = 4
"""Least characters of content in a clause that is judged by itself."""
LEAD_IN_CHARS = 7
LEAST_TOLD_SHARE = 0.4
"""Least share of a clause in the nearest one of the quotes for that one to tell the same."""
NEAR_SHARE = 0.6
"""A clause of the quotes that shares at least this part of what the best match shares is compared too."""
_FEATURES = words_of("places.feature")
_TIME_FILLERS = frozenset("天日期月年时候间上下中这那当本以来前后半届度")
"""Characters in a time word that do not identify the time: 夏天 is known by 夏 (夏季), 当天 by nothing."""
_PRONOUNS = frozenset(words_of("words.pronoun"))
_STANDS_IN = frozenset(words_of("statement_places.stands_in"))
DENYING = words_of("polarity.denying_characters")
MOST_DENYING = 3
"""Most differing characters of two clauses that count as differing only in a negation."""


class Flaw(Enum):
    """Why quotes do not support a statement."""

    NONE = "none"
    NUMBER = "number"
    NAME = "name"
    POLARITY = "polarity"
    STRENGTH = "strength"
    ROLE = "role"
    CAUSE = "cause"
    CONDITION = "condition"
    CONTENT = "content"


@dataclass(frozen=True)
class Signs:
    """Evidence against a statement. `found`: names of signs (signs.toml); `coverage`: the share of its content's
    characters found in the quotes, 0 to 1."""

    found: frozenset[str]
    coverage: float


@dataclass(frozen=True)
class Ground:
    """What a statement is compared with: the quotes, their context and the dates and titles of their articles.

    `context` is folded text from which a statement may take a name (who 他 is, which county 该县 is), never a number.
    `titles`: folded, one an article, which the model reads before the quotes.
    """

    quotes: tuple[Claim, ...]
    context: str
    published: tuple[date | None, ...]
    titles: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(quote.text for quote in self.quotes)

    @property
    def clauses(self) -> list[Clause]:
        return [clause for quote in self.quotes for clause in quote.clauses]


_RELATIONS = {
    "order-turned": is_order_turned,
    "days-turned": is_day_turned,
    "comparison-turned": is_comparison_turned,
    "contrast-turned": is_contrast_turned,
    "condition-left-out": is_condition_left_out,
    "source-dropped": is_source_dropped,
    "source-other": is_source_other,
    "office-otherwise": is_office_otherwise,
    "crossed-over": is_crossed_over,
    "duty-of-another": is_duty_of_another,
    "cause-other": is_cause_other,
    "day-of-another": is_day_of_another,
    "period-cut": is_period_cut,
    "exception-dropped": is_exception_dropped,
    "less-by-figures": is_less_by_figures,
}


def find_signs(statement: Claim, ground: Ground) -> Signs:
    """Return the evidence that these quotes do not support the statement."""
    text, clauses = ground.text, ground.clauses
    if not statement.has_content or not clauses:
        return Signs(frozenset(["nothing"]), 0.0)
    implied = [
        a for quote, day in zip(ground.quotes, ground.published, strict=True) for a in implied_dates(quote.text, day)
    ]
    found: set[str] = set()
    for clause in statement.clauses:
        found.update(_find_in_clause(clause, statement.text, ground, implied))
    found.update(find_of_another(statement, ground.quotes))
    if is_cause_turned(statement, ground.quotes):
        found.add("cause-turned")
    found.update(sign for sign, is_so in _RELATIONS.items() if is_so(statement, ground.quotes))
    if is_condition_dropped(statement, ground.quotes):
        found.add("condition-dropped")
    if any(_is_invented(clause, ground) for clause in statement.clauses):
        found.add("clause-invented")
    coverage = _coverage(statement.clauses, text, ground.context)
    if coverage < LEAST_COVERAGE:
        found.add("content-missing")
    return Signs(frozenset(found), coverage)


def _is_invented(clause: Clause, ground: Ground) -> bool:
    content = sum(len(word.text) for word in clause.words if word.has_content)
    return content >= MIN_CLAUSE_CHARS and _coverage([clause], ground.text, ground.context) < LEAST_CLAUSE_COVERAGE


def _find_in_clause(clause: Clause, statement: str, ground: Ground, implied: Sequence[Amount]) -> Iterator[str]:
    """Yield the signs against one clause of the statement."""
    text, clauses = ground.text, ground.clauses
    near = _nearest(clause, clauses)
    yield from find_in_amounts(clause, near, clauses, implied, ground.context)
    if is_crossed(clause, clauses):
        yield "crossed"
    names = list(_find_in_names(clause, near, clauses, statement, ground))
    yield from names
    if not names and _is_of_another(clause, ground.quotes):
        yield "of-the-next"
    yield from _find_in_roles(clause, ground.quotes)
    yield from _find_in_polarity(clause, near, clauses, text)
    is_told = len(clause.bigrams & near[0].bigrams) >= LEAST_TOLD_SHARE * len(clause.bigrams)
    beside = "\n".join(_with_lead_in(near, clauses)) if is_told else None
    yield from (f"added {name}" for name in words_added(clause.text, near[0].text, text, beside))
    yield from (f"dropped {name}" for name in words_dropped(clause.text, statement, _with_lead_in(near, clauses)))
    if is_reserve_cut(clause.text, statement, [each.text for each in clauses]):
        yield "reserve-cut"
    yield from find_amounts_of_another(clause, clauses)
    yield from _find_in_places(clause, near, clauses)


def _find_in_places(clause: Clause, near: Sequence[Clause], clauses: Sequence[Clause]) -> Iterator[str]:
    """Yield the signs that something in a clause was exchanged for something else."""
    found = {
        "denied-otherwise": _is_denied_otherwise(clause, near[0]),
        "swapped": is_swapped(clause, clauses),
        "turned-about": is_turned_about(clause, near),
        "swapped-back": is_swapped_back(clause, clauses),
        "exchanged": is_exchanged(clause, clauses),
        "part-confused": is_part_confused(clause, clauses),
        "degree-exchanged": is_series_exchanged(clause, near[0], clauses),
        "filled-otherwise": is_filled_otherwise(clause, near[:1]),
        "widened": is_widened(clause, near),
    }
    yield from (sign for sign, is_so in found.items() if is_so)


def _with_lead_in(near: Sequence[Clause], clauses: Sequence[Clause]) -> list[str]:
    """Return the texts of the clauses, each with a preceding short clause that qualifies it: 据称，这批瓷器…"""
    texts = []
    for clause in near:
        at = next(place for place, other in enumerate(clauses) if other is clause)
        before = clauses[at - 1].text if at else ""
        texts.append((before if len(before) <= LEAD_IN_CHARS else "") + clause.text)
    return texts


def _nearest(clause: Clause, clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses that share most bigrams with the clause, best first; at least one."""
    shared = [len(clause.bigrams & other.bigrams) for other in clauses]
    best = max(shared)
    order = sorted(range(len(clauses)), key=lambda place: -shared[place])
    return [clauses[place] for place in order if shared[place] >= max(NEAR_SHARE * best, 1)] or [clauses[order[0]]]


def _coverage(clauses: Iterable[Clause], text: str, context: str) -> float:
    """Return the share of the content words' characters found in the text, or, for names, in the context."""
    held = whole = 0.0
    pairs = bigrams_of(text)
    for clause in clauses:
        for word in clause.unnumbered:
            if word.has_content:
                whole += len(word.text)
                is_known = word.is_name and word.text in context
                held += len(word.text) * (1.0 if is_known else _held_share(word.text, text, pairs))
    return held / whole if whole else 1.0


def _held_share(word: str, text: str, pairs: frozenset[str]) -> float:
    if word in text or holds_synonym(text, word):
        return 1.0
    if len(word) > 2:
        own = bigrams_of(word)
        return len(own & pairs) / len(own) if own else 0.0
    return 0.25 * sum(character in text for character in word)


def _find_in_names(
    clause: Clause, near: Sequence[Clause], clauses: Sequence[Clause], statement: str, ground: Ground
) -> Iterator[str]:
    text, context = ground.text, ground.context
    people = [word for other in clauses for word in other.names if word.tag.startswith("nr")]
    others = [word for word in people if word.text not in statement]
    for word in clause.names:
        if _is_torn(word, clause, text + "\n" + context):
            yield "name-torn"
        if not _is_known_name(word, text, context):
            yield "time-unknown" if word.tag == "t" else "name-unknown"
        elif word.tag.startswith("nr") and word.text not in text and others:
            yield "person-added"
    best = len(clause.bigrams & near[0].bigrams)
    equal = [other for other in near if len(clause.bigrams & other.bigrams) == best]
    kept = [_replaced(clause, other, statement, text, context) for other in equal]
    if any(kept) and not _is_resumed(clause, ground.quotes):
        yield "name-exchanged" if "name-exchanged" in kept else "name-replaced"


def _is_resumed(clause: Clause, quotes: Sequence[Claim]) -> bool:
    """Return whether a clause joins a quote's subject with a later clause about it, which begins with a time or place
    instead of a subject: 图书馆周二至周日开放，周一闭馆 says 图书馆周一闭馆."""
    for quote in quotes:
        for place, later in enumerate(quote.clauses):
            lead = clause.text.removesuffix(later.text)
            is_whole = (
                bool(lead) and lead != clause.text and bool(later.words) and later.words[0].tag[:1] in ("t", "s", "f")
            )
            if is_whole and any(lead == word_lead for other in quote.clauses[:place] for word_lead in _leads(other)):
                return True
    return False


def _is_of_another(clause: Clause, quotes: Sequence[Claim]) -> bool:
    """Return whether a clause says about one subject, verbatim, what a quote says about another of its kind:
    图书馆周一闭馆 for 图书馆周二开放，博物馆周一闭馆."""
    return any(
        clause.text not in quote.text and any(_is_told_of_another(clause.text, told, quote) for told in quote.clauses)
        for quote in quotes
    )


def _is_told_of_another(text: str, told: Clause, quote: Claim) -> bool:
    for word in told.words:
        subject, rest = told.text[: word.end], told.text[word.end :]
        lead = text.removesuffix(rest)
        if not word.tag.startswith("n") or len(rest) < LEAST_TOLD or lead in ("", text) or lead in subject:
            continue
        if told.words[0].tag == "r":  # 该公司, 其子
            continue
        is_alike = lead[-1] == subject[-1] or (word.tag.startswith("nr") and len(lead) in PERSON_CHARS)
        if is_alike and not set(subject) <= set(lead) and lead not in told.text:
            return any(other.text.startswith(lead) for other in quote.clauses if other is not told)
    return False


LEAST_TOLD = 3
"""Least characters shared by two clauses to say something about a subject."""
PERSON_CHARS = (2, 3, 4)


def _leads(clause: Clause) -> list[str]:
    """Return the beginnings of a clause that end with a noun or name; one of them is its subject."""
    return [
        clause.text[: word.end] for word in clause.words if word.tag.startswith("n") and word.end < len(clause.text)
    ]


def _find_in_roles(clause: Clause, quotes: Sequence[Claim]) -> Iterator[str]:
    """Yield "role-invented" if a clause says what somebody is (大桥的设计师是…) in words the quotes lack,
    "role-of-another" if only a quote that names other people has them.

    Such a clause is short: the names it shares with a quote make up its coverage, but the claim is in the other word.
    """
    people = [word.text for word in clause.words if word.tag.startswith("nr")]
    if "是" not in clause.text or not people:
        return
    of_others = [q for q in quotes if _names_people(q) and not any(name in q.text for name in people)]
    own = [quote for quote in quotes if quote not in of_others]
    if not _holds_roles(clause, quotes):
        said = [word for word in clause.unnumbered if word.has_content and not word.is_name]
        yield "role-invented" if len(said) > MOST_ROLE_WORDS else "office-invented"
    elif own and not _holds_roles(clause, own):
        yield "role-of-another"


def _holds_roles(clause: Clause, quotes: Sequence[Claim]) -> bool:
    text = "\n".join(quote.text for quote in quotes)
    pairs = bigrams_of(text)
    said = [word for word in clause.unnumbered if word.has_content and not word.is_name]
    return all(_held_share(word.text, text, pairs) >= LEAST_ROLE_SHARE for word in said)


def _names_people(quote: Claim) -> bool:
    return any(word.tag.startswith("nr") for clause in quote.clauses for word in clause.names)


def _is_torn(word: Word, clause: Clause, known: str) -> bool:
    """Return whether a name occurs only within a longer one and is part of another one here: 清沙江, 清沙大桥."""
    following = next((other for other in clause.words if other.start == word.end), None)
    if following is None or not following.tag.startswith("n") or word.text + following.text[0] in known:
        return False
    after = [known[at + len(word.text) : at + len(word.text) + 1] for at in places_of(known, word.text)]
    return bool(after) and all(character in _FEATURES and character for character in after)


def _is_known_name(word: Word, text: str, context: str) -> bool:
    if word.text in text or word.text in context or holds_synonym(text, word.text):
        return True
    if word.tag == "t" and not any(character.isdigit() for character in word.text):
        return any(character in text for character in word.text if character not in _TIME_FILLERS)
    own = bigrams_of(word.text)
    return len(word.text) > 2 and (own <= bigrams_of(text) or _is_abbreviated(word.text, text))


def _is_abbreviated(word: str, text: str) -> bool:
    """Return whether a name abbreviates one in the text without new characters: 中科院 for 中国科学院."""
    pattern = r"\w{0,4}?".join(map(re.escape, word))
    return re.search(pattern, text) is not None


def _replaced(clause: Clause, quote: Clause, statement: str, text: str, context: str) -> str:
    """Return "name-exchanged" if a name of the quote's clause was replaced by another name, "name-replaced" if by
    something else that the articles do not say there, "" if the names are kept."""
    for kind, start, end, other_start, other_end in SequenceMatcher(None, quote.text, clause.text, False).get_opcodes():
        if kind != "replace":
            continue
        lost = [word for word in quote.names if word.start < end and word.end > start and word.text not in statement]
        put = [word for word in clause.unnumbered if word.start < other_end and word.end > other_start]
        foreign = [word for word in put if _is_foreign(word, quote.text, text, context)] if lost else []
        if any(_is_another_name(word, gone) for word in foreign for gone in lost):
            return "name-exchanged"
        if foreign:
            return "name-replaced"
    return ""


def _is_another_name(word: Word, lost: Word) -> bool:
    """Return whether both are names of one kind; the tagger may split a person's name and take half for a place."""
    return word.is_name and word.tag != "t" and (word.tag[:2] == lost.tag[:2] or lost.tag.startswith("nr"))


def _is_foreign(word: Word, quote: str, text: str, context: str) -> bool:
    """Return whether a word that replaces a name is another name, or a word that the articles do not use."""
    if word.text in quote or word.text in _PRONOUNS or not (word.is_name or word.has_content):
        return False
    if word.text[0] in _STANDS_IN and word.text[1:] in quote:  # 该桥 for 澄青大桥
        return False
    return word.is_name or not (word.text in text or word.text in context or holds_synonym(text, word.text))


def _find_in_polarity(clause: Clause, near: Sequence[Clause], clauses: Sequence[Clause], text: str) -> Iterator[str]:
    near_sides = frozenset(side for other in near for side in other.sides)
    far_sides = frozenset(side for other in clauses for side in other.sides)
    if contradicts(clause.sides, near_sides, far_sides, text):
        yield "other-side"
    if all(is_hedged(other.text) for other in near) and not is_hedged(clause.text):
        yield "hedge-lost"
    # A clause that only names something (这笔费用，…) is negated in the clause that follows.
    says_something = any(word.tag.startswith(("v", "a", "d", "i", "l")) for word in clause.words)
    words = [word for word in clause.words if _can_be_denied(word)] if says_something else []
    if not all(_is_denied_alike(word, clause, near, clauses) for word in words):
        if clause.denied and not any(other.denied or _holds_denying(other.text) for other in near):
            yield "denial-added"
        elif not clause.denied:
            yield "denial-lost"
        else:
            yield "denial-moved"


def _is_denied_otherwise(clause: Clause, quote: Clause) -> bool:
    """Return whether a clause differs from the quote's in a negating character and hardly in anything else; then it
    negates, whatever word it is part of."""
    if abs(len(clause.text) - len(quote.text)) > MOST_DENYING:
        return False
    changed = put = ""
    for kind, start, end, other_start, other_end in SequenceMatcher(None, quote.text, clause.text, False).get_opcodes():
        if kind != "equal":
            changed += quote.text[start:end]
            put += clause.text[other_start:other_end]
    if len(put) > MOST_DENYING or len(changed) > MOST_DENYING:
        return False
    if any(compiled("statement_places.no_denial").search(text) for text in (clause.text, quote.text)):
        return False
    return sum(map(put.count, DENYING)) % 2 != sum(map(changed.count, DENYING)) % 2


def _holds_denying(text: str) -> bool:
    return compiled("polarity.denying").search(text) is not None


def _can_be_denied(word: Word) -> bool:
    return len(word.text) > 1 and word.text[0].isalnum() and not word.tag.startswith(("x", "u", "p", "c"))


def _is_denied_alike(word: Word, clause: Clause, near: Sequence[Clause], clauses: Sequence[Clause]) -> bool:
    """Return whether a word is negated as often as somewhere in the quotes; True for a word they lack."""
    denied = _denials(clause, word.start)
    for group in (near, clauses):
        found = [_denials(other, at) for other in group for at in places_of(other.text, word.text)]
        if found:
            return denied in found
    return True


def places_of(text: str, word: str) -> list[int]:
    places, at = [], text.find(word)
    while at != -1:
        places.append(at)
        at = text.find(word, at + 1)
    return places


def _denials(clause: Clause, at: int) -> int:
    """Return how many negations apply at an offset: 未没有 is not 未."""
    return sum(start <= at < end for start, end in clause.denied)
