"""What a question is about, and what a follow-up refers to: 他, 该县, 这两个县, 这个会议."""

import re
from collections.abc import Iterator, Sequence

from index.chinese.folding import fold_text
from index.chinese.names import ENDINGS, NAME, are_names, find_likely_people, find_people, find_places
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, groups_of, pattern_of, words_of
from index.chinese.words import words_as_written
from qa.conversation.replacement import find_thing
from qa.conversation.topic import carried_topic, own_names
from qa.conversation.turn import Turn, text_of
from qa.joined import ATTRIBUTES

_ASKS_PERSON = re.compile(rf"{pattern_of('asking.kind_person')}|叫什么")
_PERSON = compiled("pointing.person")
_HERE = compiled("pointing.here")
_NO_THINGS = frozenset(words_of("pointing.no_thing"))
_BUILT_THINGS = words_of("places.built_thing")
_NOUN_TAGS = ("n", "vn", "j", "l", "eng", "s", "b", "m")
_WORK = re.compile(r"《[^》]+》")
_ATTRIBUTE = compiled("likeness.attribute")
_TOLD_TO_BE = re.compile(rf"(?:是|为|由|叫)[^，。；、]{{0,14}}?(?P<name>{NAME})(?=[，。；、]|$)")
"""A name at the end of what says who somebody is: 她的教练是退役队员仇远山。"""
_ONE_NAME = re.compile("[\u4e00-\u9fff]{2,4}")
MAX_PHRASE_CHARS = 16


def name_antecedents(question: str, history: Sequence[Turn]) -> str:
    """Return the question with its references replaced by names, or the question itself if nothing is found."""
    question = _name_places(question, history)
    question = _name_person(question, history)
    if own_names(question):
        return question
    named = _name_thing(question, history[-1])
    return named if named != question else _name_it(question, history)


def points_back(question: str) -> bool:
    """Return whether a question still contains a word that refers to something said before."""
    said = compiled("follow_up.links").sub("", question)  # 那押金: what follows, not that one
    return any(pattern.search(said) for pattern in (_PERSON, _HERE, compiled("pointing.back")))


def last_person(history: Sequence[Turn]) -> str:
    """Return the person last mentioned, or ''. After 谁 it is the one named in the answer."""
    for turn in reversed(history):
        for name in _people_of(turn):
            return _full_name(name, turn)
    return ""


def _full_name(name: str, turn: Turn) -> str:
    """Return the full name from the articles, as found after an office or before a verb of speech: 张荷 -> 张荷红."""
    shown = [full for article in turn.articles for full in find_people(fold_text(text_of(article)))]
    return name if name in shown else next((full for full in shown if full.startswith(name)), name)


def _people_of(turn: Turn) -> Iterator[str]:
    asked = find_people(turn.asked)
    if _ASKS_PERSON.search(turn.asked) and not any(f"{name}是" in turn.asked for name in asked):  # 谢春生是谁
        yield from _answered_people(turn)
    yield from reversed(asked)
    yield from _answered_people(turn)
    yield from reversed(find_likely_people(turn.asked))
    if not turn.statements and turn.answer.passages:
        yield from find_people(fold_text(turn.answer.passages[0].text))


def _answered_people(turn: Turn) -> Iterator[str]:
    """Yield the people of the answer: first inside the short answer, then in the statements."""
    supported = [statement for statement in turn.answer.statements if statement.is_supported]
    for statement in supported[:1]:
        if statement.highlight:
            text, (start, end) = fold_text(statement.text), statement.highlight
            around = [name for name in find_people(text) if _stands_in(text, name, start, end)]
            around = around or find_likely_people(text[start:end])
            # 荀若梨, of which the tagger knows 荀若, and 佟小麓, of which it knows nothing
            is_name = _ONE_NAME.fullmatch(text, start, end) and (around or are_names(text[start:end]))
            around = [text[start:end]] if is_name else around
            # 麦振邦的女儿麦语桐 is the second.
            yield from sorted(around, key=lambda name: f"{name}的" in text[start:end])
        elif _ASKS_PERSON.search(turn.asked) and (told := _TOLD_TO_BE.search(fold_text(statement.text))):
            yield told["name"]
    for statement in supported:
        yield from [statement.before] if 2 <= len(statement.before) <= 4 else []  # who 他 in the statement is
        yield from find_people(fold_text(statement.text))


def _stands_in(text: str, name: str, start: int, end: int) -> bool:
    return any(m.start() < end and start < m.end() for m in re.finditer(re.escape(name), text))


def _name_person(question: str, history: Sequence[Turn]) -> str:
    if not _PERSON.search(question) or find_people(question):
        return question
    name = last_person(history)
    return _PERSON.sub(name, question, count=1) if name else question


