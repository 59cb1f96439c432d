"""Training examples: passages as the program cuts them, spans that are verbatim, documents kept apart."""

import random
from pathlib import Path

from training.changes import EntityPool
from training.encode import choose_passages
from training.falsehoods import make_false, shorten
from training.groups import Group, LabelledPassage, read_groups, write_groups
from training.passages import MAX_CHARS, Bm25, cut_passages, split_sentences
from training.program_passages import locate_quote, name_cells, read_article
from training.sources import is_kept_apart


def test_passages_cover_the_text_and_end_at_sentences() -> None:
    text = "".join(f"第{number}段公路于{number}月完工，全长{number}公里。" for number in range(1, 60))
    passages = cut_passages("a", "公路", text)
    assert "".join(passage.text for passage in passages) == text
    assert all(text[p.start : p.start + len(p.text)] == p.text and p.text.endswith("。") for p in passages)
    assert max(len(passage.text) for passage in passages) <= MAX_CHARS


def test_sentences_cover_the_text() -> None:
    text = "他说：“走吧！”然后离开。没有标点的一行\n下一行"
    assert "".join(text[start:end] for start, end in split_sentences(text)) == text


def test_bm25_ranks_the_passage_that_shares_rare_words_first() -> None:
    # A word found in more than a fifth of the texts is not searched for.
    texts = ["图书馆周一闭馆。", "公路改造三十六公里。", "公路改造后更加畅通，两旁种了树。"]
    texts += [f"第{number}次会议。" for number in range(9)]
    assert Bm25(texts).search("公路改造多少公里", 2) == [1, 2]


def test_groups_survive_writing_and_reading(tmp_path: Path) -> None:
    group = Group("cmrc", "谁？", (LabelledPassage("题", "周海平主持。", 0, 3), LabelledPassage("", "无。", -1, -1)))
    assert write_groups(tmp_path / "groups.jsonl", [group]) == 1
    assert list(read_groups(tmp_path / "groups.jsonl")) == [group]


def test_quote_is_found_through_blanks_and_line_breaks() -> None:
    text = "临河区图书馆今天开放。" * 20 + "新馆藏书　45 万册，\n周一闭馆。"
    passages = read_article("a", "新馆开放", "2024-05-01", text)
    place = locate_quote(passages, "新馆藏书 45万册，周一闭馆。", "周一")
    assert place is not None
    number, start, end = place
    assert passages[number].text[start:end] == "周一"
    assert locate_quote(passages, "新馆藏书46万册") is None


def test_rows_of_a_table_are_told_with_the_names_of_their_columns() -> None:
    text = "票价\n线路 | 成人 | 儿童\n1路 | 2元 | 1元\n2路 |  | 免费\n说明：刷卡九折"
    assert name_cells(text).split("\n") == [
        "票价", "线路 | 成人 | 儿童", "线路：1路；成人：2元；儿童：1元", "线路：2路；儿童：免费", "说明：刷卡九折"
    ]  # fmt: skip


def test_near_miss_has_no_answer_and_a_question_its_answer_first() -> None:
    near = tuple(LabelledPassage("", f"段{number}", -1, -1, role="near-miss") for number in range(3))
    other = LabelledPassage("", "别的", -1, -1, role="retrieved")
    for seed in range(10):
        chosen = choose_passages(Group("natural-near-miss", "谁？", (*near, other)), 1, random.Random(seed))
        assert len(chosen.passages) == 1
        assert chosen.passages[0].role == "near-miss"
        right = LabelledPassage("", "周海平主持。", 0, 3, answers=True)
        chosen = choose_passages(Group("natural-fact", "谁？", (right, other, *near[:0])), 2, random.Random(seed))
        assert chosen.passages == (right, other)


def test_falsehoods_differ_from_what_is_said() -> None:
    pool = EntityPool()
    pool.collect("青川县的李国栋和平山县的王建军")
    quote = "2021年，临河区改造公路36公里，预计比去年增加8公里，周海平要求不得延期。"
    made = {make_false(quote, quote, pool, random.Random(seed)) for seed in range(60)}
    kinds = {each[0] for each in made if each}
    assert {"number", "opposite", "hedge", "denial"} <= kinds
    assert all(each and each[1] != quote for each in made)
    assert all(shorten(quote, random.Random(seed)).rstrip("。") in quote for seed in range(20))


def test_split_of_documents_is_fixed() -> None:
    assert [is_kept_apart(f"document {number}") for number in range(40)].count(True) == 4
    share = sum(is_kept_apart(f"document-{number}") for number in range(4000)) / 4000
    assert 0.08 < share < 0.12
