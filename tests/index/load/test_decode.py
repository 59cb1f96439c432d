"""Bytes to text: every encoding users have, and what is said when characters are lost."""

import pytest

from index.errors import LoadError
from index.load.decode import Decoded, choose_encoding, decode

SIMPLIFIED = "青石县召开河道治理推进会，安排清淤和护岸工作。朱镕基题词，䶮、𠮷、㛃三字可辨。"
TRADITIONAL = "青石縣召開河道治理會議，安排清淤和護岸工作，會議要求六月底前完成。"
MISREAD = ("全县河道清淤工作完成" * 20).encode().decode("gb18030")


@pytest.mark.parametrize(
    ("text", "encoding", "read_as"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-32", "utf-32"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL + "㛃嘅喺啲", "big5hkscs", "big5hkscs"),
        ("plain ASCII only", "ascii", "utf-8"),
        ("plain ASCII only", "utf-16-le", "utf-16-le"),
    ],
)
def test_every_encoding_comes_back_whole(text: str, encoding: str, read_as: str):
    assert decode(text.encode(encoding)) == Decoded(text, read_as, 0)


def test_the_whole_file_decides_not_its_first_kilobyte():
    text = "<html><head>" + "<script>var a = 1;</script>" * 100 + f"</head>{SIMPLIFIED}</html>"
    assert decode(text.encode("gb18030")) == Decoded(text, "gb18030", 0)


def test_a_charset_declared_falsely_does_not_win():
    text = f'<meta charset="gb2312">{SIMPLIFIED}'
    assert decode(text.encode("utf-8")) == Decoded(text, "utf-8", 0)
    text = f'<?xml version="1.0" encoding="utf-8"?>{SIMPLIFIED}'
    assert decode(text.encode("gb18030")) == Decoded(text, "gb18030", 0)


def test_a_declared_charset_that_is_no_text_encoding_is_ignored():
    text = f'<meta charset="zlib">{SIMPLIFIED}'
    assert decode(text.encode("gb18030")) == Decoded(text, "gb18030", 0)


def test_short_gbk_text_that_is_valid_utf8_is_read_as_gbk():
    assert decode("聽聽聽".encode()).encoding == "utf-8"
    data = "智能".encode("gb18030")  # D6 C7 C4 DC: not valid UTF-8
    assert decode(data) == Decoded("智能", "gb18030", 0)


def test_characters_that_python_puts_in_the_private_use_area_get_their_names():
    assert decode(SIMPLIFIED.encode("gb18030") + b"\xfe\x59\xa6\xd9").text == SIMPLIFIED + "\u9fb4\ufe10"


def test_lost_characters_are_counted():
    assert decode(SIMPLIFIED.encode() + b"\xff" + SIMPLIFIED.encode()) == Decoded(
        f"{SIMPLIFIED}\ufffd{SIMPLIFIED}", "utf-8", 1
    )
    cut = decode((SIMPLIFIED * 3).encode()[:-1])
    assert (cut.encoding, cut.replaced) == ("utf-8", 1)


def test_damage_done_before_is_counted_or_undone():
    assert decode(f"{SIMPLIFIED}锟斤拷".encode()).replaced == 2
    twice = TRADITIONAL.encode("utf-8").decode("latin-1").encode("utf-8")
    assert decode(twice) == Decoded(TRADITIONAL, "utf-8", 0)
    misread = "全县河道清淤工作完成".encode().decode("gb18030")
    assert decode(misread.encode()).text == "全县河道清淤工作完成"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n", "文件的内容是图片（PNG），与扩展名不符，请改成正确的扩展名或转换成文字"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "文件的内容是旧版 Office 文档，与扩展名不符，请改成正确的扩展名或转换成文字",
        ),
        (bytes(range(256)) * 8, "这个文件的内容不是文字，请检查它是不是图片、压缩包或程序"),
        ((MISREAD[:51] + MISREAD[52:]).encode(), "文件的内容是乱码，可能曾用错误的编码保存过，请从来源重新取得"),
        (
            "Ein schöner größerer Überfluß für äußerst müßige Bären über Öfen".encode("cp1252") * 3,
            "认不出这个文件的文字编码，请另存为 UTF-8 后再加入",
        ),
    ],
)
def test_what_is_no_chinese_text_is_refused_with_the_reason(data: bytes, reason: str):
    with pytest.raises(LoadError) as error:
        decode(data)
    assert str(error.value) == reason


def test_pieces_are_judged_together_and_may_cut_characters():
    data = ("a" * 1000 + SIMPLIFIED).encode("gb18030")
    pieces = [data[i : i + 7] for i in range(0, len(data), 7)]
    assert choose_encoding(lambda: pieces) == "gb18030"


@pytest.mark.parametrize(
    "text",
    [
        "Bake for 20 minutes at 180 °C. Add ½ cup of sugar.\n",
        "Opening hours: 9–17 · closed on Mondays",
        "A naïve café",
        "It costs 5 € — “really”.",
    ],
)
def test_english_utf8_with_a_few_signs_is_not_read_as_chinese(text: str):
    assert decode(text.encode()).text == text


def test_a_short_chinese_name_among_english_words_is_still_read_as_gb18030():
    text = "Author: 陆游, poet of the Song dynasty"
    assert decode(text.encode("gb18030")).text == text
