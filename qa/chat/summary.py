"""Summaries: in one step of what fits the model's context, of longer articles part by part and then of the parts."""

import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from index.article import Article, Span
from index.chinese.folding import fold_text
from index.chinese.sentences import split_sentences
from index.chinese.vocabulary import compiled
from index.messages import Message
from qa.answer import HEADER_PARAGRAPH, Answer, Passage, Quote
from qa.chat.material import as_whole, asked_article, cost_of
from qa.chat.model import collect
from qa.chat.prompt import is_refusal, without_thoughts, write_prompt
from qa.chat.write import ChatWriter, Material, check_new, finished_statements, open_checker
from qa.check.verify import DraftChecker
from qa.running import AnswerEvent, StageBegan
from qa.wanted import read_wanted

MAX_ARTICLES = 6
LEAST_SCORE = 0.5
"""Least score of an article's best passage, as a share of the best of all, for the article to be summarized."""
MAX_PARTS = 12
PART_SENTENCES = 4
TASK = "用自己的话总结资料的要点，每句只写一个要点。"
_PART_TASK = f"这是长文章的一部分，写出其中最重要的内容，最多{PART_SENTENCES}句。"


@dataclass(frozen=True)
class Points:
    """What a summary is written from: `passages`, () if no part gave anything; `checker` has the points of the parts,
    which are the answer if the last step fails."""

    passages: tuple[Passage, ...]
    checker: DraftChecker
    notes: tuple[Message, ...] = ()


def wants_summary(question: str) -> bool:
    """Return whether the question asks for a summary of one or more articles."""
    folded = fold_text(question)
    return bool(compiled("wanted.summary").search(folded)) and not compiled("wanted.summary_of_work").search(folded)


def articles_asked(question: str, passages: Sequence[Passage]) -> list[Article]:
    """Return the articles to summarize, best first: the one that is meant, or the few that fit best."""
    if (one := asked_article(question, passages)) is not None:
        return [one]
    best = max(passage.score for passage in passages)
    near = [passage.article for passage in passages if passage.score >= LEAST_SCORE * best]
    return list({article.id: article for article in near or [passages[0].article]}.values())[:MAX_ARTICLES]


def cut_parts(passage: Passage, max_tokens: int) -> list[Passage]:
    """Return a passage split, in order, into parts of whole sentences that each fit in `max_tokens`."""
    texts = {paragraph.number: paragraph.text for paragraph in passage.article.paragraphs}
    sentences = [
        Span(span.paragraph, sentence.start, sentence.end)
        for span in passage.spans
        for sentence in split_sentences(texts[span.paragraph])
        if span.start <= sentence.start and sentence.end <= span.end
    ]
    parts: list[list[Span]] = [[]]
    room = max_tokens - cost_of(replace(passage, spans=()))
    used = 0
    for sentence in sentences:
        cost = sentence.end - sentence.start
        if parts[-1] and used + cost > room:
            parts.append([])
            used = 0
        parts[-1].append(sentence)
        used += cost
    return [replace(passage, spans=tuple(part)) for part in parts if part]


def gather_points(
    writer: ChatWriter, extractive: Answer, passages: Sequence[Passage], cancel: threading.Event | None
) -> Generator[AnswerEvent, None, Points]:
    """Yield which part is read, and return what the summary is written from.

    Articles that together fit the context are used whole; for longer ones the model states the main points part by
    part, and the sentences that support these points are used.
    """
    articles = articles_asked(extractive.asked, passages)
    whole = [as_whole(replace(passages[0], rank=rank), article) for rank, article in enumerate(articles, 1)]
    if sum(map(cost_of, whole)) <= writer.passage_tokens:
        return Points(tuple(whole), open_checker("", whole, writer.claims))
    parts = [part for passage in whole for part in cut_parts(passage, writer.passage_tokens)]
    checker = open_checker("", parts, writer.claims)
    read = parts[:MAX_PARTS]
    for number, part in enumerate(read, 1):
        if cancel is not None and cancel.is_set():
            break
        yield StageBegan(Message("chat-reading-part", {"number": number, "count": len(read)}))
        _read_part(writer, extractive.asked, part, checker, cancel)
    if cancel is None or not cancel.is_set():
        yield StageBegan(Message("chat-joining"))
    notes = (Message("chat-summary-cut", {"count": len(read)}),) if len(parts) > len(read) else ()
    return Points(_cited(checker, whole), checker, notes)


def _read_part(
    writer: ChatWriter, question: str, part: Passage, checker: DraftChecker, cancel: threading.Event | None
) -> None:
    prompt = write_prompt(question, [part], max_tokens=writer.passage_tokens, task=_PART_TASK)
    written = collect(writer.model, prompt, cancel)
    if written.failure is None and not is_refusal(without_thoughts(written.text)):
        known = len(checker.statements)
        for _ in check_new(checker, finished_statements(written)[:PART_SENTENCES], known):
            pass  # a point of one part is not yet a sentence of the answer


def _cited(checker: DraftChecker, whole: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the cited sentences, one passage per article, in article order."""
    cited: dict[str, set[Quote]] = {}
    for citation in checker.citations:
        if citation.quote.paragraph != HEADER_PARAGRAPH:
            cited.setdefault(citation.quote.article.id, set()).add(citation.quote)
    found = []
    for passage in whole:
        spans = {(quote.paragraph, quote.start, quote.end) for quote in cited.get(passage.article.id, ())}
        if spans:
            found.append(replace(passage, spans=tuple(Span(*span) for span in sorted(spans))))
    return tuple(found)


def write_summary(
    writer: ChatWriter, extractive: Answer, passages: Sequence[Passage], cancel: threading.Event | None
) -> Iterator[AnswerEvent]:
    """Yield the stages, the text as it is written, the statements as they are checked, and last the Answer.

    `passages` are from the articles to summarize. If stopped, or if the last step fails, the points of the parts read
    so far are the answer.
    """
    points = yield from gather_points(writer, extractive, passages, cancel)
    material = points.passages or passages
    has_parts = bool(points.checker.statements)
    checker = DraftChecker(points.passages or passages, "", writer.claims, read_wanted(extractive.asked))
    given = Material(material, TASK, points.notes, points.checker if has_parts else None)
    yield from writer.write_from(extractive, given, checker, cancel)
