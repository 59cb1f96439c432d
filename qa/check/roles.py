"""Who does what to whom, and whom a clause is about: relations that a statement may not reverse."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.chinese.amounts import Amount, are_same
from index.chinese.statements import role_words
from index.chinese.vocabulary import entries_of, words_of
from index.chinese.words import holds_synonym
from qa.check.claim import Claim, Clause, Word

_NOUN_TAGS = ("n", "eng", "j", "vn", "s")
LEAST_BODY = 0.5
"""Least share of the characters said about a subject in one clause of the quotes for that to be the source."""
VERBATIM_BODY = 0.85
WHOLE_BODY = 0.95
MOST_BESIDE = 2
"""Most clauses between a subject and a clause about another subject for the two to be confused."""
WIDENED_CHARS = 10
_MEASURES = frozenset(word for entry in entries_of("measures") for word in entry.words)
_NUMBERED = frozenset(words_of("statement_places.numbered"))


# ---- Sides of a predicate


@dataclass(frozen=True)
class Sides:
    """The nouns of a clause by their role with one predicate: agents and patients."""

    predicate: Word
    doers: tuple[Word, ...]
    targets: tuple[Word, ...]


def is_swapped(clause: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether two nouns have swapped roles with a predicate compared with a clause of the quotes, and no clause
    has them as stated."""
    for mine in _all_sides(clause):
        turned = straight = False
        for quote in quotes:
            for theirs in _all_sides(quote):
                if not _same_word(mine.predicate, theirs.predicate):
                    continue
                doers = [word for word in mine.doers if _among(word, theirs.targets) and not _among(word, theirs.doers)]
                targets = [w for w in mine.targets if _among(w, theirs.doers) and not _among(w, theirs.targets)]
                turned |= bool(doers and targets)
                straight |= any(_among(word, theirs.doers) for word in mine.doers)
        if turned and not straight:
            return True
    return False


def _same_word(left: Word, right: Word) -> bool:
    return left.text in right.text or right.text in left.text or holds_synonym(right.text, left.text)


def _among(word: Word, others: Sequence[Word]) -> bool:
    return any(_names_same(word.text, other.text) for other in others)


def _names_same(left: str, right: str) -> bool:
    """Return whether one name is part of the other; 申请人 is not 被申请人."""
    return (left in right or right in left) and "被" + left != right and "被" + right != left


@lru_cache(maxsize=2048)
def _all_sides(clause: Clause) -> tuple[Sides, ...]:
    return tuple(_read_sides(clause))


def _read_sides(clause: Clause) -> Iterator[Sides]:
    words = _with_markers_apart(clause.words)
    for place, word in enumerate(words):
        if not _is_predicate(word) or word.text in role_words("mutual"):
            continue
        if place + 1 < len(words) and words[place + 1].text == "的":
            continue  # 推荐的学生: the role of the noun after it is open
        before = _nouns_by_marker(words[:place])
        behind = [other for other in words[place + 1 :] if _is_noun(other)]
        if before["alike"]:
            continue
        doers, targets = before["doer"], [*before[""], *behind]
        if not doers:
            doers, targets = before[""], [*before["done_to"], *behind]
        shared = {each.text for each in doers} & {each.text for each in targets}  # 公司 in 甲公司 and 乙公司
        yield Sides(
            word,
            tuple(each for each in doers if each.text not in shared),
            tuple(each for each in targets if each.text not in shared),
        )


def _nouns_by_marker(words: Sequence[Word]) -> dict[str, list[Word]]:
    """Return the nouns by the kind of the marker before them, "" for none."""
    nouns: dict[str, list[Word]] = {"": [], "doer": [], "done_to": [], "alike": []}
    kind = ""
    for word in words:
        kind = _marker(word) or kind
        if not _marker(word) and _is_noun(word):
            nouns[kind].append(word)
    return nouns


def _is_predicate(word: Word) -> bool:
    is_verb = word.tag.startswith("v") and word.tag != "vn" and len(word.text) > 1
    return (is_verb and _marker(word) == "") or word.text in role_words("predicates")


