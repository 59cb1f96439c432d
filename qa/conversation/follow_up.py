"""Make a follow-up stand alone, by rule: what it omits or refers to is filled in from earlier turns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article, Span, overlap
from index.chinese.asking import ASKING_PHRASE, AnswerKind, find_kind, in_written_words
from index.chinese.enumeration import find_enumerations, head_of
from index.chinese.folding import fold_text, simplify
from index.chinese.numerals import read_numeral
from index.chinese.vocabulary import compiled, words_of
from index.chinese.words import STOP_WORDS, words_as_written
from qa.answer import HEADER_PARAGRAPH, Quote, quote_sentences
from qa.conversation.antecedents import name_antecedents, points_back
from qa.conversation.remarks import asks_again
from qa.conversation.replacement import Closest, Named, find_thing, names_place, replace_like, replace_thing
from qa.conversation.topic import (
    bigrams,
    is_short,
    is_whole_sentence,
    own_names,
    told_topic_only,
    topic_for,
    topic_words,
    weak_names,
)
from qa.conversation.turn import Turn, text_of
from qa.parts import read_parts
from qa.question import read_question
from qa.reader.metadata import find_asked_field, strip_field_words

# ---- 第二条具体是什么: an item of the list in an earlier answer, with everything under it


MAX_SENTENCES = 8
"""Most sentences of an item that are shown; the rest can be read in the article."""


@dataclass(frozen=True)
class ListItem:
    """The item asked for: its head as shown in the list, everything under it, and what is asked about it.

    `rest` is empty if the whole item is asked for.
    """

    head: str
    quotes: tuple[Quote, ...]
    rest: str


def is_item_question(question: str) -> bool:
    """Return whether a question asks for the n-th of something listed."""
    return compiled("follow_up.item").match(question) is not None


def find_list_item(question: str, history: Sequence[Turn]) -> ListItem | None:
    """Return the item of the last list answered, None if the question asks for none or there is no such item."""
    match = compiled("follow_up.item").match(question)
    if match is None:
        return None
    place = 0 if match["first"] else -1 if match["last"] else int(read_numeral(match["n"]) or 0) - 1
    rest = "" if compiled("follow_up.only_asks").match(match["rest"]) else match["rest"]
    lists = (turn for turn in reversed(history) if not is_item_question(turn.question))
    for turn in lists:
        found = _item_of_article(turn, place) or _item_of_answer(turn, place)
        if found is not None:
            head, quotes = found
            return ListItem(head, quotes, rest)
    return None


def _item_of_article(turn: Turn, place: int) -> tuple[str, tuple[Quote, ...]] | None:
    """Return the item of the enumeration of which the answer quotes most."""
    best: tuple[int, Article, Span] | None = None
    for article in turn.articles:
        for enumeration in find_enumerations(article):
            quoted = sum(_is_quoted(turn, article, span) for span in enumeration.items)
            if place < len(enumeration.items) and quoted > (best[0] if best else 0):
                best = (quoted, article, enumeration.items[place])
    if best is None:
        return None
    _, article, span = best
    text = next(paragraph.text for paragraph in article.paragraphs if paragraph.number == span.paragraph)
    head = head_of(text, span)
    return text[head.start : head.end], quote_sentences(article, text, span, MAX_SENTENCES)


def _is_quoted(turn: Turn, article: Article, span: Span) -> bool:
    quotes = (citation.quote for citation in turn.answer.citations)
    return any(quote.article.id == article.id and overlap(quote, span) for quote in quotes)


def _item_of_answer(turn: Turn, place: int) -> tuple[str, tuple[Quote, ...]] | None:
    """Return the n-th statement of an answer that has several."""
    statements = [statement for statement in turn.answer.statements if statement.is_supported]
    if len(statements) < 2 or place >= len(statements):
        return None
    quotes = {citation.number: citation.quote for citation in turn.answer.citations}
    return statements[place].text, tuple(quotes[number] for number in statements[place].citations)


# ---- The stand-alone question


REMEMBERED_TURNS = 8
"""How many turns are considered; older ones are hardly meant."""
LEAST_SHARED = 1 / 3
"""Least share of a question's topic (bigrams) in the articles cited before for it to be a follow-up about them. Set on
our own dialogues: docs/conversation.md."""
LIKE_TURNS = 3
"""In how many turns back a follow-up's 男子 may find the 女子 that it takes the place of."""
MAX_HEAD_CHARS = 24
"""A longer head of a list item is shortened to its first clause."""


