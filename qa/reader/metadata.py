"""Questions about an article instead of its story: who wrote it, when and by whom it was published."""

import re
from collections.abc import Sequence

from index.article import Article
from index.chinese.folding import fold_text
from index.chinese.official import NAME_OF, is_sure_name
from index.chinese.vocabulary import pattern_of
from index.messages import Message
from qa.answer import HEADER_PARAGRAPH, DraftAnswer, DraftStatement, Passage, Quote, field_span, header_fields
from qa.question import Question, WordWeights

_PIECE = r"(?:[这那]篇|(?:篇|则|条|份)?(?:文章|报道|新闻|稿件|稿子|消息|通讯|通告|通知|公告|解读|稿)|[本该此一原]文)"
_WHEN = pattern_of("asking.kind_time")
_PUBLISH = r"(?:发布|发表|刊登|刊发|登出|发出|见报|发|登)"
_MEDIUM = r"(?:媒体|网站|报纸|报社|单位|公众号|部门)"
_ASKED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile("|".join(patterns)))
    for name, patterns in (
        (
            "发布日期",
            (
                rf"{_WHEN}.{{0,4}}{_PUBLISH}",
                rf"{_PUBLISH}[于在]{_WHEN}",
                r"(?:发布|发表|刊登|刊发|见报)的?(?:时间|日期|日子)",
                rf"{_PIECE}的?(?:日期|时间)",
            ),
        ),
        (
            "作者",
            (
                r"谁(?:写|撰写|采写|报道|编辑|采访|拍)[的了]?",
                r"(?:作者|撰稿人?|责任编辑|责编|通讯员|署名)(?:是|叫|为|有)?(?:谁|什么|哪)",
                r"(?:哪[几一]?[位个名些]|什么)(?:记者|作者|编辑|通讯员)(?:写|报道|采写)?的?",
                r"记者(?:是谁|叫什么|有谁)",
                r"谁是.{0,20}(?:作者|记者|编辑)",
            ),
        ),
        (
            "来源",
            (
                r"(?:来源|出处|稿源)(?:是|为|在)?(?:哪里|哪儿|哪|什么|谁)?",
                rf"(?:哪[家个一]?|什么){_MEDIUM}{_PUBLISH}的?",
                rf"{_PUBLISH}[在于](?:哪[家个一份]?|什么){_MEDIUM}",
                r"谁(?:发布|发表|刊登|刊发)的",
                rf"(?:转自|出自|来自)(?:哪里|哪儿|(?:哪[家个]?|什么){_MEDIUM})",
            ),
        ),
        ("标题", (r"(?:标题|题目)(?:是|叫)(?:什么|啥)",)),
    )
)
_FIELDS = {
    "发布日期": Message("field-published"),
    "作者": Message("field-author"),
    "来源": Message("field-source"),
    "标题": Message("field-title"),
}
_WHICH = Message("which-article")
_PAPER = re.compile(rf"{_PIECE}|文件|公文|办法|意见|决定|批复|规定|细则|方案|判决|裁定|《[^》]+》")
_OFFICIAL = re.compile(
    rf"(?P<name>{pattern_of('official.names')})(?:是|为|叫|有|到|至)?(?:什么|多少|几|哪|谁|啥|多久|多长|{_WHEN})"
    rf"|(?:什么|哪个|多少)(?P<named>{pattern_of('official.names')})"
)
LEAST_COVERAGE = 0.45
"""Least share of the question's word weight that the article meant must hold."""
_TITLE = re.compile(r"《([^》]+)》")
_ROLE = re.compile(r"作者|记者|编辑|通讯员|撰稿|责编|署名")
_WRITES = re.compile(r"(?:记者|作者|编辑|通讯员)(?:写|报道|采写)")
_BETWEEN = re.compile(r"^(?:请问|那么?|它|这|其)+|[的是 ]+$|是$")
_MARKS = re.compile(rf"这{_PIECE}|那{_PIECE}|{_PIECE}|[这那该此][份个]?(?:文件|公文)|[《》“”\"？?的]")


def find_asked_field(question: Question) -> str:
    """Return the metadata field a question asks for (发布日期, 作者, 来源, 标题; 发文字号 and what else documents say
    of themselves), or '' for any other question."""
    for name, pattern in _ASKED:
        match = pattern.search(question.folded)
        if match and _speaks_of_article(question.folded, match):
            return name
    if match := _OFFICIAL.search(question.folded):
        asked = match["name"] or match["named"]
        if is_sure_name(asked) or _PAPER.search(question.folded):
            return NAME_OF[asked]
    return ""


def _speaks_of_article(folded: str, match: re.Match[str]) -> bool:
    """Return whether the question is about a piece of writing: it says so, or little else is asked.

    政策是什么时候发布的 asks for the story: only with 文章, 报道 or a title in 《》 is the article meant. A 记者 or
    作者 may be somebody of the story (被拘留的记者是谁): the word must stand right behind the piece, or all alone.
    """
    if _ROLE.search(match.group()) and not _WRITES.search(match.group()):
        before = _BETWEEN.sub("", folded[: match.start()])
        is_named = re.search(r"谁是(?P<whose>.{0,20}?)的?(?:作者|记者|编辑)", match.group())
        if is_named:
            before += _BETWEEN.sub("", is_named["whose"])
        if folded[match.end() :].strip("的了呢吗？? 。"):
            return False
        return not before or (
            re.search(rf"{_PIECE}$|《[^》]+》(?:一文)?$", before) is not None
            and not ("记者" in match.group() and before.endswith("》"))
        )
    return bool(re.search(_PIECE, folded) or _TITLE.search(folded))


def names_other_work(question: Question, passages: Sequence[Passage]) -> bool:
    """Return whether the question is about a work in 《》 that is none of the articles: a book, a film, a law."""
    names = _TITLE.findall(question.folded)
    if not names or re.search(_PIECE, _TITLE.sub("", question.folded)):
        return False
    titles = [fold_text(passage.article.title) for passage in passages]
    return not any(name in title or (title and title in name) for name in names for title in titles)


def strip_field_words(question: Question) -> str:
    """Return the folded question without the words that only ask for metadata: what the article is about."""
    text = question.folded
    for _, pattern in _ASKED:
        text = pattern.sub(" ", text)
    text = _OFFICIAL.sub(" ", text)
    return " ".join(_MARKS.sub(" ", text).split())


def answer_from_header(field: str, weights: WordWeights, passages: Sequence[Passage]) -> DraftAnswer:
    """Return the field of the first article that speaks of the question's words, quoting its header, or why not.

    A question without such words (这篇报道是谁写的) is about the only article there is.
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


def may_be_in_text(field: str, draft: DraftAnswer) -> bool:
    """Return whether the text may say what no header does: the number of a document, where it is clear which."""
    return field not in _FIELDS and draft.refusal != _WHICH


def _coverage(weights: WordWeights, article: Article) -> float:
    text = "\n".join([article.title, article.source, *(paragraph.text for paragraph in article.paragraphs)])
    return weights.coverage(fold_text(text))
