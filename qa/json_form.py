"""The JSON that scripts depend on: `ask --json`, `batch` and HTTP print the same object."""

from typing import Any

from index.article import Article
from index.messages import say
from qa.answer import Answer, Citation, Passage, Statement, iso
from qa.running import AnswerEvent, AnswerFinished, StatementChecked, TextWritten


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as a JSON object; paragraph_text[start:end] == quote in every citation."""
    return {
        "question": answer.question,
        "asked": answer.asked,
        "status": answer.status.value,
        "answer": answer.text,
        "note": answer.note,
        "statements": [_statement_to_json(statement) for statement in answer.statements],
        "citations": [_citation_to_json(citation) for citation in answer.citations],
        "passages": [_passage_to_json(passage) for passage in answer.passages],
        "timings_ms": {
            "retrieve": round(answer.timings.retrieve, 1),
            "read": round(answer.timings.read, 1),
            "total": round(answer.timings.total, 1),
        },
    }


def article_facts(article: Article) -> dict[str, Any]:
    """Return what is known of an article but its text: the same names in every citation, passage and Document."""
    return {
        "article": article.id,
        "title": article.title,
        "published": iso(article.published),
        "source": article.source,
        "author": article.author,
        "location": article.location,
    }


def passage_facts(passage: Passage) -> dict[str, Any]:
    """Return what is known of a passage but its text; spans are [paragraph from 1, start, end], half open."""
    return {
        **article_facts(passage.article),
        "rank": passage.rank,
        "score": passage.score,
        "spans": [[span.paragraph, span.start, span.end] for span in passage.spans],
    }


def event_to_json(event: AnswerEvent) -> tuple[str, dict[str, Any]]:
    """Return the kind of an event, "text", "statement" or "answer", and its JSON object.

    A text is a chat model's draft, not checked; the answer at the end is what counts.
    """
    match event:
        case TextWritten(text):
            return "text", {"text": text}
        case StatementChecked(statement, citations):
            return "statement", {
                "statement": _statement_to_json(statement),
                "citations": [_citation_to_json(citation) for citation in citations],
            }
        case AnswerFinished(answer):
            return "answer", answer_to_json(answer)


def _statement_to_json(statement: Statement) -> dict[str, Any]:
    return {
        "text": statement.shown_text,
        "citations": list(statement.citations),
        "is_supported": statement.is_supported,
        "short_answer": statement.text[slice(*statement.highlight)] if statement.highlight else None,
    }


def _citation_to_json(citation: Citation) -> dict[str, Any]:
    quote, article = citation.quote, citation.quote.article
    return {
        "number": citation.number,
        **article_facts(article),
        "paragraph": quote.paragraph,
        "start": quote.start,
        "end": quote.end,
        "quote": quote.text,
        "paragraph_text": quote.paragraph_text,
        "also_published": _reprints_to_json(article),
    }


def article_to_json(article: Article) -> dict[str, Any]:
    """Return the whole article as a JSON object; a citation's paragraph is one of `paragraphs`, by number."""
    facts = article_facts(article)
    return {
        "id": facts.pop("article"),
        **facts,
        "note": say(article.note),
        "also_published": _reprints_to_json(article),
        "paragraphs": [{"number": paragraph.number, "text": paragraph.text} for paragraph in article.paragraphs],
    }


def _reprints_to_json(article: Article) -> list[dict[str, Any]]:
    return [
        {
            "article": reprint.id,
            "title": reprint.title,
            "published": iso(reprint.published),
            "source": reprint.source,
            "location": reprint.location,
        }
        for reprint in article.reprints
    ]


def _passage_to_json(passage: Passage) -> dict[str, Any]:
    return {
        "rank": passage.rank,
        "score": round(passage.score, 4),
        "article": passage.article.id,
        "title": passage.article.title,
        "published": iso(passage.article.published),
        "source": passage.article.source,
        "text": passage.text,
    }
