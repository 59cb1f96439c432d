"""Which form a question asks for, and on what topic: 概括《大桥通车》的要点, 梳理停水的经过, 各县的优良天数."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from index.chinese.asking import ASKING_WORD
from index.chinese.dates import find_times
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from qa.answer import Form

MAX_REQUEST_CHARS = 100
"""A longer question describes a case and asks one thing about it."""


@dataclass(frozen=True)
class FormRequest:
    """A request for a form, in the question's words.

    `topic` is what it is about, '' for the article just discussed; for posts the person or, with `asks_holders`, the
    post. `measure` is the indicator of a table, `rank` the kind of its rows ('县', '季度'), both '' if the topic says
    everything. `as_of` is the day on which a rule must be in force. `is_sure`: if nothing is found, the answer is a
    refusal; otherwise the question may mean something else and is then answered like any other.
    """

    form: Form
    topic: str
    measure: str = ""
    rank: str = ""
    as_of: date | None = None
    asks_holders: bool = False
    is_sure: bool = True

    @property
    def about(self) -> str:
        """Topic and measure in one text: 青岚县 粮食产量."""
        return " ".join(filter(None, (self.topic, self.measure)))

    @property
    def in_words(self) -> str:
        """The request as a question that asks for it."""
        if self.form is Form.TABLE and self.rank:
            return f"{self.topic}各{self.rank}的{self.measure}"
        if self.form is Form.IN_FORCE and self.as_of is not None:
            return f"截至{self.as_of.year}年{self.as_of.month}月{self.as_of.day}日，{self.about}的规定"
        before, behind = _IN_WORDS[self.form]
        return f"{before}{self.about or _THIS}{behind}"


_THIS = "这篇文章"
_IN_WORDS = {
    Form.BRIEF: ("概括", "的要点"),
    Form.TIMELINE: ("梳理", "的时间线"),
    Form.TABLE: ("", "的数据对比"),
    Form.POSTS: ("", "的履历"),
    Form.IN_FORCE: ("", "的现行规定"),
}


def read_request(question: str, today: date) -> FormRequest | None:
    """Return the form a question asks for; None for a question that is answered like any other."""
    shown = " ".join(question.split())
    if not shown or len(shown) > MAX_REQUEST_CHARS:
        return None
    folded = fold_text(shown)  # as long as what was typed, so spans apply to both
    ending = compiled("forms.ending").search(folded)
    end = ending.start() if ending else len(folded)
    opening = compiled("forms.opening").match(folded, 0, end)
    start = opening.end() if opening else 0
    for read in _READERS:
        if (request := read(shown[start:end], folded[start:end], today)) is not None:
            return request
    return None


def request_for(form: Form, text: str, today: date) -> FormRequest:
    """Return the request for this form made from a text, either a question for it or only the topic.

    A table's rows are as its question says; 'X的Y' is the indicator Y of X.
    """
    asked = read_request(text, today) or read_request(FormRequest(form, text.strip()).in_words, today)
    if asked is not None and asked.form is form and not (form is Form.POSTS and asked.topic == text.strip()):
        return replace(asked, is_sure=True)
    topic = "" if form is Form.BRIEF and names_this(text) else trim_topic(text)
    is_post = form is Form.POSTS and any(m.end() == len(topic) for m in compiled("forms.office").finditer(topic))
    return FormRequest(form, topic, asks_holders=is_post)


def names_this(topic: str) -> bool:
    """Return whether a topic only refers to the article just discussed."""
    return not topic or compiled("forms.this").fullmatch(fold_text(topic)) is not None


def _group(shown: str, match: re.Match[str], *names: str) -> str:
    """Return the first matching one of these groups, as typed and trimmed."""
    known = match.groupdict()
    name = next((name for name in names if known.get(name)), None)
    return "" if name is None else trim_topic(shown[match.start(name) : match.end(name)])


def trim_topic(text: str) -> str:
    """Return a topic without words around it that name nothing."""
    return compiled("forms.topic_edges").sub("", text.strip(" ，,。、；;：:")).strip(" ，,。、；;：:")


def _asks(folded: str) -> bool:
    """Return whether a text asks something, ignoring titles in 《》."""
    return ASKING_WORD.search(_TITLE.sub("", folded)) is not None


_TITLE = re.compile("《[^》]*》")


def _read_brief(shown: str, folded: str, today: date) -> FormRequest | None:
    if match := compiled("forms.brief").search(folded):
        topic = _group(shown, match, "topic")
        if _asks(fold_text(topic)):
            return None
        return FormRequest(Form.BRIEF, "" if names_this(topic) else topic)
    for name in ("forms.brief_tells", "forms.brief_noun"):
        if match := compiled(name).search(folded):
            topic = _group(shown, match, "topic")
            is_this = names_this(topic)
            return FormRequest(Form.BRIEF, "" if is_this else topic, is_sure=False)
    return None


def _read_timeline(shown: str, folded: str, today: date) -> FormRequest | None:
    match = compiled("forms.timeline").search(folded)
    if match is None:
        return None
    topic = _group(shown, match, "topic", "topic_", "topic__")
    return None if not topic or _asks(fold_text(topic)) else FormRequest(Form.TIMELINE, topic)


def _read_table(shown: str, folded: str, today: date) -> FormRequest | None:
    match = compiled("forms.table").search(folded)
    if match is None:
        return None
    groups = match.groupdict()
    measure = _group(shown, match, "measure", "measure_")
    rank = groups["rank"] or ("年" if groups["measure_"] else "")
    topic = _group(shown, match, "within", "subject", "topic", "topic_", "topic__")
    if _asks(fold_text(topic)) or _asks(fold_text(measure)) or not (topic or measure):
        return None
    return FormRequest(Form.TABLE, topic, measure, rank, is_sure=False)


def _read_posts(shown: str, folded: str, today: date) -> FormRequest | None:
    if match := compiled("forms.posts_of_person").search(folded):
        person = _group(shown, match, "person")
        return FormRequest(Form.POSTS, person) if len(person) > 1 and not names_this(person) else None
    if match := compiled("forms.holders").search(folded):
        post = _group(shown, match, "place") + _group(shown, match, "office")
        post = post or _group(shown, match, "post", "post_")
        return FormRequest(Form.POSTS, post, asks_holders=True) if compiled("forms.office").search(post) else None
    return None


def _read_in_force(shown: str, folded: str, today: date) -> FormRequest | None:
    match = compiled("forms.in_force").search(folded)
    if match is None:
        return None
    groups = match.groupdict()
    named = _group(shown, match, "topic", "topic_", "topic__", "topic___")
    topic = " ".join(filter(None, (named, _group(shown, match, "rest", "rest_"))))
    as_of = None
    if said := groups["day"]:
        periods = [time.period for time in find_times(said, today) if time.period is not None]
        as_of = periods[0].until if periods else None
        if as_of is None:
            return None
    return FormRequest(Form.IN_FORCE, topic, as_of=as_of, is_sure=False) if topic else None


_READERS: tuple[Callable[[str, str, date], FormRequest | None], ...] = (
    _read_brief,
    _read_timeline,
    _read_posts,
    _read_in_force,
    _read_table,
)
