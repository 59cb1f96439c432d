"""Names that hold a number, each in one spelling."""

import pytest

from index.chinese.named import numbered_names, read_named


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("乘112路公交到市四中。", {"112路", "4中"}),
        ("第四中学", {"4中"}),
        ("mu5735航班和f-16", {"mu5735", "f16"}),
        ("手机型号lx20c", {"lx20c"}),
        ("十四号岗哨", {"14号"}),
        ("5月14号，第3号线", {"3号线"}),
        ("根据国发〔2023〕1号文件", {"国发2023-1"}),
        ("青政办发[2022]15号", {"青政办发2022-15"}),
        ("号召大家，12人，10km", set()),
    ],
)
def test_names_with_a_number(text: str, names: set[str]) -> None:
    assert numbered_names(text) == names


@pytest.mark.parametrize("text", ["礼拜三中午吃什么", "周三中午休馆", "第二周周三中午"])
def test_noon_of_a_day_is_no_school(text: str) -> None:
    """三中午 is not 三中, short for the third middle school."""
    assert not any(thing.series.startswith("ordinal:") for thing in read_named(text))


def test_weeks_come_in_rows() -> None:
    assert [thing.text for thing in read_named("第十周食谱") if thing.series == "row:周"] == ["第十周"]
    assert not [thing for thing in read_named("建校第十周年") if thing.series == "row:周"]
