"""An exported document as Markdown, with footnotes as most readers of Markdown know them ([^1])."""

import re

from qa.export.document import ExportedDocument, ExportedStatement, ExportedTurn

# Signs that can begin markup anywhere, and those that can at the start of a line only: a page full of \- is no page.
_SIGNS = re.compile(r"[\\`*_\[\]<>|~$&^@]")
_LINE_START = re.compile(r"^(?:[#+=:-]|\d+(?=[.)]))")
_LINK_STARTS = re.compile(r":(?=//)|(?<=www)\.")
_INDENT = "    "
"""Continues a footnote on its next line."""


def to_markdown(document: ExportedDocument) -> str:
    """Return the document as Markdown text; what articles say stands in it as text, never as markup."""
    blocks = [f"# {escape_markdown(document.title)}", escape_markdown(document.about)]
    for turn in document.turns:
        blocks += _turn_blocks(turn, is_only=len(document.turns) == 1 and turn.question == document.title)
    notes = [
        f"[^{number}]: " + escape_markdown(note).replace("\n", f"\n{_INDENT}")
        for number, note in enumerate(document.notes, 1)
    ]
    return "\n\n".join([*blocks, *notes]) + "\n"


def escape_markdown(text: str) -> str:
    """Return Markdown that reads as exactly `text`, its line breaks kept."""
    return "\\\n".join(_escape_line(line.strip()) for line in text.split("\n") if line.strip())


def _escape_line(line: str) -> str:
    escaped = _LINK_STARTS.sub(r"\\\g<0>", _SIGNS.sub(r"\\\g<0>", line))
    start = _LINE_START.match(escaped)
    if start is None:
        return escaped
    if start.group().isdigit():
        return f"{start.group()}\\{escaped[start.end() :]}"
    return f"\\{escaped}"


def _turn_blocks(turn: ExportedTurn, *, is_only: bool) -> list[str]:
    heading = [] if is_only else [f"## {escape_markdown(turn.question)}"]
    remarks = [f"> {escape_markdown(remark)}" for remark in turn.remarks]
    return [*heading, *remarks, *(_statement_block(statement) for statement in turn.statements)]


def _statement_block(statement: ExportedStatement) -> str:
    text = escape_markdown(statement.before + statement.text + statement.after)
    return text + "".join(f"[^{number}]" for number in statement.notes)
