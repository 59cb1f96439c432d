"""Rules in force: the rules on a topic as of a day, and which of them a later one repealed or amended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.article import Article
from index.chinese.dates import find_times
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled, pattern_of
from index.messages import Message, say
from qa.answer import (
    HEADER_PARAGRAPH,
    Answer,
    DraftAnswer,
    DraftStatement,
    Entry,
    Form,
    Mark,
    Quote,
    day_in_words,
    header_text,
)
from qa.forms.dossier import Dossier, Line, found_nothing, lines_of, searched_note
from qa.forms.request import FormRequest

LINES_OF_ONE = 3
"""Lines shown for a rule in force; a rule that is not gets one."""
MOST_RULES = 8
_MARKS = re.compile(r"[《》〈〉“”\"\s]")
_BETWEEN = r"[^。；;]{0,30}"


@dataclass(frozen=True)
class Rule:
    """A rule's article, the line with its effective date, and what ended it on which day."""

    article: Article
    name: str
    """Its title without what distinguishes its versions."""
    since: date | None
    since_line: Line | None
    ended: date | None = None
    ended_by: Article | None = None
    amended: tuple[tuple[date, Article], ...] = ()
    """When and by what it was amended, in order."""

    def mark(self, day: date) -> Mark:
        """Return its status on a day."""
        if self.since is not None and self.since > day:
            return Mark.NOT_YET
        return Mark.ENDED if self.ended is not None and self.ended <= day else Mark.IN_FORCE


def in_force(dossier: Dossier, request: FormRequest) -> DraftAnswer:
    """Return the rules on a topic, each marked, those in force first with their lines about it."""
    day = request.as_of or date.today()
    articles = [h.article for h in dossier.holdings if compiled("rules.rule").search(_plain(h.article.title))]
    rules = _with_ends([_read_rule(article) for article in articles], [h.article for h in dossier.holdings])
    if not rules:
        return found_nothing(dossier, Form.IN_FORCE)
    rules = _versions_together(rules, day)
    statements = [s for rule in rules[:MOST_RULES] for s in _statements(dossier, rule, day)]
    notes = [searched_note(dossier), Message("in-force-as-of", {"day": day})]
    unknown = sum(rule.since is None for rule in rules)
    if unknown:
        notes.append(Message("in-force-unknown", {"count": unknown}))
    if not any(rule.mark(day) is Mark.IN_FORCE for rule in rules):
        notes.append(Message("in-force-none"))
    return DraftAnswer(tuple(statements), notes=tuple(notes), form=Form.IN_FORCE)


def _versions_together(rules: Sequence[Rule], day: date) -> list[Rule]:
    """Return the rules in force first, the newest first, each followed by its other versions."""
    order = {Mark.IN_FORCE: 0, Mark.ENDED: 1, Mark.NOT_YET: 2}
    ordered = sorted(rules, key=lambda rule: (order[rule.mark(day)], -(rule.since or date.min).toordinal()))
    places: dict[str, int] = {}
    for place, rule in enumerate(ordered):
        places.setdefault(rule.name, place)
    return sorted(ordered, key=lambda rule: places[rule.name])


def _read_rule(article: Article) -> Rule:
    since, line = None, None
    for candidate in lines_of(article):
        match = compiled("forms.takes_effect").search(candidate.folded)
        if match is None:
            continue
        said = match["day"]
        times = [time.period for time in find_times(said, article.published) if time.period is not None]
        since, line = (times[0].since, candidate) if times else (article.published, candidate)
    return Rule(article, _name(article.title), since or article.published, line)


def _plain(title: str) -> str:
    return _MARKS.sub("", fold_text(title))


def _name(title: str) -> str:
    """Return the part of a title that all versions of a rule share."""
    plain = _plain(title)
    if match := compiled("forms.amending_rule").search(plain) or compiled("forms.wrapped_rule").search(plain):
        plain = match["name"]
    return compiled("forms.version").sub("", plain)


def _with_ends(rules: Sequence[Rule], articles: Sequence[Article]) -> list[Rule]:
    """Return the rules, each with the first later article that ends it, by name or as its next version, and with those
    that amend it."""
    known = {rule.article.id: rule for rule in rules}
    said = {article.id: [_plain(paragraph.text) for paragraph in article.paragraphs] for article in articles}
    ended = []
    for rule in rules:
        is_ended, is_amended = _ending_of(rule), _amending_of(rule)
        ends: list[tuple[date, Article]] = []
        changes: list[tuple[date, Article]] = []
        for other in articles:
            day = known[other.id].since if other.id in known else other.published
            if other.id == rule.article.id or day is None or (rule.since is not None and day <= rule.since):
                continue
            is_of_it = other.id in known and known[other.id].name == rule.name
            is_change = is_of_it and _changes(other)
            if (is_of_it and not is_change) or any(map(is_ended.search, said[other.id])):
                ends.append((day, other))
            elif is_change or any(map(is_amended.search, said[other.id])):
                changes.append((_read_rule(other).since or day, other))
        day, by = min(ends, key=lambda end: end[0]) if ends else (None, None)
        amended = sorted((change for change in changes if day is None or change[0] < day), key=lambda change: change[0])
        ended.append(replace(rule, ended=day, ended_by=by, amended=() if _changes(rule.article) else tuple(amended)))
    return ended


