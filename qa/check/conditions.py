"""Causes and conditions, which a statement may not reverse or leave out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.chinese.amounts import Amount, read_amounts
from index.chinese.statements import role_parts, role_pattern, role_patterns
from index.chinese.vocabulary import compiled
from qa.check.claim import Claim, Clause, bigrams_of
from qa.check.relations import is_cause_after, share_of

HELD_CONSEQUENCE, KEPT_CONDITION, RULE_CHARS = 0.75, 0.34, 8
KEPT_EXCEPTION = 0.5
"""Share of the bigrams of what is excepted from which on a statement tells of it too."""
LEAST_CONDITION = 0.4
"""Least share of a condition's bigrams in a statement that keeps the condition."""
LEAST_GOVERNED = 4
"""Least characters of what a condition governs for a clause that has them to say the same."""
SEAM_CHARS = 4
MOST_CAUSE = 40
"""Most characters on either side of a causal word that are taken as cause and effect."""
LEAST_SIDE = 0.5
"""Least share of the bigrams of a cause or effect in another one to count as the same."""


def is_cause_turned(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement swaps a cause and an effect of the quotes."""
    theirs = [(cause, effect) for quote in quotes for cause, effect, _ in _causes(quote.text)]
    for cause, effect, seam in _causes(claim.text):
        if any(seam in quote.text for quote in quotes):
            continue
        if any(_lies_in(cause, c) and _lies_in(effect, e) for c, e in theirs):
            continue
        if any(_lies_in(cause, e) and _lies_in(effect, c) for c, e in theirs) or is_cause_after(cause, effect, quotes):
            return True
    return False


def _causes(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the causes and effects in a text, each pair with the characters that join them."""
    for sentence in text.replace("！", "。").replace("；", "。").split("。"):
        for words, order in (("behind_effect", -1), ("between", 1)):
            found = next((w for w in role_parts("cause", words) if 0 < sentence.find(w) < len(sentence) - len(w)), None)
            if found:
                left, _, right = sentence.partition(found)
                left, right = left[-MOST_CAUSE:], right[:MOST_CAUSE]
                seam = left[-SEAM_CHARS:] + found + right[:SEAM_CHARS]
                yield (left, right, seam) if order == 1 else (right, left, seam)
        opener = next((w for w in role_parts("cause", "before_cause") if w in sentence), None)
        if opener:
            before, _, rest = sentence.partition(opener)
            cause, mark, effect = rest.partition("，")
            if not mark:
                cause, mark, effect = rest.partition("而")
            if mark:
                yield cause, before + effect, opener + cause[: 2 * SEAM_CHARS]


def _lies_in(part: str, whole: str) -> bool:
    letters = [c for c in part if c.isalnum()]
    pairs = list(pairwise(letters))
    held = sum(a + b in whole for a, b in pairs)
    same = sum(c in whole for c in letters)
    return bool(pairs) and (held >= LEAST_SIDE * len(pairs) or (held >= 2 and same >= 0.65 * len(letters)))


def is_cause_other(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement names a cause for what the quotes name another for, which has not a character of
    it."""
    told = [each for quote in quotes for each in _named_causes(quote.text)]
    return any(_is_other_cause(mine, told) for mine in _named_causes(claim.text) if told)


@dataclass(frozen=True)
class _Cause:
    """A cause, its effect, and the sentence up to them."""

    cause: str
    effect: str
    before: str

    def has_effect(self, effect: str) -> bool:
        return max(share_of(effect, self.effect), share_of(self.effect, effect)) >= LEAST_SIDE


def _named_causes(text: str) -> Iterator[_Cause]:
    for sentence in text.replace("\n", "。").replace("；", "。").split("。"):
        for form in role_patterns("named_cause", "forms"):
            for found in form.finditer(sentence):
                yield _Cause(found["cause"], found["effect"], sentence[: found.start()])


def _is_other_cause(mine: _Cause, told: Sequence[_Cause]) -> bool:
    of_the_same = [each for each in told if each.has_effect(mine.effect)]
    letters = {character for character in mine.cause if character not in _SAYS_NO_CAUSE}
    return bool(of_the_same) and not any(letters & set(each.cause + each.before) for each in of_the_same)


_SAYS_NO_CAUSE = frozenset("的了是为于在有不没未被")


def is_condition_dropped(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement says unconditionally what the quotes say under a condition."""
    return any(
        _is_bare(clause, claim, condition, consequence)
        for quote in quotes
        for condition, consequence in _conditions(quote)
        for clause in claim.clauses
    )


def _conditions(quote: Claim) -> Iterator[tuple[str, str]]:
    """Yield every condition and the clause that it governs."""
    clauses = quote.clauses
    rules = role_parts("condition", "rule")
    for clause, following in pairwise(clauses):
        opens = next((w for w in role_parts("condition", "opens") if clause.text.startswith(w)), None)
        if (opens or clause.text.endswith("的")) and any(rule in following.text for rule in rules):
            yield clause.text[len(opens or "") :].rstrip("的时后"), following.text
    for clause in clauses:
        at = clause.text.find("的")
        rest = clause.text[at + 1 :]
        if at > 4 and any(0 < rest.find(rule) <= 6 for rule in rules):
            yield clause.text[:at], rest


def is_condition_left_out(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement allows, demands or forbids unconditionally, in nearly the quotes' words, what the
    quotes allow, demand or forbid under an explicit condition: 如果…, 经…同意, 在…陪同下, 满200元的…"""
    rules = role_parts("condition", "plain_rule")
    for quote in quotes:
        for condition, consequence, is_ruled in _plain_conditions(quote, rules):
            if _has_pairs(condition, claim.text, KEPT_CONDITION):
                continue
            for clause in claim.clauses:
                at = _first_of(rules, clause.text)
                if (at >= 0 or not is_ruled) and _has_pairs(clause.text[max(at, 0) :], consequence, HELD_CONSEQUENCE):
                    return True
                if not is_ruled and _is_governed(consequence, clause, claim):
                    return True
    return False


def _is_governed(consequence: str, clause: Clause, claim: Claim) -> bool:
    """Return whether a clause says outright what an "if" governs in the quotes, about a subject told before it:
    学徒将留任 for 学徒学满三年，若合格，可留任."""
    if any(word in claim.text for word in role_parts("condition", "kept_by")):
        return False
    core = role_pattern("condition", "modal").sub("", consequence)
    return len(core) >= LEAST_GOVERNED and _has_pairs(core, clause.text, HELD_CONSEQUENCE)


def _plain_conditions(quote: Claim, rules: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield conditions, what each governs, and whether a modal word (可, 应) marks that as a rule."""
    for clause, following in pairwise(quote.clauses):
        opener = next((w for w in role_parts("condition", "if") if clause.text.startswith(w)), "")
        if opener and "才" not in clause.text:
            yield clause.text[len(opener) :], following.text, False
        elif 0 <= _first_of(rules, following.text) <= RULE_CHARS and (told := _condition_before(clause)):
            yield told[0], told[1] + following.text, True
    for clause in quote.clauses:
        at = _first_of(rules, clause.text)
        lead, rest = clause.text[:at], clause.text[at:]
        of = lead.rfind("的")
        has_verb = any(word.tag.startswith(("v", "a")) and word.end <= of for word in clause.words)
        if at > 0 and 2 <= of and (has_verb or any(amount.end <= of for amount in clause.amounts)):
            yield lead[:of], lead[of + 1 :] + rest, True
        elif at > 0 and lead.startswith(("凭", "持有")):
            yield lead, rest, True


def _condition_before(clause: Clause) -> tuple[str, str] | None:
    """Return the condition in a clause before a rule, and the part of the clause that belongs to the rule; or None."""
    opens = next((w for w in role_parts("condition", "opens") if clause.text.startswith(w)), "")
    closed = any(clause.text.endswith(word) for word in role_parts("condition", "closed"))
    if opens or closed or clause.text.endswith("的"):
        return clause.text[len(opens) :], ""
    by = clause.text.find("经")
    if by > 0 and any(word in clause.text[by:] for word in role_parts("condition", "leave")):
        return clause.text[by:], clause.text[:by]
    return None


def _first_of(words: Sequence[str], text: str) -> int:
    """Return the offset of the first of the words in a text, -1 if none occurs; 可能 and the like are not 可."""
    for word in role_parts("condition", "no_rule"):
        text = text.replace(word, "□" * len(word))
    return min((at for word in words if (at := text.find(word)) >= 0), default=-1)


def _has_pairs(part: str, whole: str, share: float) -> bool:
    own = [a + b for a, b in pairwise(c for c in part if c.isalnum())]
    return bool(own) and sum(pair in whole for pair in own) >= share * len(own)


def _is_bare(clause: Clause, claim: Claim, condition: str, consequence: str) -> bool:
    letters = [c for c in condition if c.isalnum()]
    pairs = [a + b for a, b in pairwise(letters)]
    if not pairs:
        return False
    is_kept = sum(pair in claim.text for pair in pairs) >= LEAST_CONDITION * len(pairs)
    if is_kept and not _lacks_bound(read_amounts(condition), claim):
        return False
    own = [a + b for a, b in pairwise(clause.text)]
    held = sum(pair in consequence for pair in own)
    return bool(own) and held >= 0.6 * len(own)


def _lacks_bound(bounds: Sequence[Amount], claim: Claim) -> bool:
    """Return whether the statement lacks the kind of amount that a condition has: 逾期的 for 逾期超过15日的."""
    return bool(bounds) and not any(amount.unit == bound.unit for bound in bounds for amount in claim.amounts)


def is_exception_dropped(claim: Claim, quotes: Sequence[Claim]) -> bool:
    """Return whether the statement says of all what a quote says of all but some."""
    kept = compiled("statement_places.excepting")
    if kept.search(claim.text):
        return False
    for found in (match for quote in quotes for match in compiled("statement_places.except_some").finditer(quote.text)):
        rest, excepted = bigrams_of(found["rest"]), bigrams_of(found["some"])
        if len(excepted & claim.bigrams) > KEPT_EXCEPTION * len(excepted):
            continue
        if any(_says_of_all(clause) and _is_told(clause, rest) for clause in claim.clauses):
            return True
    return False


def _says_of_all(clause: Clause) -> bool:
    return compiled("statement_places.of_all").search(clause.text) is not None


def _is_told(clause: Clause, rest: frozenset[str]) -> bool:
    return len(clause.bigrams & rest) >= HELD_CONSEQUENCE * len(clause.bigrams)
