"""Questions about the day of something else: 大桥通车当天，缆车运了多少人."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.chinese.dates import days_told
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from qa.answer import DraftStatement
from qa.question import read_question

_LEAST_TOLD = 0.6
"""Least share of an event's words that a paragraph which tells of it holds."""


@dataclass(frozen=True)
class SameDay:
    """What is asked for (缆车运了多少人) of the day, month or year of an event (大桥通车)."""

    event: str
    asked: str
    period: str

    @property
    def day_question(self) -> str:
        """The question for the event's day."""
        return f"{self.event}是哪天？"

    def question_of(self, day: date) -> str:
        """Return what is asked for, of this day, or of its month or year."""
        year, month = f"{day.year}年", f"{day.month}月"
        return {"年": year, "月": year + month}.get(self.period, f"{year}{month}{day.day}日") + self.asked


def read_same_day(text: str) -> SameDay | None:
    """Return what a question asks about the day of an event, or None if it asks about none."""
    match = compiled("parts.same_day").fullmatch(text.strip())
    return SameDay(match["event"], match["asked"], (match["when"] or "天")[-1]) if match else None


def is_told(event: str, statements: Sequence[DraftStatement]) -> bool:
    """Return whether the first statement's paragraph, under its title, tells of the event: holds most of its words."""
    words = [word for word in read_question(event).words if len(word) > 1]  # single characters are halves of names
    for quote in (quote for statement in statements[:1] for quote in statement.quotes[:1]):
        told = fold_text(quote.article.title + quote.paragraph_text)
        return sum(word in told for word in words) >= _LEAST_TOLD * len(words)
    return False


def day_told(statements: Sequence[DraftStatement]) -> date | None:
    """Return the one day that the first statement tells, by its short answer if that does; None if unclear."""
    for statement in statements[:1]:
        article, number = statement.quotes[0].article, statement.quotes[0].paragraph
        before = [paragraph.text for paragraph in article.paragraphs if paragraph.number < number]
        highlight = statement.text[slice(*statement.highlight)] if statement.highlight else ""
        for text in (highlight, statement.text):
            days = days_told(text, article.published, before)
            if len(days) == 1:
                return days.pop()
    return None
