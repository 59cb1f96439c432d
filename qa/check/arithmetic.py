"""Figures that no article states but that follow from stated ones: recomputed, or else rejected."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from index.chinese.amounts import TIME_UNITS, Amount, are_same, have_same_unit
from index.chinese.folding import fold_text
from index.chinese.polarity import is_hedged
from index.chinese.vocabulary import compiled
from index.chinese.words import holds_synonym
from qa.answer import Passage, Quote
from qa.check.claim import Claim, bigrams_of, read_claim
from qa.reader.candidates import list_candidates

MOST_TERMS = 4
"""Most figures in a sum or difference."""
MOST_FIGURES = 12
"""Most figures tried for one statement, from the sentences most similar to it."""
MOST_SENTENCES = 8
LEAST_HELD = 0.6
"""Least share of the statement's other words, by characters, in the sentences with the figures or their titles."""
LEAST_FRAME = 2
"""Least bigrams between two figures for that text to say what the second one measures; with fewer, the whole sentence
before the figure does."""
LEAST_SIDE = 0.3
"""Least share of the bigrams of what a figure is said to measure in the text before it."""
LEAST_NAME_SHARE = 0.5
"""Least share of a name's characters found there: the tagger cuts 比岚桥|镇 and takes 长度 for a place."""
_TIMES = TIME_UNITS | {"岁"}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TERM = r"\d[\d,，]*(?:\.\d+)?[%％]?[十百千万亿]*[\u4e00-\u9fff]{0,3}?"
_FORMULA = re.compile(
    rf"[（(〔]?[：:]?{_TERM}(?:\s*[+＋\-−–—－×xX*＊÷/／]\s*{_TERM})+\s*[=＝≈]\s*{_TERM}(?:[）)〕]|(?=[，。；,;]|$))"
)


@dataclass(frozen=True)
class Computed:
    """The formula for a figure (12.6−4.2−3.1＝5.3), and the sentences that state its operands."""

    shown: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class _Figure:
    """An amount in a sentence. `frame` is the text that says what it measures."""

    amount: Amount
    text: str
    frame: str
    place: int
    sentence: int

    @property
    def value(self) -> float:
        return self.amount.value


@dataclass(frozen=True)
class _Terms:
    """The operands in order, the operator between them, and the result."""

    figures: tuple[_Figure, ...]
    sign: str
    result: float


def without_formula(text: str) -> str:
    """Return the text without the formula a model wrote into it: 还剩5.3亿元（12.6−4.2−3.1＝5.3）。 -> 还剩5.3亿元。"""
    return _FORMULA.sub("", text)


def find_computation(text: str, passages: Sequence[Passage]) -> Computed | None:
    """Return how a figure of the statement follows from figures in the passages' sentences, provided these support the
    rest of the statement; None if none follows.

    The figure may be a sum, a difference, a product, a share, a multiple or a change in per cent.
    """
    claim = read_claim(without_formula(text))
    if not any(compiled(f"arithmetic.{name}").search(claim.text) for name in _WAYS):
        return None
    quotes = _nearest(claim, passages)
    claims = [read_claim(quote.text) for quote in quotes]
    figures = _figures(claims)[:MOST_FIGURES]
    for clause in claim.clauses:
        for target in clause.amounts:
            if target.unit in _TIMES or target.is_article:
                continue
            written = _Written(claim, clause.text, target)
            for terms in _ways(written, figures):
                used = sorted({figure.sentence for figure in terms.figures})
                if _says_no_more(written, terms, [claims[place] for place in used], [quotes[place] for place in used]):
                    shown = _show(terms, clause.text[target.start : target.end])
                    return Computed(shown, tuple(quotes[place] for place in used))
    return None


