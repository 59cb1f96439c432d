"""What an article without a title is known by."""

import pytest

from index.article import MAX_FACE_CHARS, face_of


@pytest.mark.parametrize(
    ("texts", "face"),
    [
        (["昨天上午，青岚大桥通车。全长820米。"], "昨天上午，青岚大桥通车"),
        (["本报讯（记者 林小雨）石渡县梨花节开幕。"], "石渡县梨花节开幕"),
        (["【松溪日报记者 田野】读书会今天举行！"], "读书会今天举行！"),
        (["——", "123", "第二段才有字。"], "123"),
        (["……", "第二段才有字。"], "第二段才有字"),
        (["他说：“走吧。”我们就走了。"], "他说：走吧"),
        ([], ""),
        (["***"], ""),
    ],
)
def test_face_is_the_first_sentence_that_says_something(texts: list[str], face: str) -> None:
    assert face_of(texts) == face


def test_long_sentence_is_cut_behind_a_clause() -> None:
    text = "为期两周的松溪花展在人民公园落下帷幕，期间接待游客八万人次，比上一届增加两成，创下了历史纪录。"
    assert face_of([text]) == "为期两周的松溪花展在人民公园落下帷幕，期间接待游客八万人次…"
    unbroken = face_of(["没有标点的长句子" * 20])
    assert (len(unbroken), unbroken[-1]) == (MAX_FACE_CHARS, "…")
