"""Who held which post when, according to which article: appointed, removed, elected, former or current."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.article import Article
from index.chinese.folding import fold_text
from index.chinese.names import SURNAMES, find_people, find_places
from index.chinese.vocabulary import compiled, pattern_of, words_of
from index.chinese.words import tag_words
from index.messages import Message, say
from qa.answer import DraftAnswer, DraftStatement, Entry, Form, Mark
from qa.forms.dossier import Dossier, Line, Steps, count_told, found_nothing, lines_of, merge_alike, searched_note
from qa.forms.request import FormRequest
from qa.forms.times import DayReader, period_in_words

MOST = 40
_OFFICE = pattern_of("forms.office")
_POST = rf"(?P<post>[\u4e00-\u9fff“”（）()]{{0,24}}{_OFFICE}(?:[、兼]+[\u4e00-\u9fff]{{0,12}}{_OFFICE})*)"
_HUMBLE = r"(?:同志|先生|女士|教授|博士)?"
_VERBS = tuple(
    (mark, pattern_of(f"forms.{mark.value}"))
    for mark in (Mark.REMOVED, Mark.ELECTED, Mark.FORMER, Mark.CURRENT, Mark.APPOINTED)
)
_SUBJECT = "|".join(verb for _, verb in _VERBS)


@dataclass(frozen=True)
class Tenure:
    """Somebody's holding, getting or losing a post, and the line that states it."""

    line: Line
    start: int
    end: int
    person: str
    post: str
    mark: Mark
    since: date | None
    until: date | None
    articles: tuple[Article, ...]

    @property
    def count(self) -> int:
        """How many articles state it, reprints included."""
        return count_told(self.articles)


def posts(dossier: Dossier, request: FormRequest) -> Steps[DraftAnswer]:
    """Yield progress and return who held which post, oldest first, or a refusal."""
    found: list[Tenure] = []
    for place, holding in enumerate(dossier.holdings):
        if dossier.stops_at(place):
            break
        yield from dossier.tell_read(place)
        reader = DayReader(holding.article.published)
        for line in lines_of(holding.article):
            found += _dated(reader, line, _tenures(line, request))
    merged = sorted(merge_alike(sorted(found, key=_order), _is_same, _join), key=_order)
    if not merged:
        return found_nothing(dossier, Form.POSTS)
    notes = [searched_note(dossier)]
    groups = _apart(merged)
    if not request.asks_holders and len(groups) > 1:
        facts = {"name": request.topic, "groups": [place for place, _ in groups if place]}
        notes.append(Message("posts-maybe-several", facts))
        merged = [tenure for _, tenures in groups for tenure in tenures]
    undated = len({tenure.line.article.id for tenure in merged if tenure.since is None})
    if undated:
        notes.append(Message("table-undated", {"count": undated}))
    statements = tuple(_statement(tenure, request) for tenure in merged[:MOST])
    return DraftAnswer(statements, notes=tuple(notes), form=Form.POSTS)


# ---- What a line states


def _tenures(line: Line, request: FormRequest) -> Iterator[Tenure]:
    if request.asks_holders:
        yield from _of_post(line, request.topic)
    elif fold_text(request.topic) in line.folded:
        yield from _of_person(line, fold_text(request.topic))


def _of_person(line: Line, name: str) -> Iterator[Tenure]:
    """Yield the posts that a line ascribes to a person."""
    folded, person = line.folded, re.escape(name)
    taken: list[tuple[int, int]] = []
    for mark, start, end, post in _told(folded, person):
        if all(end <= first or last <= start for first, last in taken):
            taken.append((start, end))
            yield Tenure(line, start, end, name, post, mark, None, None, (line.article,))


def _told(folded: str, person: str) -> Iterator[tuple[Mark, int, int, str]]:
    """Yield each post that the folded text ascribes to a person: its mark, half-open span and name."""
    for pattern, mark in (
        (rf"任命{person}{_HUMBLE}(?:同志)?[为任]{_POST}", Mark.APPOINTED),
        (rf"选举{person}{_HUMBLE}为{_POST}", Mark.ELECTED),
        (rf"(?:免去|撤销|罢免){person}{_HUMBLE}(?:的)?{_POST}(?:的)?职务", Mark.REMOVED),
    ):
        for match in re.finditer(pattern, folded):
            yield mark, match.start("post"), match.end("post"), match["post"]
    for mark, verb in _VERBS:
        between = "[^。；;，,]{0,6}?" if mark is Mark.APPOINTED else "[^。；;]{0,24}?"
        for match in re.finditer(rf"{person}{_HUMBLE}{between}{verb}{_POST}", folded):
            if "不再" in match.group() and mark is not Mark.REMOVED:
                continue
            yield mark, match.start("post"), match.end("post"), match["post"]
    before = rf"(?P<post>[\u4e00-\u9fff“”]{{0,16}}{_OFFICE}(?:[、兼][\u4e00-\u9fff]{{0,8}}{_OFFICE})*){person}"
    for match in re.finditer(before, folded):
        start = match.start("post") + _noise(match["post"])
        post = folded[start : match.end("post")]
        mark = Mark.FORMER if re.match(r"[原前](?!线)|时任", post) else Mark.NAMED
        yield mark, start, match.end("post"), post