@dataclass(frozen=True)
class _Written:
    """A statement, its clause with the figure in question, and that figure."""

    claim: Claim
    clause: str
    target: Amount

    @property
    def slack(self) -> float:
        """Half a unit of the last digit written, in the figure's scale."""
        number = _NUMBER.search(self.clause[self.target.start : self.target.end])
        if number is None or not float(number.group()):
            return 1e-9
        decimals = len(number.group().partition(".")[2])
        return abs(self.target.value / float(number.group())) * 0.5 / float(10**decimals) + 1e-9

    def is_result(self, value: float, *, is_rounded: bool = False) -> bool:
        """Return whether the figure equals this value; with `is_rounded`, within the rounding of its digits."""
        least = 1e-9 * max(abs(value), 1.0)
        return abs(value - self.target.value) <= (max(self.slack, least) if is_rounded else least)


def _nearest(claim: Claim, passages: Sequence[Passage]) -> list[Quote]:
    """Return the sentences with figures that are most similar to the statement, in passage order."""
    scored = []
    for place, candidate in enumerate(list_candidates(passages)):
        held = read_claim(candidate.text)
        title = bigrams_of("".join(fold_text(candidate.article.title).split()))
        if held.amounts and (share := len(claim.bigrams & (held.bigrams | title))):
            scored.append((-share, place, candidate.quote))
    best = sorted(scored, key=lambda item: item[:2])[:MOST_SENTENCES]
    return [quote for _, _, quote in sorted(best, key=lambda item: item[1])]


def _figures(claims: Sequence[Claim]) -> list[_Figure]:
    figures: list[_Figure] = []
    for sentence, claim in enumerate(claims):
        at = begun = 0
        for clause in claim.clauses:
            start = claim.text.index(clause.text, at)
            at = start + len(clause.text)
            for amount in clause.amounts:
                if amount.unit in _TIMES or amount.is_article:
                    continue
                place, end = start + amount.start, start + amount.end
                frame = claim.text[begun:place]
                if len(bigrams_of(frame)) < LEAST_FRAME:
                    frame = claim.text[:place]
                figures.append(_Figure(amount, claim.text[place:end], frame, place, sentence))
                begun = end
    return figures


# ---- The operations


def _ways(written: _Written, figures: Sequence[_Figure]) -> Iterator[_Terms]:
    for name, way in _WAYS.items():
        if compiled(f"arithmetic.{name}").search(written.claim.text):
            yield from way(written, figures)


def _sums(written: _Written, figures: Sequence[_Figure]) -> Iterator[_Terms]:
    alike = [figure for figure in figures if have_same_unit(figure.amount, written.target)]
    for count in range(2, MOST_TERMS + 1):
        for chosen in combinations(alike, count):
            if written.is_result(sum(figure.value for figure in chosen)):
                yield _Terms(chosen, "+", written.target.value)
    yield from _products(written, figures)


def _products(written: _Written, figures: Sequence[_Figure]) -> Iterator[_Terms]:
    """Yield products such as 1200元 a household times 300户: one factor counts what the other is per (每户)."""
    for one, other in combinations(figures, 2):
        for each, count in ((one, other), (other, one)):
            is_each = re.search(rf"每(?:一)?个?{re.escape(count.amount.unit or ' ')}|人均|单价|每", each.frame)
            if have_same_unit(each.amount, written.target) and each.amount.unit != count.amount.unit and is_each:
                value = each.value * count.value
                if written.is_result(value):
                    yield _Terms((each, count), "×", value)


def _differences(written: _Written, figures: Sequence[_Figure]) -> Iterator[_Terms]:
    alike = [figure for figure in figures if have_same_unit(figure.amount, written.target)]
    for first in alike:
        others = [figure for figure in alike if figure is not first and figure.value < first.value]
        for count in range(1, MOST_TERMS):
            for taken in combinations(others, count):
                if written.is_result(first.value - sum(figure.value for figure in taken)):
                    terms = _Terms((first, *taken), "−", written.target.value)
                    if _goes_as_said(written, terms):
                        yield terms


