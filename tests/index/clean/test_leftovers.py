"""What once stayed in the text or spoilt the metadata: one test per rule."""

# ruff: noqa: E501  (sample pages read better unbroken)

import time
from datetime import date

import pytest

from index.clean.artefacts import remove_artefacts
from index.clean.page import Metadata, Page, clean_html, clean_markdown, clean_text

FIRST = "6月3日上午，青石县召开河道治理推进会，安排汛期前的清淤和护岸工作。县长林远主持会议，各乡镇负责人参加。"
SECOND = "会议要求，6月底前完成全部12条河道的清淤，对沿岸46处险工险段逐一登记，落实责任人。"
THIRD = "县水利局局长何敏介绍，今年已投入资金3200万元，比去年增加四分之一。"
BODY = (FIRST, SECOND, THIRD)


def read(text: str) -> Page:
    return clean_text(text, Metadata())


def test_every_name_behind_reporter_is_an_author() -> None:
    assert read("\n".join([*BODY, "（记者 卫向阳 涂小满）"])).metadata.author == "卫向阳 涂小满"
    assert read("\n".join([*BODY, "（记者 林远山 通讯员 涂小满）"])).metadata.author == "林远山 涂小满"


def test_wide_credit_line_does_not_hide_that_lines_were_wrapped() -> None:
    wrapped = "\n".join("    " + "\n".join(text[i : i + 24] for i in range(0, len(text), 24)) for text in BODY)
    text = (
        f"青石县部署汛期前河道治理\n\n2021年06月04日 09:12    来源：青石县融媒体中心    【字号：大 中 小】\n\n{wrapped}"
    )
    assert read(text).paragraphs == BODY


def test_text_spaced_out_all_over_loses_the_spaces_in_short_runs_too() -> None:
    spaced = [
        " ".join(text)
        for text in ("夏季将至，雨水渐多，青石县水利局安排清淤。", "“河道管家”每村一名，负责每日巡查两次。")
    ]
    text = "\n".join([*spaced, "水 位 在18摄 氏 度 时 不 变。", "能 停 吗？不 能 停，请 照 常 巡 查。"])
    assert read(text).paragraphs == (
        "夏季将至，雨水渐多，青石县水利局安排清淤。",
        "“河道管家”每村一名，负责每日巡查两次。",
        "水位在18摄氏度时不变。",
        "能停吗？不能停，请照常巡查。",
    )


@pytest.mark.parametrize(
    ("apart", "joined"),
    [
        ("自 2 0 3 1 年 11 月 3 日 起 ， 午 餐 改 为 11 : 40 。", "自2031年11月3日起，午餐改为11:40。"),
        ("审 判 员　　柳 见 山", "审判员　　柳见山"),
        ("2 0 3 1 年 1 0 月 2 8 日", "2031年10月28日"),
        ("二 〇 三 一 年 六 月 一 日", "二〇三一年六月一日"),
        ("审　判　员　　荀　望　舒", "审判员　　荀望舒"),
        ("张三　李四　王五　赵六　孙七", "张三　李四　王五　赵六　孙七"),
        ("请 用 APP 登 录 账 号", "请用APP登录账号"),
        ("张三 李四 王五 赵六 孙七", "张三 李四 王五 赵六 孙七"),
        ("编号 1 2 3", "编号 1 2 3"),
    ],
)
def test_line_of_characters_apart_is_joined_with_its_numbers(apart: str, joined: str) -> None:
    assert remove_artefacts(apart) == joined


def test_spaces_between_names_stay_in_an_ordinary_text() -> None:
    names = "获奖的有：张三 李四 王五 赵六 钱七 孙八 周九 吴十 郑一 冯二 陈三 褚四 卫五 蒋六 沈七 韩八 杨九 朱十。"
    assert read("\n".join([*BODY, names])).paragraphs == (*BODY, names)


def test_short_menu_that_begins_with_the_front_page_vanishes() -> None:
    assert read("\n".join(["青石县河道治理问答", "首页 | 水务专题 | 河道专栏", *BODY])).paragraphs == BODY


def test_heading_that_the_documents_title_shortens_is_the_title() -> None:
    html = f"<title>河道治理推进会召开 - 青石水韵</title><body><h1>青石县河道治理推进会召开</h1><p>{FIRST}</p><p>{SECOND}</p>"
    assert clean_html(html, Metadata()).metadata.title == "青石县河道治理推进会召开"


def test_counter_behind_a_bar_is_no_author() -> None:
    line = "时间：2021-06-04 ｜ 来源：青石日报 ｜ 记者：林远山 ｜ 阅读 5621"
    metadata = read("\n".join(["青石县部署汛期前河道治理", line, *BODY])).metadata
    assert metadata == Metadata("青石县部署汛期前河道治理", date(2021, 6, 4), "青石日报", "林远山")


