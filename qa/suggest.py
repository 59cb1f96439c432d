"""Questions that the articles of a library answer, suggested to people who do not know what to ask."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from index.article import Article
from index.chinese.names import find_places
from index.chinese.vocabulary import pattern_of
from index.chinese.words import tag_words
from qa.answer import Answer, Form, Status
from qa.forms.holdings import names_in

MAX_ASKED = 24
"""Most questions tried: each takes as long as any question."""
MAX_FOLLOWED = 8
"""The same for suggesting a next question while somebody waits."""
MIN_CHARS, MAX_CHARS = 8, 28
"""Length of a clause that makes a question: shorter ones lack their subject, longer ones do not fit a button."""
MIN_BEFORE = 3
"""Least characters before the number, which say whose it is."""
MIN_TITLE_RUN = 4
"""Least consecutive characters that a clause shares with the title if it names the article's topic."""
_AMOUNT = re.compile(
    r"(?:约|近|超|逾)?(?<![\d.第年月])\d[\d,]*(?:\.\d+)?[万亿]?"
    rf"(?=余?多?{pattern_of('amounts.number_asked')})余?多?"
)
_CLAUSE = re.compile(r"[^，。；：！？、,;:!?\n（）()“”‘’《》【】〔〕\[\]]+")
_LIST = re.compile(
    r"(?:提出|讲了|提了|强调|分为|包括|采取|推出|实施|有|为)了?(?P<count>[两二三四五六七八九十]|\d{1,2})(?:点|条|项|个|大|种|方面)"
)
_NAME_TAGS = ("nr", "ns", "nt")
_VERB_TAGS = ("v", "ul", "vd", "vq", "vi")  # ul: 了 directly after its verb
_COPULAS = ("为", "是", "达", "共")
_DANGLING = re.compile(
    r"^(?:其中|此外|另外|目前|同时|并且?|而|且|但|也|又|还|这|那|该|其|它|他|她|此|因|由于|为了|据|当|在|从|自|每|共|总|截至)"
)


def suggest_questions(articles: Sequence[Article], ask: Callable[[str], Answer], count: int) -> Iterator[str]:
    """Yield up to `count` questions, one per article, each of which `ask` answers first with the clause it came from.

    They ask for a number in the article's own words: in Chinese, 多少 simply replaces the number.
    """
    found = 0
    for made in _candidates(articles):
        if found == count:
            return
        if _is_answered(ask(made.question), made):
            found += 1
            yield made.question


def questions_to_follow(
    articles: Sequence[Article], known: Sequence[str], ask: Callable[[str], Answer], count: int
) -> Iterator[str]:
    """Yield up to `count` questions besides those `known` that these articles answer, the first articles first.

    `ask` asks them as follow-ups to those known.
    """
    told = {_bare(question) for question in known}
    found = 0
    for made in islice((made for article in articles for made in questions_of(article, goes_on=True)), MAX_FOLLOWED):
        if found == count:
            return
        if _bare(made.question) not in told and _is_answered(ask(made.question), made):
            told.add(_bare(made.question))
            found += 1
            yield made.question


def _bare(question: str) -> str:
    return re.sub(r"[\W_]", "", question)


def suggest_next(answer: Answer, ask: Callable[[str], Answer], count: int) -> Iterator[str]:
    """Yield up to `count` next questions after an answer, each of which `ask` answers: for a timeline of its topic, a
    summary of its first article, and further facts in its articles."""
    articles = list({citation.quote.article.id: citation.quote.article for citation in answer.citations}.values())
    asked = {answer.question, answer.stand_alone}
    cited = {citation.quote.text for citation in answer.citations}
    told = 0
    for question, is_answered in _next_candidates(answer, articles[:_MOST_LED_ON]):
        if told == count:
            return
        if question in asked:
            continue
        asked.add(question)
        found = ask(question)
        shown = {citation.quote.text for citation in found.citations}
        if is_answered(found) and not (found.form is None and shown <= cited):
            told += 1
            yield question