def _shares(written: _Written, figures: Sequence[_Figure]) -> Iterator[_Terms]:
    if written.target.unit != "%":
        return
    for part in figures:
        for whole in figures:
            if part is whole or not have_same_unit(part.amount, whole.amount) or not 0 < part.value < whole.value:
                continue
            value = 100 * part.value / whole.value
            terms = _Terms((part, whole), "÷", value)
            if written.is_result(value, is_rounded=True) and _is_nearer_first(_sides(written, "占"), terms):
                yield terms


def _multiples(written: _Written, figures: Sequence[_Figure]) -> Iterator[_Terms]:
    if written.target.unit != "倍":
        return
    for large in figures:
        for small in figures:
            if large is small or not have_same_unit(large.amount, small.amount) or not small.value:
                continue
            terms = _Terms((large, small), "÷", large.value / small.value)
            if written.is_result(terms.result, is_rounded=True) and _is_nearer_first(_sides(written, "是|为"), terms):
                yield terms


def _changes(written: _Written, figures: Sequence[_Figure]) -> Iterator[_Terms]:
    if written.target.unit != "%":
        return
    is_up = compiled("arithmetic.up").search(written.clause) is not None
    for new in figures:
        for old in figures:
            if new is old or not have_same_unit(new.amount, old.amount) or not old.value:
                continue
            if (new.value > old.value) != is_up:
                continue
            value = 100 * abs(new.value - old.value) / old.value
            terms = _Terms((new, old), "change", value)
            if written.is_result(value, is_rounded=True) and _goes_as_said(written, terms, is_signed=False):
                yield terms


_WAYS = {
    "sum": _sums,
    "difference": _differences,
    "share": _shares,
    "times": _multiples,
    "growth": _changes,
}
"""Entries of arithmetic.toml, whose words the statement must contain, and the operation each means."""


# ---- Which figure belongs to what


def _goes_as_said(written: _Written, terms: _Terms, *, is_signed: bool = True) -> bool:
    """Return whether the direction of a stated comparison matches the figures. Without one, return whether the terms
    are `is_signed`, run from an old to a new value (从…到…) or come from different sentences.

    `is_signed`: the first figure is the larger one; otherwise it is the one that is said to have changed.
    """
    compared = compiled("arithmetic.compared").search(written.clause[: written.target.start])
    said = written.clause[compared.end() : written.target.start] if compared else ""
    down = list(compiled("arithmetic.down").finditer(said))
    up = list(compiled("arithmetic.up").finditer(said))
    if compared is None:
        return is_signed or _runs_from_to(terms) or not _is_same_sentence(terms)
    if len(terms.figures) > 2 or not (up or down):
        return False
    is_down = bool(down) and (not up or down[-1].start() > up[-1].start())
    words = (down if is_down else up)[-1]
    sides = (written.clause[: compared.start()] or _before(written), said[: words.start()])
    if is_signed and is_down:
        sides = (sides[1], sides[0])
    return _is_nearer_first(sides, terms)


def _before(written: _Written) -> str:
    """Return the clause before the one with the figure, which names the subject in 甲县有学校12所，比乙县多3所."""
    texts = [clause.text for clause in written.claim.clauses]
    place = texts.index(written.clause)
    return texts[place - 1] if place else ""


def _is_same_sentence(terms: _Terms) -> bool:
    return len({figure.sentence for figure in terms.figures}) == 1


def _runs_from_to(terms: _Terms) -> bool:
    new, old = terms.figures[0], terms.figures[1]
    return (
        new.sentence == old.sentence
        and old.place < new.place
        and re.search(r"[到至为成](?:了)?$", new.frame) is not None
    )


def _sides(written: _Written, sign: str) -> tuple[str, str]:
    """Return the text before a word of the clause, and that between the word and the figure."""
    before = written.clause[: written.target.start]
    found = re.search(sign, before)
    return (before[: found.start()], before[found.end() :]) if found else ("", "")


def _is_nearer_first(sides: tuple[str, str], terms: _Terms) -> bool:
    """Return whether the first figure belongs to the first side rather than to the second."""
    first, second = terms.figures[0].frame, terms.figures[1].frame
    if sides[0] and _likeness(sides[0], first) < LEAST_SIDE:
        return False
    straight = _likeness(sides[0], first) + _likeness(sides[1], second)
    turned = _likeness(sides[0], second) + _likeness(sides[1], first)
    return straight > turned


