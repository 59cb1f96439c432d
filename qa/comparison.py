"""Which of two things is more, decided only if both answers contain one plain amount of the same kind."""

from collections.abc import Sequence

from index.chinese.amounts import Amount, read_amounts
from index.chinese.folding import fold_text
from index.chinese.measures import in_basic_unit, kind_asked, kind_of_unit, wants_less
from qa.answer import DraftStatement
from qa.parts import Comparison


def decide(comparison: Comparison, answers: Sequence[Sequence[DraftStatement]]) -> str:
    """Return the result with both figures as written in the articles, '' if the first statements do not settle it or
    are the same."""
    if len(answers) != 2 or not all(answers) or _say_one_thing(answers[0][0], answers[1][0]):
        return ""
    amounts = [_plain_amount(statements[0], comparison.by) for statements in answers]
    left, right = amounts
    if left is None or right is None:
        return ""
    a, b = _size(left[0]), _size(right[0])
    if a[1] != b[1]:
        return ""
    figures = f"{comparison.things[0]}{left[1]}，{comparison.things[1]}{right[1]}"
    if a[0] == b[0]:
        return f"两者相同：{figures}"
    is_first = (a[0] > b[0]) is not wants_less(comparison.by)
    return f"{comparison.things[0 if is_first else 1]}更{comparison.by}：{figures}"


def _say_one_thing(left: DraftStatement, right: DraftStatement) -> bool:
    """Return whether two answers are the same sentence without different highlights."""
    is_one = left.quotes == right.quotes
    return is_one and (left.highlight == right.highlight or None in (left.highlight, right.highlight))


def _plain_amount(statement: DraftStatement, by: str) -> tuple[Amount, str] | None:
    """Return the only amount of the right kind in the short answer, else in the statement, and its text."""
    texts = [statement.text[slice(*statement.highlight)]] if statement.highlight else []
    for text in [*texts, statement.text]:
        found = [amount for amount in read_amounts(fold_text(text)) if _is_of_kind(amount, by)]
        if len(found) == 1:
            return found[0], text[found[0].start : found[0].end]
    return None


def _is_of_kind(amount: Amount, by: str) -> bool:
    if wanted := kind_asked(by):
        return kind_of_unit(amount.unit) == wanted
    return amount.unit not in ("", "年", "月", "日", "时", "分", "%", "个") and not amount.is_article


def _size(amount: Amount) -> tuple[float, str]:
    """Return the amount in the basic unit of its kind, and the kind."""
    return in_basic_unit(amount.value, amount.unit), kind_of_unit(amount.unit)
