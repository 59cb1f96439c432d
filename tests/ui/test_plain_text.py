import pytest

from ui.drawing import escape_markdown


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("读不出 雨.txt", "读不出 雨\\.txt"),
        ("a_b*c*", "a\\_b\\*c\\*"),
        ("![x](http://y)", "\\!\\[x\\]\\(http\\://y\\)"),
        (":red[x]", "\\:red\\[x\\]"),
        ("两\n行", "两 行"),
    ],
)
def test_signs_of_markdown_are_escaped(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped
