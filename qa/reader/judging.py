"""Judge whether a sentence is about what was asked about: by its own text first, then by what is around it."""

import re
from collections.abc import Iterator, Sequence

from index.article import Article
from index.chinese.asking import AnswerKind
from index.chinese.dates import days_meant, years_meant
from index.chinese.named import (
    KINDS_ANYWHERE,
    TIMES,
    NamedThing,
    is_about,
    names_it,
    opens_with_work,
    read_named,
    stands_first,
)
from index.chinese.vocabulary import compiled, values_of
from index.chinese.words import holds_name
from qa.reader.candidates import Candidate
from qa.reader.frame import Frame, Place
from qa.reader.identity import Identity, Judgement, Relation
from qa.reader.near_misses import NEAR_MISSES, judge_in_turn, sections_named
from qa.reader.subjects import asks_a_party

UNSAID = Judgement(Relation.UNSAID)


def judge(identity: Identity, candidate: Candidate) -> Judgement:
    """Return whether the sentence is about what the question names. OTHER is certain; doubtful cases are UNSAID."""
    frame = identity.frames.get(candidate.article.id) or Frame(candidate.article)
    is_of_interest = (
        identity.names_something
        or frame.article.id in identity.twins
        or candidate.paragraph in frame.rows
        or bool(frame.labels)
        or bool(sections_named(identity, frame))
        or frame.has_ruling
    )
    if not is_of_interest:
        return UNSAID
    place = Place.of(frame, candidate)
    judged = {series: _judge_series(identity, series, asked, place) for series, asked in identity.asked}
    named = [
        thing.text
        for series, things in identity.asked
        if judged[series].relation is Relation.SAME and not series.startswith(("place:", *TIMES))
        for thing in things
    ]
    of_title = _judge_twin(identity, place, named)
    of_kinds = [judge_kind(identity, place) for judge_kind in NEAR_MISSES]
    if place.number not in frame.rows:
        of_kinds += [judge_in_turn(identity, asked, place) for _, asked in identity.asked]
    judgements = [each for each in (_judge_row(identity, place), of_title, *of_kinds, *judged.values()) if each]
    others = [judgement for judgement in judgements if judgement.relation is Relation.OTHER]
    if others:
        return others[0]
    if _is_claim(identity, place):
        return Judgement(Relation.CLAIM)
    return next((judgement for judgement in judgements if judgement.relation is Relation.SAME), UNSAID)


def _judge_series(identity: Identity, series: str, asked: tuple[NamedThing, ...], place: Place) -> Judgement:
    """Return the judgement of the nearest level that names a thing of the series."""
    if series.startswith("item:"):
        return _judge_item(series, asked, place)
    if series.startswith("kind:") and (other := _kind_instead(asked, place)):
        return Judgement(Relation.OTHER, asked[0].text, other.text)
    is_compared = series.startswith(TIMES) and not compiled("named.time_compared_asked").search(identity.folded)
    told = _without_compared if is_compared else str
    for number, (text, is_near) in enumerate(_levels(place)):
        if number == _PARAGRAPH_LEVELS and any(names_it(told(place.paragraph), thing) for thing in asked):
            break
        if judgement := _judge_level(identity, asked, place, told(text), is_near=is_near):
            return judgement
    else:
        return _judge_published(series, asked, place)
    return UNSAID


def _kind_instead(asked: tuple[NamedThing, ...], place: Place) -> NamedThing | None:
    """Return another kind that the sentence names, if it tells what that is about wherever it stands (放冰箱冷藏 for
    冷冻) and nothing around the sentence names the kind asked about; else None."""
    if not any(thing.key in KINDS_ANYWHERE for thing in asked) or any(names_it(place.around, thing) for thing in asked):
        return None
    told = place.sentence
    if compiled("opposed.deed_meant").match(told):
        told = place.before + told
    others = (thing for thing in read_named(told) if thing.series == asked[0].series)
    return next((thing for thing in others if thing.key in KINDS_ANYWHERE), None)


