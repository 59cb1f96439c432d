"""One finished turn of a conversation."""

from dataclasses import dataclass

from index.article import Article
from qa.answer import Answer, Status


@dataclass(frozen=True)
class Turn:
    """A question, as typed and as it was asked, with its Answer."""

    answer: Answer

    @property
    def question(self) -> str:
        """What the person typed."""
        return self.answer.question

    @property
    def asked(self) -> str:
        """The stand-alone question that was searched."""
        return self.answer.asked

    @property
    def is_remark(self) -> bool:
        """Whether it asked neither the articles nor the catalogue anything, so that no follow-up refers to it."""
        return self.answer.status is Status.REPLIED and not self.answer.is_from_catalogue

    @property
    def statements(self) -> tuple[str, ...]:
        """The supported statements of the answer, () after a refusal."""
        return tuple(statement.text for statement in self.answer.statements if statement.is_supported)

    @property
    def articles(self) -> tuple[Article, ...]:
        """The distinct articles the answer cites, in order; after a refusal the nearest one."""
        if self.answer.status is Status.NO_EVIDENCE:
            return tuple(passage.article for passage in self.answer.passages[:1])
        return tuple({c.quote.article.id: c.quote.article for c in self.answer.citations}.values())


def text_of(article: Article) -> str:
    """Return the whole text of an article, title first, one line per paragraph."""
    return "\n".join([article.title, *(paragraph.text for paragraph in article.paragraphs)])
