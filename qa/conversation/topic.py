"""The topic of a question, apart from what it asks: the words a follow-up omits."""

import re

from index.chinese.asking import ASKING_PHRASE
from index.chinese.folding import fold_text
from index.chinese.names import find_people, find_places
from index.chinese.vocabulary import compiled, pattern_of, words_of
from index.chinese.words import STOP_WORDS, words_as_written
from qa.conversation.turn import Turn
from qa.joined import what_asks

_EDGE = "[，,。.？?！!：:；;、 　的了是有在]"
_EDGES = re.compile(rf"^{_EDGE}+|(?:{pattern_of('words.at_present')}|{_EDGE})+$")
_GENERIC = frozenset(words_of("words.generic"))
_HANGING_TAGS = ("p", "c", "d", "uj", "ul", "uz", "vshi", "vyou")
_HANGING = frozenset((word, "v") for word in words_of("words.hanging_verb"))
_HANGING_END = re.compile(r"(?:是|到底|究竟|一共|总共|还|由|被|归|于|[到至](?=$))$")
_THING_TAGS = ("n", "j", "l", "eng", "vn")
_CARRIED_TAGS = ("n", "v", "j", "l", "i", "eng", "z", "a", "s")
_BEFORE_DEED = frozenset(words_of("words.before_deed"))
_OFFICES = words_of("names.office")
_NAMED = re.compile(r"《[^》]+》|“[^”]+”|\"[^\"]+\"")


def strip_asking(question: str) -> str:
    """Return a question without its question words: 青岚县一共签了几个项目？ -> 青岚县一共签了项目."""
    question = compiled("words.whether").sub("", question)
    asking = ASKING_PHRASE.search(question)
    pieces = [
        piece.strip("，,。.！!：:；;、 ")
        for piece in re.split(r"[\x00？?]+", ASKING_PHRASE.sub("\x00", _EDGES.sub("", question)))
    ]
    pieces = [_HANGING_END.sub("", piece) for piece in pieces]
    topic = _EDGES.sub("", "".join(piece for piece in pieces if piece))
    return topic if asking is None else _without_last_verb(topic)


def carried_topic(asked: str, typed: str, *, is_whole: bool = False) -> str:
    """Return the part of this question that the next one may omit: the topic, or one carried before, without what was
    asked and without the attribute measured (大桥全长).

    A verb after the question word (推进会由谁主持) is what was asked, and removed unless the topic `is_whole`.
    """
    lead, comma, _ = asked.partition("，")
    if comma and asked != typed and not what_asks(lead):
        return lead
    if compared := compiled("asking.whole_comparison").search(asked.rstrip("？?。 ")):
        return _EDGES.sub("", asked[: compared.start()])
    match = ASKING_PHRASE.search(asked)
    if match and (not is_whole or "谁" in match.group()):
        before = _EDGES.sub("", _HANGING_END.sub("", _EDGES.sub("", asked[: match.start()])))
        after = words_as_written(_EDGES.sub("", asked[match.end() :].rstrip("吗呢？?。 ")))
        is_manner = re.search("[怎咋]|如何|为", match.group())
        if len(after) == 1 and after[0][1].startswith("v") and not is_manner and topic_words(before):
            return before
    topic = strip_asking(asked)
    return compiled("words.measured").sub("", topic) if match else topic


def _without_last_verb(topic: str) -> str:
    """Return the topic without a verb whose object was asked for: 改造涉及(多少户) -> 改造."""
    words = words_as_written(topic)
    while len(words) > 1 and (words[-1][1] in _HANGING_TAGS or words[-1] in _HANGING):
        words.pop()
    if len(words) > 2 and words[-1][1] == "v" and len(words[-1][0]) == 1:
        words.pop()
        while len(words) > 1 and words[-1] in _HANGING:  # 要 of 要蒸(几分钟)
            words.pop()
    return _EDGES.sub("", "".join(word for word, _ in words))


def topic_for(text: str, last: Turn) -> str:
    """Return what the follow-up `text` omits: the topic of the last question, with its latest matter where the
    follow-up says nothing of its own (为什么), without what was done where it says much (麦家祠堂关门 -> 麦家祠堂)."""
    if _names_subject(text, last):
        return ""
    own = topic_words(text)
    topic = carried_topic(last.asked, last.question, is_whole=not own)
    if last.asked != last.question and topic == last.asked.partition("，")[0]:
        told = _still_told(topic, last)
        matter = "" if own else _matter(last.question)
        if matter and matter not in topic:
            return f"{_subject(told)} {matter}".strip()
        topic = told or topic
    if not own or (is_short(text) and compiled("likeness.attribute").search(text)):
        return topic
    return _without_office(topic) if is_short(text) else _subject(topic)


def told_topic_only(replaced: str, last: Turn) -> str:
    """Return a question made from the last one without what its carried topic no longer tells of, unless the topic is
    what was replaced."""
    lead, comma, _ = last.asked.partition("，")
    if not comma or last.asked == last.question or not replaced.startswith(f"{lead}，"):
        return replaced
    told = _still_told(lead, last)
    return f"{told}{replaced[len(lead) :]}" if told else replaced[len(lead) + 1 :]