def _likeness(side: str, frame: str) -> float:
    own = bigrams_of(side)
    return len(own & bigrams_of(frame)) / len(own) if own else 0.0


# ---- Everything else that the statement says


def _says_no_more(written: _Written, terms: _Terms, claims: Sequence[Claim], quotes: Sequence[Quote]) -> bool:
    known = "\n".join(claim.text for claim in claims)
    known += "\n" + "".join(fold_text("\n".join(quote.article.title for quote in quotes)).split())
    is_open = any(is_hedged(claim.text) for claim in claims) and not is_hedged(written.claim.text)
    is_denied = any(clause.denied for clause in written.claim.clauses)
    denies = any(clause.denied for claim in claims for clause in claim.clauses)
    return (
        (is_denied == denies)
        and not is_open
        and _amounts_stand(written, terms, claims)
        and _words_stand(written, known)
    )


def _amounts_stand(written: _Written, terms: _Terms, claims: Sequence[Claim]) -> bool:
    """Return whether each other figure of the statement is in the sentences, or is the number of operands."""
    stated = [amount for claim in claims for amount in claim.amounts]
    others = [amount for amount in written.claim.amounts if amount != written.target and not amount.is_article]
    counted = len(terms.figures)
    return all(
        any(are_same(amount, other) for other in stated) or (amount.value == counted and amount.unit not in _TIMES)
        for amount in others
    )


def _words_stand(written: _Written, known: str) -> bool:
    words = [
        word
        for clause in written.claim.clauses
        for word in clause.unnumbered
        if word.has_content and len(word.text) > 1 and not _is_of_computing(word.text)
    ]
    shares = {word: _share_in(word.text, known) for word in words}
    if any(word.is_name and share < LEAST_NAME_SHARE for word, share in shares.items()):
        return False
    whole = sum(len(word.text) for word in words)
    return sum(len(word.text) * share for word, share in shares.items()) >= LEAST_HELD * whole


def _share_in(word: str, known: str) -> float:
    if word in known or holds_synonym(known, word):
        return 1.0
    return (
        sum(character in known for character in word) / len(word)
        if len(word) > 2
        else 0.5 * (word[0] in known or word[1] in known)
    )


def _is_of_computing(word: str) -> bool:
    return any(compiled(f"arithmetic.{name}").search(f"{word}1") for name in _WAYS)


# ---- The formula as shown


def _show(terms: _Terms, written: str) -> str:
    """Return the formula, in bare numbers if all have the same unit: 12.6−4.2−3.1＝5.3."""
    shown, end = [figure.text for figure in terms.figures], written
    scales = {_scale(figure.text, figure.value) for figure in terms.figures}
    if terms.sign in ("+", "−"):
        scales.add(_scale(written, terms.result))
    if len(scales) == 1 and None not in scales:
        shown = [_number(text) for text in shown]
        end = _number(written) if terms.sign in ("+", "−") else written
    if terms.sign == "change":
        new, old = shown
        rises = terms.figures[0].value > terms.figures[1].value
        left = f"（{new}−{old}）÷{old}" if rises else f"（{old}−{new}）÷{old}"
    else:
        left = _SIGNS[terms.sign].join(shown)
    value = float(_number(written) or 0)
    is_exact = terms.sign in ("+", "−", "×") or abs(terms.result - value) < 1e-6
    return f"{left}{'＝' if is_exact else '≈'}{end}"


_SIGNS = {"+": "＋", "−": "−", "×": "×", "÷": "÷"}


def _number(text: str) -> str:
    found = _NUMBER.search(text)
    return found.group() if found else ""


def _scale(text: str, value: float) -> float | None:
    """Return the factor of a number's scale (12.6亿元: 100000000), None for a number in Chinese numerals."""
    number = _number(text)
    return round(value / float(number), 6) if number and float(number) else None