def _without_compared(text: str) -> str:
    """Return the text with times that it only compares with (比10月减少) masked by ，; offsets stay the same."""
    return compiled("named.time_compared").sub(lambda match: "，" * len(match.group()), text)


def _judge_level(
    identity: Identity, asked: tuple[NamedThing, ...], place: Place, text: str, *, is_near: bool
) -> Judgement | None:
    """Return the judgement of one level, None if it decides nothing."""
    series = asked[0].series
    cause = compiled("named.cause").match(text) if is_near else None
    if cause and (other := _subject_behind(text[cause.end() :], asked)):
        return Judgement(Relation.OTHER, asked[0].text, other.text)
    if any(names_it(text, thing) for thing in asked):
        return Judgement(Relation.SAME)
    if is_near and series == "year:" and identity.kind is AnswerKind.TIME:
        return None  # the question asks for a year
    if is_near and series == "work:" and not opens_with_work(text):
        return None  # a work is only mentioned
    others = [thing for thing in read_named(text) if thing.series == series]
    others += _times_meant(series, text, place.frame.article)
    if _is_among(asked, others) or (series == "year:" and _tells_year_before(asked, others, place.sentence)):
        return Judgement(Relation.SAME)
    if _is_meant_too(identity, others):
        return UNSAID
    told = next((thing for thing in others if is_about(text, thing, is_near=is_near)), None)
    if told is None or not _is_certain(asked, told, place):
        return None
    return Judgement(Relation.OTHER, asked[0].text, told.text)


def _is_among(asked: tuple[NamedThing, ...], others: Sequence[NamedThing]) -> bool:
    return any(thing.key == other.key for other in others for thing in asked)


def _tells_year_before(asked: tuple[NamedThing, ...], others: Sequence[NamedThing], sentence: str) -> bool:
    """Return whether a sentence, which tells of one of the `others`, gives the figure of the year before it too
    (上年同期为2.87亿元) and that year is asked about."""
    reported = {str(int(thing.key) + 1) for thing in asked}
    return (
        any(other.key in reported for other in others)
        and compiled("named.year_before_told").search(sentence) is not None
    )


def _subject_behind(text: str, asked: tuple[NamedThing, ...]) -> NamedThing | None:
    """Return the other thing of the series that the text behind a cause is about (受大清河顶托，小清河…), if any."""
    series = asked[0].series
    if series.startswith(TIMES) or any(names_it(text, thing) for thing in asked):
        return None
    things = (thing for thing in read_named(text) if thing.series == series)
    return next((thing for thing in things if stands_first(text, thing)), None)


_PARAGRAPH_LEVELS = 2
"""How many levels are within the paragraph; the others are above it."""


def _levels(place: Place) -> Iterator[tuple[str, bool]]:
    """Yield the sentence, the opening of its line or paragraph, the heading above and the title, each with whether it
    is running text, where a thing must be the subject."""
    yield place.sentence, True
    opening = _OPENING.match(place.before or place.paragraph)
    yield (opening.group() if opening and place.start > 0 else ""), True
    yield place.frame.heading_above(place.number), False
    yield place.frame.title, False


_OPENING = re.compile(r"[^。！？!?；;\n]{2,30}?[：:，,]")


def _is_meant_too(identity: Identity, others: Sequence[NamedThing]) -> bool:
    """Return whether the question names one of these, perhaps in a shorter form (云汀 for 云汀市)."""
    return any(
        other.series.startswith(("place:", "name:", "work:"))
        and (other.key in identity.folded or holds_name(identity.folded, other.text))
        for other in others
    )


_ONLY = re.compile(r"(?<![一两二三四五六七八九十百千几每\d])[只仅]")
_PRONOUN = re.compile("[他她其]")


