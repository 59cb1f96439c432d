"""Who made a piece of news, in whatever row of roles it closes with, leaves its text; what names people stays."""

from datetime import date

import pytest

from index.article import Article
from index.clean.credits import Credits, cut_closing_source, cut_credits
from index.clean.edges import cut_closing
from index.clean.furniture import is_caption, is_furniture, is_related_heading
from index.clean.lines import Account
from index.clean.newsroom import cut_photographer, cut_pictures, is_picture_line
from index.load.loader import read_article_bytes


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
    assert cut_pictures(text) == ("停电了。据附近居民介绍，停电持续了三小时。", ["受访者供图"])
    assert cut_pictures("他答应给晚报供图。") == ("他答应给晚报供图。", [])


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


@pytest.mark.parametrize(
    ("tail", "credits"),
    [
        ("《 松溪日报 》（ 2023年07月28日 07 版）", Credits(date(2023, 7, 28), source="松溪日报")),
        ("（松溪新闻客户端）", Credits(source="松溪新闻客户端")),
        ("(紫云县纪委监委)", Credits(source="紫云县纪委监委")),
        ("（紫云法院 林小雨 田野）编辑：李小环", Credits(author="林小雨 田野", editor="李小环")),
        ("（原标题：渡口恢复通航！首班船坐满）来源：松溪时报流程编辑：U022", Credits(source="松溪时报")),
        ("文字：梁晓琪摄像：冯骥", Credits(author="梁晓琪")),
        ("（记者陆晴静）新华社松溪8月16日电", Credits(source="新华社", author="陆晴静")),
        ("本文综合自：松溪新闻、紫云晚报", Credits()),
        ("张添翼", Credits(author="张添翼")),
        ("了解详情，请戳“阅读原文”", Credits()),
        ("广告声明：文内含有对外跳转链接，结果仅供参考，松溪之家所有文章均包含本声明。", Credits()),
        ("【投稿、区域合作请邮件 松溪新报 3469#qq.com24小时内回复。】", Credits()),
        ("版权声明松溪时报各平台所有原创内容，未经书面授权，不得转载。我社保留追究责任的权利。欢迎来电。", Credits()),
    ],
)
def test_what_a_site_prints_behind_an_article_leaves_the_page(tail: str, credits: Credits) -> None:
    account = Account()
    kept, found = cut_closing([f"首班船坐满了人。{tail}"], account)
    assert (kept, found) == (["首班船坐满了人。"], credits)
    assert "".join(line.text for line in account.lines).replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        "首班船坐满了人。（责任单位：县交通局）",
        "首班船坐满了人。票价：成人6元，儿童3元",
        "首班船坐满了人。联系人：林小雨 电话：5551002",
        "主力为特大单，散户为中小单",
        "首班船坐满了人。（见附表）",
        "公司的免责声明被法院认定无效，旅客可以索赔。",
        "他向报社爆料，说维权的人越来越多。",
    ],
)
def test_what_tells_something_stays_at_the_end_of_a_page(text: str) -> None:
    assert cut_closing([text], Account())[0] == [text]


def test_notice_glued_to_the_last_clause_leaves_the_clause() -> None:
    text = "大单为游资，散户为中小单以上内容由松溪之星根据公开信息整理，由算法生成，与本站立场无关。"
    assert cut_closing([text], Account())[0] == ["大单为游资，散户为中小单"]


def test_photographers_and_the_words_below_their_pictures_go() -> None:
    text = "渡口开了。渡口的早晨 林小雨 摄 船上坐满了人。青石晚报记者 泱波 摄"
    assert cut_pictures(text) == (
        "渡口开了。船上坐满了人。".replace("船上", " 船上"),
        ["渡口的早晨 林小雨 摄", "青石晚报记者 泱波 摄"],
    )
    assert cut_pictures("林小雨摄下了首班船。") == ("林小雨摄下了首班船。", [])
    assert cut_photographer("首班船坐满了人。松溪社记者 雷 声摄") == "首班船坐满了人。"
    assert cut_photographer("本报发（雷声摄）") == ""
    assert cut_photographer("他爱好摄影") == "他爱好摄影"
    assert is_picture_line("渡口管理处 供图") and not is_picture_line("渡口管理处图书室")


def test_style_rules_that_a_program_copied_go() -> None:
    styles = ".pic{display:block;position:relative;} .pic img{top:0;left:0;margin:0 !important;}"
    account = Account()
    assert cut_closing([f"{styles}林小雨说，渡口恢复通航。"], account)[0] == ["林小雨说，渡口恢复通航。"]
    assert account.lines[0].text == styles
    code = "在样式里写 .box{color:red} 即可，林小雨说。"
    assert cut_closing([code], Account())[0] == [code]
