"""Rulings and rules: whom its head and foot name, what it orders to be paid (the items after 判决如下, which
name neither the court nor the claim), and whether a cited rule still holds."""

import re
from collections.abc import Callable, Sequence

from index.article import Article
from index.chinese.asking import AnswerKind
from index.chinese.folding import fold_text
from index.chinese.measures import sum_called, tells_measure
from index.chinese.sentences import split_sentences
from index.chinese.vocabulary import compiled, groups_of, pattern_of, words_of
from index.chinese.words import cut_content_words, in_words_of
from index.messages import Message
from index.snapshot import Snapshot
from qa.answer import DraftStatement
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, put_first
from qa.reader.frame import Frame

_CASE = words_of("parties.case")
LEAST_HELD = 0.6
"""Least share of the question's other words (whose case, which court) in the article of the ruling."""


def put_orders_first(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first by which a ruling orders or finds the sum or the term that the question asks
    for, that tell what a party sued for if it asks for that, or the lines of its head and foot that name whoever has
    the role asked for."""
    if scored and _is_ruled_instead(question, scored[0].candidate):
        return put_first(scored, _claims_sum)
    if (ordered := _ordered(question)) is not None:
        besides = weights.without([ordered.group(), *_CASE])
        scored = _with_unread(scored, lambda candidate: _worth(question, ordered, besides, candidate) is not None)
        worths = [_worth(question, ordered, besides, item.candidate) for item in scored]
        best = max((worth for worth in worths if worth is not None), default=None)
        return put_first(
            scored, lambda candidate: None is not best == _worth(question, ordered, besides, candidate), share=0.0
        )
    if _asks_person(question) and any(_roles_asked(question, name) for name in _ROLES):
        besides = _besides_roles(weights)
        scored = _with_unread(scored, lambda candidate: _names_holder(question, besides, candidate))
        return put_first(scored, lambda candidate: _names_holder(question, besides, candidate), share=0.0)
    return list(scored)


def _is_ruled_instead(question: Question, candidate: Candidate) -> bool:
    """Return whether the question asks for the sum that a party wants and a sentence tells what a court found."""
    is_of_claim = compiled("parties.claim_asked").search(question.folded) and "money" in question.measures
    return bool(is_of_claim) and compiled("parties.ruling").search(fold_text(candidate.text)) is not None


def _claims_sum(candidate: Candidate) -> bool:
    folded = fold_text(candidate.text)
    is_claim = any(compiled(f"parties.{name}").search(folded) for name in ("claim", "sued"))
    return is_claim and tells_measure(("money",), folded)


def _with_unread(scored: Sequence[Scored], tells: Callable[[Candidate], bool]) -> list[Scored]:
    """Return the sentences and, where `tells` accepts none, those it accepts elsewhere in the rulings that they are of,
    which the reader model has not read (the foot of a long ruling)."""
    if any(tells(item.candidate) for item in scored):
        return list(scored)
    articles = {item.candidate.article.id: item.candidate for item in reversed(scored)}
    unread = (
        Candidate(of.article, paragraph.number, sentence.start, sentence.end, of.passage)
        for of in articles.values()
        if Frame(of.article).has_ruling
        for paragraph in of.article.paragraphs
        for sentence in split_sentences(paragraph.text)
    )
    return [*scored, *(Scored(candidate, scored[0].score) for candidate in unread if tells(candidate))]


def orders_sum_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks for the sum or the term that a ruling orders, the best sentence tells it, and no
    other ruling that has what the question names is among the sentences."""
    ordered = _ordered(question)
    if not scored or ordered is None:
        return False
    article, besides = scored[0].candidate.article, weights.without([ordered.group(), *_CASE])
    if _worth(question, ordered, besides, scored[0].candidate) is None:
        return False
    rulings = {item.candidate.article.id: item.candidate.article for item in scored}
    others = [other for other in rulings.values() if other.id != article.id and _orders_at(other) is not None]
    return not any(_is_about(besides, other) for other in others)


def _ordered(question: Question) -> re.Match[str] | None:
    """Return how the question asks for what a ruling orders, None if it does not."""
    if compiled("parties.not_ordered").search(question.folded):
        return compiled("parties.sum_asked").search(question.folded)
    names = ("parties.term_asked", "parties.sum_asked", "parties.award_asked")
    return next((found for name in names if (found := compiled(name).search(question.folded))), None)


def _is_about(besides: WordWeights, article: Article) -> bool:
    """Return whether an article has what a question names besides (whose case, which court)."""
    return not besides.weights or besides.coverage(Frame(article).whole) >= LEAST_HELD


def _worth(
    question: Question, ordered: re.Match[str], besides: WordWeights, candidate: Candidate
) -> tuple[bool, bool, int] | None:
    """Return how well a sentence of a ruling tells what it orders, the more the better: whether by the name that the
    question gives the sum (医疗费), whether as an order, and how many words of the question it has (which of several
    defendants); None if it does not tell it."""
    begins = _orders_at(candidate.article)
    if begins is None or not _is_about(besides, candidate.article):
        return None
    folded = fold_text(candidate.text)
    is_order = (candidate.paragraph, candidate.end) > begins
    held = sum(len(word) > 1 and word in folded for word in question.words)
    if ordered.re is compiled("parties.term_asked"):
        return (False, True, held) if is_order and compiled("parties.term").search(folded) else None
    is_claim = compiled("parties.claim").search(folded) is not None
    is_called = not is_claim and sum_called(in_words_of(folded, question.folded), folded) is not None
    is_payment = is_order and compiled("parties.pays").search(folded) is not None and tells_measure(("money",), folded)
    return (is_called, is_payment, held) if is_called or is_payment else None


def _orders_at(article: Article) -> tuple[int, int] | None:
    """Return the paragraph number and offset at which the orders of a ruling begin; None if the article is none."""
    for paragraph in article.paragraphs:
        if found := compiled("parties.orders").search(fold_text(paragraph.text)):
            return paragraph.number, found.end()
    return None


# ---- The head and foot of a ruling: who is what in the case


def names_someone_else(question: Question, candidate: Candidate) -> bool:
    """Return whether the sentence is a line of a ruling that says who is what in the case (原告：…, 书记员 …), and the
    question asks for a person in another role (骑手叫啥), of another side (被告的律师) or for a relative.

    The reader model takes any name beside the word for a role as an answer.
    """
    caption = _caption_of(candidate) if _asks_person(question) else None
    if caption is None:
        return False
    role, told = caption["role"], caption.string[caption.end() :]
    is_party = compiled("parties.party").search(role) is not None
    if compiled("parties.kin_asked").search(question.folded):
        return is_party or not compiled("parties.kin_told").search(told)
    if _names_role(question, role):
        return not is_party and _is_of_another_side(question, candidate)
    is_said = any(word in told for word in question.words if len(word) > 1)
    return not is_said or bool(_roles_asked(question, "parties.beside_asked"))


def tells_role_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks for the holder of a role in a case (法官是谁), the best sentence is the line
    that names one, and no other ruling that has what the question names is among the sentences."""
    besides = _besides_roles(weights)
    if not scored or not _asks_person(question) or not _names_holder(question, besides, scored[0].candidate):
        return False
    others = {item.candidate.article.id: item.candidate.article for item in scored}
    return sum(Frame(other).has_ruling and _is_about(besides, other) for other in others.values()) == 1


def _names_holder(question: Question, besides: WordWeights, candidate: Candidate) -> bool:
    """Return whether a sentence is the line of a ruling about what is named besides that says who has the role."""
    caption = _caption_of(candidate)
    is_of_role = caption is not None and _names_role(question, caption["role"])
    return is_of_role and not names_someone_else(question, candidate) and _is_about(besides, candidate.article)


def _besides_roles(weights: WordWeights) -> WordWeights:
    return weights.without([*_CASE, *(word for group in _GROUPS_OF_ROLES for word in group)])


_ROLES = ("parties.beside_asked", "parties.role_asked")
_GROUPS_OF_ROLES = tuple(group for name in _ROLES for group in groups_of(name))


def _caption_of(candidate: Candidate) -> re.Match[str] | None:
    """Return the match of a line that says who is what in a case, None for any other sentence."""
    caption = compiled("parties.caption").match(_SPACED.sub(lambda m: m[0].replace(" ", ""), fold_text(candidate.text)))
    return caption if caption is not None and Frame(candidate.article).has_ruling else None


_SPACED = re.compile("^(?:[\u4e00-\u9fff] {1,3}){1,5}[\u4e00-\u9fff](?=[ ：:；;])")
"""审 判 长: a role spread over its column."""


def _asks_person(question: Question) -> bool:
    return question.kind is AnswerKind.PERSON or compiled("parties.person_asked").search(question.folded) is not None


def _names_role(question: Question, role: str) -> bool:
    """Return whether the question asks for the holder of a role; 原告的律师 asks for no party."""
    asked = _roles_asked(question, "parties.beside_asked") or _roles_asked(question, "parties.role_asked")
    return any(role.endswith(ending) for ending in asked)


def _roles_asked(question: Question, name: str) -> list[str]:
    """Return how the roles end whose holder a question may ask for, of those listed in a vocabulary entry."""
    return [group[0] for group in groups_of(name) if any(word in question.folded for word in group)]


def _is_of_another_side(question: Question, candidate: Candidate) -> bool:
    """Return whether the question names a party of the case, and none that the line stands below."""
    parties = {
        number: (caption["role"], line[caption.end() :])
        for number, line in enumerate(_lines_until(candidate.article, None))
        if (caption := compiled("parties.caption").match(line)) and compiled("parties.party").search(caption["role"])
    }
    at = len(_lines_until(candidate.article, candidate)) - 1
    own = max((number for number in parties if number < at), default=None)
    named = {number for number, party in parties.items() if _names_party(question, *party)}
    return own is not None and bool(named) and own not in named


def _names_party(question: Question, role: str, told: str) -> bool:
    side = compiled("parties.party").search(role)
    name = re.split("[，,。；（(]", told)[0]
    is_named = any(len(word) > 1 and word in name for word in question.words)
    return is_named or (side is not None and re.search(rf"(?<!被){side.group()}", question.folded) is not None)


def _lines_until(article: Article, candidate: Candidate | None) -> list[str]:
    """Return the folded lines of an article up to that in which the candidate begins, all of them without one."""
    texts = []
    for paragraph in article.paragraphs:
        if candidate is not None and paragraph.number == candidate.paragraph:
            texts.append(paragraph.text[: candidate.start + 1])
            break
        texts.append(paragraph.text)
    return [line for text in texts for line in fold_text(text).split("\n")]


# ---- Cited rules that a later article repeals or amends


_LOOKED_AT = 12
_MOST_BETWEEN = 24
"""Most characters between the name of a rule and the word that repeals it."""
_MARKS = re.compile(r"[《》〈〉“”\"\s]")


def find_repeals(snapshot: Snapshot, statements: Sequence[DraftStatement]) -> tuple[Message, ...]:
    """Return a note for each cited rule that a later article says is repealed, or otherwise amended."""
    articles = {quote.article.id: quote.article for statement in statements for quote in statement.quotes}
    notes = []
    for article in articles.values():
        if not compiled("rules.rule").search(article.title):
            continue
        repealed, amended = _sayings(article)
        if by := _said_by(snapshot, article, repealed, words_of("rules.repealed")):
            facts = {"title": article.title, "by": by.title, "date": str(by.published)}
            notes.append(Message("repealed", facts))
        elif by := _said_by(snapshot, article, amended, words_of("rules.amended")):
            changed = {"title": article.title, "by": by.title, "date": str(by.published)}
            notes.append(Message("amended", changed))
    return tuple(notes)


def _sayings(rule: Article) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns that say that a rule is repealed, and that it is amended."""
    title = _MARKS.sub("", fold_text(rule.title))
    name, between = re.escape(title), rf"[^。；;]{{0,{_MOST_BETWEEN}}}"
    repealed = re.compile(
        rf"{name}》?{between}{pattern_of('rules.repealed')}|{pattern_of('rules.repeals')}{between}《?{name}"
    )
    amended = re.compile(rf"{name}》?{pattern_of('forms.amended')}|{pattern_of('rules.amends')}《?{name}")
    return repealed, amended


def _said_by(snapshot: Snapshot, rule: Article, said: re.Pattern[str], words: Sequence[str]) -> Article | None:
    """Return the latest article, not older than the rule, whose text matches `said`; None if there is none."""
    hits = snapshot.search_words([*cut_content_words(rule.title), *words], _LOOKED_AT)
    found = []
    for chunk in snapshot.chunks([hit.chunk_id for hit in hits]):
        other = chunk.article
        if other.id == rule.id or other.published is None or (rule.published and other.published < rule.published):
            continue
        if said.search(fold_text(f"{other.title}\n{chunk.text}").replace(" ", "")):
            found.append(other)
    return max(found, key=lambda article: str(article.published), default=None)
