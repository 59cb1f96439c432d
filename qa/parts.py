"""Questions for several things: splitting them into parts, each a question of its own, comparisons of two, and what is
asked of the day of something else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.chinese.asking import ASKING_PHRASE, FACT_KINDS, AnswerKind, find_kind, in_written_words
from index.chinese.dates import days_told
from index.chinese.folding import fold_text
from index.chinese.names import find_places
from index.chinese.vocabulary import compiled
from index.chinese.words import tag_words
from qa.answer import DraftStatement
from qa.conversation.replacement import find_thing, replace_thing
from qa.joined import ASKED_BY, ATTRIBUTES, LINKS, MAX_PARTS, Comparison, Parts, find_joined, what_asks
from qa.question import read_question

_NAME_TAGS = ("nr", "ns", "nt", "nz", "eng")
_CONTENT_TAGS = ("n", "v", "a", "b", "j", "l", "t", "z", "eng")


def read_parts(text: str) -> Parts:
    """Return the parts of a question in order, each a question of its own; a simple question, or any other text, is
    its only part.

    青岚县和禾阳县分别有多少学校 -> 青岚县有多少学校 / 禾阳县有多少学校; two questions on one line are two parts, the
    second with the topic of the first.
    """
    text = compiled("parts.joined_in_row").sub(r"\g<first>\g<join>\g<second>\g<what>", text)
    text = compiled("parts.by_how_much").sub(r"\g<compared>", text)
    folded = fold_text(text)
    if either := compiled("asking.or_comparison").search(folded):
        return _compared(text, (text[: either.end("left")], text[slice(*either.span("right"))]), either["by"])
    if events := _events(text, folded):
        return events
    if named := _asked_to_name(text):
        return Parts((named,))
    bare = compiled("asking.frame_behind").sub("", text)  # 谢谢
    if len(sentences := _asking_sentences(bare)) > 1:
        return _parts_of_each(sentences)
    joined = find_joined(text)
    if joined is None:
        return Parts(tuple(_asking_clauses(bare)[:MAX_PARTS]) or (text,))
    return joined if joined.comparison else _parts_of_each(joined.questions)


def _parts_of_each(questions: Sequence[str]) -> Parts:
    """Return the parts of questions that are themselves parts: 甲馆在几楼，有多少件 of 甲馆和乙馆…."""
    parts = [(read_parts(question), question) for question in questions]
    each = [part for read, question in parts for part in ((question,) if read.comparison else read.questions)]
    return Parts(tuple(dict.fromkeys(each))[:MAX_PARTS])


def _compared(text: str, things: tuple[str, str], by: str) -> Parts:
    asked = ASKED_BY.get(by, f"多{by}")
    return Parts((f"{things[0]}{asked}", f"{things[1]}{asked}"), Comparison(things, by))


# ---- Which of several events came first: 甲公司上市和乙桥通车，哪个更早


_LEAST_EVENT = 4


def _events(text: str, folded: str) -> Parts | None:
    """Return questions for when each happened, None unless the text asks which of several events came first."""
    asked = compiled("asking.first_event").search(folded)
    if asked is None:
        return None
    *events, last = compiled("parts.event_end").split(text[slice(*asked.span("events"))])
    events = [event.strip() for event in (*events, *_two_events(last)) if event.strip()]
    is_said = "事" in text[asked.end("events") :]
    if len(events) < 2 or not all(_tells_event(event) or (is_said and len(event) >= _LEAST_EVENT) for event in events):
        return None
    questions = tuple(f"{event}是什么时候？" for event in events[:MAX_PARTS])
    by = "晚" if asked["by"] in "晚后" else "早"
    return Parts(questions, Comparison((events[0], events[1]), by) if len(events) == 2 else None)


def _two_events(text: str) -> list[str]:
    """Return the two events on either side of a join, preferring a join with events on both sides and near the middle;
    the text alone if no join separates two."""
    pairs = [(text[: join.start()], text[join.end() :]) for join in compiled("parts.join_of_events").finditer(text)]
    pairs = [pair for pair in pairs if min(map(len, pair)) >= _LEAST_EVENT]
    best = max(
        pairs, key=lambda pair: (sum(map(_tells_event, pair)), -abs(len(pair[0]) - len(pair[1]))), default=(text,)
    )
    return list(best)


def _tells_event(text: str) -> bool:
    """Return whether a text is an event: it contains a verb and is not too short."""
    return len(text) >= _LEAST_EVENT and any(tag.startswith("v") for _, tag in tag_words(text))


# ---- Clauses that each ask something: 澄青大桥什么时候通车，造价多少


def _asked_to_name(text: str) -> str:
    """Return the first of two clauses as a question for names, where the second only asks to have named what the first
    counts (有几项请求，都是啥); '' for any other text."""
    pieces = [piece.strip() for piece in re.split(r"[？?，,；;。]", text) if piece.strip()]
    if len(pieces) != _TWO or not all(what_asks(piece) for piece in pieces):
        return ""
    first, second = pieces
    counted = compiled("parts.how_many").sub("哪几", first)
    return f"{counted}？" if compiled("parts.names_them").search(fold_text(second)) and counted != first else ""


_TWO = 2


def _asking_sentences(text: str) -> list[str]:
    """Return the sentences that each ask something, with the topic of the one before where they have none of their own;
    what is only said is part of the next question, or of the last."""
    asking: list[str] = []
    said, topic = "", ""
    for sentence in (found[0] for found in _SENTENCE.finditer(text)):
        told = sentence.strip(_MARKS)
        if not sum(map(str.isalnum, told)) or compiled("asking.frame_behind").fullmatch(f"，{told}"):
            continue  # 用一句话回答 says how, not what
        if compiled("parts.tag_question").fullmatch(told) or not (_asks(sentence) or (asking and _is_query(told))):
            said = f"{said}{told}，"
            continue
        if asking and (same := _same_of_another(told, asking[-1])):
            told = same
        elif asking and not (_has_names(told) or _has_subject(told)):
            told = f"{topic} {_without_opener(told)}".strip()
        else:
            topic = _topic_of(told)
        asking.append(f"{said}{told}？")
        said = ""
    if said and asking:
        asking[-1] = f"{asking[-1][:-1]}，{said[:-1]}？"
    return asking


_MARKS = "？?；;。！!，, \n"
_SENTENCE = re.compile(r"[^？?；;。！!]+[？?；;。！!]*")


def _asks(sentence: str) -> bool:
    """Return whether a sentence asks, by its mark or by a question word, a colloquial one too."""
    return sentence.rstrip().endswith(("？", "?")) or bool(what_asks(sentence) or what_asks(in_written_words(sentence)))


def _is_query(text: str) -> bool:
    """Return whether a text asks by keywords: 青灯5 尺寸 颜色."""
    return len(text.split()) >= _LEAST_KEYWORDS


_LEAST_KEYWORDS = 3


def _topic_of(sentence: str) -> str:
    """Return the topic of a sentence: what it says before its first clause that asks, and the topic of that clause."""
    clauses = [clause.strip() for clause in re.split("[，,]", sentence) if clause.strip()]
    first = next((at for at, clause in enumerate(clauses) if what_asks(clause)), len(clauses) - 1)
    return " ".join(part for part in ("，".join(clauses[:first]), _topic(clauses[first])) if part)


def _asking_clauses(text: str) -> list[str]:
    """Return the clauses of a sentence if at least two of them ask something, each with the clauses before it that only
    say something."""
    pieces = [clause for piece in _CLAUSE.split(text) if piece.strip() for clause in _each_asked(piece)]
    asking = _joined_up_to_asking(pieces, "，")
    if len(asking) < _TWO:
        return []
    topic = _topic_of(asking[0])
    whole = asking[:1]
    for clause in asking[1:]:
        is_whole = _has_names(clause.rpartition("，")[2])
        alone = clause if is_whole else f"{topic} {_without_opener(clause)}".strip()
        whole.append(_same_of_another(clause, whole[-1]) or alone)
    return [f"{clause}？" for clause in whole]


def _same_of_another(clause: str, asked: str) -> str:
    """Return the question before, of the thing that is all a clause names (票价多少，绿线呢), or ''."""
    thing = find_thing(clause)
    return replace_thing(thing, asked).rstrip("？") if thing else ""


def _without_opener(text: str) -> str:
    return compiled("parts.opener").sub("", text)


def _has_names(text: str) -> bool:
    return bool(set(_names(text)) - ATTRIBUTES)


_CLAUSE = re.compile(r"[？?，,；;。]")


def _each_asked(piece: str) -> list[str]:
    """Return a clause for each fact that a piece between commas asks (何时、在哪里, 何时在哪里开幕); the piece alone if
    it asks one."""
    listed = [clause.strip() for clause in piece.split("、")]
    if len(listed) > 1 and all(what_asks(clause) for clause in listed):
        return listed
    # As people type on a telephone: 报名费多少 中签率多少.
    if len(typed := _joined_up_to_asking(piece.split(), " ")) > 1:
        return typed
    for match in compiled("parts.between_asked").finditer(piece):
        first = next((asked for asked in ASKING_PHRASE.finditer(piece) if asked.end() == match.start()), None)
        second = _asking_at(piece, match.end("join"), match.end())
        if first and second and _ask_different_facts(first[0], second):
            topic, rest = piece[: first.start()], piece[match.end("join") + len(second) :]
            return [f"{topic}{first[0]}{rest}".strip(), f"{second}{rest}".strip()]
    return [piece.strip()]


def _joined_up_to_asking(pieces: Sequence[str], join: str) -> list[str]:
    """Return the pieces that ask, each with those before it that only say something; what follows the last is part of
    it. An empty list if none asks."""
    asking: list[str] = []
    said: list[str] = []
    for piece in pieces:
        said.append(piece)
        if what_asks(piece):
            asking.append(join.join(said))
            said = []
    return [*asking[:-1], join.join([asking[-1], *said])] if asking else []


def _asking_at(text: str, start: int, asked: int) -> str:
    """Return the question word at `asked` with its noun (哪个县), behind what stands before it from `start`."""
    found = [compiled(name).match(text, at) for name in ("asking.phrase", "asking.kind_place") for at in (start, asked)]
    return text[start : max((match.end() for match in found if match), default=start)]


def _ask_different_facts(first: str, second: str) -> bool:
    kinds = {find_kind(fold_text(first)), find_kind(fold_text(second))}
    return len(kinds) > 1 and kinds <= {*FACT_KINDS, AnswerKind.REASON}


def _has_subject(clause: str) -> bool:
    """Return whether a noun precedes what asks, so that the sentence has a subject of its own; what is itself asked for
    (电话多少) is none."""
    asked = what_asks(clause)
    before = clause[: asked.start()] if asked else clause
    return any(tag.startswith("n") and len(word) > 1 and word not in ATTRIBUTES for word, tag in tag_words(before))


def _topic(clause: str) -> str:
    """Return the topic of a clause: the text before what asks, without a last word that is itself what is asked (面积,
    通车), and any names not in it."""
    asked = what_asks(clause)
    words, at = [], 0
    before = clause[: asked.start()] if asked else clause
    if (last := tag_words(before)[-1:]) and last[0][0].endswith("是") and len(last[0][0]) > 1:
        before = before.removesuffix("是")  # 沈云舒|是, not 沈云|舒是
    for word, tag in tag_words(before):
        words.append((clause[at : at + len(word)], tag))
        at += len(word)
    while words and (words[-1][0] in LINKS or not (len(words[-1][0]) > 1 or words[-1][1].startswith(_CONTENT_TAGS))):
        words.pop()
    names = [name for name in _names(clause) if asked is None or not _overlaps(clause, name, asked)]
    if len(words) > 1 and asked and _is_asked(words[-1], asked) and not any(words[-1][0] in name for name in names):
        _, tag = words.pop()
        if tag.startswith("n") and len(words) > 1 and words[-1][1] == "b":
            words.pop()  # 主审|法官
    while len(words) > 1 and words[-1][0] in LINKS:
        words.pop()
    topic = "".join(word for word, _ in words)
    return " ".join(dict.fromkeys([*(name for name in names if name not in topic), topic])).strip()


def _overlaps(clause: str, name: str, asked: re.Match[str]) -> bool:
    """Return whether a name is part of what asks, or runs into it: 个模式最省 of 哪个模式最省电."""
    start = clause.find(name)
    return start < asked.end() and asked.start() < start + len(name)


def _is_asked(last: tuple[str, str], asked: re.Match[str]) -> bool:
    """Return whether the last word before a question word is what it asks for (面积多少), and not part of the topic
    (陶艺班多少钱, 缆车几点停)."""
    word, tag = last
    if len(word) == 1 and tag.startswith(("n", "t")):
        return False  # the last of a name: 林晚|枫, 梨花|节
    if compiled("parts.what_it_is").search(asked.string[: asked.end()]):
        return word in ATTRIBUTES
    is_alone = compiled("parts.asks_alone").search(asked.group()) is not None
    if any(map(str.isalnum, asked.string[asked.end() :])):  # 种了多少亩茶, but 体检谁负责
        return tag.startswith("v") and not is_alone and "谁" not in asked.group()
    return tag.startswith("v") or word in ATTRIBUTES or not is_alone


def _names(text: str) -> list[str]:
    """Return the places, people and organisations in a text; places by their endings, even if in no dictionary."""
    places = find_places(text)
    words, at = [], 0
    for word, tag in tag_words(text):
        shown = text[at : at + len(word)]
        at += len(word)
        if tag.startswith(_NAME_TAGS) and len(word) > 1 and not any(shown in p or p in shown for p in places):
            words.append(shown)
    return list(dict.fromkeys([*places, *words]))


# ---- The day of something else: 大桥通车当天，缆车运了多少人


_LEAST_TOLD = 0.6
"""Least share of an event's words that a paragraph which tells of it holds."""