@dataclass(frozen=True)
class StandAlone:
    """A question that can be asked by itself, and what the conversation knows about its answer.

    `near` are ids of the articles it is probably about, `is_bound` whether only they may answer. `item` are the
    sentences asked for, if the conversation knows them; `told` those shown before, if more are asked for.
    `shortened` is searched instead of `question` unless ''. `otherwise` is asked if this finds no answer.
    """

    question: str
    near: tuple[str, ...] = ()
    is_bound: bool = False
    item: tuple[Quote, ...] = ()
    told: tuple[Quote, ...] = ()
    shortened: str = ""
    otherwise: "StandAlone | None" = None


def stand_alone(
    question: str, history: Sequence[Turn], closest: Closest | None = None, is_named: Named | None = None
) -> StandAlone:
    """Return the question as it can be asked without the earlier turns (`history`, oldest first).

    A question on a new topic is returned unchanged. `closest` picks the word closest in meaning to another one, to find
    what 那玉米呢 replaces; without it, the noun beside the question word is replaced. `is_named` tells whether an
    article's title has a name, so that 双桥呢 can mean 双桥水库.
    """
    turns = [turn for turn in history if not turn.is_remark][-REMEMBERED_TURNS:]
    text = in_written_words(simplify(question).strip())
    if not turns or not text:
        return StandAlone(question)
    if asks_again(text):
        return StandAlone(turns[-1].asked, near=_ids(turns[-1].articles))
    turns = _turns_meant(text, turns)
    if corrected := compiled("follow_up.correction").match(text):
        text = corrected["meant"] if ASKING_PHRASE.search(text) else f"{corrected['meant'].rstrip('。')}呢"
    found = (
        _about_item(text, turns)
        or _about_article(text, turns)
        or _about_more(text, turns)
        or _about_both(text, turns)
        or _about_reason(text, turns)
        or _about_thing(text, turns, closest, is_named)
    )
    return found or _about_topic(question, text, turns)


def _turns_meant(text: str, turns: list[Turn]) -> list[Turn]:
    """Return the turns up to the one that a follow-up goes on from: the last, or one before where only that speaks of
    what the follow-up says (那押金什么时候退, after a question about a museum)."""
    thing = find_thing(text)
    said = [fold_text(word) for word in ([thing] if thing else _said_words(text))]
    if not said or points_back(text) or any(word in _told_text(turns[-1], turns[-1].articles) for word in said):
        return turns
    for place in range(len(turns) - 2, -1, -1):
        spoken = [turns[place].asked, *turns[place].statements, *(map(text_of, turns[place].articles) if thing else ())]
        if all(word in fold_text("".join(spoken)) for word in said):
            return turns[: place + 1]
    return turns


def _said_words(text: str) -> list[str]:
    """Return the words that show what a follow-up is about, also those of one character (退)."""
    words = words_as_written(ASKING_PHRASE.sub(" ", compiled("follow_up.links").sub("", text)))
    told = [word for word, tag in words if tag.startswith(("n", "v", "j", "eng")) and word not in STOP_WORDS]
    return [word for word in told if word in topic_words(text) or (len(word) == 1 and word not in _SMALL_VERBS)]


_SMALL_VERBS = frozenset(words_of("words.no_content"))


def _about_item(text: str, turns: Sequence[Turn]) -> StandAlone | None:
    item = find_list_item(text, turns)
    if item is None:
        return None
    near = tuple(dict.fromkeys(quote.article.id for quote in item.quotes))
    head = item.head.strip("。；;，,：: ")
    head = head if len(head) <= MAX_HEAD_CHARS else re.split(r"[，,。；;：:](?=.)", head[6:])[0].join((head[:6], ""))
    if item.rest:
        return StandAlone(f"“{head}”{item.rest}", near=near, is_bound=True)
    return StandAlone(f"“{head}”具体是什么？", near=near, is_bound=True, item=item.quotes)


def _about_article(text: str, turns: Sequence[Turn]) -> StandAlone | None:
    """Relate 这篇报道是谁写的 and 什么时候发布的 to the article cited before."""
    articles = _last_articles(turns)
    if not articles:
        return None
    article = articles[0]
    name = f"《{article.title}》这篇报道" if article.title else "这篇报道"
    match = compiled("writing.this_piece").search(text)
    if match is None and turns[-1].answer.is_from_catalogue:  # 最新的文章是哪篇, 它讲了什么
        match = compiled("pointing.it").search(text)
    if match:
        asked = text[: match.start()] + name + text[match.end() :]
        told = _told(turns) if compiled("follow_up.more").search(text) else ()
        return StandAlone(asked, near=(article.id,), is_bound=True, told=told)
    if own_names(text) or not _asks_field_only(text, turns[-1]):
        return None
    return StandAlone(f"{name}{compiled('follow_up.links').sub('', text)}", near=(article.id,), is_bound=True)


