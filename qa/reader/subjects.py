"""Subjects that articles tell in words of their own (hours, tiers, rankings, doers, offices, labels, speakers): which
sentences tell what is asked, and whether the best one does."""

import re
from collections.abc import Iterator, Sequence

from index.chinese.amounts import read_amounts
from index.chinese.asking import FACT_KINDS, AnswerKind, holds_kind
from index.chinese.folding import fold_text
from index.chinese.measures import amount_of_tiers, leaves_out, tells_measure, tiers_asked
from index.chinese.names import find_likely_people, find_office_asked, kin_called
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, entries_of, groups_of, words_of
from index.chinese.words import everyday_names, holds_name, names_beside, tag_words
from qa.question import Question, WordWeights
from qa.reader.beside import arrange_beside
from qa.reader.candidates import (
    Candidate,
    Scored,
    find_paragraph,
    held_with_title,
    is_beside,
    next_sentence,
    put_first,
)
from qa.reader.frame import Frame
from qa.reader.told_apart import put_own_first

# ---- Opening hours (几点关门), which articles state in words that a question rarely uses (营业时间8:00至20:00)


LEAST_HELD_OF_HOURS = 0.6
"""Least share of the question's other words in the sentence and its article's title."""


def put_hours_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those with opening hours first if the question asks for these."""
    is_asked = compiled("hours.asked").search(question.folded) is not None
    return put_first(scored, _tells_hours) if is_asked else list(scored)


def tells_hours_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks for the hours of a place and the best sentence states them."""
    asked = compiled("hours.asked").search(question.folded)
    if asked is None or not scored or not _tells_hours(scored[0].candidate):
        return False
    best = scored[0].candidate
    named = weights.without([asked.group()])
    return held_with_title(named, best) >= LEAST_HELD_OF_HOURS


def tells_only_hours(question: Question, weights: WordWeights, scored: Sequence[Scored], articles: int) -> bool:
    """Return whether the question asks for hours and names no place (几点关门), and the best sentence tells those of
    the only one: the sentences are of all `articles` of the library, and those of no other one tell hours."""
    asked = compiled("hours.asked").search(question.folded)
    if asked is None or not scored or weights.without([asked.group()]).weights:
        return False
    told = {item.candidate.article.id for item in scored if _tells_hours(item.candidate)}
    read = {item.candidate.article.id for item in scored}
    return told == {scored[0].candidate.article.id} and len(read) >= articles


def _tells_hours(candidate: Candidate) -> bool:
    return compiled("hours.told").search(fold_text(candidate.text)) is not None


# ---- The amount of one tier (75岁补多少 of 60至79岁补30元，80岁以上补50元)


LEAST_HELD_OF_TIERS = 0.6
"""Least share of the question's words, except its numbers, in the sentence and its article's title."""


def put_tiers_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first that tell the amount of the tier that the question's number lies in."""
    return (
        put_first(scored, lambda candidate: _tells_tier(question, candidate))
        if _asks_amount(question)
        else list(scored)
    )


def tells_tier_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the best sentence tells the amount of the tier that the question's number lies in."""
    if not scored or not _asks_amount(question) or not _tells_tier(question, scored[0].candidate):
        return False
    folded, amounts = question.folded, read_amounts(question.folded)
    numbers = [folded[amount.start : amount.end] for amount in amounts]
    cut = {word for word in weights.weights for amount in amounts if folded.startswith(word, amount.end - 1)}  # 度电
    whole = WordWeights({word: weight for word, weight in weights.weights.items() if word not in cut})
    named = whole.without([*numbers, *_SAID_BY_KIND])
    return held_with_title(named, scored[0].candidate) >= LEAST_HELD_OF_TIERS


_SAID_BY_KIND = ("钱",)
"""多少钱: said by the kind of amount."""


def lacks_tier_asked(question: Question, scored: Sequence[Scored]) -> bool:
    """Return whether the best sentence tells of tiers and the question's number lies in none of them (充1000送多少 of
    充500元送30元，充2000元送200元)."""
    return bool(scored) and _asks_amount(question) and leaves_out(question.folded, fold_text(scored[0].candidate.text))


