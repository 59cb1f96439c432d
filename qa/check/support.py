"""Link a written statement to the exact sentences that support it, whatever passages its markers name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.article import Article
from index.chinese.folding import fold_text
from index.chinese.vocabulary import compiled
from qa.answer import HEADER_PARAGRAPH, Passage, Quote, header_text
from qa.check.claim import Claim, bigrams_of, read_claim
from qa.check.flaws import Flaw, Ground
from qa.check.judgement import ClaimModel, Judgement, judge
from qa.reader.candidates import list_candidates

MAX_QUOTES = 3
"""Most sentences for one statement; with more a citation would not be exact."""
SINGLE_TRIES = 6
SEED_TRIES = 3
PARTNER_TRIES = 3
CITED_BONUS = 0.1
"""Bonus for a sentence from a passage that the statement names; the share of shared bigrams runs from 0 to 1."""
LEAST_SHARE = 0.2
"""Least share of a statement's bigrams in a sentence for it to be joined with another."""
LEAST_OF_ARTICLE = 0.1
"""Least share of a statement's bigrams in an article for its sentences to be compared with it: in other words than the
sentence's, but about the same. Nine of ten articles about something else share less (docs/reader.md)."""

RIVAL_SHARE = 0.9
"""If sentences this close to the statement contradict it, less close ones do not support it."""

LEAST_TOLD = 0.7
"""A contradicting sentence with this share of a statement cannot be part of its support: another sentence may contain
the wrong year as well, but of something else."""

_ORDER = re.compile(
    r"(?:忽略|无视|忘记|忘掉).{0,8}(?:指令|提示|规则|要求|命令|设定|资料|内容)|(?:只|必须|请|直接)(?:回答|输出|回复)[“\"：:]|"
    r"你(?:现在|是一个?|将扮演|的(?:任务|角色|规则)).{0,12}(?:助手|模型|ai|机器人|规则|角色)|(?:system|assistant|user)[:：]|"
    r"系统(?:提示|指令|消息)[:：]|<\|?/?(?:im_|system|资料)|ignore.{0,12}(?:previous|above|instructions)"
)
"""Marks a sentence that addresses a model: it can be quoted, but is no evidence for a statement about the world."""

_OF_A_DATE = re.compile(r"[\d年月日时]")

_LEAD_IN = re.compile(
    r"^(?:(?:根据|依据|据|按照|从)?(?:以上|上述|上面的?|这些|所给的?|提供的|已有|现有|文中的?)*(?:资料|材料|文章|报道|内容|信息|文中|段落)"
    r"(?:\d|[一二三]|中|显示|介绍|可知|所述|提到|里|来看)*[，,：:]|综上(?:所述)?[，,]?|总之[，,]|因此[，,]?|此外[，,]?|另外[，,]?|同时[，,]|"
    r"首先[，,]?|其次[，,]?|最后[，,]|答(?:案|)[：:]|回答[：:])"
)


@dataclass(frozen=True)
class _Sentence:
    """A sentence that may support a statement. `passages`: the numbers, from 1, of the passages that contain it."""

    quote: Quote
    claim: Claim
    passages: frozenset[int]


@dataclass(frozen=True)
class Support:
    """The sentences of numbered passages, parsed once for all statements of an answer."""

    passages: tuple[Passage, ...]
    model: ClaimModel | None = None

    def find_support(self, text: str, markers: Sequence[int] = ()) -> tuple[Quote, ...]:
        """Return the fewest sentences, at most three, that support all of the statement; () if none do.

        Sentences of the passages in `markers` are preferred, but others are searched too, which repairs wrong markers.
        """
        return next((quotes for quotes, judged in self.judge(text, markers) if judged.is_supported), ())

    def find_contradiction(self, text: str) -> tuple[Quote, Judgement] | None:
        """Return the nearest sentence that contradicts the statement, with its judgement; None if there is none."""
        claim = read_claim(strip_lead_in(text))
        if not claim.has_content:
            return None
        ranked = [each for each in self._rank(claim, frozenset()) if each.quote.paragraph != HEADER_PARAGRAPH]
        for sentence in ranked[:SINGLE_TRIES]:
            judged = judge(claim, _ground([sentence]), self.model)
            if judged.contradicts:
                return sentence.quote, judged
        return None

    def judge(self, text: str, markers: Sequence[int] = ()) -> Iterator[tuple[tuple[Quote, ...], Judgement]]:
        """Yield the quotes that may support the statement, nearest first, each group with its judgement."""
        claim = read_claim(strip_lead_in(text))
        if not claim.has_content:
            return
        ranked = self._rank(claim, frozenset(markers))
        bar = 0.0
        against: list[_Sentence] = []
        for group in _groups(claim, ranked):
            share = _share(claim, group)
            if share < bar or (len(group) > 1 and any(sentence in against for sentence in group)):
                continue
            judged = judge(claim, _ground(group), self.model)
            if judged.flaw not in (Flaw.NONE, Flaw.CONTENT):
                bar = max(bar, RIVAL_SHARE * share)
            if judged.is_certain and len(group) == 1 and share >= LEAST_TOLD:
                against += group
            yield tuple(sentence.quote for sentence in group), judged

    def _rank(self, claim: Claim, cited: frozenset[int]) -> list[_Sentence]:
        scored = []
        # A header's date is that of publication, which does not say when something happened.
        has_day = any(amount.unit in ("月", "日") for amount in claim.amounts)
        is_of_event = has_day and not compiled("wanted.came_out").search(claim.text)
        for sentence in self._sentences:
            if is_of_event and sentence.quote.paragraph == HEADER_PARAGRAPH:
                continue
            share = _share(claim, [sentence])
            if share >= LEAST_SHARE or self._is_about(claim, sentence.quote.article):
                scored.append((share + CITED_BONUS * bool(cited & sentence.passages), sentence))
        return [sentence for _, sentence in sorted(scored, key=lambda pair: -pair[0])]

    def _is_about(self, claim: Claim, article: Article) -> bool:
        return len(claim.bigrams & self._bigrams[article.id]) >= LEAST_OF_ARTICLE * len(claim.bigrams)

    @cached_property
    def _bigrams(self) -> dict[str, frozenset[str]]:
        """The bigrams of each article, by its id."""
        articles = {passage.article.id: passage.article for passage in self.passages}
        return {
            name: bigrams_of(fold_text("\n".join([article.title, *(each.text for each in article.paragraphs)])))
            for name, article in articles.items()
        }

    @cached_property
    def _sentences(self) -> list[_Sentence]:
        places: dict[tuple[str, int, int, int], set[int]] = {}
        quotes: dict[tuple[str, int, int, int], Quote] = {}
        for number, passage in enumerate(self.passages, 1):
            header = Quote(passage.article, HEADER_PARAGRAPH, 0, len(header_text(passage.article)))
            for quote in [*(candidate.quote for candidate in list_candidates([passage])), header]:
                key = (quote.article.id, quote.paragraph, quote.start, quote.end)
                places.setdefault(key, set()).add(number)
                quotes[key] = quote
        return [
            _Sentence(quote, read_claim(quote.text), frozenset(places[key]))
            for key, quote in quotes.items()
            if _is_evidence(quote.text)
        ]


