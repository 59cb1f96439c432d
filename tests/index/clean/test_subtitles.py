"""Subtitles are read as what is said, whatever their file is called."""

from index.article import Article
from index.clean.lines import Removal
from index.clean.page import Metadata, clean_text
from index.load.loader import read_article_bytes

SRT = """1
00:00:01,000 --> 00:00:02,900
<i>青石渡口的最后一班船</i>

2
00:00:03,000 --> 00:00:05,200
船工说，水涨了两尺，
缆绳换过三回。

3
00:00:12,000 --> 00:00:14,000
1974年以后
就不摆渡了
"""
VTT = """WEBVTT
Kind: captions

00:01.000 --> 00:04.500 align:start
<v 讲解员>窖里有四百口缸

00:05.000 --> 00:08.000
<v 游客>哪口最老
"""


def test_numbers_and_times_are_left_out_and_a_pause_parts_what_is_said() -> None:
    page = clean_text(SRT, Metadata(title="渡口"))
    assert page.paragraphs == (
        "青石渡口的最后一班船\n船工说，水涨了两尺，缆绳换过三回。",
        "1974年以后\n就不摆渡了",
    )
    assert {line.role for line in page.removed} == {Removal.FURNITURE.value}
    assert [line.text for line in page.removed][:2] == ["1", "00:00:01,000 --> 00:00:02,900"]


def test_speakers_of_a_vtt_file_stand_before_their_words() -> None:
    (article,) = read_article_bytes(VTT.encode(), "窖.vtt", "窖.vtt")
    assert isinstance(article, Article)
    assert [paragraph.text for paragraph in article.paragraphs] == ["讲解员：窖里有四百口缸\n游客：哪口最老"]


def test_an_arrow_in_a_text_is_no_cue() -> None:
    text = "改线通知\n\n石桥 --> 渡口 一段改走河东路。\n12:30 --> 13:30 停运。"
    assert "石桥 --> 渡口 一段改走河东路。" in "\n".join(clean_text(text, Metadata()).paragraphs)


STYLED = """WEBVTT - 鹤岛的早晨

STYLE
::cue { color: lime }

NOTE 校对稿
第二稿

intro
00:00:01.000 --> 00:00:04.000
护鹤员每天四点半
划船上岛。

00:00:05.000 --> 00:00:08.000
<v 护鹤员>先数滩上的，
再数水里的。
- 有多少只？

00:00:09.000 --> 00:00:12.000
<v 护鹤员>昨天四百一十二只。
"""


def test_title_styles_notes_and_names_of_cues_are_no_text_and_a_sentence_goes_on_in_its_cue() -> None:
    page = clean_text(STYLED, Metadata())
    assert page.metadata.title == "鹤岛的早晨"
    assert "\n".join(page.paragraphs).split("\n") == [
        "护鹤员每天四点半划船上岛。",
        "护鹤员：先数滩上的，再数水里的。",
        "- 有多少只？",
        "护鹤员：昨天四百一十二只。",
    ]
    left_out = [line.text for line in page.removed]
    assert {"STYLE", "::cue { color: lime }", "第二稿", "intro"} <= set(left_out)


def test_timed_lyrics_lose_their_moments_and_take_title_and_singer_from_their_tags():
    song = (
        "[ti:芦花]\n[ar:蒲一苇]\n[offset:0]\n[00:01.00]词：温如岫\n"
        "[00:12.40]芦花白了 渡船靠了岸\n[00:17.80][01:20.00]谁的灯还亮着\n"
        "[00:23.00]\n[00:24.10]桨声远了 月亮落了山\n"
    )
    page = clean_text(song, Metadata())
    assert (page.metadata.title, page.metadata.author) == ("芦花", "蒲一苇")
    shown = "\n".join(page.paragraphs).split("\n")
    assert {"芦花白了 渡船靠了岸", "谁的灯还亮着", "桨声远了 月亮落了山"} <= set(shown)
    assert not any("[" in line for line in shown)
    for diary in ("[08:30] 船到\n[08:40] 船走\n[11:10] 有人喊\n[11:20] 又静了\n", "[08:30:05] 船到\n" * 5):
        assert diary.split("\n")[0] in "\n".join(clean_text(diary, Metadata()).paragraphs)


def test_subtitles_with_the_line_ends_of_windows_have_the_title_of_their_file() -> None:
    data = ("\ufeff" + SRT.replace("\n", "\r\n")).encode()
    (article,) = read_article_bytes(data, "片/青石渡.srt", "青石渡.srt")
    assert isinstance(article, Article)
    assert article.title == "青石渡"
    assert article.paragraphs[0].text == "青石渡口的最后一班船\n船工说，水涨了两尺，缆绳换过三回。"