def _is_noun(word: Word) -> bool:
    is_name = word.tag == "x" and len(word.text) > 1  # a name unknown to the tagger
    return (
        (is_name or word.tag.startswith(_NOUN_TAGS))
        and word.text not in role_words("predicates")
        and word.text.isalnum()
    )


def _with_markers_apart(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words with markers split off that the tagger joined to a word: 公司 向小北 as 公司 向 小北."""
    apart: list[Word] = []
    for word in words:
        first = word.text[0]
        is_joined = len(word.text) > 2 and first in role_words("joined") and word.tag.startswith("n")
        if is_joined and apart and _is_noun(apart[-1]):
            apart.append(Word(first, "p", word.start, word.start + 1))
            apart.append(Word(word.text[1:], word.tag, word.start + 1, word.end))
        else:
            apart.append(word)
    return tuple(apart)


def _marker(word: Word) -> str:
    return next((kind for kind in ("doer", "done_to", "alike") if word.text in role_words(kind)), "")


# ---- The subject of a clause, and what is said about it


@dataclass(frozen=True)
class Told:
    """What a clause says about its subject.

    `heads`: the subject's nouns, taken from the clause before if this one has none; `is_own`: they are in this clause;
    `body`: the other content words; `before`: the sentence up to this clause.
    """

    clause: Clause
    heads: tuple[Word, ...]
    body: tuple[Word, ...]
    is_own: bool
    before: str

    def holds(self, word: Word) -> bool:
        return _is_said(word, self.clause.text) or _among(word, self.heads)


def find_of_another(claim: Claim, quotes: Sequence[Claim]) -> Iterator[str]:
    """Yield signs that the statement says about one subject what the quotes say about another one nearby: "of-another"
    for an action, "amount-of-another" for an amount; "of-the-next" if a neighbouring clause says all of it about
    another subject, "like-the-next" if most of it."""
    told = [each for quote in quotes for each in _read_told(quote)]
    for mine in _read_told(claim):
        if mine.is_own and (share := _share_of_next(mine, told)):
            yield "of-the-next" if share >= WHOLE_BODY else "like-the-next"
        if mine.is_own and _is_of_another(mine, told):
            yield "of-another"
        if mine.heads and mine.clause.amounts and _has_amount_of_another(mine, told):
            yield "amount-of-another"


@lru_cache(maxsize=1024)
def _read_told(claim: Claim) -> tuple[Told, ...]:
    told: list[Told] = []
    before, at = "", 0
    for clause in claim.clauses:
        start = claim.text.find(clause.text, at)
        if any(mark in claim.text[at:start] for mark in "。；！？;!?"):
            before = ""
        at = start + len(clause.text)
        heads, body = _split(clause)
        inherited = told[-1].heads if told and before else ()
        told.append(Told(clause, heads or inherited, body, bool(heads), before))
        before += clause.text
    return tuple(told)


def _split(clause: Clause) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Return the nouns of the subject, none if it is a pronoun, and the other content words."""
    words = _with_markers_apart(clause.words)
    at = clause.text.find("的是")
    if at > 0 and clause.text[at + 2 :]:  # 负责登记的是班主任
        heads = [word for word in words if word.start >= at + 2 and _is_noun(word)]
        return tuple(heads), tuple(word for word in words if word.end <= at and word.has_content)
    by = next((place for place, word in enumerate(words) if word.text in ("由", "被")), None)
    if by is not None:
        done = next((n for n, w in enumerate(words[by + 1 :], by + 1) if w.tag.startswith("v")), len(words))
        heads = [word for word in words[by + 1 : done] if _is_noun(word)]
        if heads:
            kept = set(heads)
            return tuple(heads), tuple(word for word in words if word.has_content and word not in kept)
    ends = [n for n, w in enumerate(words) if _is_predicate(w) or w.tag in ("v", "p")]
    # 值班护士负责登记: a verb at the beginning of a clause, before any noun, belongs to the noun after it.
    end = next((n for n in ends if any(map(_is_noun, words[:n]))), ends[0] if ends else None)
    if end is None:
        first = clause.amounts[0].start if clause.amounts else 0
        end = next((n for n, w in enumerate(words) if w.end > first), 0)
    stands_for = any(word.tag == "r" or word.text in role_words("no_subject") for word in words[:end])
    heads = [] if stands_for else [word for word in words[:end] if _is_noun(word) or word.text.startswith("第")]
    return tuple(heads), tuple(word for word in words[end:] if word.has_content)


def _is_of_another(mine: Told, told: Sequence[Told]) -> bool:
    size = _size(mine)
    if not size:
        return False
    shares = [_share(mine, each.clause) / size for each in told]
    best = max(shares, default=0.0)
    if best < LEAST_BODY:
        return False
    sources = [each for each, share in zip(told, shares, strict=True) if share >= best - 0.1]
    names = _telling(mine.heads)
    owners = [each for each in told if each.is_own and any(_among(word, each.heads) for word in names)]
    known = [word for word in names if any(_among(word, each.heads) for each in owners)]
    return bool(known) and all(_has_other_subject(known, mine, each, owners) for each in sources)


def _share_of_next(mine: Told, told: Sequence[Told]) -> float:
    """Return the share of what is said that a clause near one about the statement's subject says about another subject;
    0.0 if none does."""
    size = _size(mine)
    names = _telling(mine.heads)
    if not size or not names:
        return 0.0
    shares = [_share(mine, each.clause) / size for each in told]
    best = max(shares, default=0.0)
    if best < VERBATIM_BODY:
        return 0.0
    own = [place for place, each in enumerate(told) if each.is_own and any(_among(w, each.heads) for w in names)]
    for place, (source, share) in enumerate(zip(told, shares, strict=True)):
        if share < best - 0.05:
            continue
        heads = [head for head in source.heads if len(head.text) > 1]
        is_of_other = source.is_own and heads and not any(source.holds(word) for word in names)
        is_named = any(_is_said(head, mine.clause.text) for head in heads)
        if not is_of_other or is_named or not any(_is_beside(place, other, told) for other in own):
            return 0.0
    return best


def _is_beside(place: int, other: int, told: Sequence[Told]) -> bool:
    """Return whether two clauses are near each other in one sentence."""
    first, last = sorted((place, other))
    return 0 < last - first <= MOST_BESIDE and all(told[between].before for between in range(first + 1, last + 1))


def _telling(heads: Sequence[Word]) -> list[Word]:
    """Return the words that identify a subject: its names (周文海 in 县长周文海), else its longer nouns."""
    names = [word for word in heads if word.is_name]
    return names or [word for word in heads if len(word.text) > 1]


def _has_other_subject(known: Sequence[Word], mine: Told, source: Told, owners: Sequence[Told]) -> bool:
    """Return whether the source has a subject of its own that shares nothing with the statement's."""
    if not source.heads or any(source.holds(word) for word in known):
        return False
    if not source.is_own and any(_is_said(word, source.before) for word in known):
        return False
    if all(_is_said(head, mine.clause.text) or head.text in _MEASURES for head in source.heads):
        return False  # the subject is an attribute (水深) of something named before
    is_verbatim = _share(mine, source.clause) >= VERBATIM_BODY * _size(mine)
    return is_verbatim or any(_is_parallel(source, owner) for owner in owners if owner is not source)


def _is_parallel(left: Told, right: Told) -> bool:
    """Return whether two clauses say similar things: they share a word, or have amounts of one unit."""
    units = {a.unit for a in left.clause.amounts} & {a.unit for a in right.clause.amounts}
    return bool(units - {""}) or any(word.text in right.clause.text for word in left.body if len(word.text) > 1)


def _has_amount_of_another(mine: Told, told: Sequence[Told]) -> bool:
    """Return whether the clause most similar to the statement has another amount in place of the statement's."""
    here = (*mine.heads, *mine.body) if mine.is_own else mine.body
    words = [word for word in here if not _is_amount(word, mine.clause)]
    words += [] if mine.is_own else mine.heads  # of the clause before: their places are not of this one
    if not words:
        return False
    shares = [sum(len(word.text) for word in words if each.holds(word)) for each in told]
    best = max(shares)
    if best < LEAST_BODY * sum(len(word.text) for word in words):
        return False
    nearest = [each for each, share in zip(told, shares, strict=True) if share == best]
    said_of_it = [word for word in mine.body if not _is_amount(word, mine.clause)]
    if said_of_it and not any(each.holds(word) for each in nearest for word in said_of_it):
        return False  # only the subject is the same, of which all of them tell
    said = mine.clause.amounts
    for amount in said:
        if any(are_same(amount, other) for each in nearest for other in each.clause.amounts):
            continue
        if not any(are_same(amount, other) for each in told for other in each.clause.amounts):
            continue
        rivals = [other for each in nearest for other in each.clause.amounts if other.unit == amount.unit]
        if amount.unit and rivals and not any(are_same(rival, own) for rival in rivals for own in said):
            return True
    return False


def _is_amount(word: Word, clause: Clause) -> bool:
    return any(word.start < each.end and word.end > each.start for each in clause.amounts)


def _is_said(word: Word, text: str) -> bool:
    text = text.replace("被" + word.text, "") if word.text.endswith("人") else text
    return word.text in text or holds_synonym(text, word.text)


def _size(mine: Told) -> float:
    return sum(len(word.text) for word in mine.body) + 3.0 * len(mine.clause.amounts)


def _share(mine: Told, quote: Clause) -> float:
    held = sum(len(word.text) for word in mine.body if _is_said(word, quote.text))
    return held + 3.0 * sum(any(are_same(a, b) for b in quote.amounts) for a in mine.clause.amounts)


def is_widened(clause: Clause, quotes: Sequence[Clause]) -> bool:
    """Return whether the statement says about a whole what the quotes say about a part: 年级 for 年级的三个班."""
    heads, body = _split(clause)
    if not heads or not body:
        return False
    last = heads[-1].text
    for quote in quotes:
        at = quote.text.find(last + "的")
        if at < 0 or clause.text.startswith(last + "的", clause.text.find(last)):
            continue
        rest = quote.text[at + len(last) + 1 :]
        told = rest.find(body[0].text)
        if 2 <= told <= WIDENED_CHARS and not any(c in clause.text for c in rest[max(told - 2, 0) : told]):
            return True
    return False


def is_of_the_same(claim: Claim, quotes: Sequence[Claim], context: str) -> bool:
    """Return whether the quotes or their context name each subject of the statement; for a person with an office
    (总工程师某某) the office is enough."""
    known = "".join(quote.text for quote in quotes) + context
    numbers = [amount for quote in quotes for amount in quote.amounts]
    return all(
        all(_is_said(head, known) for head in _anchors(told.heads))
        and all(any(are_same(number, other) for other in numbers) for number in _numbers_of_name(told))
        for told in _read_told(claim)
        if told.is_own
    )


def _anchors(heads: Sequence[Word]) -> Sequence[Word]:
    """Return the words that identify a subject: its names and nouns, but only the office of a person who has one."""
    people = {head.start for head in heads if head.tag.startswith("nr")}
    # A name after an office (总经理某某), even if the tagger split it after the surname.
    named = [n for n, head in enumerate(heads) if n and head.start == heads[n - 1].end and head.start in people]
    cut = [n + 1 for n in named if len(heads[n].text) == 1]
    offices = [head for n, head in enumerate(heads) if n not in (*named, *cut)]
    return offices or heads


def _numbers_of_name(told: Told) -> list[Amount]:
    """Return the numbers that are part of the subject's name: 4号线 is not 3号线."""
    end = max(head.end for head in told.heads)
    return [amount for amount in told.clause.amounts if amount.start <= end and amount.unit[:1] in _NUMBERED]