def _name_places(question: str, history: Sequence[Turn]) -> str:
    if match := compiled("pointing.places").search(question):
        count = int(read_numeral(match["count"]) or 2)
        places = _places_before(history, match["ending"])[:count]
        if len(places) == count:
            return question[: match.start()] + "和".join(reversed(places)) + question[match.end() :]
    if match := compiled("pointing.place").search(question):
        places = _places_before(history, match["ending"])
        if places:
            return question[: match.start()] + places[0] + question[match.end() :]
    if match := _HERE.search(question):
        places = [place for turn in reversed(history) for place in reversed(find_places(turn.asked))]
        if places:
            return question[: match.start()] + places[0] + question[match.end() :]
    return question


def _places_before(history: Sequence[Turn], ending: str) -> list[str]:
    """Return the places with this ending, last named first: those in the questions, then those in the answers."""
    asked = [turn.asked for turn in reversed(history)]
    told = [text for turn in reversed(history) for text in turn.statements]
    places = [place for text in asked for place in reversed(find_places(text)) if place.endswith(ending)]
    return list(dict.fromkeys(places or [p for text in told for p in find_places(text) if p.endswith(ending)]))


def _name_thing(question: str, last: Turn) -> str:
    """Return the question with 这个会议 replaced by the phrase that named the meeting, if any."""
    match = compiled("pointing.thing").search(question)
    if match is None:
        return question
    topic = carried_topic(last.asked, last.question)
    texts = [last.asked, *(article.title for article in last.articles), *last.statements]
    noun = words_as_written(match["noun"])[0][0]
    if noun in _NO_THINGS or (len(noun) == 1 and noun in ENDINGS + "人事天日年月"):
        return question
    heads = [character for character in (noun[-1], noun[0]) if character in _BUILT_THINGS]  # 会议 for 动员大会
    if noun in words_of("pointing.work") and (work := _WORK.search(last.asked)):
        return question[: match.start()] + work.group() + question[match.start("noun") + len(noun) :]
    kinds = [ending for group in groups_of("pointing.kind") if noun == group[0] for ending in group[1:]]
    for ending in (noun, *kinds, *heads):
        found = (_phrase_ending(text, ending) for text in texts)
        phrase = topic if topic.endswith(ending) else next(filter(None, found), "")
        if phrase:
            return question[: match.start()] + phrase + question[match.start("noun") + len(noun) :]
    return question


def _name_it(question: str, history: Sequence[Turn]) -> str:
    """Return the question with 它 replaced by the thing the last question was about (它的库容 -> 黛山水库的库容), or
    one before where that named none (收费吗)."""
    match = compiled("pointing.it").search(question)
    spoken = next(filter(None, map(spoken_of, reversed(history[-_TURNS_SPOKEN:]))), "") if match else ""
    return question[: match.start()] + spoken + question[match.end() :] if match and spoken else question


_TURNS_SPOKEN = 3


def spoken_of(last: Turn) -> str:
    """Return the thing the last question was about, without what it asked (黛山水库坝高 -> 黛山水库), or ''."""
    if work := _WORK.search(last.asked):
        return work.group()
    if (thing := find_thing(last.question)) and not _ATTRIBUTE.search(thing):
        return thing
    asked = carried_topic(last.asked, last.question, is_whole=True)
    if owned := compiled("likeness.owned").match(asked):
        is_said_of_it = _ATTRIBUTE.search(owned["attribute"]) or owned["attribute"] in ATTRIBUTES
        asked = owned["owner"] if is_said_of_it else owned["attribute"]
    run = _first_nouns(asked)
    for count in (2, 1):
        if len(run) > count and _ATTRIBUTE.fullmatch("".join(run[-count:])):
            run = run[:-count]
    spoken = "".join(run)
    return spoken if len(spoken) > 1 and not _ATTRIBUTE.fullmatch(spoken) and not _is_deed(run, asked) else ""


def _first_nouns(asked: str) -> list[str]:
    """Return the words of the first run of nouns of more than one character, or of the last run."""
    run: list[str] = []
    for word, tag in words_as_written(asked):
        if tag.startswith(_NOUN_TAGS) or (tag in ("x", "a") and run):
            run.append(word)
        elif run and len("".join(run)) > 1:
            break
        else:
            run = []
    return run


def _is_deed(run: Sequence[str], asked: str) -> bool:
    """Return whether the only word is one for what is done, all that a question says: 收费."""
    return len(run) == 1 and dict(words_as_written(asked)).get(run[0], "").startswith("v")


def _phrase_ending(text: str, noun: str) -> str:
    """Return the longest run of nouns in the text that ends with this noun and is longer than it, or ''."""
    run = before = ""
    for word, tag in words_as_written(text):
        run = run + word if tag.startswith(_NOUN_TAGS) or (word == "的" and run) else ""
        if run == noun and len(before) > 1:
            run = before + run  # 控烟条例: a verb as modifier
        if run.endswith(noun) and len(noun) < len(run) <= MAX_PHRASE_CHARS:
            return run
        before = word if tag.startswith("v") else ""
    return ""
