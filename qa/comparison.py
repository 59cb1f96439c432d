"""Which of two things is more, decided only if both answers contain one plain amount of the same kind."""

from collections.abc import Sequence

from index.chinese.amounts import Amount, read_amounts
from index.chinese.folding import fold_text
from index.chinese.measures import in_basic_unit, kind_asked, kind_of_unit, unit_of_head, wants_less, with_whole_unit
from index.chinese.vocabulary import compiled, words_of
from index.rows import find_cells
from qa.answer import DraftStatement
from qa.joined import Comparison


def decide(comparison: Comparison, answers: Sequence[Sequence[DraftStatement]]) -> str:
    """Return the result with both figures as written in the articles, '' if the first statements do not settle it or
    are the same."""
    if len(answers) != 2 or not all(answers) or _say_one_thing(answers[0][0], answers[1][0]):
        return ""
    if any(_are_rows_apart(statements, comparison.by) for statements in answers):
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


def are_of_two_matters(asked: str, answers: Sequence[Sequence[DraftStatement]]) -> bool:
    """Return whether both answers begin with rows under the same heads, and a cell of one is named in the question and
    the other's under that head is not: the price of 四轮定位 for one car, that of 补胎 for the other."""
    rows = [_values(statements[0].text) for statements in answers if statements]
    if len(rows) < len(answers) or len({tuple(row) for row in rows}) > 1:
        return False
    folded = fold_text(asked)
    named = [{head for head, value in row.items() if len(value) > 1 and value in folded} for row in rows]
    return any(head not in other for other in named for head in set[str]().union(*named))


def _values(text: str) -> dict[str, str]:
    """Return the folded values of a row by their heads; none for any other text."""
    return {cell.head: fold_text(text[cell.start : cell.end]).strip() for cell in find_cells(text)}


def beside(thing: str, figure: str) -> str:
    """Return a thing and its figure, apart where both would run into one number (A3 186克)."""
    return f"{thing} {figure}" if thing[-1].isascii() and thing[-1].isalnum() else f"{thing}{figure}"


def _are_rows_apart(statements: Sequence[DraftStatement], by: str) -> bool:
    """Return whether an answer is several rows of a table with different amounts: which is meant is not said."""
    heads = [tuple(_values(statement.text)) for statement in statements]
    rows = [each for each, of_row in zip(statements, heads, strict=True) if of_row and of_row == heads[0]]
    told = [_plain_amount(row, by) for row in rows]
    return len({(amount.value, unit) for amount, unit, _ in filter(None, told)}) > 1


def _say_one_thing(left: DraftStatement, right: DraftStatement) -> bool:
    """Return whether two answers are the same sentence without different highlights."""
    is_one = left.quotes == right.quotes
    return is_one and (left.highlight == right.highlight or None in (left.highlight, right.highlight))


def _plain_amount(statement: DraftStatement, by: str) -> tuple[Amount, str, str] | None:
    """Return the only amount of the right kind in the short answer, else in the statement, its unit and its text."""
    texts = [_marked(statement.text, *statement.highlight)] if statement.highlight else []
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


def _marked(text: str, start: int, end: int) -> str:
    """Return the short answer; a number of a table with the unit of its column (价格（元）：40)."""
    marked = text[start:end]
    told = read_amounts(fold_text(marked))
    head = next((cell.head for cell in find_cells(text) if cell.start <= start < cell.end), "")
    is_number = len(told) == 1 and not told[0].unit and (told[0].start, told[0].end) == (0, len(marked))
    return f"{marked}{unit_of_head(fold_text(head))}" if is_number else marked


def _is_of_kind(amount: Amount, unit: str, by: str) -> bool:
    if wanted := kind_asked(by):
        return kind_of_unit(unit.partition("/")[0]) == wanted
    return unit not in ("", "年", "月", "日", "时", "分", "%", "个") and not amount.is_article


def _size(amount: Amount, unit: str) -> tuple[float, str]:
    """Return the amount in the basic unit of its kind, and the kind."""
    return in_basic_unit(amount.value, unit), kind_of_unit(unit)
