"""Compare what the reader made of a document with what is true of it."""

import dataclasses
import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.article import Article, Rejection
from index.load.loader import read_article_bytes
from index.messages import say
from tests.reading.document_truth import OR, SUPERSCRIPTS, ArticleTruth, Document, normal, sentences_of

_MIN_REPEATED_CHARS = 10
_MAX_BETWEEN_NAME_AND_VALUE = 12
_FIELDS = ("title", "published", "source", "author")
_REMAINDER = re.compile(r"[\W_\d]*[一二三四五六七八九十条第]{0,4}[\W_\d]*")


@dataclass
class Score:
    """Counts over documents. `misses` says in words what was wrong."""

    documents: int = 0
    sentences: int = 0
    kept: int = 0
    rows: int = 0
    headed_rows: int = 0
    facts: int = 0
    known_facts: int = 0
    ordered: int = 0
    indexed: int = 0
    foreign: int = 0
    articles: int = 0
    garbled: int = 0
    asked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_FIELDS, 0))
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_FIELDS, 0))
    seconds: float = 0.0
    misses: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        for name, value in vars(other).items():
            if isinstance(value, dict):
                mine = getattr(self, name)
                mine.update({key: mine[key] + count for key, count in value.items()})
            else:
                setattr(self, name, getattr(self, name) + value)

    def hold(self, is_right: bool, miss: str) -> bool:
        if not is_right:
            self.misses.append(miss)
        return is_right


def score_document(document: Document) -> Score:
    """Read the document with the program's own reader and return what is right and wrong of it."""
    start = time.process_time()
    results = read_article_bytes(document.data, document.name, document.name)
    seconds = time.process_time() - start
    score = score_results(document, results)
    score.seconds = seconds
    return score


def score_results(document: Document, results: Sequence[Article | Rejection]) -> Score:
    """Return what is right and wrong of what was read of the document."""
    score = Score(documents=1)
    articles = [result for result in results if isinstance(result, Article)]
    score.misses += [f"REJECTED {say(result.reason)}" for result in results if not isinstance(result, Article)]
    truths = list(document.articles)
    if len(truths) == 1:
        _score_article(score, truths[0], articles)
        return score
    for truth in truths:
        best = max(articles, key=lambda article: _overlap(truth, article), default=None)
        chosen = [best] if best is not None and _overlap(truth, best) else []
        articles = [article for article in articles if article not in chosen]
        _score_article(score, truth, chosen)
    for sentence in (part for article in articles for p in article.paragraphs for part in sentences_of(p.text)):
        score.indexed += 1
        score.foreign += 1
        score.misses.append(f"FOREIGN ARTICLE {sentence}")
    return score


def _overlap(truth: ArticleTruth, article: Article) -> int:
    whole = normal(_text([article]))
    return sum(_found(line, whole) for line in _sentences(truth)) + sum(
        normal(answer) in whole for _, answer in truth.pairs
    )


def _text(articles: Sequence[Article]) -> str:
    return "\n".join("\n".join([article.title, *(p.text for p in article.paragraphs)]) for article in articles)


def _sentences(truth: ArticleTruth) -> list[str]:
    lines = (*truth.kept, *truth.beside)
    return [part for line in lines for part in ([line] if OR in line else sentences_of(line))]


def _found(line: str, whole: str) -> bool:
    return any(normal(alternative) in whole for alternative in line.split(OR))


def _score_article(score: Score, truth: ArticleTruth, articles: Sequence[Article]) -> None:
    score.articles += 1
    whole = normal(_text(articles))
    lines = [normal(line) for line in _text(articles).split("\n")]
    for sentence in _sentences(truth):
        score.sentences += 1
        score.kept += score.hold(_found(sentence, whole), f"LOST {sentence}")
    for line in truth.numbered:
        number, text = line.split(" ", 1)
        number = re.escape(normal(number).rstrip(".")) + r"[.,、)]?"
        score.sentences += 1
        score.kept += score.hold(re.search(number + re.escape(normal(text)), whole) is not None, f"LOST NUMBER {line}")
    _score_rows(score, truth, lines)
    _score_pairs(score, truth, articles)
    known = normal(str([dataclasses.asdict(article) for article in articles]))
    for fact in truth.facts:
        score.facts += 1
        score.known_facts += score.hold(any(_is_known_fact(f, known) for f in fact.split(OR)), f"FACT {fact}")
    _score_fields(score, truth, articles)
    if articles:
        score.ordered += score.hold(_is_in_order(truth, whole), "ORDER of the lines")
        _score_foreign(score, truth, articles)
        for text in truth.wrong:
            shown = unicodedata.normalize("NFKC", _text(articles).translate(SUPERSCRIPTS))
            score.garbled += not score.hold(unicodedata.normalize("NFKC", text) not in shown, f"GARBLED {text}")


