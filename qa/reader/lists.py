"""Answer a list question completely: with all items of an enumeration, or everything under one of its items; and a
question how something is done with the whole text of all steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.article import Article, Span, cut_lines, overlap
from index.chinese.amounts import read_amounts
from index.chinese.asking import AnswerKind, holds_kind
from index.chinese.enumeration import Enumeration, find_enumerations, head_of
from index.chinese.folding import fold_text
from index.chinese.items import spans_between
from index.chinese.polarity import negated_spans
from index.chinese.sentences import split_sentences
from index.chinese.vocabulary import compiled, words_of
from qa.answer import Quote, quote_sentences
from qa.question import Question, WordWeights
from qa.reader.candidates import Candidate, Scored, put_first
from qa.reader.frame import Frame
from qa.reader.rows import read_rows

LOOKED_AT = 4
"""Best sentences whose enumerations are considered."""
LEAST_SHARE = 0.1
"""Least score of those, as a share of the best."""
LEAST_SHARE_OF_OTHERS = 0.5
"""The same where the question does not ask for a list and the best sentence is not part of it."""
LEAST_FIT = 0.35
"""Least fit of a list; below it the best sentences answer better. Set on the project's own questions."""
SINGLE_PENALTY = 0.15
"""A single item is chosen only if its head contains clearly more of the question than the lead alone."""
COUNT_BONUS, COUNT_PENALTY, SPAN_BONUS = 0.3, 0.2, 0.4
ANNOUNCED_BONUS = 0.3
"""For a list whose lead announces it (不得有下列行为：)."""
DENIAL_BONUS = 0.2
HEADING_BONUS, MAX_HEADING_CHARS = 0.35, 20
"""For a list whose heading is the sentence found."""
STEPS_BONUS = 0.4
"""For a list of steps in an article whose title is about what is to be done."""
LEAST_TITLE = 0.4
"""Least share of the question's words in that title."""
SECTION_FIT = 1.0
"""Of the text below a heading where no more is asked than how what it names is done."""
WAY_BONUS = 0.9
"""For a list that is announced as one of ways, where these are asked for."""
INSIDE_BONUS = 0.5
"""For an item that contains the best sentence after its head: this item is asked for, not the heads of all."""
MAX_ITEMS = 20
MAX_ITEM_SENTENCES = 4
_SEVERAL = (AnswerKind.LIST, AnswerKind.MANNER)


@dataclass(frozen=True)
class _Option:
    """A possible list and how well it fits the question."""

    fit: float
    quotes: tuple[Quote, ...]


