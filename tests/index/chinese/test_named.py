"""Names that hold a number, each in one spelling."""

import pytest

from index.chinese.named import numbered_names


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
