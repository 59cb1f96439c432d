"""What a question measures, and the texts that tell such a measure."""

import pytest

from index.chinese.measures import measures_asked, tells_measure


@pytest.mark.parametrize(
    ("question", "told", "not_told"),
    [
        ("成人票多少钱一张？", "成人票每张四十元。", "成人票共售出300张。"),
        ("泳池水深多少米", "深水区水深2.1米。", "深水区限20人。"),
        ("洗一件羽绒服要几天", "羽绒服三天可取。", "羽绒服30元。"),
        ("游泳馆几点关门", "夏季21:30闭馆。", "每周三闭馆。"),
        ("全市中学有多少学生", "全市中学有学生两万一千人。", "全市有中学46所。"),
        ("合唱团有多少人", "合唱团有团员46名。", "合唱团成立于1998年。"),
        ("面包烤多少度", "烤箱预热到180度。", "烤25分钟。"),
        ("期末考试及格率是多少", "及格率为九成三。", "共有43人参加。"),
        ("多大年纪可以报名", "年满16周岁可以报名。", "报名费100元。"),
        ("保修多久", "保修三年。", "2024年5月3日起保修。"),
        ("施工要多久", "3月2日至5月1日施工。", "3月2日开始施工。"),
        ("几天能取", "5日内可取。", "5月5日可取。"),
        ("溪东队积了多少分", "溪东队积33分。", "溪东队列第九名。"),
        ("果园面积多大？果园面积多少", "果园占地35亩。", "果园有三口井。"),
    ],
)
def test_measure_asked_for_is_told_or_not(question: str, told: str, not_told: str) -> None:
    asked = measures_asked(question)
    assert asked
    assert tells_measure(asked, told)
    assert not tells_measure(asked, not_told)


def test_bare_number_of_a_cell_may_be_any_measure() -> None:
    assert tells_measure(measures_asked("羽绒服洗一件多少钱"), "衣物：羽绒服；单价：30")
    assert not tells_measure(measures_asked("5路多久一班"), "5路：首班6:10，末班20:00。")


def test_first_number_of_a_range_counts_what_the_second_does() -> None:
    money = measures_asked("第二级水价多少钱")
    assert tells_measure(money, "每吨3至5元")
    assert not tells_measure(money, "181至260立方米")
    assert not tells_measure(money, "每班30—50人")


def test_question_without_a_measure() -> None:
    assert measures_asked("大桥是谁设计的？") == ()
    assert measures_asked("参加比赛的队有多少？") == ()
