"""Decide, before writing, which articles are shown and which are filed under another as reprints."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from index.article import Article
from index.chinese.folding import fold_text
from index.reprints import MAX_HOLDERS, Copy, choose_original, find_candidates, fingerprint, is_reprint
from index.store.queries import Connection, read_article


@dataclass
class ReprintPlan:
    """The effect of a change on which articles are shown.

    `original_of`: id of a new article -> id of the article it is filed under; absent if it is shown. `keys`: the keys
    to file each shown new article under. `demoted`: id of an article shown until now -> id of the new one it is filed
    under from now on.
    """

    original_of: dict[str, str] = field(default_factory=dict)
    keys: dict[str, tuple[int, ...]] = field(default_factory=dict)
    demoted: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Shown:
    """A shown article: what decides between copies, and the text compared."""

    copy: Copy
    folded: str


@dataclass(frozen=True)
class Fingerprint:
    """What an article is compared by: its folded text, and the keys for finding similar articles."""

    folded: str
    keys: tuple[int, ...]


def fingerprint_of(article: Article) -> Fingerprint:
    """Return the article's fingerprint."""
    folded = _folded(article)
    return Fingerprint(folded, fingerprint(folded))


def plan_reprints(
    connection: Connection,
    new: Sequence[Article],
    leaving: Iterable[str],
    taken_from: Callable[[Article], Fingerprint] = fingerprint_of,
) -> ReprintPlan:
    """Return the plan for adding `new` while removing the articles with the ids `leaving`.

    Needs a bounded number of look-ups and comparisons per article, whatever the size of the library.
    """
    return _Planner(connection, set(leaving), taken_from).plan(new)


class _Planner:
    def __init__(self, connection: Connection, leaving: set[str], taken_from: Callable[[Article], Fingerprint]) -> None:
        self._connection = connection
        self._leaving = leaving
        self._taken_from = taken_from
        self._result = ReprintPlan()
        # Articles of this change have no row yet and get negative numbers.
        self._added: dict[int, _Shown] = {}
        self._holders: dict[int, list[int]] = {}

    def plan(self, new: Sequence[Article]) -> ReprintPlan:
        for place, article in enumerate(new):
            self._place(-1 - place, article)
        return self._result

    def _place(self, number: int, article: Article) -> None:
        taken = self._taken_from(article)
        mine = _Shown(_copy(article), taken.folded)
        for candidate in find_candidates(taken.keys, self._numbers_with):
            shown = self._look_up(candidate)
            if shown is not None and is_reprint(taken.folded, shown.folded):
                if choose_original((shown.copy, mine.copy)) == shown.copy:
                    self._result.original_of[article.id] = shown.copy.id
                    return
                self._demote(candidate, shown.copy.id, article.id)
                break
        self._show(number, mine, taken.keys)

    def _show(self, number: int, shown: _Shown, keys: tuple[int, ...]) -> None:
        self._added[number] = shown
        self._result.keys[shown.copy.id] = keys
        for key in keys:
            self._holders.setdefault(key, []).append(number)

    def _demote(self, number: int, article_id: str, original: str) -> None:
        """File a shown article and its reprints under `original`."""
        for filed, under in list(self._result.original_of.items()):
            if under == article_id:
                self._result.original_of[filed] = original
        for filed, under in list(self._result.demoted.items()):
            if under == article_id:
                self._result.demoted[filed] = original
        if number < 0:
            for key in self._result.keys.pop(article_id):
                self._holders[key].remove(number)
            del self._added[number]
            self._result.original_of[article_id] = original
        else:
            self._leaving.add(article_id)
            self._result.demoted[article_id] = original

    def _numbers_with(self, key: int) -> list[int]:
        rows = self._connection.execute(
            "SELECT reprint_keys.article, articles.id FROM reprint_keys JOIN articles "
            "ON articles.number = reprint_keys.article WHERE key = ? LIMIT ?",
            (key, MAX_HOLDERS + 1),
        )
        stored = [row[0] for row in rows if row[1] not in self._leaving]
        return stored + self._holders.get(key, [])

    def _look_up(self, number: int) -> _Shown | None:
        if number < 0:
            return self._added.get(number)
        row = self._connection.execute("SELECT * FROM articles WHERE number = ?", (number,)).fetchone()
        if row is None:
            return None
        article = read_article(self._connection, row)
        return _Shown(_copy(article), fold_text("\n".join(p.text for p in article.paragraphs)))


def _copy(article: Article) -> Copy:
    return Copy(article.id, article.published, sum(len(paragraph.text) for paragraph in article.paragraphs))


def keys_of(article: Article) -> tuple[int, ...]:
    """Return the keys a shown article is filed under, by which its reprints are found."""
    return fingerprint_of(article).keys


def _folded(article: Article) -> str:
    return fold_text("\n".join(paragraph.text for paragraph in article.paragraphs))