def _names_subject(text: str, last: Turn) -> bool:
    """Return whether a question begins with what a title last answered from tells of: 博物馆是谁建的."""
    word, tag = (words_as_written(text) or [("", "")])[0]
    is_noun = len(word) > 1 and tag.startswith(("n", "j")) and word not in _GENERIC
    return is_noun and any(fold_text(word) in fold_text(article.title) for article in last.articles)


def _still_told(topic: str, last: Turn) -> str:
    """Return the topic as far as the last answer, or the title of its article, tells of it: what a museum shows in one
    room is no longer spoken of once its courses are. The whole topic without an answer."""
    told = fold_text(" ".join([*(article.title for article in last.articles), *last.statements[:1]]))
    kept = at = 0
    for word, _ in words_as_written(topic):
        is_told = fold_text(word) in told and (len(word) > 1 or kept == at)
        at += len(word)
        kept = at if is_told else kept
    return topic[:kept] if last.statements else topic


SHORT_TOPIC_CHARS = 2
"""A question whose own topic has no more characters (票价多少) cannot stand alone."""


def is_short(text: str) -> bool:
    """Return whether a question says too little of its own to be asked alone."""
    return sum(len(word) for word in topic_words(text) if len(word) > 1) <= SHORT_TOPIC_CHARS


def _subject(topic: str) -> str:
    """Return the thing a topic is about, without the deed behind it (石坞办酒 -> 石坞), or the topic if it has none."""
    topic = _without_before_deed(topic.partition(" ")[0])
    words, at = words_as_written(topic), 0
    for place, (word, tag) in enumerate(words):
        is_noun_before = place > 0 and words[place - 1][1].startswith(_THING_TAGS)
        if is_noun_before and at > 1 and tag in ("v", "vi") and "的" not in topic[at:]:
            return topic[:at]
        at += len(word)
    return _without_office(topic)


def _without_office(topic: str) -> str:
    """Return a topic without whom was asked for of it: 驾校C2教练组长 -> 驾校."""
    office = compiled("words.office_behind").search(topic)
    return topic[: office.start()] if office else topic


def _matter(typed: str) -> str:
    """Return what a follow-up itself asked about (能加糖吗 -> 加糖); '' for an attribute (票价多少) or a pronoun."""
    matter = _without_before_deed(strip_asking(typed))
    is_matter = any(len(word) > 1 for word in topic_words(matter))
    is_of_topic = compiled("likeness.attribute").search(matter) or compiled("pointing.back").search(matter)
    return matter if is_matter and not is_of_topic else ""


def _without_before_deed(text: str) -> str:
    """Return the text from the deed on: 能加消毒液 -> 加消毒液, 要郝立秋 -> 郝立秋."""
    words = words_as_written(text)
    while len(words) > 1 and words[0][0] in _BEFORE_DEED:
        words.pop(0)
    rest = "".join(word for word, _ in words)
    return rest[1:] if words and compiled("words.modal_verb").match(words[0][0]) else rest


def own_names(question: str) -> list[str]:
    """Return the names that let a question stand alone: places, people, numbered institutions, models (A3 Pro), text in
    quotation marks."""
    people = [name for name in find_people(question) if not any(office.startswith(name) for office in _OFFICES)]
    numbered = compiled("places.numbered_institution").findall(question)
    models = [question[slice(*match.span())] for match in compiled("named.code").finditer(fold_text(question))]
    return [*find_places(question), *people, *_NAMED.findall(question), *numbered, *models]


def is_whole_sentence(question: str) -> bool:
    """Return whether a question states its topic in a clause before it asks: 护照过期了怎么换."""
    return compiled("asking.mishap").search(question) is not None


def topic_words(question: str) -> list[str]:
    """Return the words of a question that show its topic, without names and words that fit any topic."""
    rest = ASKING_PHRASE.sub(" ", question)
    for name in own_names(question):
        rest = rest.replace(name, " ")
    words = [word for word, tag in words_as_written(rest) if tag.startswith(_CARRIED_TAGS)]
    return [word for word in dict.fromkeys(words) if word not in _GENERIC and word not in STOP_WORDS]


def bigrams(words: list[str]) -> set[str]:
    """Return the character bigrams within these words."""
    return {word[at : at + 2] for word in words for at in range(len(word) - 1)}


def weak_names(question: str) -> list[str]:
    """Return possible names: runs of nouns with a word that the tagger takes for a name (澜青大桥, 望湖图书馆)."""
    names, run, has_name = [], "", False
    for word, tag in [*words_as_written(ASKING_PHRASE.sub(" ", question)), (" ", "x")]:
        if tag.startswith(("n", "j")):
            run, has_name = run + word, has_name or (tag in ("nr", "ns", "nt", "nz") and len(word) > 1)
            continue
        if has_name and run not in _GENERIC:  # 最新进展 is none
            names.append(run)
        run, has_name = "", False
    return names