def _is_evidence(text: str) -> bool:
    return bool(text) and not _ORDER.search("".join(fold_text(text).split()))


def strip_lead_in(text: str) -> str:
    """Return the statement without introductory words such as 根据资料，"""
    stripped = _LEAD_IN.sub("", text.strip(), count=1)
    return stripped or text


def _share(claim: Claim, group: Sequence[_Sentence]) -> float:
    """Return the share of the statement's bigrams found in the sentences, 0 to 1."""
    held = frozenset[str]().union(*(sentence.claim.bigrams for sentence in group))
    return len(claim.bigrams & held) / max(len(claim.bigrams), 1)


def _groups(claim: Claim, ranked: Sequence[_Sentence]) -> Iterator[list[_Sentence]]:
    """Yield the groups to try, smallest first: single sentences, then sentences with those that add most to them."""
    for sentence in ranked[:SINGLE_TRIES]:
        yield [sentence]
    ranked = [sentence for sentence in ranked if _share(claim, [sentence]) >= LEAST_SHARE]
    for seed in ranked[:SEED_TRIES]:
        group = [seed]
        while len(group) < MAX_QUOTES:
            partners = _partners(claim, group, ranked)
            for partner in partners:
                yield [*group, partner]
            if not partners:
                break
            group.append(partners[0])


def _partners(claim: Claim, group: Sequence[_Sentence], ranked: Sequence[_Sentence]) -> list[_Sentence]:
    """Return the sentences that add most to the group, best first. One from another article must add more than a date
    or number, which may refer to anything there."""
    held = frozenset[str]().union(*(sentence.claim.bigrams for sentence in group))
    missing = claim.bigrams - held
    words = frozenset(pair for pair in claim.bigrams if not _OF_A_DATE.search(pair))
    elsewhere = missing & words if words & held else frozenset()
    articles = {sentence.quote.article.id for sentence in group}
    gains = [
        (len((missing if sentence.quote.article.id in articles else elsewhere) & sentence.claim.bigrams), sentence)
        for sentence in ranked
        if sentence not in group
    ]
    best = sorted((pair for pair in gains if pair[0] > 0), key=lambda pair: -pair[0])
    return [sentence for _, sentence in best[:PARTNER_TRIES]]


def _ground(group: Sequence[_Sentence]) -> Ground:
    context = "\n".join(dict.fromkeys(_context(sentence.quote) for sentence in group))
    titles = dict.fromkeys(fold_text(sentence.quote.article.title) for sentence in group)
    return Ground(
        tuple(sentence.claim for sentence in group),
        context,
        tuple(sentence.quote.article.published for sentence in group),
        tuple(title for title in titles if title),
    )


def _context(quote: Quote) -> str:
    """Return, folded, what a reader of the whole article knows."""
    article = quote.article
    texts = [paragraph.text for paragraph in article.paragraphs]
    return _fold_context("\n".join([article.title, article.source, article.author, *texts]))


@lru_cache(maxsize=64)
def _fold_context(text: str) -> str:
    return "".join(fold_text(text).split())


# ---- A pair of a statement and a text, without a library


@dataclass(frozen=True)
class Pair:
    """A statement and the text that is claimed to support it, with the title of its article, if it has one."""

    quote: str
    statement: str
    title: str = ""


def judge_pair(pair: Pair, model: ClaimModel | None = None) -> Judgement:
    """Return whether the quote supports the statement; any texts are accepted, an empty quote supports nothing."""
    return judge(read_claim(strip_lead_in(pair.statement)), ground_of(pair), model)


def ground_of(pair: Pair) -> Ground:
    """Return what a pair's statement is compared with: the quote, and the title as all that is known around it."""
    title = fold_text(pair.title)
    return Ground((read_claim(pair.quote),), title, (None,), (title,) if title else ())