def _asks_amount(question: Question) -> bool:
    return question.kind is AnswerKind.AMOUNT or bool(question.measures)


def _tells_tier(question: Question, candidate: Candidate) -> bool:
    told = fold_text(candidate.text)
    given = compiled("amounts.given")
    if given.search(question.folded) and not given.search(told):
        return False
    tiers = tiers_asked(question.folded, told)
    return bool(tiers) and amount_of_tiers(tiers or (), question.measures, told) is not None


# ---- Places in a ranking (冠军, 前三名): who took them


PLACES_CALLED = {name: place for place, group in enumerate(groups_of("ranking.called"), 1) for name in group}
"""Places of a ranking by what they are called: 1 for 冠军."""


def places_asked(folded: str) -> frozenset[int]:
    """Return the places of a ranking that a folded question asks for: 1 for 冠军, 1 to 3 for 前三名."""
    places = set[int]()
    for match in compiled("ranking.asked").finditer(folded):
        if match["top"]:
            places.update(range(1, int(read_numeral(match["many"]) or 0) + 1))
        else:
            places.add(_place_of(match))
    return frozenset(places)


def asks_top(folded: str) -> bool:
    """Return whether a folded question asks for the first several of a ranking: 前三名."""
    return len(places_asked(folded)) > 1


def read_place(folded: str) -> int | None:
    """Return the place that a folded cell of a table states (1, 第二名, 季军), or None."""
    bare = folded.removeprefix("第").removesuffix("名")
    return PLACES_CALLED.get(bare) or int(read_numeral(bare) or 0) or None


def put_places_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first that state a place of a ranking that the question asks for (排名第一), not of
    one that it does not name (团体冠军, 上届冠军)."""
    asked, qualified = places_asked(question.folded), compiled("ranking.qualified")

    def tells(candidate: Candidate) -> bool:
        told = qualified.sub(lambda m: m[0] if m["of"] in question.folded else m["of"], fold_text(candidate.text))
        return bool(asked & _places_stated(told))

    return put_first(scored, tells) if asked else list(scored)


def tells_place_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks for a place of a ranking and the best sentence states it, with its title and
    paragraph having most of what else is asked."""
    asked = places_asked(question.folded)
    if not scored or not asked & _places_stated(fold_text(scored[0].candidate.text)):
        return False
    candidate = scored[0].candidate
    besides = weights.without([match.group() for match in compiled("ranking.asked").finditer(question.folded)])
    return (
        besides.coverage(fold_text(f"{candidate.article.title}\n{candidate.quote.paragraph_text}"))
        >= LEAST_HELD_OF_RANKING
    )


LEAST_HELD_OF_RANKING = 0.6
"""Least share of the question's other words (which ranking, of what) there."""


def _places_stated(folded: str) -> frozenset[int]:
    return frozenset(map(_place_of, compiled("ranking.stated").finditer(folded)))


def _place_of(match: re.Match[str]) -> int:
    return PLACES_CALLED.get(match["called"] or "") or int(read_numeral(match["place"] or "") or 0)


# ---- Who built, designed or held something (谁修的): most often a firm and no person; what is to be brought (要带什么)


LEAST_HELD_OF_DOERS = 0.5
"""Least share of the question's other words in the article."""
LEAST_KEPT = 0.001
"""Share of the best that such a sentence must score: the reader model looks for a person."""
_DEEDS = tuple(
    entry.name.removeprefix("doing.").removesuffix("_asked") for entry in entries_of("doing") if "_asked" in entry.name
)


