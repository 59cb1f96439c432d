"""Passages that speak of what is asked and still do not answer: its sentence taken out, another attribute asked.

    python -m training.hard_negatives --news FILE --groups FILE... --output FILE [--articles 4000] [--seed 3]

FILEs of --groups are what make_data and make_news_data wrote; the news articles are the training side of the latter.
"""

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

import rjieba

from training.groups import Group, LabelledPassage, read_groups, write_groups
from training.make_news_data import held_out_articles, read_news
from training.passages import TrainingPassage, cut_words, split_sentences
from training.rephrase import state_without
from training.targets import SURNAMES, find_targets

# What must not occur in a passage that is to lack an answer of this kind, and endings that ask for it.
LACKING = {
    "place": (
        re.compile(r"[省市县区镇乡村街路]|在.{1,8}(?:举行|召开|举办)|位于"),
        ("的地点在哪里", "在哪里举行", "是在哪里", "是在什么地方"),
    ),
    "date": (
        re.compile(r"\d[年月日]|今天|昨天|当天|周[一二三四五六日]"),
        ("是什么时候", "的时间", "是哪天", "是哪一年"),
    ),
    "number": (
        re.compile(r"\d|[一二三四五六七八九十]+[个名人项万元]"),
        ("的人数是多少", "花了多少钱", "有多少人参加", "的数量是多少"),
    ),
    "reason": (
        re.compile(r"因|由于|为了|所以|导致|旨在"),
        ("的原因是什么", "是为什么", "的目的是什么"),
    ),
}
# An attribute, the words by which a passage would speak of it, and how it is asked for.
ATTRIBUTES = (
    ("导演|执导", "的导演是谁"), ("编剧|剧本", "的编剧是谁"), ("作者|撰写|著|所写", "的作者是谁"),
    ("主演|饰演|出演", "的主演有哪些"), ("票房", "的票房是多少"), ("类型|片|剧", "是什么类型的作品"),
    ("总部|位于", "的总部在哪里"), ("创始人|创办|创立|创建", "的创始人是谁"),
    ("首席执行官|CEO|总裁|总经理", "的首席执行官是谁"),
    ("董事长", "的董事长是谁"), ("面积|平方", "的面积有多大"), ("人口|常住", "有多少人口"),
    ("成立|创立|建立|创办", "是哪一年成立的"), ("校长", "的校长是谁"), ("GDP|生产总值", "的GDP是多少"),
    ("冠军|夺冠|金牌", "的冠军是谁"), ("营收|收入|营业额", "的营业收入是多少"), ("员工|职工", "有多少员工"),
    ("出生|生于|年龄|岁", "是哪一年出生的"), ("毕业|就读|学历", "毕业于哪所学校"), ("书记", "的书记是谁"),
    ("县长|市长|区长|镇长|省长", "的行政首长是谁"), ("妻子|丈夫|结婚|夫人", "的配偶是谁"),
    ("销量|售出|卖出", "的销量是多少"),
    ("价格|售价|元", "的价格是多少"), ("主办", "的主办单位有哪些"), ("投资|亿元|万元", "的总投资是多少"),
    ("死亡|遇难|身亡|丧生", "的死亡人数是多少"),
)  # fmt: skip
ROLES = re.compile(
    r"(?:长|书记|主任|主席|经理|总裁|教授|导演|编剧|CEO|执行官|教练|院士|发言人|研究员|负责人|队长|代表|馆长|校长|院长)$"
)
OTHER_ROLES = (
    "局长", "书记", "主任", "校长", "院长", "董事长", "总经理", "导演", "发言人", "市长",
    "县长", "秘书长", "教练", "副主任",
)  # fmt: skip


def without_answer(group: Group) -> Group | None:
    """The group's first passage beside itself without the sentences that hold the answer."""
    right = group.passages[0]
    answer = right.text[right.start : right.end]
    if right.start < 0 or len(answer) < 2:
        return None
    kept = [
        right.text[start:end]
        for start, end in split_sentences(right.text)
        if not (start < right.end and end > right.start) and answer not in right.text[start:end]
    ]
    rest = "".join(kept)
    shared = {word for word in cut_words(group.question) if len(word) > 1} & set(cut_words(right.title + rest))
    if len(rest) < 50 or len(shared) < 2:
        return None
    return Group(f"{group.kind}-removed", group.question, (right, LabelledPassage(right.title, rest, -1, -1)))


