"""Check a draft: only what a verbatim quote supports becomes part of an Answer."""

from qa.answer import Citation, DraftAnswer, Quote, Statement


def check_draft(draft: DraftAnswer) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Return the statements whose text is a quote of an article, with their citations numbered by first use.

    A statement whose quotes are not verbatim, or that says something its quotes do not, is left out.
    """
    numbers: dict[tuple[str, int, int, int], int] = {}
    citations: list[Citation] = []
    statements: list[Statement] = []
    for statement in draft.statements:
        if not _is_supported(statement.text, statement.quotes):
            continue
        used = []
        for quote in statement.quotes:
            key = (quote.article.id, quote.paragraph, quote.start, quote.end)
            if key not in numbers:
                numbers[key] = len(citations) + 1
                citations.append(Citation(numbers[key], quote))
            used.append(numbers[key])
        statements.append(
            Statement(statement.text, tuple(used), statement.highlight, statement.before, statement.after)
        )
    return tuple(statements), tuple(citations)


def _is_supported(text: str, quotes: tuple[Quote, ...]) -> bool:
    return bool(text.strip()) and bool(quotes) and text == "".join(quote.text for quote in quotes)
