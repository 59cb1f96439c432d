"""What is stored for searching an article: chunks, the text that is embedded, the words."""

import hashlib
import json
from dataclasses import dataclass

from index.article import Article
from index.text.chunks import split_chunks
from index.text.fold import fold_text
from index.text.words import cut_words


@dataclass(frozen=True)
class PreparedChunk:
    """A chunk as stored. `hash` names the text that is embedded; the words are joined by spaces."""

    ordinal: int
    spans: str
    hash: bytes
    embedded_text: str
    title_words: str
    body_words: str


def prepare_chunks(article: Article) -> list[PreparedChunk]:
    """Return the article's chunks, in order."""
    title = fold_text(article.title)
    title_words = " ".join(cut_words(article.title))
    prepared = []
    for chunk in split_chunks(article):
        text = f"{title}\n{fold_text(chunk.text)}" if title else fold_text(chunk.text)
        spans = json.dumps([[s.paragraph, s.start, s.end] for s in chunk.spans], separators=(",", ":"))
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        prepared.append(PreparedChunk(chunk.ordinal, spans, digest, text, title_words, " ".join(cut_words(chunk.text))))
    return prepared
