"""What two aligned texts state differently."""

import pytest

from index.reprints import Discrepancies, align, find_discrepancies

FRAME = "南坡镇上周通报了春耕备耕进展全镇{}农机手已经到岗{}化肥储备充足种子全部分发到户各村正抢抓农时组织翻耕"


def found(left: str, right: str) -> Discrepancies:
    return find_discrepancies(left, right, align(left, right))


@pytest.mark.parametrize(
    ("mine", "theirs", "changed"),
    [
        ("26名", "38名", 1),
        ("二十六名", "26名", 0),
        ("026名", "26名", 0),
        ("1·2万名", "12000名", 0),
        ("26名", "26名36台", 0),
        ("26名36台", "38名47台", 2),
        ("26名", "众多的", 0),
        ("一批", "26名", 0),
        ("二十五名", "26名", 1),
    ],
)
def test_numbers_are_compared_by_value(mine: str, theirs: str, changed: int) -> None:
    assert found(FRAME.format(mine, "各类"), FRAME.format(theirs, "各类")).changed_numbers == changed


def test_day_of_a_dateline_may_differ() -> None:
    left, right = ("南江网平川9月{}日电" + FRAME.format("多数", "各类") for _ in range(2))
    assert found(left.format(3), right.format(4)).changed_numbers == 0
    assert found(left.format(3).replace("日电", "日"), right.format(4).replace("日电", "日")).changed_numbers == 1


@pytest.mark.parametrize(
    ("left", "right", "changed"),
    [
        ("镇长贺启明在会上介绍了情况并回答了村民的提问", "镇长邱志远在会上介绍了情况并回答了村民的提问", 1),
        ("会议在白石县召开大家讨论了水渠的走向和造价", "会议在青溪县召开大家讨论了水渠的走向和造价", 1),
        ("记者贺启明从会上获悉今年的水渠将改走南坡一线", "记者邱志远从会上获悉今年的水渠将改走南坡一线", 0),
        ("负责人在会上表示今年的水渠将改走南坡一线地势", "负责人在会上指出今年的水渠将改走南坡一线地势", 0),
        ("公安机关检察机关都派人参加了这次联合巡查行动", "检察机关公安机关都派人参加了这次联合巡查行动", 0),
    ],
)
def test_names_of_people_and_places_count_bylines_and_verbs_do_not(left: str, right: str, changed: int) -> None:
    assert found(left, right).changed_names == changed


def test_any_name_replaced_everywhere_counts() -> None:
    frame = "{0}今天发布了半年报告{0}上半年新开门店多家并关闭了几家旧店分析人士认为{0}的扩张仍会继续下去"
    assert found(frame.format("云岭果业"), frame.format("桃源乳业")).changed_names == 2


def test_one_word_for_another_once_is_an_edit() -> None:
    left = "连日来的降雨使河水上涨村民们自发上堤巡查昼夜不停"
    assert found(left, left.replace("自发", "主动")) == Discrepancies(0, 0, 0, 1, 0)