def _is_certain(asked: tuple[NamedThing, ...], told: NamedThing, place: Place) -> bool:
    """Return whether a sentence about `told` cannot also be about what was asked."""
    kind = told.series.partition(":")[0]
    if kind == "kind":
        return not _ONLY.search(place.sentence)  # 只在工作日开行 answers a question about weekends
    if kind == "year":  # a row may have columns for several years
        return not place.frame.is_row(place.number) or told.key in place.paragraph
    if kind == "person":
        return _is_subject(asked, told, place) and all(_is_person_like(thing, told, place.frame) for thing in asked)
    if kind == "titled":
        speaks = compiled("named.said").match(place.sentence[told.start :].partition("，")[0])
        return speaks is not None or asked[0].key not in place.paragraph
    if kind == "party":
        return re.match(r"[^：:]{0,8}[：:]", place.sentence[told.end - told.start :]) is not None
    if told.series in ("place:省", "place:市") or (kind == "work" and not opens_with_work(place.sentence)):
        return not any(names_it(place.frame.whole, thing) for thing in asked)
    if kind in ("day", "month"):
        return _is_certain_day(asked, told, place.sentence)
    return kind != "name" or not any(_may_be_short(thing, told, place) for thing in asked)


def _is_subject(asked: tuple[NamedThing, ...], told: NamedThing, place: Place) -> bool:
    """Return whether the sentence tells of this person alone: it has no pronoun, or opens with the one that means him
    or her where the line so far names nobody asked about (主攻手关小月，身高1米88。她身披9号球衣)."""
    pronoun = _PRONOUN.search(place.sentence)
    if pronoun is None:
        return True
    is_meant = pronoun.start() == 0 and told.text in place.before and told.text not in place.sentence
    return is_meant and not any(thing.key in place.before for thing in asked)


def _is_certain_day(asked: tuple[NamedThing, ...], told: NamedThing, sentence: str) -> bool:
    """Return whether the sentence can mean no other day: none given by number only, as the day before or as planned."""
    if compiled("named.planned").search(sentence) or compiled("named.day_before").search(sentence):
        return False
    bare = set(_bare_days(sentence))
    days = {thing.key.rpartition("-")[2] for thing in asked}
    return not days & bare and (not bare or told.text in sentence)


_BARE_DAYS = re.compile(r"(?<![\d月.])(?P<first>\d{1,2})(?:[日号]?(?:至|到|-|—|~|、)(?P<last>\d{1,2}))?[日号]")


def _bare_days(text: str) -> Iterator[str]:
    """Yield the numbers of the days that a text names without a month (11—15日)."""
    for match in _BARE_DAYS.finditer(text):
        first = int(match["first"])
        yield from map(str, range(first, int(match["last"] or first) + 1))


def _may_be_short(asked: NamedThing, told: NamedThing, place: Place) -> bool:
    """Return whether the asked name may be short for the told one: 法巴银行 for 法国巴黎银行."""
    at = place.sentence.find(told.text)
    written = place.sentence[max(at - 8, 0) : at + 2] if at >= 0 else told.key
    first = written.find(asked.key[0])
    return first >= 0 and asked.key[1] in written[first + 1 :]


def _is_person_like(asked: NamedThing, told: NamedThing, frame: Frame) -> bool:
    """Return whether what was asked about is certainly a person: named as one in the article, or sharing a name."""
    if asked.key in told.key or told.key in asked.key:
        return False
    if asked.key not in frame.whole:
        return asked.key[0] == told.key[0] or asked.key[1:] == told.key[1:]
    known = any(thing.series == "person:" and thing.key == asked.key for thing in read_named(frame.whole))
    return known and re.search(rf"{asked.key}[省市县区镇乡村街山河]", frame.whole) is None


# ---- Times; relative ones count from the day of publication


def _times_meant(series: str, text: str, article: Article) -> list[NamedThing]:
    """Return the years, months and days that relative words of a text mean (今年, 昨天)."""
    published = article.published
    if published is None or series not in TIMES or series == "part:":
        return []
    if series == "year:":
        text = compiled("named.year_compared").sub("", text)
        at = min((text.find(word) for word in values_of("dates.year_word") if word in text), default=0)
        return [NamedThing(f"{year}年", at, at + 2, series, str(year)) for year in years_meant(text, published)]
    days = days_meant(compiled("named.day_compared").sub("", text), published)
    if series == "day:":
        return [NamedThing(f"{d.month}月{d.day}日", 0, 0, series, f"{d.month}-{d.day}") for d in days]
    return [NamedThing(f"{d.month}月", 0, 0, series, str(d.month)) for d in days]