_MODIFIERS = ("n", "j", "x", "eng", "b", "s", "z", "g", "m", "q", "vn", "f", "k", "l")
_STOPPERS = frozenset(words_of("forms.post_stopper"))


def _noise(run: str) -> int:
    """Return how many characters at the beginning are not part of the post's name: 会上县长."""
    at = keep = 0
    for word, tag in tag_words(run):
        at += len(word)
        if word in _STOPPERS or not (tag.startswith(_MODIFIERS) or re.fullmatch(_OFFICE, word) or len(word) == 1):
            keep = at
    return keep if keep < len(run) else 0


def _of_post(line: Line, topic: str) -> Iterator[Tenure]:
    """Yield the people to whom a line ascribes a post; it must be of the place or body asked about."""
    folded = line.folded
    asked = fold_text(topic)
    offices = list(re.finditer(_OFFICE, asked))
    office = offices[-1].group() if offices else asked
    body = asked[: offices[-1].start()] if offices else ""
    if office not in folded:
        return
    for person in _people(line, office):
        for mark, start, end, post in _told(folded, re.escape(fold_text(person))):
            if _is_office(post, office) and _is_of(body, post, line):
                yield Tenure(line, start, end, person, post, mark, None, None, (line.article,))
                break


def _people(line: Line, office: str) -> list[str]:
    """Return the people to whom a line may ascribe the post."""
    named = find_people(line.text)
    by_verb = re.findall(
        rf"(?:任命|免去|选举|罢免)([\u4e00-\u9fff]{{2,4}}?)(?:同志)?(?:为(?!为)|的|任|{_OFFICE})", line.text
    )
    tagged = [word for word, tag in tag_words(line.text) if tag == "nr" and 2 <= len(word) <= 4]
    behind = re.findall(rf"{office}([\u4e00-\u9fff]{{2,3}})(?=[，,。、同在说表主带到：:])", line.folded)
    subject = re.findall(rf"(?:^|[，。,；、])([\u4e00-\u9fff]{{2,3}})(?:同志)?(?:{_SUBJECT})", line.folded)
    people = [*named, *by_verb, *behind, *subject, *tagged]
    names = [name for name in dict.fromkeys(people) if name[0] in SURNAMES]
    names = [name for name in names if not (name[:-1] in names and _ends_in_verb(name, line.text))]
    return [name for name in names if not any(name != other and other.startswith(name) for other in names)]


_VERB_SIGNS = "任当"


def _ends_in_verb(name: str, text: str) -> bool:
    """Return whether the last character is the verb after a name: 韦一鸣任, 柳知秋为, but not in 李有为为."""
    is_as = name[-1] == "为" and re.search(f"{re.escape(name)}(?:同志)?[为任的]", text) is None
    return name[-1] in _VERB_SIGNS or is_as


def _is_office(post: str, office: str) -> bool:
    """Return whether a post is this one: 县长 is neither 副县长 nor 代县长."""
    at = post.rfind(office)
    if at < 0 or compiled("forms.deputy").search(post[:at]):
        return False
    return not post[at + len(office) :].strip("（代理）()")


def _is_of(body: str, post: str, line: Line) -> bool:
    """Return whether a post belongs to the place or body: it says so, or names no other and the article does."""
    if not body or body in post:
        return True
    offices = list(re.finditer(_OFFICE, post))
    named = compiled("forms.any_body").sub("", post[: offices[-1].start()] if offices else "")
    if named and named not in body and body not in named and not find_places(named[-_CUT_PLACE:]):
        return False  # 文化馆馆长 instead of 图书馆馆长
    own = [place for place in find_places(post)]
    if own and not any(place in body or body in place for place in own):
        return False
    article = line.article
    return body in fold_text(f"{article.title}\n{_opening(article)}\n{article.source}")


def _opening(article: Article) -> str:
    return article.paragraphs[0].text[:120] if article.paragraphs else ""


# ---- Dates and duplicates


_AS_OF = (Mark.NAMED, Mark.CURRENT, Mark.FORMER)
"""Marks that apply on the day of publication, whatever other days the line names."""