def _asks_field_only(text: str, last: Turn) -> bool:
    """Return whether the question asks who wrote or published an article, or when, and says nothing else.

    When something was published, or is valid, is a question about the article only where the article was spoken of.
    """
    question = read_question(f"这篇报道{compiled('follow_up.links').sub('', text)}")
    field = find_asked_field(question)
    if not field or topic_words(strip_field_words(question)):
        return False
    is_of_article = any(citation.quote.paragraph == HEADER_PARAGRAPH for citation in last.answer.citations)
    return is_of_article or field in _SAID_OF_ARTICLES


_SAID_OF_ARTICLES = ("作者", "来源", "标题")
"""Fields that a question names of an article only; 有效期 and the day may be those of what it tells of."""


def _about_more(text: str, turns: Sequence[Turn]) -> StandAlone | None:
    if not compiled("follow_up.more_only").match(text):
        return None
    asked = turns[-1].asked.removeprefix("除此之外，")
    return StandAlone(f"除此之外，{asked}", near=_ids(_last_articles(turns)), told=_told(turns))


def _about_both(text: str, turns: Sequence[Turn]) -> StandAlone | None:
    """Relate 哪个更贵 to the two things compared last, or asked about one after the other (甲桥多长, 乙桥呢)."""
    if not compiled("follow_up.which_of_both").match(text):
        return None
    compared = read_parts(turns[-1].asked).comparison
    things = compared.things if compared else _things_in_turn(turns)
    asked = f"{things[0]}和{things[1]}{compiled('follow_up.links').sub('', text)}" if things else ""
    if not asked or read_parts(asked).comparison is None:
        return None
    return StandAlone(asked, near=_ids([article for turn in turns[-2:] for article in turn.articles]))


def _things_in_turn(turns: Sequence[Turn]) -> tuple[str, str] | None:
    """Return the thing of the question before last, behind what both questions begin with (月卡|江北店), and the one
    that the last question put in its place; None if it put none."""
    new = find_thing(turns[-1].question)
    if len(turns) < 2 or not new:
        return None
    before, after = (turn.asked.rstrip("？?。 ") for turn in turns[-2:])
    start = after.find(new)
    if start < 0 or before[:start] != after[:start]:
        return None
    rest = after[start + len(new) :]
    old = before[start : len(before) - len(rest)] if rest and before.endswith(rest) else ""
    return (f"{before[:start]}{old}", new) if len(old) > 1 else None


def _about_reason(text: str, turns: Sequence[Turn]) -> StandAlone | None:
    """Relate 为什么 to what the last question asked to be confirmed: 能加消毒液吗，为什么."""
    asked = turns[-1].asked.rstrip("？?。 ")
    if not compiled("follow_up.why_only").match(text) or not compiled("yes_no.asked").search(fold_text(asked)):
        return None
    return StandAlone(f"{asked}，为什么？", near=_ids(turns[-1].articles))


def _about_thing(
    text: str, turns: Sequence[Turn], closest: Closest | None, is_named: Named | None
) -> StandAlone | None:
    thing = find_thing(text)
    if not thing or points_back(thing):
        return None
    like = next((turn for turn in reversed(turns[-LIKE_TURNS:]) if _asks_of_like(thing, turn)), None)
    asked = replace_like(thing, like.asked) if like else ""
    last = turns[-1]
    if len(turns) > 1 and find_kind(fold_text(last.question)) is AnswerKind.REASON:  # 产量多少, 为什么这么少, 今年呢
        last = turns[-2]
    asked = asked or replace_thing(thing, last.asked, last.question, last.articles, closest, is_named)
    if not asked:
        return None
    articles = _last_articles(turns)
    is_elsewhere = names_place(thing) and not _is_named_in(articles, own_names(thing))
    near = () if is_elsewhere else _ids(articles)
    told = told_topic_only(asked, last)
    if near and asked.endswith(f"，{told}"):  # nothing is left to say of what it asks
        return StandAlone(told, near, is_bound=True, otherwise=StandAlone(asked, near))
    return StandAlone(told, near)


def _asks_of_like(thing: str, turn: Turn) -> bool:
    """Return whether a turn asked itself about a thing of one kind with this one: 男子 after 女子冠军是谁."""
    return bool(replace_like(thing, turn.asked if find_thing(turn.question) else turn.question))