def find_list(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> tuple[Quote, ...]:
    """Return the quotes of the list the question asks for, in order, or ().

    Either the heads of all items of an enumeration whose lead fits the question, or the sentences of the one item
    whose head fits better than the lead (二是实施四项措施。… for a question about the four measures).
    """
    is_list_itself = question.kind is AnswerKind.LIST and holds_kind(AnswerKind.LIST, scored[0].candidate.text)
    options = [
        option
        for item in scored[: 1 if is_list_itself else LOOKED_AT]
        if item.score >= LEAST_SHARE * scored[0].score
        for option in _options(question, weights, item, scored[0])
    ]
    if question.kind is AnswerKind.LIST:
        options += _line_options(weights, scored[0])
    if question.kind is AnswerKind.MANNER:
        options += [*_step_options(question, weights, scored), *_section_options(question, scored[0])]
    if question.kind in _SEVERAL and compiled("items.way").search(question.folded):
        options += _way_options(question, weights, scored[0])
    if compiled("items.views_asked").search(question.folded):
        options += _view_options(question, weights, scored)
    if question.item_count:
        options += _counted_options(question, weights, scored)
    best = max(options, key=lambda option: option.fit, default=None)
    return best.quotes if best is not None and best.fit >= LEAST_FIT else ()


def _options(question: Question, weights: WordWeights, item: Scored, best: Scored) -> Iterator[_Option]:
    """Yield the lists that a sentence is part of; of one far behind the best, where no list is asked for, only those
    that the best is part of too."""
    article = item.candidate.article
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    is_far_behind = question.kind is not AnswerKind.LIST and item.score < LEAST_SHARE_OF_OTHERS * best.score
    for enumeration in find_enumerations(article):
        parts = (enumeration.lead, *enumeration.items)
        is_of_best = best.candidate.article.id == article.id and any(overlap(span, best.candidate) for span in parts)
        if is_far_behind and not is_of_best:
            continue
        if any(overlap(span, item.candidate) for span in parts):
            lead = _text_of(texts, enumeration.lead)
            bonus = _announced_bonus(question, item, enumeration.lead, lead) if question.kind in _SEVERAL else 0.0
            if question.kind is not AnswerKind.LIST and _are_headings(texts, enumeration):
                continue
            yield _whole(question, weights, item, enumeration, texts, bonus)
        for span in enumeration.items:
            if overlap(span, item.candidate):
                is_best = question.kind is AnswerKind.LIST and item.score == 1
                is_inside = is_best and item.candidate.start >= head_of(texts[span.paragraph], span).end
                for single in _single(question, weights, article, span, texts, _text_of(texts, enumeration.lead)):
                    yield replace(single, fit=single.fit + INSIDE_BONUS * is_inside)


def _are_headings(texts: dict[int, str], enumeration: Enumeration) -> bool:
    """Return whether the items are the headings of a document's parts (一、停水范围) or those parts themselves
    (一、时间： 二、费用：), not steps."""
    items = [_text_of(texts, span).split("\n")[0] for span in enumeration.items]
    if _are_parts(texts, enumeration):
        return True
    steps = compiled("items.steps_named")
    told = sum(steps.search(item) is not None for item in items)
    are_steps = steps.search(_text_of(texts, enumeration.lead)) or told * 2 > len(items)
    return all(map(_is_heading, items)) and not are_steps


def _are_parts(texts: dict[int, str], enumeration: Enumeration) -> bool:
    labels = compiled("items.part_label")
    return sum(labels.match(_text_of(texts, span)) is not None for span in enumeration.items) >= _LEAST_PARTS


_LEAST_PARTS = 2
"""Items named like a notice's parts that make a list the notice itself."""


def _is_heading(text: str) -> bool:
    return len(text) <= MAX_HEADING_CHARS and not text.endswith(SENTENCE_ENDS)


def _announced_bonus(question: Question, item: Scored, span: Span, lead: str) -> float:
    """Return the bonus of a list whose lead announces it, forbids as the question does, or is itself the sentence
    found."""
    announces = compiled("items.announced").search(lead) is not None
    denies = bool(negated_spans(fold_text(lead))) and bool(negated_spans(question.folded))
    is_found = overlap(span, item.candidate) and len(lead) <= MAX_HEADING_CHARS
    return ANNOUNCED_BONUS * announces + DENIAL_BONUS * (announces and denies) + HEADING_BONUS * is_found


def put_kinds_first(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences, first the one that names the kinds and counts them (分月卡和年卡两种) if these are asked
    for (有哪几种)."""
    asked = compiled("asking.kinds").search(question.folded)
    if asked is None or not scored:
        return list(scored)
    least = weights.coverage(fold_text(scored[0].candidate.text))
    counted = compiled("asking.kinds_told")

    def tells(candidate: Candidate) -> bool:
        told = fold_text(candidate.text)
        return any(match["unit"] == asked["unit"] for match in counted.finditer(told)) and (
            0 < least <= weights.coverage(told)
        )

    return put_first(scored, tells)


def _line_options(weights: WordWeights, best: Scored) -> list[_Option]:
    """Return the blocks of short lines (names, places, dishes) that the best sentence announces or is part of."""
    article = best.candidate.article
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    options = []
    for _, lead, lines in _blocks(article):
        if len(lines) >= _LEAST_LINES and any(overlap(span, best.candidate) for span in (lead, *lines)):
            told = _text_of(texts, lead)
            titled = weights.coverage(fold_text(article.title))
            bonus = ANNOUNCED_BONUS + titled if titled and compiled("items.announced").search(told) else 0.0
            options.append(_Option(bonus + weights.coverage(fold_text(told)), _quotes(article, lines)))
        heading, *others = lines
        if len(others) >= _LEAST_OF_HEADING and any(overlap(span, best.candidate) for span in lines):
            told = fold_text(_text_of(texts, heading))
            if len(told) <= MAX_HEADING_CHARS and _is_unlike(texts, heading, others):
                options.append(_Option(HEADING_BONUS + weights.coverage(told), _quotes(article, others)))
    return options


_LEAST_OF_HEADING = 2


def _is_unlike(texts: dict[int, str], heading: Span, lines: Sequence[Span]) -> bool:
    """Return whether the lines have a form of their own that the line over them lacks: all begin with a digit, or hold
    a colon or a title in quotation marks."""
    shape = compiled("items.shaped_line")
    return not shape.search(_text_of(texts, heading)) and all(shape.search(_text_of(texts, line)) for line in lines)


def find_names_announced(question: Question, scored: Sequence[Scored]) -> tuple[Quote, ...]:
    """Return the lines under the sentence that announces the people or things asked for (评出一等奖四名。 and then four
    names), in the best sentence's article; () if no sentence does.

    The text's form proves that they answer, as a table's does: the sentence says how many follow or ends with a colon,
    and it, the heading above it in its paragraph (录取名单：) and the title have all that the question names.
    """
    is_asked = question.kind in (AnswerKind.PERSON, AnswerKind.LIST) or compiled("asking.roll").search(question.folded)
    if not scored or not is_asked:
        return ()
    article = scored[0].candidate.article
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    title = fold_text(article.title)
    named = {sign for word in question.words if word not in _SAID_OF_NAMES for sign in word}
    best: tuple[Span, ...] = ()
    most = 0
    for heading, lead, lines in _blocks(article):
        told = fold_text(_text_of(texts, lead))
        above = title + (fold_text(_text_of(texts, heading)) if heading else "")
        announced = _announced(told, lines)
        held = len({sign for sign in named if sign in told})
        if announced and held > most and all(sign in told or sign in above for sign in named):
            best, most = announced, held
    return _quotes(article, best)


_SAID_OF_NAMES = frozenset(words_of("asking.said_of_names"))


def _announced(told: str, lines: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the lines that a folded sentence announces: as many as it says last, or all behind a colon; a single one
    only below a label (递补：)."""
    counts = [int(amount.value) for amount in read_amounts(told)][-1:]
    if counts and 1 < counts[0] <= len(lines):
        return lines[: counts[0]]
    is_list = len(lines) > 1 or len(told) <= _LONGEST_LABEL
    return lines if told.endswith((":", "：")) and is_list else ()


_LONGEST_LABEL = 8


def _blocks(article: Article) -> Iterator[tuple[Span | None, Span, tuple[Span, ...]]]:
    """Yield the runs of short lines, none a sentence, a heading with a colon or a table row, each behind the sentence
    before it, and that behind the line of its paragraph that heads several such runs."""
    lead: Span | None = None
    heading: Span | None = None
    run: list[Span] = []
    for paragraph in article.paragraphs:
        lines = cut_lines(paragraph.text, Span(paragraph.number, 0, len(paragraph.text)))
        for line, row in zip(lines, read_rows(paragraph), strict=True):
            text = paragraph.text[line.start : line.end].rstrip()
            if row is None and 0 < len(text) <= _LONGEST_LINE and not text.endswith((*SENTENCE_ENDS, ":", "：")):
                run.append(line)
                continue
            if lead is not None and run:
                yield heading, lead, _unsigned(article, run)
            elif lead is not None and lead.paragraph == line.paragraph:
                heading = lead
            if heading is not None and heading.paragraph != line.paragraph:
                heading = None
            last = [Span(line.paragraph, line.start + s.start, line.start + s.end) for s in split_sentences(text)][-1:]
            lead, run = (last[0] if last and row is None else None), []
    if lead is not None and run:
        yield heading, lead, _unsigned(article, run)


def _unsigned(article: Article, run: Sequence[Span]) -> tuple[Span, ...]:
    """Return the lines without the signature and the date of a notice at their end."""
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    is_signed = len(run) > _SIGNATURE and compiled("items.date_line").fullmatch(_text_of(texts, run[-1]).strip())
    return tuple(run[:-_SIGNATURE] if is_signed else run)


_SIGNATURE = 2
"""Lines of a signature: who, and the date."""


def _quotes(article: Article, lines: Sequence[Span]) -> tuple[Quote, ...]:
    return tuple(Quote(article, line.paragraph, line.start, line.end) for line in lines[:MAX_ITEMS])


_LEAST_LINES, _LONGEST_LINE = 3, 45
SENTENCE_ENDS = tuple("。！？!?；;")


def _step_options(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> list[_Option]:
    """Return the lists of steps anywhere in the likeliest article: those announced as steps, or with the best sentence
    and another of the best among their items."""
    best = scored[0]
    texts = {paragraph.number: paragraph.text for paragraph in best.candidate.article.paragraphs}
    enumerations = [
        enumeration
        for enumeration in find_enumerations(best.candidate.article)
        if not _are_headings(texts, enumeration)
    ]
    near = [item for item in scored[:LOOKED_AT] if item.score >= LEAST_SHARE * best.score]
    found = [
        enumeration
        for enumeration in enumerations
        if _items_found(enumeration, scored[:1]) and _items_found(enumeration, near) >= _LEAST_STEPS_FOUND
    ]
    if weights.coverage(fold_text(best.candidate.article.title)) >= LEAST_TITLE:
        steps = compiled("items.steps")
        likely = [item for item in near if item.score >= LEAST_SHARE_OF_OTHERS * best.score]
        found += [
            enumeration
            for enumeration in enumerations
            if steps.search(_text_of(texts, enumeration.lead))
            or (steps.search(_text_of(texts, enumeration.items[0])) and _items_found(enumeration, likely))
        ]
    return [_whole(question, weights, best, enumeration, texts, STEPS_BONUS) for enumeration in found]


_LEAST_STEPS_FOUND = 2


def _section_options(question: Question, best: Scored) -> Iterator[_Option]:
    """Yield the text under the heading of a part of the likeliest article if the question asks for no more than how
    that is done (醋溜藕片怎么做) and its text is not a list already."""
    article = best.candidate.article
    texts = {paragraph.number: paragraph.text for paragraph in article.paragraphs}
    marked = compiled("list_marks.numbered")
    for section in Frame(article).sections:
        rest = question.folded.replace(section.name, "", 1)
        is_asked = section.name in question.folded and compiled("asking.whole_manner").fullmatch(rest)
        if is_asked and not any(marked.match(_text_of(texts, line)) for line in section.body):
            quotes = [quote for line in section.body for quote in _sentences_in(article, texts, line)]
            yield _Option(SECTION_FIT, tuple(quotes[:MAX_ITEMS]))


def _sentences_in(article: Article, texts: dict[int, str], line: Span) -> list[Quote]:
    found = split_sentences(texts[line.paragraph][line.start : line.end])
    return [Quote(article, line.paragraph, line.start + each.start, line.start + each.end) for each in found]


def _way_options(question: Question, weights: WordWeights, best: Scored) -> Iterator[_Option]:
    """Yield the lists anywhere in the likeliest article whose lead names a way, as the question does (举报渠道:
    举报方式, not 举报范围), and shares more with the question than that word."""
    texts = {paragraph.number: paragraph.text for paragraph in best.candidate.article.paragraphs}
    topic = weights.without([match.group() for match in compiled("items.way").finditer(question.folded)])
    for enumeration in find_enumerations(best.candidate.article):
        lead = fold_text(_text_of(texts, enumeration.lead))
        if compiled("items.way").search(lead) and topic.coverage(lead) > 0:
            yield _whole(question, weights, best, enumeration, texts, WAY_BONUS)


def _view_options(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> Iterator[_Option]:
    """Yield what follows in their paragraphs the sentences of the likeliest article that say there are several views
    (关于年代，学者看法不一。), with these, of which the one with most of the question's words fits best."""
    article = scored[0].candidate.article
    topic = weights.without([match.group() for match in compiled("items.views_asked").finditer(question.folded)])
    told = compiled("items.views_told")
    for paragraph in article.paragraphs:
        sentences = split_sentences(paragraph.text)
        for at, sentence in enumerate(sentences):
            folded = fold_text(paragraph.text[sentence.start : sentence.end])
            if told.search(folded) and topic.coverage(folded) > 0:
                views = sentences[at : at + 1 + _MOST_VIEWS]
                quotes = (Quote(article, paragraph.number, view.start, view.end) for view in views)
                yield _Option(VIEWS_FIT + topic.coverage(folded), tuple(quotes))


_MOST_VIEWS = 4
VIEWS_FIT = 1.0
"""Of what follows such a sentence, which nothing else fits as well."""


def _items_found(enumeration: Enumeration, found: Sequence[Scored]) -> int:
    """Return how many items of the list contain sentences that were found, in the article of the best."""
    own = [item.candidate for item in found if item.candidate.article.id == found[0].candidate.article.id]
    return sum(any(overlap(span, candidate) for candidate in own) for span in enumeration.items)


def _counted_options(question: Question, weights: WordWeights, scored: Sequence[Scored]) -> list[_Option]:
    """Return the lists anywhere in the likeliest articles that have as many items as the question asks for (三个问题)
    and whose lead states that number and shares words with the question."""
    likely = {item.candidate.article.id: item for item in reversed(scored[:LOOKED_AT])}
    options = []
    for item in likely.values():
        texts = {paragraph.number: paragraph.text for paragraph in item.candidate.article.paragraphs}
        for enumeration in find_enumerations(item.candidate.article):
            lead = fold_text(_text_of(texts, enumeration.lead))
            is_counted = len(enumeration.items) == question.item_count and question.count_phrase[:1] in lead
            if is_counted and weights.coverage(lead) > 0:
                options.append(_whole(question, weights, item, enumeration, texts))
    return options


def _text_of(texts: dict[int, str], span: Span) -> str:
    return texts[span.paragraph][span.start : span.end]


def _whole(
    question: Question,
    weights: WordWeights,
    item: Scored,
    enumeration: Enumeration,
    texts: dict[int, str],
    bonus: float = 0.0,
) -> _Option:
    lead = enumeration.lead
    fit = bonus + weights.coverage(fold_text(_text_of(texts, lead)))
    if question.item_count:
        fit += COUNT_BONUS if question.item_count == len(enumeration.items) else -COUNT_PENALTY
    if _marked_items(item, enumeration) >= 2:
        fit += SPAN_BONUS
    if question.kind is AnswerKind.MANNER:
        heads = [span for spans in whole_items(texts, enumeration)[:MAX_ITEMS] for span in spans]
    else:
        heads = [head_of(texts[span.paragraph], span) for span in enumeration.items[:MAX_ITEMS]]
    article = item.candidate.article
    return _Option(fit, tuple(Quote(article, head.paragraph, head.start, head.end) for head in heads))


def _single(
    question: Question, weights: WordWeights, article: Article, span: Span, texts: dict[int, str], lead: str
) -> Iterator[_Option]:
    text = texts[span.paragraph]
    head = head_of(text, span)
    if head.end >= span.end:
        return
    head_text = text[head.start : head.end]
    fit = weights.coverage(fold_text(lead + head_text)) - SINGLE_PENALTY
    if question.count_phrase and question.count_phrase in head_text:
        fit += COUNT_BONUS
    quotes = quote_sentences(article, text, span, MAX_ITEM_SENTENCES + 1)
    under_heading = len(quotes) > 1 and _is_heading(quotes[0].text)  # 二、会议决定 is no answer itself
    yield _Option(fit, quotes[1:] if under_heading else quotes[:MAX_ITEM_SENTENCES])


def _marked_items(item: Scored, enumeration: Enumeration) -> int:
    """Return how many items begin inside the text the reader marked as the answer."""
    if item.marked is None:
        return 0
    start, end = (item.candidate.start + offset for offset in item.marked)
    return sum(span.paragraph == item.candidate.paragraph and start <= span.start < end for span in enumeration.items)


def lead_over(candidate: Candidate) -> str:
    """Return the lead that announces the list of which the sentence is an item, or ''."""
    texts = {paragraph.number: paragraph.text for paragraph in candidate.article.paragraphs}
    for enumeration in find_enumerations(candidate.article):
        lead = _text_of(texts, enumeration.lead)
        if compiled("items.announced").search(lead) and any(overlap(span, candidate) for span in enumeration.items):
            return lead
    return ""


def whole_items(texts: dict[int, str], enumeration: Enumeration) -> list[tuple[Span, ...]]:
    """Return each item with all paragraphs under it; the last ends with its own paragraph or list."""
    starts = [(span.paragraph, span.start) for span in enumeration.items]
    items = [spans_between(texts, start, end) for start, end in pairwise(starts)]
    return [*items, (enumeration.items[-1],)]