def test_counter_behind_a_dot_is_no_author() -> None:
    page = read("阳台的无花果\n作者：阿穗 · 2031年5月19日 · 阅读 1024\n这棵无花果是前年春天扦插的，今年挂果五十二个。")
    assert (page.metadata.author, page.metadata.published) == ("阿穗", date(2031, 5, 19))


def test_app_page_names_author_and_outlet_on_lines_of_their_own() -> None:
    head = "青石县今天部署河道治理，12条河六月底清完\n林远\n青石晚报\n2021-06-04 18:22\n来自 青石\n关注\n听新闻"
    page = read("\n".join([head, *BODY, "责任编辑：方圆"]))
    title = "青石县今天部署河道治理，12条河六月底清完"
    assert page == Page(Metadata(title, date(2021, 6, 4), "青石晚报", "林远"), BODY)


def test_outlet_behind_the_time_is_the_source() -> None:
    page = read("\n".join(["青石县部署汛期前河道治理", "2021-06-04 18:22 来自 青石晚报", *BODY]))
    assert page == Page(Metadata("青石县部署汛期前河道治理", date(2021, 6, 4), "青石晚报"), BODY)


def test_recommended_headlines_that_ask_questions_vanish_below_the_text() -> None:
    tail = "点赞 312\n评论 56\n相关推荐\n清淤期间渔船怎么停？一图看懂\n环城水系何时开工？"
    assert read("\n".join(["青石县部署汛期前河道治理", *BODY, tail])).paragraphs == BODY


def test_text_that_goes_on_below_a_list_of_headlines_stays() -> None:
    text = "\n".join(["青石县部署汛期前河道治理", FIRST, "相关推荐", "清淤期间渔船怎么停？一图看懂", SECOND, THIRD])
    paragraphs = read(text).paragraphs
    assert (paragraphs[-2].endswith(SECOND), paragraphs[-1]) == (True, THIRD)


def test_notice_is_titled_by_its_subject_with_who_issued_it() -> None:
    page = read(
        "\n".join(["青石县河道管理公司", "关于河道清淤期间停航的通告", "", *BODY, "青石县河道管理公司", "2021年6月4日"])
    )
    assert page.metadata == Metadata("青石县河道管理公司 关于河道清淤期间停航的通告", date(2021, 6, 4))


def test_attached_files_of_a_page_are_no_text() -> None:
    files = "附件：1.清淤河道一览图.pdf  2.停航码头表.xls\n3.联系人名单.docx"
    assert read("\n".join([*BODY, files, "上一篇：河道清淤开工"])).paragraphs == BODY
    start = time.process_time()
    read("\n".join([*BODY, "附件：" + "a.pdf" * 38 + "。"]))
    assert time.process_time() - start < 0.5
    kept = "附件：停航期间各码头联系人由乡镇公布。"
    assert read("\n".join([*BODY, kept])).paragraphs == (*BODY, kept)


def test_caption_between_list_items_vanishes() -> None:
    items = ("一是清淤泥，6月底前完成全部河道。", "二是固堤防，7月底前完成四十六处。", "三是管船只，全天候值守。")
    caption = "图为工人在清水河清淤。（资料图片）"
    html = "".join(f"<p>{text}</p>" for text in (FIRST, "措施如下：", items[0], items[1], caption, items[2], THIRD))
    assert clean_html(html, Metadata()).paragraphs == (FIRST, "\n".join(["措施如下：", *items]), THIRD)


def test_captions_that_are_the_story_stay() -> None:
    captions = ("图为工人在清水河清淤。（林远山 摄）", "图为工人在加固清水河堤防，预计7月完工。")
    assert "".join(read("\n".join([FIRST, *captions])).paragraphs).count("图为") == 2


def test_emphasis_inside_a_chinese_sentence_loses_its_marks() -> None:
    text = "县里发的*清淤补助*每户800元已经到账，箱体尺寸按长*宽*高登记，5*3*2米的箱子不收费。"
    assert clean_markdown(text, Metadata()).paragraphs == (
        "县里发的清淤补助每户800元已经到账，箱体尺寸按长*宽*高登记，5*3*2米的箱子不收费。",
    )


def test_reporter_with_the_place_sent_from_is_the_author() -> None:
    page = clean_markdown("\n\n".join(["# 河道治理回访", "> 本报记者 涂小满 发自青石县", *BODY]), Metadata())
    assert (page.metadata.author, page.paragraphs) == ("涂小满", BODY)
