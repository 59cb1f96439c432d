"""An answer as text, for the clipboard."""

from qa.answer import Answer, Citation, iso
from ui.language.labels import Labels, title_of


def answer_as_text(answer: Answer, labels: Labels) -> str:
    """Return the question, the answer with its markers, and a footnote a citation; statements struck are left out."""
    notes = [_footnote(citation, labels) for citation in answer.citations]
    return "\n\n".join(part for part in [answer.question, answer.text, "\n".join(notes)] if part)


def _footnote(citation: Citation, labels: Labels) -> str:
    article = citation.quote.article
    facts = [f"《{title_of(labels, article.title, article.id)}》", article.source, iso(article.published) or ""]
    return f"[{citation.number}] {labels.list_separator.join(fact for fact in facts if fact)}：“{citation.quote.text}”"
