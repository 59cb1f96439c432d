"""Which file holds which article id while one source is synced."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from index.article import Article
from index.store.write.writer import Writer
from index.sync.scan import printable_path


class ArticleIds:
    """Gives every article an id of its own. `folder`: what ids of this source begin with where another has the name."""

    def __init__(self, writer: Writer, source: int, folder: str) -> None:
        self._writer = writer
        self._source = source
        self._folder = printable_path(folder)
        self._claimed: dict[str, str] = {}
        self._given_up: dict[str, bytes] = {}

    def claim(self, article_id: str, file: str) -> None:
        """Note that this file was found to hold the article."""
        self._claimed[article_id] = file

    def give_up(self, digests: Mapping[str, bytes]) -> None:
        """Note articles, by id, of a file that is gone: other files may take them over."""
        self._given_up.update(digests)

    def left(self, article_ids: Mapping[str, bytes]) -> list[str]:
        """Return those of these ids that no file was found to hold."""
        return [article_id for article_id in article_ids if article_id not in self._claimed]

    def given_up(self, article_id: str) -> bytes | None:
        """Return the digest of the article that a file which is gone held under this id, or None."""
        return self._given_up.get(article_id)

    def owner(self, article_id: str) -> tuple[int, str] | None:
        """Return the source and file that hold this id; files that are gone hold none."""
        if (claimed := self._claimed.get(article_id)) is not None:
            return self._source, claimed
        return None if article_id in self._given_up else self._writer.owner(article_id)

    def owner_file(self, article_id: str) -> str:
        owner = self.owner(article_id)
        return owner[1] if owner else ""

    def with_own_id(self, article: Article, file: str) -> Article | None:
        """Return the article under an id that no other file holds, or None where it must keep an id that one does."""
        article = replace(article, id=printable_path(article.id), location=printable_path(article.location))
        owner = self.owner(article.id)
        if owner is None or owner == (self._source, file):
            return article
        if owner[0] == self._source or Path(file).suffix.lower() == ".jsonl":
            return None
        return replace(article, id=self._free_id(article.id, file))

    def _free_id(self, article_id: str, file: str) -> str:
        """Return an id no other source uses: two folders may each hold a file of the same name."""
        candidate, number = f"{self._folder}/{article_id}", 2
        while (owner := self.owner(candidate)) is not None and owner != (self._source, file):
            candidate, number = f"{self._folder}~{number}/{article_id}", number + 1
        return candidate