def keep_doers(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences; if the question asks who did something, only those of the best one's article that say by
    whom, where it has such: whoever else is named there did something else. What to bring may be a list, too, so those
    that say it only come first."""
    deeds = [deed for deed, _ in _deeds_asked(question.folded)]
    if question.kind is AnswerKind.LIST:
        return put_first(scored, lambda candidate: _tells_doer(deeds, candidate))
    if not deeds or not scored:
        return list(scored)
    article, least = scored[0].candidate.article.id, LEAST_KEPT * scored[0].score
    of_article = [item for item in scored if item.candidate.article.id == article and item.score >= least]
    return [item for item in of_article if _tells_doer(deeds, item.candidate)] or list(scored)


def tells_doer_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks who did something or what to bring, and the best sentence says it, in an article
    that has most of what else it names."""
    deeds = dict(_deeds_asked(question.folded))
    if not deeds or not scored or not _tells_doer(list(deeds), scored[0].candidate):
        return False
    rest = weights.without(list(deeds.values()))
    return bool(rest.weights) and rest.coverage(Frame(scored[0].candidate.article).whole) >= LEAST_HELD_OF_DOERS


def _deeds_asked(folded: str) -> Iterator[tuple[str, str]]:
    """Yield the deeds whose doer or object a folded question asks for, each with the words that ask."""
    for deed in _DEEDS:
        if found := compiled(f"doing.{deed}_asked").search(folded):
            yield deed, found.group()


def _tells_doer(deeds: Sequence[str], candidate: Candidate) -> bool:
    folded = fold_text(candidate.text)
    return any(compiled(f"doing.{deed}_told").search(folded) for deed in deeds)


# ---- What is to be brought (报到要带什么)


LEAST_HELD_OF_BROUGHT = 0.5
"""Least share of the question's other words in the article."""


def tells_brought_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks what is to be brought and the best sentence tells it, in an article that has
    most of what else it names."""
    asked = compiled("asking.brought").search(question.folded)
    if asked is None or not scored or not compiled("asking.brought_told").search(fold_text(scored[0].candidate.text)):
        return False
    rest = weights.without([asked.group()])
    return bool(rest.weights) and rest.coverage(Frame(scored[0].candidate.article).whole) >= LEAST_HELD_OF_BROUGHT


# ---- The holder of an office (谁是队长) or a relative (老魏的女儿叫什么)


def lacks_office(question: Question, candidate: Candidate) -> bool:
    """Return whether an office asked for is not in the sentence; its deputy and its secretary hold others."""
    office = find_office_asked(question.folded)
    return bool(office) and not _names_office(office, candidate)


def lacks_kin(question: Question, candidate: Candidate) -> bool:
    """Return whether a relative asked for by name (老魏的女儿叫什么) is neither in the sentence nor in what stands
    before it in its paragraph and the one before: the name is somebody else's."""
    asked = compiled("asking.whose_kin").search(question.folded)
    if asked is None:
        return False
    near = [find_paragraph(candidate.article, candidate.paragraph - back) for back in (1, 0)]
    texts = [paragraph.text for paragraph in near if paragraph is not None]
    told = fold_text("\n".join((*texts[:-1], texts[-1][: candidate.end])))
    same = kin_called(asked["kin"])
    if same & _SPOUSES and compiled("names.wedding").search(told):
        return False
    return not any(name in told for name in same)


_SPOUSES = frozenset(words_of("names.spouse"))


def put_holders_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first that have the office whose holder is asked for, or the relative's name."""
    if office := find_office_asked(question.folded):
        return put_first(scored, lambda candidate: _names_office(office, candidate))
    asked = compiled("asking.whose_kin").search(question.folded)
    return put_first(scored, lambda candidate: _names_kin(asked["kin"], candidate)) if asked else list(scored)


def tells_kin_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question asks for the name of a relative, and the best sentence gives one (育有一女沈灯) in an
    article titled after whoever's relative it is, or in a sentence that names him or her."""
    asked = compiled("asking.whose_kin").search(question.folded)
    if not scored or asked is None or not _names_kin(asked["kin"], scored[0].candidate):
        return False
    of = weights.without([asked.group()])
    best = scored[0].candidate
    return bool(of.weights) and of.coverage(fold_text(f"{best.article.title}\n{best.text}")) >= LEAST_HELD_OF_KIN


LEAST_HELD_OF_KIN = 0.9
"""Least share of the words for whoever's relative is asked for in the title and the sentence."""


def _names_kin(kin: str, candidate: Candidate) -> bool:
    """Return whether a sentence names somebody right behind the relation or another word for it."""
    folded = fold_text(candidate.text)
    either = "|".join(sorted(map(re.escape, kin_called(kin)), key=len, reverse=True))
    return any(
        re.search(f"(?:{either})(?:名叫|叫做|叫|是|为|名)?{re.escape(name)}", folded)
        for name in find_likely_people(folded)
    )


def _names_office(office: str, candidate: Candidate) -> bool:
    folded = fold_text(candidate.text)
    of_another = compiled("names.office_of_another")
    named = (
        each for name in (office, *names_beside(office)) for each in re.finditer(f"(?<!副){re.escape(name)}", folded)
    )
    return any(of_another.match(folded[each.end() :]) is None for each in named)


# ---- Lines that begin with what they tell (学费：每年5000元), and the lines of a contract's sides


LEAST_HELD_OF_LABEL = 0.7
"""Least share of the question's words besides the label in the article."""


def tells_label_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the question names the label of the line that the best sentence begins, and the sentence tells
    what it asks for, in an article that has what else it names."""
    label = _label_of(scored[0].candidate) if scored else ""
    if not label or label not in question.folded:
        return False
    folded, measures = fold_text(scored[0].candidate.text), question.measures
    kind = question.kind
    is_told = tells_measure(measures, folded) if measures else kind in FACT_KINDS and holds_kind(kind, folded)
    rest = weights.without([label])
    return is_told and (
        not rest.weights or rest.coverage(Frame(scored[0].candidate.article).whole) >= LEAST_HELD_OF_LABEL
    )


def keep_party(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences; where somebody is asked for by what a side is called (房东叫什么) and a line names that
    side (出租方：罗平), it comes first and the lines of the other sides are left out."""
    if question.kind is not AnswerKind.PERSON and not compiled("asking.called").search(question.folded):
        return list(scored)
    parties = [(item, compiled("labels.party").match(fold_text(item.candidate.text))) for item in scored]
    labelled = [(item, (label["label"], label["role"] or "")) for item, label in parties if label]
    named = [item for item, labels in labelled if any(_is_party_named(label, question.folded) for label in labels)]
    article = {item.candidate.article.id for item in named}
    others = [item for item, _ in labelled if item not in named and item.candidate.article.id in article]
    kept = [item for item in scored if item not in others]
    return put_first(kept, lambda candidate: any(item.candidate is candidate for item in named))


def _is_party_named(label: str, folded: str) -> bool:
    """Return whether a folded question names a side by its label or by another name for the end of it (房东:
    房屋产权人)."""
    ends = [label[start:] for start in range(max(len(label) - 1, 0))]
    return bool(label) and any(name in folded for end in ends for name in (label, *everyday_names(end)))


def _label_of(candidate: Candidate) -> str:
    """Return the folded label with which a sentence begins its line, '' for none."""
    before = candidate.quote.paragraph_text[: candidate.start].rpartition("\n")[2]
    found = None if before.strip() else compiled("labels.label").match(fold_text(candidate.text))
    return found["label"] if found else ""


def put_labelled_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences; where the best one begins a line with a label that the question does not name, the one of
    its article whose label the question does name first (行李晚到赔多少: 行李延误, not 意外医疗)."""
    if not scored or not (label := _label_of(scored[0].candidate)) or _shares(label, question):
        return list(scored)
    article = scored[0].candidate.article.id
    labels = [(item, _label_of(item.candidate)) for item in scored if item.candidate.article.id == article]
    named = [item for item, label in labels if label and _shares(label, question)]
    return put_first(scored, lambda candidate: candidate is named[0].candidate) if len(named) == 1 else list(scored)


def _shares(label: str, question: Question) -> bool:
    """Return whether a label has a word of two characters or more of what is asked about."""
    return any(len(word) > 1 and holds_name(label, word) for word in question.words)


# ---- The way to a place (怎么去), told in words of its own (乘38路到石井坊站)


def put_way_first(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, those first that tell a way if one is asked for."""
    return put_first(scored, _tells_way) if question.measures == _WAY else list(scored)


def tells_way_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether a way is asked for and the best sentence tells one, in an article titled after where it leads."""
    if question.measures != _WAY or not scored or not _tells_way(scored[0].candidate):
        return False
    asked = compiled("measures.way_asked").search(question.folded)
    where = weights.without([asked.group()] if asked else [])
    return bool(where.weights) and where.coverage(fold_text(scored[0].candidate.article.title)) >= LEAST_HELD_OF_WAY


def _tells_way(candidate: Candidate) -> bool:
    return tells_measure(_WAY, fold_text(candidate.text))


LEAST_HELD_OF_WAY = 0.9
"""Least share of the words for where somebody goes in the title."""
_WAY = ("way",)


# ---- What somebody says or wants (物业公司怎么说, 原告要什么)


_NOUN_TAGS = ("n", "j", "eng")


def asks_a_party(folded: str) -> bool:
    """Return whether a folded question asks for what somebody says who is not the court."""
    who = _speaker_asked(folded)
    return bool(who) and compiled("speaking.court").search(who) is None


def _speaker_asked(folded: str) -> str:
    """Return who says what a folded question asks for, '' if it does not ask what somebody says."""
    asked = compiled("speaking.asked").search(folded) or compiled("speaking.thought_asked").search(folded)
    return asked["who"] if asked else ""


def keep_speakers(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences; of a question for what somebody says only those that say whoever it asks about said them,
    if there are any, and what follows them in their paragraphs."""
    who = _speaker_asked(question.folded)
    if not who or not scored:
        return list(scored)
    words = [word for word, tag in tag_words(who) if len(word) > 1 and tag.startswith(_NOUN_TAGS)]
    *besides, name = words or [who]  # 汤某 is no word
    if not compiled("speaking.asked").search(question.folded) and name in fold_text(scored[0].candidate.text):
        return list(scored)  # 书院说自己办了什么: told by its head
    own = [item for item in scored if _is_said_by(name, besides, item.candidate)]
    if compiled("speaking.in_court").search(question.folded):
        own = put_first(own, lambda each: compiled("parties.claim").search(fold_text(each.text)) is not None)
    behind = [item for item in scored if any(_follows(item.candidate, other.candidate) for other in own)]
    return [*own, *(item for item in behind if item not in own)] or list(scored)


def _is_said_by(name: str, besides: Sequence[str], candidate: Candidate) -> bool:
    """Return whether a sentence opens with somebody of this name in front of a verb of saying, or ends so behind what
    is quoted, or is followed by that, in an article that has what else the question names."""
    folded, following = fold_text(candidate.text), next_sentence(candidate)
    alone = compiled("speaking.said_alone")
    if alone.fullmatch(folded):
        return False
    said = [compiled("speaking.said").match(folded), compiled("speaking.said_behind").search(folded)]
    if following is not None and following.paragraph == candidate.paragraph:
        said.append(alone.fullmatch(fold_text(following.text)))
    whole = Frame(candidate.article).whole
    return any(each and name in each["who"] for each in said) and all(word in whole for word in besides)


def _follows(candidate: Candidate, other: Candidate) -> bool:
    """Return whether a sentence stands behind the other one in its paragraph."""
    return is_beside(candidate, other) and candidate.start > other.start


# ---- All of them


def arrange(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences with those first that tell what the question asks for, of whichever subject it is; those
    that tell the same of somebody else are left out."""
    arranged = list(scored)
    for arranges in _ARRANGING:
        arranged = arranges(question, arranged)
    return arranged


_ARRANGING = (
    arrange_beside,
    put_places_first,
    put_hours_first,
    put_tiers_first,
    keep_speakers,
    put_holders_first,
    keep_doers,
    keep_party,
    put_labelled_first,
    put_way_first,
    put_own_first,
)


def tells_asked(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> bool:
    """Return whether the best sentence tells by its words what the question asks for, so that the reader model need
    not be sure of it. Relatives are told apart (`tells_kin_asked`): other evidence counts for them."""
    return any(is_told(question, weights, scored) for is_told in _SETTLING)


_SETTLING = (
    tells_hours_asked,
    tells_tier_asked,
    tells_place_asked,
    tells_label_asked,
    tells_doer_asked,
    tells_way_asked,
    tells_brought_asked,
)