def role_questions(passage: TrainingPassage, rng: random.Random) -> Iterator[Group]:
    """ "局长是谁" for a person named after a role, and the same for a role the passage does not name."""
    words, at = [], 0
    for word, tag in rjieba.tag(passage.text):
        words.append((word, tag, at))
        at += len(word)
    for number, (word, tag, start) in enumerate(words):
        if tag not in ("nr", "nrt") or word[0] not in SURNAMES or not 2 <= len(word) <= 3 or number < 2:
            continue
        first = number
        while first > 0 and words[first - 1][1] in ("n", "ns", "nt", "nz", "j", "b", "vn", "eng", "nrt"):
            first -= 1
        role = passage.text[words[first][2] : start]
        if number - first < 2 or not ROLES.search(role) or not 5 <= len(role) <= 24:
            continue
        asks = (f"{role}是谁？", f"谁是{role}？", f"{role}叫什么名字？", f"现任{role}是谁", f"{role}是哪位？")
        ask = rng.choice(asks)
        positive = LabelledPassage(passage.title if rng.random() < 0.4 else "", passage.text, start, start + len(word))
        yield Group("news-role", ask, (positive,))
        last = words[number - 1][0]
        other = rng.choice(OTHER_ROLES)
        if len(last) >= 2 and other not in passage.text and last not in other:
            changed = ask.replace(last, other)
            yield Group("news-role-absent", changed, (LabelledPassage(positive.title, passage.text, -1, -1),))
        return


def attribute_question(passage: TrainingPassage, rng: random.Random) -> Group | None:
    """A question for an attribute of something the passage names, of which the passage says nothing."""
    names = re.findall(r"《[^《》]{2,16}》", passage.text)
    names += [w for w, tag in rjieba.tag(passage.text) if tag in ("nt", "nz", "ns", "nr", "nrt") and len(w) >= 2]
    usable = [(words, ask) for words, ask in ATTRIBUTES if not re.search(words, passage.text)]
    if not names or not usable:
        return None
    question = rng.choice(names) + rng.choice(usable)[1] + rng.choice(("？", "？", ""))
    title = passage.title if rng.random() < 0.4 else ""
    return Group("news-attribute-absent", question, (LabelledPassage(title, passage.text, -1, -1),))


def swapped_question(passage: TrainingPassage, rng: random.Random) -> Group | None:
    """A sentence of the passage asked for a place, date, number or reason that the passage does not hold."""
    missing = [asks for evidence, asks in LACKING.values() if not evidence.search(passage.text)]
    for start, end in split_sentences(passage.text):
        targets = list(find_targets(passage.text[start:end])) if missing and 16 <= end - start <= 160 else []
        if targets:
            statement = state_without(passage.text[start:end], rng.choice(targets), rng)
            if 8 <= len(statement) <= 50:
                question = statement + rng.choice(rng.choice(missing)) + rng.choice(("？", "？", ""))
                return Group("news-kind-absent", question, (LabelledPassage("", passage.text, -1, -1),))
    return None


def hard_groups(
    passages: list[TrainingPassage], groups: list[Group], rng: random.Random, limits: dict[str, int]
) -> Iterator[Group]:
    """Groups of every kind up to its limit, those of news in the order of the shuffled passages."""
    left = dict(limits)
    for group in rng.sample(groups, len(groups)):
        source = "removed-cmrc" if group.kind.startswith("cmrc") else "removed-news"
        removed = without_answer(group) if left[source] else None
        if removed:
            left[source] -= 1
            yield removed
    for passage in rng.sample(passages, len(passages)):
        made: dict[str, list[Group | None]] = {
            "role": list(role_questions(passage, rng)),
            "attribute": [attribute_question(passage, rng)],
            "kind": [swapped_question(passage, rng)],
        }
        for kind, found in made.items():
            real = [group for group in found if group]
            if real and left[kind] > 0:
                left[kind] -= 1
                yield from real
        if not (left["role"] or left["attribute"] or left["kind"]):
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--groups", type=Path, nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1, help="the same as for make_news_data: it draws the articles")
    options = parser.parse_args()
    passages = read_news(options.news, options.articles, random.Random(options.seed))
    held_out = held_out_articles(passages)
    passages = [passage for passage in passages if passage.article not in held_out]
    groups = [group for path in options.groups for group in read_groups(path)]
    limits = {"removed-cmrc": 900, "removed-news": 900, "role": 700, "attribute": 700, "kind": 600}
    made = hard_groups(passages, groups, random.Random(options.seed + 2), limits)
    print(write_groups(options.output, made), "groups")


if __name__ == "__main__":
    main()