def _is_known_fact(fact: str, known: str) -> bool:
    parts = [re.escape(normal(part)) for part in fact.split("：", 1)]
    return re.search(rf".{{0,{_MAX_BETWEEN_NAME_AND_VALUE}}}".join(parts), known) is not None


def _score_rows(score: Score, truth: ArticleTruth, lines: list[str]) -> None:
    rows = [[normal(piece) for piece in row.pieces] for row in truth.rows]
    # A whole table on one line holds every row, yet none of them can be read alone.
    single = [line for line in lines if sum(all(piece in line for piece in row) for row in rows) == 1]
    for row, pieces in zip(truth.rows, rows, strict=True):
        cells = [normal(cell) for cell in row.cells]
        has_cells = any(all(cell in line for cell in cells) for line in lines)
        has_heads = any(all(piece in line for piece in pieces) for line in single)
        score.sentences += 1
        score.kept += score.hold(has_cells, f"LOST ROW {'；'.join(row.pieces)}")
        score.rows += 1
        score.headed_rows += has_heads
        if has_cells and not has_heads:
            score.misses.append(f"ROW NOT READABLE ALONE {'；'.join(row.pieces)}")


def _score_pairs(score: Score, truth: ArticleTruth, articles: Sequence[Article]) -> None:
    wholes = [normal(_text([article])) for article in articles]
    for question, answer in truth.pairs:
        together = any(normal(question) in whole and normal(answer) in whole for whole in wholes)
        score.sentences += 1
        score.kept += score.hold(together, f"LOST PAIR {question} => {answer}")


def _score_fields(score: Score, truth: ArticleTruth, articles: Sequence[Article]) -> None:
    for name in _FIELDS:
        if name in truth.unsure or (name == "title" and truth.title is None):
            continue
        wanted = getattr(truth, name)
        found = getattr(articles[0], name) if articles else None
        if isinstance(wanted, str):
            is_right = found is not None and normal(found) in {normal(part) for part in wanted.split(OR)}
        else:
            is_right = bool(articles) and found == wanted
        score.asked[name] += 1
        score.right[name] += score.hold(is_right, f"{name.upper()} {found!r} for {wanted!r}")


def _is_in_order(truth: ArticleTruth, whole: str) -> bool:
    position = 0
    for line in truth.kept:
        for alternative in map(normal, line.split(OR)):
            if alternative in whole:
                position = whole.find(alternative, position)
                break
        if position < 0:
            return False
    return True


def _score_foreign(score: Score, truth: ArticleTruth, articles: Sequence[Article]) -> None:
    known = sorted({normal(piece) for piece in truth.known_pieces}, key=len, reverse=True)
    known_text = "\n".join([*known, normal("".join(truth.kept))])
    body = normal("\n".join(p.text for article in articles for p in article.paragraphs))
    for article in articles:
        for paragraph in article.paragraphs:
            for sentence in (part for line in paragraph.text.split("\n") for part in sentences_of(line)):
                score.indexed += 1
                score.foreign += not score.hold(_is_known(normal(sentence), known, known_text), f"FOREIGN {sentence}")
    for sentence in {normal(sentence) for line in truth.kept for sentence in sentences_of(line)}:
        if len(sentence) >= _MIN_REPEATED_CHARS and body.count(sentence) > max(1, known_text.count(sentence)):
            score.foreign += 1
            score.misses.append(f"TWICE {sentence}")


def _is_known(sentence: str, known: list[str], known_text: str) -> bool:
    if sentence in known_text:
        return True
    for piece in known:
        sentence = sentence.replace(piece, "\n") if len(piece) > 1 or not sentence.isalpha() else sentence
    return _REMAINDER.fullmatch(sentence) is not None