def _dated(reader: DayReader, line: Line, tenures: Iterator[Tenure]) -> Iterator[Tenure]:
    """Yield the tenures with the days that the line names, else with the day of publication."""
    found = list(tenures)
    parts = reader.parts(line)
    for tenure in found:
        before = [part for part in parts if part.line.start - line.start <= tenure.start]
        dated = before[-1] if before else (parts[0] if parts else None)
        day = line.article.published
        if dated is not None and tenure.mark not in _AS_OF:
            yield replace(tenure, since=dated.period.since, until=dated.period.until)
        else:
            yield replace(tenure, since=day, until=day)


def _join(known: Tenure, tenure: Tenure) -> Tenure:
    """Return both as one tenure, from the first to the last day stated."""
    articles = {article.id: article for article in (*known.articles, *tenure.articles)}
    days = [day for day in (known.since, known.until, tenure.since, tenure.until) if day is not None]
    post = max((known.post, tenure.post), key=len)
    since, until = min(days, default=None), max(days, default=None)
    return replace(known, articles=tuple(articles.values()), since=since, until=until, post=post)


def _order(tenure: Tenure) -> tuple[date, date]:
    return tenure.since or date.max, tenure.until or date.max


def _is_same(left: Tenure, right: Tenure) -> bool:
    if left.person != right.person or left.mark is not right.mark:
        return False
    short, long = sorted((left.post, right.post), key=len)
    if not long.endswith(short):
        return False
    bodies = {_body(left), _body(right)} - {""}
    return len(bodies) < 2


def _body(tenure: Tenure) -> str:
    """Return the place or body of a post, as stated by it or else by its article; '' if neither does."""
    article = tenure.line.article
    opening = _opening(article)
    whole = find_places(opening)
    for text in (tenure.post, article.title, opening, article.source):
        if places := find_places(text):  # 青岚县长 is read as 岚县
            longer = (p for p in whole if p.endswith(places[0]) and len(p) <= len(places[0]) + _CUT_PLACE)
            return next(longer, places[0]) if len(places[0]) <= _CUT_PLACE else places[0]
    return ""


_CUT_PLACE = 2


def _apart(tenures: Sequence[Tenure]) -> list[tuple[str, list[Tenure]]]:
    """Return the tenures by person; posts of other places in other articles at the same time are those of namesakes."""
    groups: list[tuple[set[str], list[Tenure]]] = []
    for tenure in tenures:
        keys = {_body(tenure), *(article.id for article in tenure.articles)} - {""}
        joined = [group for group in groups if group[0] & keys or _goes_on(tenure, group[1])]
        groups = [group for group in groups if group not in joined]
        told = sorted([*(t for _, known in joined for t in known), tenure], key=_order)
        groups.append((keys.union(*(known for known, _ in joined)), told))
    spans = [(min(map(_first, told)), max(map(_last, told))) for _, told in groups]
    is_at_once = any(a[0] <= b[1] and b[0] <= a[1] for at, a in enumerate(spans) for b in spans[at + 1 :])
    if not is_at_once:
        return [("", list(tenures))]
    return [(_body(told[0]) or told[0].post, told) for _, told in groups]


def _goes_on(tenure: Tenure, told: Sequence[Tenure]) -> bool:
    """Return whether a post continues one of those `told`: it has the same name and no other place or body."""
    for other in told:
        short, long = sorted((tenure.post, other.post), key=len)
        if long.endswith(short) and len({_body(tenure), _body(other)} - {""}) < 2:
            return True
    return False


def _first(tenure: Tenure) -> date:
    return tenure.since or date.max


def _last(tenure: Tenure) -> date:
    return tenure.until or date.max


def _in_words(tenure: Tenure) -> Message:
    """Return in words how the article reports the post, and which post it is."""
    facts = {"post": tenure.post}
    return {
        Mark.APPOINTED: Message("post-appointed", facts),
        Mark.REMOVED: Message("post-removed", facts),
        Mark.ELECTED: Message("post-elected", facts),
        Mark.FORMER: Message("post-former", facts),
        Mark.CURRENT: Message("post-current", facts),
        Mark.NAMED: Message("post-named", facts),
    }[tenure.mark]


def _statement(tenure: Tenure, request: FormRequest) -> DraftStatement:
    when = say(Message("timeline-undated"))
    if tenure.since is not None and tenure.until is not None:
        when = period_in_words(tenure.since, tenure.until)
        if tenure.mark in _AS_OF and tenure.since == tenure.until:
            when = say(Message("post-as-of", {"when": when}))
    post = say(_in_words(tenure))
    who = f"{tenure.person} {post}" if request.asks_holders else post
    after = say(Message("told-by", {"count": tenure.count})) if tenure.count > 1 else ""
    entry = Entry(tenure.since, tenure.until, tenure.person, tenure.post, articles=tenure.count, marks=(tenure.mark,))
    return DraftStatement(
        tenure.line.text, (tenure.line.quote,), (tenure.start, tenure.end), f"{when}；{who}", after, entry=entry
    )