def _judge_published(series: str, asked: tuple[NamedThing, ...], place: Place) -> Judgement:
    """Return whether the article was published at the time asked about; OTHER only if the article names no time of this
    series, as it is then about the time of publication."""
    published = place.frame.article.published
    if published is None or series not in ("year:", "day:"):
        return UNSAID
    key, text = {
        "year:": (str(published.year), f"{published.year}年"),
        "day:": (f"{published.month}-{published.day}", f"{published.month}月{published.day}日"),
    }[series]
    if any(thing.key == key for thing in asked):
        return Judgement(Relation.SAME)
    whole = place.frame.whole
    if any(thing.series == series for thing in read_named(whole)) or _times_meant(series, whole, place.frame.article):
        return UNSAID
    return Judgement(Relation.OTHER, asked[0].text, text)


# ---- Items of a list or a law: 第四条


def _judge_item(series: str, asked: tuple[NamedThing, ...], place: Place) -> Judgement:
    """Return whether the sentence belongs to the item asked about (第四条); a mere reference to it does not count."""
    item = place.frame.item_above(place.number, place.start, series)
    if item is None:
        return UNSAID
    if _is_among(asked, [item]):
        return Judgement(Relation.SAME)
    return Judgement(Relation.OTHER, asked[0].text, item.text)


# ---- Rows of a table: the question names one of them by its first cell


def _judge_row(identity: Identity, place: Place) -> Judgement | None:
    """Return OTHER if the question names another row of the same table, SAME if it names this one, else None."""
    rows = place.frame.rows
    row = rows.get(place.number)
    if row is None or len(row.key) < 2:
        return None
    keys = {other.key for other in rows.values() if other.block == row.block and other.key in identity.folded}
    whole = {key for key in keys if len(key) > 1 and not any(key != other and key in other for other in keys)}
    if row.key in whole:
        return Judgement(Relation.SAME)
    if not whole or any(key in place.sentence for key in whole):
        return None
    if _shares_pair(row.key, identity.folded):
        return None
    return Judgement(Relation.OTHER, max(whole, key=len), row.key)


def _shares_pair(key: str, folded: str) -> bool:
    """Return whether the question contains the beginning and the end of a long key."""
    return len(key) > 3 and key[:3] in folded and key[-2:] in folded


# ---- Similar articles, whose titles differ in one place


def _judge_twin(identity: Identity, place: Place, named: Sequence[str]) -> Judgement | None:
    """Return OTHER if the sentence's article is the twin of the one asked about and the sentence does not mention what
    was asked, else None. A name that both articles share does not distinguish them."""
    twin = identity.twins.get(place.frame.article.id)
    if twin is None or any(twin.differs in name or name in twin.differs for name in named):
        return None
    if twin.asked in place.sentence or twin.asked in place.frame.heading_above(place.number):
        return None
    asked_at, instead_at = place.paragraph.find(twin.asked), place.paragraph.find(twin.instead)
    if asked_at >= 0 and not 0 <= instead_at < asked_at:  # 金河建材是金河水泥的子公司 is about the first
        return None
    return Judgement(Relation.OTHER, twin.asked, twin.instead)


# ---- What a party to a case says, and what the court finds


def _is_claim(identity: Identity, place: Place) -> bool:
    """Return whether the sentence reports a party's claim (原告诉称) although the article reports the court's finding
    and the question does not ask for a claim."""
    is_asked = compiled("parties.claim_asked").search(identity.folded) or asks_a_party(identity.folded)
    if is_asked or not place.frame.has_ruling:
        return False
    claim, sued = compiled("parties.claim"), compiled("parties.sued")
    is_of_party = claim.search(place.sentence) or sued.search(place.sentence) or claim.search(place.paragraph)
    return is_of_party is not None and compiled("parties.ruling").search(place.sentence) is None
