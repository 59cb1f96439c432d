"""Which of two things is more, decided only if both answers contain one plain amount of the same kind."""

from collections.abc import Sequence

from index.chinese.amounts import Amount, read_amounts
from index.chinese.folding import fold_text
from index.chinese.measures import in_basic_unit, kind_asked, kind_of_unit, wants_less, with_whole_unit
from index.chinese.vocabulary import compiled, words_of
from qa.answer import DraftStatement
from qa.joined import Comparison


def decide(comparison: Comparison, answers: Sequence[Sequence[DraftStatement]]) -> str:
    """Return the result with both figures as written in the articles, '' if the first statements do not settle it or
    are the same."""
    if len(answers) != 2 or not all(answers) or _say_one_thing(answers[0][0], answers[1][0]):
        return ""
    amounts = [_plain_amount(statements[0], comparison.by) for statements in answers]
    left, right = amounts
    if left is None or right is None:
        return ""
    a, b = _size(*left[:2]), _size(*right[:2])
    if a[1] != b[1]:
        return ""
    figures = "，".join(beside(thing, told[2]) for thing, told in zip(comparison.things, (left, right), strict=True))
    if a[0] == b[0]:
        return f"两者相同：{figures}"
    is_first = (a[0] > b[0]) is not wants_less(comparison.by)
    return f"{comparison.things[0 if is_first else 1]}更{comparison.by}：{figures}"


def beside(thing: str, figure: str) -> str:
    """Return a thing and its figure, apart where both would run into one number (A3 186克)."""
    return f"{thing} {figure}" if thing[-1].isascii() and thing[-1].isalnum() else f"{thing}{figure}"


def _say_one_thing(left: DraftStatement, right: DraftStatement) -> bool:
    """Return whether two answers are the same sentence without different highlights."""
    is_one = left.quotes == right.quotes
    return is_one and (left.highlight == right.highlight or None in (left.highlight, right.highlight))


def _plain_amount(statement: DraftStatement, by: str) -> tuple[Amount, str, str] | None:
    """Return the only amount of the right kind in the short answer, else in the statement, its unit and its text."""
    texts = [statement.text[slice(*statement.highlight)]] if statement.highlight else []
    for text in [*texts, statement.text]:
        folded = fold_text(text)
        codes = [match.span() for match in compiled("named.code").finditer(folded)]
        amounts = (each for each in read_amounts(folded) if not any(start < each.start < end for start, end in codes))
        whole = [with_whole_unit(folded, amount) for amount in amounts]
        found = [(amount, unit) for amount, unit in whole if _is_of_kind(amount, unit, by)]
        if not found and by in words_of("parts.high_or_low"):  # 硬度高: no height
            found = [(amount, unit) for amount, unit in whole if _is_of_kind(amount, unit, "多")]
        if len(found) == 1:
            amount, unit = found[0]
            return amount, unit, text[amount.start : amount.end]
    return None


def _is_of_kind(amount: Amount, unit: str, by: str) -> bool:
    if wanted := kind_asked(by):
        return kind_of_unit(unit.partition("/")[0]) == wanted
    return unit not in ("", "年", "月", "日", "时", "分", "%", "个") and not amount.is_article


def _size(amount: Amount, unit: str) -> tuple[float, str]:
    """Return the amount in the basic unit of its kind, and the kind."""
    return in_basic_unit(amount.value, unit), kind_of_unit(unit)
