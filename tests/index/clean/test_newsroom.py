"""Who made a piece of news, in whatever row of roles it closes with, leaves its text; what names people stays."""

import pytest

from index.article import Article
from index.clean.credits import Credits, cut_closing_source, cut_credits
from index.clean.furniture import cut_glued_pictures, is_caption, is_furniture, is_related_heading
from index.load import read_article_bytes


@pytest.mark.parametrize(
    ("tail", "credits"),
    [
        ("（文、图/记者：全杰）来源：岚桥日报", Credits(source="岚桥日报", author="全杰")),
        ("松溪日报、松报全媒体高级记者 樊华", Credits(author="樊华")),
        ("通讯员 陆晴静 松溪晚报/紫云新闻记者 张添翼校对 李海慧", Credits(author="陆晴静")),
        ("（总台记者 王胜东） 编辑 邓淑红", Credits(author="王胜东", editor="邓淑红")),
        ("策划：段琪宇  统筹：杨景涵 李卓蔚  设计：余思婷", Credits()),
        ("#露营#、#周末#作者：栗子责编：樱桃", Credits(author="栗子", editor="樱桃")),
        ("综合：岚桥晚报、沅川新闻、@湖汀学院", Credits()),
        ("（沅川新闻综合岚桥社、湖汀网站）", Credits()),
    ],
)
def test_row_of_roles_behind_the_last_sentence_is_cut(tail: str, credits: Credits) -> None:
    assert cut_credits(f"会议结束。{tail}") == ("会议结束。", credits)


@pytest.mark.parametrize(
    "tail",
    [
        "购买的市民告诉记者",
        "联系人 张三 电话 5551002",
        "请联系编辑部主任张三报名",
        "主持人：林小雨 嘉宾：田野",
        "记者和编辑都到了现场",
    ],
)
def test_last_words_that_tell_something_stay(tail: str) -> None:
    assert cut_credits(f"会议结束。{tail}") is None


def test_source_glued_to_the_last_words_is_cut_but_not_what_it_is_of() -> None:
    assert cut_closing_source("活动不收任何费用来源：今日松溪") == ("活动不收任何费用", Credits(source="今日松溪"))
    assert cut_closing_source("全县粮食产量表，数据来源：统计局") is None


def test_whose_picture_it_is_goes_and_the_sentence_it_is_glued_to_stays() -> None:
    text = "停电了。受访者供图据附近居民介绍，停电持续了三小时。"
    assert cut_glued_pictures(text) == ("停电了。据附近居民介绍，停电持续了三小时。", ["受访者供图"])
    assert cut_glued_pictures("他答应给晚报供图。") == ("他答应给晚报供图。", [])


@pytest.mark.parametrize("line", ["▲渡口恢复通航后的第一班船。", "图说：志愿者清理河道。", "资料图：老渡口。"])
def test_captions(line: str) -> None:
    assert is_caption(line)


@pytest.mark.parametrize(
    "line", ["Jump to Recipe", "Pin this recipe", "Subscribe to get new recipes by email", "满意度评价：非常满意"]
)
def test_furniture_of_other_sites(line: str) -> None:
    assert is_furniture(line)
    assert not is_furniture("Subscribe to this view and you will miss the point of the book.")


def test_heading_of_other_works() -> None:
    assert is_related_heading("同专辑歌曲")
    assert not is_related_heading("同专辑的歌曲风格各不相同，值得一听")


def test_document_signed_above_an_attached_table_has_its_day() -> None:
    text = (
        "关于举办剪纸班的通知\n\n各文化站：\n\n剪纸班下月开班，不收学费。每站限报两人。\n\n岚桥市文化馆\n\n2024年1月29日\n\n"
        "附件：课程安排\n\n周次\t内容\n1\t折叠与对称\n2\t阴刻与阳刻\n"
    )
    (article,) = read_article_bytes(text.encode(), "notice.txt", "notice.txt")
    assert isinstance(article, Article)
    assert str(article.published) == "2024-01-29"
