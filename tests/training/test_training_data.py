"""Training examples: spans are verbatim, changed questions really change, the held-out articles stay out."""

import random
from pathlib import Path

import pytest

from training.changes import EntityPool, change_question
from training.groups import Group, LabelledPassage, read_groups, write_groups
from training.make_data import is_held_out, locate_answer
from training.make_news_data import sentence_questions
from training.passages import MAX_CHARS, Bm25, TrainingPassage, cut_passages, split_sentences
from training.rephrase import rephrase
from training.targets import find_targets

SENTENCE = "5月12日，临河区交通局局长周海平在文昌镇介绍，今年共改造公路36公里，内容包括桥梁、涵洞、路灯等设施。"


def test_passages_cover_the_text_and_end_at_sentences() -> None:
    text = "".join(f"第{number}段公路于{number}月完工，全长{number}公里。" for number in range(1, 60))
    passages = cut_passages("a", "公路", text)
    assert "".join(passage.text for passage in passages) == text
    assert all(text[p.start : p.start + len(p.text)] == p.text and p.text.endswith("。") for p in passages)
    assert max(len(passage.text) for passage in passages) <= MAX_CHARS


def test_sentences_cover_the_text() -> None:
    text = "他说：“走吧！”然后离开。没有标点的一行\n下一行"
    assert "".join(text[start:end] for start, end in split_sentences(text)) == text


def test_targets_are_the_spans_a_question_can_ask_for() -> None:
    found = {(target.kind, SENTENCE[target.start : target.end]) for target in find_targets(SENTENCE)}
    assert {("date", "5月12日"), ("person", "周海平"), ("number", "36公里"), ("list", "桥梁、涵洞、路灯")} <= found


@pytest.mark.parametrize("seed", range(5))
def test_questions_do_not_hold_their_answer(seed: int) -> None:
    rng = random.Random(seed)
    for target in find_targets(SENTENCE):
        question = rephrase(SENTENCE, target, "", rng)
        assert question is None or SENTENCE[target.start : target.end] not in question


def test_day_is_asked_for_whole_or_by_its_year_alone() -> None:
    passage = TrainingPassage("a", "", "临河区新建的文昌公路大桥经过两年施工于2021年5月12日全线建成通车。", 0)
    asked = {made for seed in range(40) for made in sentence_questions(passage, random.Random(seed))}
    answers = {passage.text[start:end] for kind, _, start, end in asked if kind == "date"}
    assert answers == {"2021年5月12日", "2021年"}


def test_changed_question_asks_for_what_the_passage_does_not_hold() -> None:
    pool = EntityPool()
    pool.collect("青川县的李国栋和平山县的王建军")
    changed = {
        change_question("2021年改造公路多少公里？", "2021年改造公路36公里。", [""], pool, random.Random(seed))
        for seed in range(20)
    }
    assert changed <= {f"{year}年改造公路多少公里？" for year in (2018, 2019, 2020, 2022, 2023, 2024)}
    assert len(changed) > 2


def test_question_without_anything_to_change_is_left_out() -> None:
    assert change_question("怎么样？", "很好。", [""], EntityPool(), random.Random(1)) is None


def test_answer_is_placed_in_the_sentence_that_speaks_of_the_question() -> None:
    text = "甲队有12人。乙队出发时有12人，在山口扎营。"
    assert locate_answer(text, "乙队出发时有多少人？", "12人。") == (13, 16)
    assert locate_answer(text, "丙队多少人？", "30人") is None


def test_split_of_articles_is_fixed() -> None:
    assert [is_held_out(name) for name in ("甲", "乙", "丙", "丁", "戊", "己")] == [
        is_held_out(name) for name in ("甲", "乙", "丙", "丁", "戊", "己")
    ]
    share = sum(is_held_out(f"article-{number}") for number in range(4000)) / 4000
    assert 0.22 < share < 0.28


def test_bm25_ranks_the_passage_that_shares_rare_words_first() -> None:
    # A word found in more than a fifth of the texts is not searched for.
    texts = ["图书馆周一闭馆。", "公路改造三十六公里。", "公路改造后更加畅通，两旁种了树。"]
    texts += [f"第{number}次会议。" for number in range(9)]
    assert Bm25(texts).search("公路改造多少公里", 2) == [1, 2]


def test_groups_survive_writing_and_reading(tmp_path: Path) -> None:
    group = Group("cmrc", "谁？", (LabelledPassage("题", "周海平主持。", 0, 3), LabelledPassage("", "无。", -1, -1)))
    assert write_groups(tmp_path / "groups.jsonl", [group]) == 1
    assert list(read_groups(tmp_path / "groups.jsonl")) == [group]
