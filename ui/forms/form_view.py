"""Drawing an answer of more than one fact: events by day, figures as a table and bars, rules by state."""

from typing import Any

from index.messages import say
from qa.answer import Answer, Form, Mark, iso
from qa.export import file_name
from qa.forms.picture import ShownLine, has_picture, period_of, shown_lines, to_csv, to_svg
from qa.forms.rules import statuses_of
from ui.language.texts import Labels, title_of


def form_data(answer: Answer, labels: Labels) -> dict[str, Any] | None:
    """Return what the browser draws of an answer's form, as JSON values; None for an answer that is only lines.

    Lines are in the order of the answer's statements; days are counted from 0001-01-01 and None where unknown.
    """
    if answer.form is Form.IN_FORCE and answer.statements:
        return {"kind": "rules", "rules": _rules_data(answer, labels)}
    if not has_picture(answer):
        return None
    lines = shown_lines(answer)
    is_table = answer.form is Form.TABLE
    return {
        "kind": "table" if is_table else "days",
        "lines": [_line_data(answer, line, labels) for line in lines],
        "unit": lines[0].entry.unit,
        "csv": to_csv(answer, labels.language),
        "svg": to_svg(answer, labels.language),
        "file": file_name(answer.asked, ""),
        "labels": {
            "caption": labels.figures_caption.format(count=len(lines)),
            "axis": labels.timeline_axis,
            "at": labels.timeline_at,
            "sentences": labels.figures_sentences.format(count=len(lines)),
            "columns": labels.figures_columns.split("|"),
            "save_table": labels.save_table,
            "save_svg": labels.save_svg,
            "save_png": labels.save_png,
        },
    }


def _rules_data(answer: Answer, labels: Labels) -> list[dict[str, Any]]:
    """Return the rules of an answer in order: the name of each, its state, when it takes effect, and the positions
    of its statements."""
    rules: list[dict[str, Any]] = []
    for place, statement in enumerate(answer.statements):
        entry = statement.entry
        if entry is None:
            continue
        if not rules or rules[-1]["title"] != entry.subject:
            rules.append(
                {
                    "title": entry.subject,
                    "marks": [mark.value for mark in entry.marks],
                    "states": [say(status, labels.language) for status in statuses_of(answer).get(entry.subject, ())],
                    "since": labels.rule_since.format(day=iso(entry.since)) if entry.since else labels.rule_no_day,
                    "lines": [],
                }
            )
        rules[-1]["lines"].append(place)
    return rules


def _line_data(answer: Answer, line: ShownLine, labels: Labels) -> dict[str, Any]:
    entry = line.entry
    article = next(citation.quote.article for citation in answer.citations if citation.number == line.number)
    published = iso(article.published) or labels.undated
    return {
        "number": line.number,
        "head": line.head,
        "rest": f"〔{line.rest}〕" if line.rest else "",
        "since": entry.since.toordinal() if entry.since else None,
        "until": entry.until.toordinal() if entry.until else None,
        "year": str(entry.since.year) if entry.since else "",
        "subject": entry.subject,
        "period": period_of(entry) if Mark.PUBLISHED not in entry.marks else labels.published_on.format(day=published),
        "value": entry.value,
        "unit": entry.unit,
        "shown": entry.shown,
        "source": " · ".join(filter(None, (article.source or title_of(labels, article), published))),
        "marks": [_words(labels)[mark] for mark in entry.marks if mark in _words(labels)],
    }


def _words(labels: Labels) -> dict[Mark, str]:
    return {Mark.PLANNED: labels.mark_planned, Mark.DIFFERS: labels.mark_differs, Mark.CORRECTS: labels.mark_corrects}
