"""Articles cut into passages of consecutive sentences, and BM25 over them, to make training data."""

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

import rjieba

MIN_CHARS, MAX_CHARS = 190, 300
_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”」』）)]*|\n|$)")


@dataclass(frozen=True)
class TrainingPassage:
    """Consecutive sentences of one article; `start` is the offset of the text in the article, in characters."""

    article: str
    title: str
    text: str
    start: int


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return half-open spans that cover the text, each ending after its closing punctuation."""
    return [match.span() for match in _SENTENCE.finditer(text) if match.end() > match.start()]


def cut_passages(article: str, title: str, text: str) -> list[TrainingPassage]:
    """Return passages of about MIN_CHARS to MAX_CHARS; a single longer sentence is its own passage."""
    passages, start, end = [], 0, 0
    for sentence_start, sentence_end in split_sentences(text):
        if end > start and (sentence_end - start > MAX_CHARS or end - start >= MIN_CHARS):
            passages.append(TrainingPassage(article, title, text[start:end], start))
            start = sentence_start
        end = sentence_end
    if end > start:
        passages.append(TrainingPassage(article, title, text[start:end], start))
    return passages


def cut_words(text: str) -> list[str]:
    """Return the words of a text for BM25: jieba's search mode, without punctuation and spaces."""
    return [word for word in rjieba.cut_for_search(text) if any(map(str.isalnum, word))]


class Bm25:
    """BM25 (k1 1.2, b 0.75) over a list of texts."""

    def __init__(self, texts: list[str]) -> None:
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._lengths = []
        for number, text in enumerate(texts):
            words = cut_words(text)
            self._lengths.append(len(words))
            for word, count in Counter(words).items():
                self._postings[word].append((number, count))
        self._mean = sum(self._lengths) / max(1, len(self._lengths))

    def search(self, query: str, depth: int) -> list[int]:
        """Return the numbers of the best `depth` texts, from 0, best first."""
        scores: dict[int, float] = defaultdict(float)
        total = len(self._lengths)
        for word in dict.fromkeys(cut_words(query)):
            postings = self._postings.get(word, [])
            if len(postings) > total // 5:
                continue
            weight = math.log(1 + (total - len(postings) + 0.5) / (len(postings) + 0.5))
            for number, count in postings:
                norm = 1.2 * (0.25 + 0.75 * self._lengths[number] / self._mean)
                scores[number] += weight * count * 2.2 / (count + norm)
        return sorted(scores, key=lambda number: (-scores[number], number))[:depth]