def _next_candidates(answer: Answer, articles: Sequence[Article]) -> Iterator[tuple[str, Callable[[Answer], bool]]]:
    """Yield possible next questions, the likeliest first, each with a test of its answer."""
    made = [(question.question, partial(_is_answered, made=question)) for article in articles
            for question in islice(questions_of(article), _MADE_OF_ONE)]  # fmt: skip
    yield from made[:1]
    if answer.form is not Form.TIMELINE and (topic := _topic_of(answer, articles)):
        yield (
            f"梳理{topic}的时间线",
            lambda found: found.form is Form.TIMELINE and len(found.statements) >= _FEWEST_DAYS,
        )
    if answer.form is not Form.BRIEF and articles and articles[0].title:
        yield f"概括《{articles[0].title}》的要点", _is_summary
    yield from made[1:]
    if answer.form is not Form.BRIEF:
        yield from ((f"概括《{article.title}》的要点", _is_summary) for article in articles[1:] if article.title)


def _is_summary(answer: Answer) -> bool:
    return answer.form is Form.BRIEF and len(answer.statements) > 1


def _topic_of(answer: Answer, articles: Sequence[Article]) -> str:
    """Return the longest name shared by the question and the title of one of its articles, '' if there is none."""
    names = [name for article in articles for name in names_in(article.title) if name in answer.asked]
    return max(names, key=len, default="")


_MOST_LED_ON = 3
_MADE_OF_ONE = 4
_FEWEST_DAYS = 3


@dataclass(frozen=True)
class MadeQuestion:
    """A question made from a clause of an article, for its number or the list it announces."""

    question: str
    article: Article
    paragraph: int
    clause: str
    asks_list: bool


def _candidates(articles: Sequence[Article]) -> list[MadeQuestion]:
    """Return one question per article; those for a list come first, because their answers show most."""
    first = [next(questions_of(article), None) for article in articles]
    return sorted((made for made in first if made is not None), key=lambda made: not made.asks_list)[:MAX_ASKED]


def questions_of(article: Article, *, goes_on: bool = False) -> Iterator[MadeQuestion]:
    """Yield questions for an article's lists and numbers, in article order; whether they are answered is not tested.

    `goes_on`: the conversation has already named their topic.
    """
    title = None if goes_on else article.title
    for paragraph in article.paragraphs:
        for match in _CLAUSE.finditer(paragraph.text):
            clause = match.group().strip()
            listed, amounts = _LIST.search(clause), list(_AMOUNT.finditer(clause))
            if listed and _stands_alone(clause, listed.start("count"), listed.end("count"), title):
                question = f"{clause[: listed.start('count')]}哪{clause[listed.start('count') :]}？"
                yield MadeQuestion(question, article, paragraph.number, clause, asks_list=True)
            elif len(amounts) == 1 and _stands_alone(clause, *amounts[0].span(), title):
                question = f"{clause[: amounts[0].start()]}多少{clause[amounts[0].end() :]}？"
                yield MadeQuestion(question, article, paragraph.number, clause, asks_list=False)


def _stands_alone(clause: str, start: int, end: int, title: str | None) -> bool:
    """Return whether the clause, without its number, makes clear what it is about to somebody who has not seen the
    article; without a title to check this by, whether it can be asked at all."""
    before = clause[:start]
    if not MIN_CHARS <= len(clause) <= MAX_CHARS or len(before) < MIN_BEFORE or _DANGLING.match(clause):
        return False
    if any(sign.isdigit() for sign in before + clause[end:]):
        return False  # a second number is most often a date, which reads oddly in a question
    tagged = tag_words(before)
    word, tag = tagged[-1]
    has_verb = tag in _VERB_TAGS or word in _COPULAS or any(tag in _VERB_TAGS for _, tag in tag_words(clause[end:]))
    is_named = (
        title is None or bool(find_places(before)) or any(tag in _NAME_TAGS and len(word) > 2 for word, tag in tagged)
    )
    return has_verb and (is_named or _shares_run(before, title or ""))


def _shares_run(text: str, title: str) -> bool:
    runs = (text[at : at + MIN_TITLE_RUN] for at in range(len(text) - MIN_TITLE_RUN + 1))
    return any(run in title for run in runs)


def _is_answered(answer: Answer, made: MadeQuestion) -> bool:
    """Return whether the first statement is the sentence of the clause, or, for a list, from the right article."""
    if answer.status is not Status.ANSWERED:
        return False
    first = answer.citations[0].quote
    if first.article.id != made.article.id:
        return False
    return made.asks_list or (first.paragraph == made.paragraph and made.clause in first.text)
