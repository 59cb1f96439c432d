"""A month's calendar gives a line for each day with what is on."""

import pytest

from index.clean.tables import Cell, table_lines


def plain(*rows: str) -> list[list[Cell]]:
    return [[Cell(cell.strip()) for cell in row.split("|")] for row in rows]


def test_what_stands_below_the_number_of_a_day_is_on_that_day() -> None:
    rows = plain("日|一|二|三|四|五|六", "|1|2|3|4|5|6", "||书法||合唱||", "7|8|9|10|11|12|13", "|||义诊|||\u3000")
    assert table_lines(rows) == [
        "2日（周二）：书法",
        "4日（周四）：合唱",
        "1日（周一）、3日（周三）、5日（周五）、6日（周六）",
        "10日（周三）：义诊",
        "7日（周日）、8日（周一）、9日（周二）、11日（周四）、12日（周五）、13日（周六）",
    ]


def test_days_that_fill_a_week_are_of_the_months_beside() -> None:
    rows = [
        [Cell("五月", columns=7)],
        *plain("周一|周二|周三|周四|周五|周六|周日", "29|30|1|2|3|4|5", "6|7|8|9|10|11|12"),
    ]
    rows[2][0], rows[2][2] = Cell("29\n检修"), Cell("1日 放假\n免票")
    assert table_lines(rows)[:3] == ["五月", "上月29日（周一）：检修", "1日（周三）：放假、免票"]
    assert table_lines([rows[1], *plain("18|19|20|21|22|23|24", "25|26|27|28|29|30|1")])[-1].endswith("下月1日（周日）")


@pytest.mark.parametrize(
    "rows",
    [
        ("一|二|三|四|五|六|日", "12|15|13|9|20|31|28", "11|10|13|8|22|30|27"),
        ("一|二|三|四|五|六|日", "甲某|乙某|甲某|乙某|甲某|乙某|甲某"),
        ("一班|二班|三班|四班|五班|六班|七班", "1|2|3|4|5|6|7"),
    ],
)
def test_numbers_that_do_not_count_the_days_of_weekdays_make_no_calendar(rows: tuple[str, ...]) -> None:
    assert not any("日（周" in line for line in table_lines(plain(*rows)))
