"""Questions about an article itself rather than its content: who wrote it, when and by whom it was published."""

import re
from collections.abc import Sequence

from index.article import Article
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from index.chinese.words import cut_content_words
from index.clean.official_fields import NAME_OF, is_sure_name
from index.messages import Message
from qa.answer import HEADER_PARAGRAPH, DraftAnswer, DraftStatement, Passage, Quote, field_span, header_fields
from qa.question import Question, WordWeights

_ASKED = {
    "发布日期": compiled("writing.asks_published"),
    "作者": compiled("writing.asks_author"),
    "来源": compiled("writing.asks_source"),
    "标题": compiled("writing.asks_title"),
}
_FIELDS = {
    "发布日期": Message("field-published"),
    "作者": Message("field-author"),
    "来源": Message("field-source"),
    "标题": Message("field-title"),
}
_WHICH = Message("which-article")
LEAST_COVERAGE = 0.45
"""Least share of the question's word weight that the article must contain to be the one meant."""
_TITLE = re.compile(r"《([^》]+)》")


def find_asked_field(question: Question) -> str:
    """Return the metadata field a question asks for (发布日期, 作者, 来源, 标题, or a document's own fields such as
    发文字号), or '' for any other question."""
    for name, pattern in _ASKED.items():
        match = pattern.search(question.folded)
        if match and _speaks_of_article(question.folded, match):
            return name
    if match := compiled("writing.official_asked").search(question.folded):
        asked = match["name"] or match["named"]
        if is_sure_name(asked) or compiled("writing.paper").search(question.folded):
            return NAME_OF[asked]
    return ""


def _speaks_of_article(folded: str, match: re.Match[str]) -> bool:
    """Return whether the question is about a piece of writing: it says so, or asks little else.

    政策是什么时候发布的 is about the content: only 文章, 报道 or a title in 《》 means the article. A 记者 or 作者 may
    be a person in the story (被拘留的记者是谁): the word must directly follow the piece, or be all there is.
    """
    between = compiled("writing.between")
    if compiled("writing.role").search(match.group()) and not compiled("writing.writes").search(match.group()):
        before = between.sub("", folded[: match.start()])
        if is_named := compiled("writing.whose_author").search(match.group()):
            before += between.sub("", is_named["whose"])
        if folded[match.end() :].strip("的了呢吗？? 。"):
            return False
        return not before or (
            compiled("writing.ends_with_piece").search(before) is not None
            and not ("记者" in match.group() and before.endswith("》"))
        )
    return bool(compiled("writing.piece").search(folded) or _TITLE.search(folded))


def names_other_work(question: Question, passages: Sequence[Passage]) -> bool:
    """Return whether the question is about a work in 《》 that is not one of the articles: a book, a film, a law."""
    names = _TITLE.findall(question.folded)
    if not names or compiled("writing.piece").search(_TITLE.sub("", question.folded)):
        return False
    titles = [fold_text(passage.article.title) for passage in passages]
    return not any(name in title or (title and title in name) for name in names for title in titles)


def strip_field_words(question: Question) -> str:
    """Return the folded question without the words that only ask for metadata; what remains is the article's topic."""
    text = question.folded
    for pattern in _ASKED.values():
        text = pattern.sub(" ", text)
    text = compiled("writing.official_asked").sub(" ", text)
    return " ".join(compiled("writing.marks").sub(" ", text).split())


def answer_from_header(field: str, weights: WordWeights, passages: Sequence[Passage]) -> DraftAnswer:
    """Return the field of the first article that matches the question's words, quoting its header, or a refusal.

    A question without a topic (这篇报道是谁写的) is answered only if there is just one article.
    """
    articles = list({passage.article.id: passage.article for passage in passages}.values())
    if not weights.weights and len(articles) != 1:
        return DraftAnswer((), _WHICH)
    meant = [article for article in articles if not weights.weights or _coverage(weights, article) >= LEAST_COVERAGE]
    if not meant:
        return DraftAnswer((), Message("article-not-found"))
    article = meant[0]
    span = field_span(article, field)
    if span is None:
        titled = Message("article-titled", {"title": article.title})
        name = titled if article.title else Message("article-numbered", {"id": article.id})
        asked = _FIELDS.get(field, Message("field-of-document", {"name": field}))
        return DraftAnswer((), Message("article-says-not", {"article": name, "field": asked}))
    quote = Quote(article, HEADER_PARAGRAPH, *span)
    value = header_fields(article)[field]
    before = "" if field == "标题" else article.title
    highlight = (len(quote.text) - len(value), len(quote.text))
    return DraftAnswer((DraftStatement(quote.text, (quote,), highlight, before=before),))


def names_other_piece(question: Question, passages: Sequence[Passage]) -> bool:
    """Return whether the question is when somebody published something that no article's title names: that is told in
    a text."""
    asked = compiled("writing.publishes_what").search(question.folded)
    if asked is None:
        return False
    words = cut_content_words(question.folded[asked.end() :])
    titles = {fold_text(passage.article.title) for passage in passages}
    return not any(sum(word in title for word in words) > len(words) / 2 for title in titles)


def may_be_in_text(field: str, question: Question, draft: DraftAnswer) -> bool:
    """Return whether the text may state what the header lacks: a document's number, if it is clear which document, or
    who wrote a work in 《》, which an article of that title may only tell of."""
    if field in _FIELDS:
        of_work = field == "作者" and _TITLE.search(question.folded) is not None
        return of_work and not compiled("writing.piece").search(_TITLE.sub("", question.folded))
    return draft.refusal != _WHICH


def tells_field(field: str, statements: Sequence[DraftStatement]) -> bool:
    """Return whether statements from a text tell a field of a header: an author only in words of writing."""
    told = compiled("writing.tells_author")
    return bool(statements) and (field != "作者" or told.search(fold_text(statements[0].text)) is not None)


def _coverage(weights: WordWeights, article: Article) -> float:
    text = "\n".join([article.title, article.source, *(paragraph.text for paragraph in article.paragraphs)])
    return weights.coverage(fold_text(text))
