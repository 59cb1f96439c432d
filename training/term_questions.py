"""Questions for what a quoted term means (“两不愁”是什么) and how a thing stands (水位如何), from real news.

    python -m training.term_questions --news FILE --output FILE [--articles 9000] [--seed 1]

The articles are the training side of make_news_data with the same --articles and --seed.
"""

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

import rjieba

from training.groups import Group, LabelledPassage, write_groups
from training.make_data import label
from training.make_news_data import held_out_articles, read_news
from training.passages import TrainingPassage, split_sentences

_MEANS = r"，?(?:即|就是|是指|指的是|是指的|包括|分别是|也就是|意思是)[，：]?"
_COUNTED = r"[^“”，。]{0,4}[一二三四五六七八九十两][^“”，。]{1,9}"
# A colon explains a term only where the term counts its items (“三个一”：…); elsewhere it opens any statement.
_TERM = re.compile(
    rf"“(?:(?P<counted>{_COUNTED})”[\u4e00-\u9fff]{{0,4}}(?:：|:|——|{_MEANS})|(?P<term>[^“”，。]{{3,14}})”{_MEANS})"
    r"(?P<told>[^。\n]{8,160})"
)
_TERM_ASKS = (
    "“{term}”是什么？", "“{term}”是什么意思？", "“{term}”指的是什么？", "{term}是指什么？",
    "“{term}”的具体内容是什么？", "“{term}”包括哪些内容？", "{lead}“{term}”是什么？",
    "{lead}“{term}”指什么？", "什么是“{term}”？",
)  # fmt: skip
_STATE = re.compile(
    r"(?:^|[，。；：\n])(?P<thing>[\u4e00-\u9fff0-9A-Za-z]{4,16}?)"
    r"(?P<state>(?:总体|整体|持续|稳步|逐步|逐渐|明显|大幅|进一步|不断|基本|保持|呈现?|较为?|比较|非常|十分|全面|正|已|依然|仍)*"
    r"(?:平稳|稳定|良好|上升|回落|下降|增长|好转|改善|提升|回升|向好|领先|充足|紧张|严峻|正常|下滑|减少|提高|加快|恢复|扩大|旺盛|火爆|畅通|危重"
    r"|优化|增强|放缓|低迷|活跃|突出|显著)(?:了|态势|势头|向好|回落|上升|中|当中)?)(?=[，。；\n])"
)
_STATE_ASKS = ("{thing}如何？", "{thing}怎么样？", "{thing}情况如何？", "{thing}怎样？", "{thing}如何")
_FIRST_TAGS = ("n", "ns", "nz", "nt", "j", "l", "nr", "nrt", "b", "vn", "eng")
_STATE_NOUNS = ("n", "vn", "an", "nz", "j", "l")
LIMITS = {"term": 900, "state": 700}


def term_question(passage: TrainingPassage, rng: random.Random) -> Group | None:
    """Return the question for a quoted term that the passage explains, the span being what it says of it."""
    found = list(_TERM.finditer(passage.text))
    if not found:
        return None
    match = rng.choice(found)
    lead = re.split(r"[。，；：\n]", passage.text[: match.start()])[-1][-14:]
    question = rng.choice(_TERM_ASKS).format(
        term=match["term"] or match["counted"], lead=lead if len(lead) >= 4 else ""
    )
    return Group("news-term", question, (label(passage, rng, match.span("told")),))


def state_question(passage: TrainingPassage, rng: random.Random) -> Group | None:
    """Return the question how something stands of which the passage says it, asked by its noun."""
    found = []
    for start, end in split_sentences(passage.text):
        for match in _STATE.finditer(passage.text, start, end):
            tagged = list(rjieba.tag(match["thing"]))
            if tagged[-1][1].startswith(_STATE_NOUNS) and len(tagged[-1][0]) > 1 and tagged[0][1] in _FIRST_TAGS:
                found.append(match)
    if not found:
        return None
    match = rng.choice(found)
    question = rng.choice(_STATE_ASKS).format(thing=match["thing"])
    return Group("news-state", question, (label(passage, rng, match.span("state")),))


def term_groups(passages: list[TrainingPassage], rng: random.Random) -> Iterator[Group]:
    """Return both kinds up to LIMITS, each with another passage of its article as a look-alike where there is one."""
    left = dict(LIMITS)
    by_article: dict[str, list[TrainingPassage]] = {}
    for passage in passages:
        by_article.setdefault(passage.article, []).append(passage)
    for passage in rng.sample(passages, len(passages)):
        for kind, make in (("term", term_question), ("state", state_question)):
            group = make(passage, rng) if left[kind] else None
            if group is None:
                continue
            left[kind] -= 1
            right = group.passages[0]
            answer = right.text[right.start : right.end][:12]
            others = [other for other in by_article[passage.article] if answer not in other.text]
            unlike: tuple[LabelledPassage, ...] = (label(rng.choice(others), rng),) if others else ()
            yield Group(group.kind, group.question, (right, *unlike))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=9000)
    parser.add_argument("--seed", type=int, default=1, help="the same as for make_news_data: it draws the articles")
    options = parser.parse_args()
    passages = read_news(options.news, options.articles, random.Random(options.seed))
    held_out = held_out_articles(passages)
    chosen = [passage for passage in passages if passage.article not in held_out]
    print(write_groups(options.output, term_groups(chosen, random.Random(options.seed + 6))), "groups")


if __name__ == "__main__":
    main()