@dataclass(frozen=True)
class SameDay:
    """What is asked for (缆车运了多少人) of the day, month or year of an event (大桥通车)."""

    event: str
    asked: str
    period: str

    @property
    def day_question(self) -> str:
        """The question for the event's day."""
        return f"{self.event}是哪天？"

    def question_of(self, day: date) -> str:
        """Return what is asked for, of this day, or of its month or year."""
        year, month = f"{day.year}年", f"{day.month}月"
        return {"年": year, "月": year + month}.get(self.period, f"{year}{month}{day.day}日") + self.asked


def read_same_day(text: str) -> SameDay | None:
    """Return what a question asks about the day of an event, or None if it asks about none."""
    match = compiled("parts.same_day").fullmatch(text.strip())
    return SameDay(match["event"], match["asked"], (match["when"] or "天")[-1]) if match else None


def tell_of_event(event: str, statements: Sequence[DraftStatement]) -> bool:
    """Return whether the first statement's paragraph, under its title, tells of the event: holds most of its words."""
    words = [word for word in read_question(event).words if len(word) > 1]  # single characters are halves of names
    for quote in (quote for statement in statements[:1] for quote in statement.quotes[:1]):
        told = fold_text(quote.article.title + quote.paragraph_text)
        return sum(word in told for word in words) >= _LEAST_TOLD * len(words)
    return False


def day_told(statements: Sequence[DraftStatement]) -> date | None:
    """Return the one day that the first statement tells, by its short answer if that does; None if unclear."""
    for statement in statements[:1]:
        article, number = statement.quotes[0].article, statement.quotes[0].paragraph
        before = [paragraph.text for paragraph in article.paragraphs if paragraph.number < number]
        highlight = statement.text[slice(*statement.highlight)] if statement.highlight else ""
        for text in (highlight, statement.text):
            days = days_told(text, article.published, before)
            if len(days) == 1:
                return days.pop()
    return None
