"""The topic of a question, apart from what it asks: the words a follow-up omits."""

import re

from index.chinese.asking import ASKING_PHRASE
from index.chinese.folding import fold_text
from index.chinese.names import find_people
from index.chinese.places import find_places
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import STOP_WORDS, words_as_written

_EDGES = "，,。.？?！!：:；;、 　的了是有在"
_GENERIC = frozenset(words_of("words.generic"))
_HANGING_TAGS = ("p", "c", "d", "uj", "ul", "uz", "vshi", "vyou")
_HANGING = frozenset((word, "v") for word in words_of("words.hanging_verb"))
_HANGING_END = re.compile(r"(?:是|到底|究竟|一共|总共|还|由|被|归|于|[到至](?=$))$")
_CARRIED_TAGS = ("n", "v", "j", "l", "i", "eng", "z", "a", "s")
_OFFICES = words_of("names.office")
_NAMED = re.compile(r"《[^》]+》|“[^”]+”|\"[^\"]+\"")


def strip_asking(question: str) -> str:
    """Return a question without its question words: 青岚县一共签了几个项目？ -> 青岚县一共签了项目."""
    asking = ASKING_PHRASE.search(question)
    pieces = [
        piece.strip("，,。.！!：:；;、 ")
        for piece in re.split(r"[\x00？?]+", ASKING_PHRASE.sub("\x00", question.strip(_EDGES)))
    ]
    pieces = [_HANGING_END.sub("", piece) for piece in pieces]
    topic = "".join(piece for piece in pieces if piece).strip(_EDGES)
    return topic if asking is None else _without_last_verb(topic)


def carried_topic(asked: str, typed: str, *, is_whole: bool = False) -> str:
    """Return the part of this question that the next one may omit: the topic, or one carried before, without what was
    asked and without the attribute measured (大桥全长).

    A verb after the question word (推进会由谁主持) is what was asked, and removed unless the topic `is_whole`.
    """
    lead, comma, _ = asked.partition("，")
    if comma and asked != typed and not ASKING_PHRASE.search(lead):
        return lead
    match = ASKING_PHRASE.search(asked)
    if match and (not is_whole or "谁" in match.group()):
        before = _HANGING_END.sub("", asked[: match.start()].strip(_EDGES)).strip(_EDGES)
        after = words_as_written(asked[match.end() :].strip(_EDGES + "吗呢"))
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
    return "".join(word for word, _ in words).strip(_EDGES)


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