def _changes(article: Article) -> bool:
    """Return whether an article amends a rule rather than being one."""
    return compiled("forms.amending_rule").search(_plain(article.title)) is not None


def _ending_of(rule: Rule) -> re.Pattern[str]:
    """Return a pattern, for a paragraph after `_plain`, that says that a rule, by its title or name, is ended."""
    names = "|".join(map(re.escape, {_plain(rule.article.title), rule.name}))
    return re.compile(
        rf"(?:{names})[^。；;]{{0,24}}(?:{pattern_of('rules.repealed')})|(?:{pattern_of('rules.repeals')}){_BETWEEN}(?:{names})"
    )


def _amending_of(rule: Rule) -> re.Pattern[str]:
    """Return a pattern, for a paragraph after `_plain`, that says that a rule is amended and remains in force."""
    names = "|".join(map(re.escape, {_plain(rule.article.title), rule.name}))
    return re.compile(rf"(?:{names})(?:{pattern_of('forms.amended')})")


_STATUS = {
    Mark.IN_FORCE: Message("rule-in-force"),
    Mark.ENDED: Message("rule-ended"),
    Mark.NOT_YET: Message("rule-not-yet"),
    Mark.AMENDED: Message("rule-amended"),
}


def _statements(dossier: Dossier, rule: Rule, day: date) -> list[DraftStatement]:
    mark = rule.mark(day)
    lines = _lines(dossier, rule, LINES_OF_ONE if mark is Mark.IN_FORCE else 1)
    status = say(_STATUS[mark])
    before = f"{status}；{rule.article.title or rule.article.id}"
    told = [
        Message("rule-amended-by", {"day": day_in_words(since), "by": by.title or by.id})
        for since, by in rule.amended
        if since <= day
    ]
    marks = (mark, Mark.AMENDED) if told else (mark,)
    if rule.ended is not None and rule.ended_by is not None:
        facts = {"day": day_in_words(rule.ended), "by": rule.ended_by.title or rule.ended_by.id}
        told.append(Message("rule-ended-by", facts))
    after = "；".join(map(say, told))
    entry = Entry(rule.since, rule.ended, subject=rule.article.title, marks=marks)
    if not lines:
        text = header_text(rule.article)
        quote = Quote(rule.article, HEADER_PARAGRAPH, 0, len(text))
        return [DraftStatement(text, (quote,), before=status, after=after, entry=entry)]
    statements = [
        DraftStatement(line.text, (line.quote,), None, before if at == 0 else "", after if at == 0 else "", entry=entry)
        for at, line in enumerate(lines)
    ]
    for since, by in rule.amended:
        said = say(Message("rule-amended-on", {"day": day_in_words(since)}))
        for line in _changing_lines(rule, by) if since <= day else ():
            statements.append(DraftStatement(line.text, (line.quote,), before=said, entry=entry))
    return statements


def _changing_lines(rule: Rule, by: Article) -> list[Line]:
    """Return the lines in which an article that is not a rule itself says that it amends one."""
    if compiled("rules.rule").search(_plain(by.title)):
        return []
    return [line for line in lines_of(by) if _amending_of(rule).search(_plain(line.text))]


def _lines(dossier: Dossier, rule: Rule, most: int) -> list[Line]:
    """Return, in order, the rule's line with its effective date and the lines that order something, preferring those
    most about the topic to earlier ones."""
    weights = dossier.topic.weights
    lines = lines_of(rule.article)
    ordering = [line for line in lines if not compiled("forms.rule_frame").search(line.folded)] or lines
    best = sorted(ordering, key=lambda line: -weights.coverage(line.folded))[:most]  # ties in text order
    if rule.since_line is not None and most > 1 and rule.since_line not in best:
        best.append(rule.since_line)
    return sorted(best, key=lambda line: (line.paragraph, line.start))


# ---- The status of a rule beside every citation of it


def statuses_of(answer: Answer) -> dict[str, tuple[Message, ...]]:
    """Return the notes on the rules an answer cites, by title: ended, amended, not yet in force, or, if the question
    asked for that, in force."""
    said: dict[str, list[Message]] = {}
    for statement in answer.statements:
        if answer.form is Form.IN_FORCE and statement.entry is not None:
            said[statement.entry.subject] = [_STATUS[mark] for mark in statement.entry.marks if mark in _STATUS]
    for note in answer.notes:
        if note.code in _NOTED:
            said.setdefault(str(note.facts["title"]), []).append(_NOTED[note.code])
    return {title: tuple(statuses) for title, statuses in said.items()}


_NOTED = {"repealed": Message("rule-ended"), "amended": Message("rule-amended")}