def _about_topic(question: str, text: str, turns: Sequence[Turn]) -> StandAlone:
    """Replace pronouns by names, and put the topic before a question that has none of its own."""
    named = name_antecedents(text, turns)
    articles = _last_articles(turns)
    told = _told(turns) if compiled("follow_up.more").search(text) else ()
    near = _ids(articles)
    if named != text:
        if points_back(named) and not own_names(named):
            named = _with_topic(named, turns[-1])
        return StandAlone(named, near=_ids(turns[-1].articles) or near, told=told)
    if own_names(text):
        return _about_named(question, text, turns)
    text = compiled("follow_up.links").sub("", text)
    if _is_other_topic(text, turns[-1], articles) and not (_has_no_subject(text) and not weak_names(text)):
        carried = StandAlone(_with_topic(text, turns[-1]), near, told=told)
        return StandAlone(question, otherwise=None if weak_names(text) else carried)
    is_foreign = _shared(topic_words(text), _told_text(turns[-1], articles)) == 0
    may_be_new = not is_short(text) or is_foreign
    is_of_place = words_as_written(text)[0][0] in words_of("follow_up.role")
    alone = StandAlone(question) if may_be_new and not is_of_place and not points_back(text) else None
    asked = _with_topic(text, turns[-1])
    # Within the articles cited before, the topic's words need not match again.
    inside = StandAlone(asked, near, is_bound=bool(near), told=told, shortened=text, otherwise=alone)
    anywhere = StandAlone(asked, near, told=told, otherwise=inside if near else alone)
    if not near or may_be_new:
        return anywhere
    # So little is said (要带什么) that any article might seem to answer it.
    return StandAlone(asked, near, is_bound=True, told=told, otherwise=anywhere)


def _about_named(question: str, text: str, turns: Sequence[Turn]) -> StandAlone:
    """Return a question with a name unchanged, unless the name is all it says: 禾阳县有多少家？"""
    articles = _last_articles(turns)
    near = _ids(articles) if _is_named_in(articles, own_names(text)) else ()
    if not topic_words(text) and names_place(text):
        return StandAlone(replace_thing(own_names(text)[0], turns[-1].asked, turns[-1].question) or question, near=near)
    alone = compiled("follow_up.links").sub("", text)
    return StandAlone(question if alone == text else alone, near=near)


def _is_named_in(articles: Sequence[Article], names: Sequence[str]) -> bool:
    texts = [fold_text(text_of(article)) for article in articles]
    return bool(names) and any(all(fold_text(name) in text for name in names) for text in texts)


def _is_other_topic(text: str, last: Turn, articles: Sequence[Article]) -> bool:
    """Return whether the question has a topic that neither the articles nor the last question share."""
    words = topic_words(text)
    if points_back(text):
        return False
    told = _told_text(last, articles)
    if is_whole_sentence(text):
        return _shared([ASKING_PHRASE.split(text)[0].strip("了")], told) < LEAST_SHARED
    if is_short(text):
        return any(len(name) > 3 and name not in told for name in map(fold_text, weak_names(text)))
    if any(name in fold_text(last.asked) or name not in told for name in map(fold_text, weak_names(text))):
        return True
    return _shared(words, told) < LEAST_SHARED


def _has_no_subject(text: str) -> bool:
    """Return whether a question leaves open of what it asks: it names no thing (晚上冷不冷), asks whether what its
    first verb says is so (包来回路费吗), or begins with somebody of whom every place has one (老板)."""
    words = words_as_written(compiled("follow_up.links").sub("", text))
    first, tag = words[0] if words else ("", "")
    if first in words_of("follow_up.role"):
        return True
    if not tag.startswith(("t", "d", "f", "v")):
        return False
    is_whether = compiled("yes_no.asked").search(fold_text(text)) and tag.startswith("v") and len(first) == 1
    told = words_as_written(compiled("words.whether").sub("", text))
    return bool(is_whether) or not any(tag.startswith(_TAGS_OF_THINGS) for _, tag in told)


_TAGS_OF_THINGS = ("n", "j", "l", "i", "a", "eng", "vn")


def _shared(words: Sequence[str], told: str) -> float:
    """Return the share of the words' bigrams found in the text; 1 if there are none."""
    pairs = bigrams([fold_text(word) for word in words])
    return sum(pair in told for pair in pairs) / len(pairs) if pairs else 1.0


def _told_text(last: Turn, articles: Sequence[Article]) -> str:
    return "".join(fold_text("\n".join([last.asked, *map(text_of, articles)])).split())  # lines may break words


def _with_topic(text: str, last: Turn) -> str:
    rest = compiled("follow_up.links").sub("", text)
    topic = topic_for(rest, last)
    return f"{topic}，{rest}" if topic and topic not in rest else rest


def _last_articles(turns: Sequence[Turn]) -> tuple[Article, ...]:
    """Return the articles of the last answer that cites any."""
    return next((turn.articles for turn in reversed(turns) if turn.articles), ())


def _ids(articles: Sequence[Article]) -> tuple[str, ...]:
    return tuple(article.id for article in articles)


def _told(turns: Sequence[Turn]) -> tuple[Quote, ...]:
    return tuple(citation.quote for turn in turns for citation in turn.answer.citations)
