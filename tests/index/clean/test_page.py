"""One test per kind of mess that scraped pages bring."""

# ruff: noqa: E501  (sample pages read better unbroken)

from datetime import date

import pytest

from index.clean.page import Metadata, clean_html, clean_markdown, clean_text

FIRST = "6月3日上午，青石县召开河道治理推进会，安排汛期前的清淤和护岸工作。县长林远主持会议，各乡镇负责人参加。"
SECOND = "会议要求，6月底前完成全部12条河道的清淤，对沿岸46处险工险段逐一登记，落实责任人。"
THIRD = "县水利局局长何敏介绍，今年已投入资金3200万元，比去年增加四分之一。"
BODY = (FIRST, SECOND, THIRD)


def read(text: str, **known: object) -> tuple[Metadata, tuple[str, ...]]:
    page = clean_text(text, Metadata(**known))  # type: ignore[arg-type]
    return page.metadata, page.paragraphs


def test_government_page_copied_from_a_browser_leaves_only_the_article():
    text = f"""水务动态
您当前的位置 > 首页 > 水务动态

青石县部署汛期前河道治理工作

发布日期:2021-06-04 09:12 信息来源: 访问量:? 字体 :[ 大 ][ 中 ][ 小 ]

  {FIRST}

  {SECOND}

  {THIRD}

扫一扫在手机打开当前页

水务动态

  {FIRST}

  {SECOND}

  {THIRD}"""
    metadata, paragraphs = read(text)
    assert metadata == Metadata("青石县部署汛期前河道治理工作", date(2021, 6, 4), "", "", "")
    assert paragraphs == BODY


def test_body_printed_again_without_its_first_paragraph_is_read_once():
    metadata, paragraphs = read("\n".join(["青石县部署汛期前河道治理工作", *BODY, *BODY[1:]]))
    assert metadata.title == "青石县部署汛期前河道治理工作"
    assert paragraphs == BODY


def test_body_printed_line_by_line_twice_is_read_once():
    assert read("\n".join(["河道治理工作推进会召开", *(text for text in BODY for _ in range(2))]))[1] == BODY


def test_body_printed_twice_on_one_line_is_read_once():
    assert read("".join(BODY) * 2)[1] == ("".join(BODY),)


def test_machine_pinyin_and_added_commas_go_and_the_real_marks_stay():
    text = (
        "環(huán)境保護(hù)工作會議召開(kāi)\n"
        "縣里召開環(huán)境保護(hù)推進(jìn)會，。市環(huán)保督導(dǎo)組通報情況，，並提出要求。"
        "縣領(lǐng)導(dǎo)周全會，、劉永，、王野等出席，。對(duì)發(fā)現(xiàn)的問題，要立即整改。\n"
    )
    metadata, paragraphs = read(text)
    assert metadata.title == "環境保護工作會議召開"
    assert paragraphs == (
        "縣里召開環境保護推進會。市環保督導組通報情況，並提出要求。縣領導周全會、劉永、王野等出席。"
        "對發現的問題，要立即整改。",
    )


def test_reporter_behind_the_last_sentence_is_the_author_and_leaves_the_text():
    metadata, paragraphs = read("河道治理工作推进会召开\n" + "\n".join(BODY) + "记者严明丽")
    assert metadata.author == "严明丽"
    assert paragraphs == BODY


def test_names_in_the_closing_bracket_are_the_authors():
    metadata, paragraphs = read(
        f"当前位置:主页 > 工作动态 >\n河道治理推进会召开\n2017年09月12日\n\n{FIRST}\n{SECOND} (李安 胡通远)"
    )
    assert metadata == Metadata("河道治理推进会召开", date(2017, 9, 12), "", "李安 胡通远", "")
    assert paragraphs == (FIRST, SECOND)


def test_editor_is_the_author_only_where_no_writer_is_named():
    assert read("\n".join(BODY) + "\n（责任编辑：方圆 CN012）")[0].author == "方圆（责任编辑）"
    assert read("\n".join(BODY) + "\n（记者 赵平）\n责任编辑：方圆")[0].author == "赵平"


def test_html_fragment_in_a_text_file_loses_its_tags():
    text = f'<p class="ql-block">{FIRST}</p> <p class="ql-block"><b>何敏强调</b>，要解决好“<b>怎么干</b>”的问题。</p>'
    assert read(text)[1] == (FIRST, "何敏强调，要解决好“怎么干”的问题。")


def test_labels_before_the_first_words_become_metadata():
    metadata, paragraphs = read(f"[ 2023-07-28 16：40 ] ，正文： 新华社北京7月28日电（记者 张三明） {FIRST}")
    assert metadata == Metadata("", date(2023, 7, 28), "新华社", "张三明", "")
    assert paragraphs == (f"新华社北京7月28日电（记者 张三明） {FIRST}",)


def test_labelled_title_ends_where_the_text_opens():
    metadata, paragraphs = read(
        f"原标题：两部热线电话节假日不休 青石县开通防汛咨询近日，记者从县水利局获悉。{SECOND}返回搜狐，查看更多责任编辑："
    )
    assert metadata.title == "两部热线电话节假日不休 青石县开通防汛咨询"
    assert paragraphs == (f"近日，记者从县水利局获悉。{SECOND}",)


def test_known_title_is_not_repeated_in_the_text():
    metadata, paragraphs = read(f"原标题：青石县治河 {FIRST}", title="青石县治河", published=date(2020, 1, 2))
    assert metadata == Metadata("青石县治河", date(2020, 1, 2), "", "", "")
    assert paragraphs == (FIRST,)


def test_record_title_cut_in_mid_sentence_does_not_behead_the_text():
    assert read(f"原标题：青石县昨日，公安局发布通报。{SECOND}", title="青石县昨日")[1] == (
        f"青石县昨日，公安局发布通报。{SECOND}",
    )


def test_day_that_only_the_story_mentions_is_not_the_published_day():
    assert read(f"河道治理推进会召开\n2019年8月1日，青石县成立了河长制办公室。{SECOND}")[0].published is None
    assert read(f"红川新闻8月14日讯（记者 林平）{FIRST}")[0].published is None


def test_dateline_with_a_year_gives_the_published_day():
    metadata, paragraphs = read(f"红川新闻网2023年8月1日讯（记者 潘峰）{FIRST}")
    assert (metadata.published, metadata.source, metadata.author) == (date(2023, 8, 1), "红川新闻网", "潘峰")
    assert paragraphs == (f"红川新闻网2023年8月1日讯（记者 潘峰）{FIRST}",)


def test_time_and_place_of_an_event_stay_in_the_text():
    text = f"防汛知识讲座本周举行\n{FIRST}\n时间：8月12日（周六）9:00\n地点：县文化馆二楼\n{SECOND}"
    metadata, paragraphs = read(text)
    assert metadata.published is None
    assert "时间：8月12日（周六）9:00\n地点：县文化馆二楼" in "\n".join(paragraphs)


def test_related_news_share_text_and_footer_vanish():
    text = "\n".join(
        [
            "首页 | 新闻中心 | 政务公开 | 互动交流",
            "青石县部署汛期前河道治理工作",
            "2021-06-04 09:12 来源：青石日报 作者：陈平安",
            *BODY,
            "分享到： 微信 微博 QQ空间",
            "【打印本页】 【关闭窗口】",
            "上一篇：青石县召开春耕现场会",
            "下一篇：没有了",
            "相关新闻",
            "青石县水库除险加固工程全面完工",
            "全市防汛抢险演练在青石举行",
            "主办单位：青石县人民政府 承办：县政府办公室",
            "版权所有 青石县人民政府 冀ICP备05001234号-1 冀公网安备13040302000123号",
            "网站标识码：1304290001",
        ]
    )
    metadata, paragraphs = read(text)
    assert metadata == Metadata("青石县部署汛期前河道治理工作", date(2021, 6, 4), "青石日报", "陈平安", "")
    assert paragraphs == BODY


def test_headlines_below_the_text_vanish_where_they_are_links_and_stay_where_nothing_shows_that():
    others = ["青石县水库除险加固工程全面完工", "全市防汛抢险演练在青石成功举行", "今年首批救灾物资运抵青石县城"]
    links = "".join(f"<li><a href='/{n}'>{text}</a></li>" for n, text in enumerate(others))
    body = "".join(f"<p>{text}</p>" for text in BODY)
    page = clean_html(f"<h1>青石县部署汛期前河道治理工作</h1>{body}<ul>{links}</ul>", Metadata())
    assert (page.paragraphs, [line.text for line in page.removed][-3:]) == (BODY, others)
    text = "\n".join(["青石县部署汛期前河道治理工作", *BODY, *others])
    assert "\n".join(read(text)[1]) == "\n".join([*BODY, *others])


def test_publishers_notices_vanish():
    notices = [
        "凡本网注明“来源：青石网”的所有作品，版权均属于青石网，未经授权不得转载。",
        "免责声明：以上内容不代表本站立场，如有侵权请联系删除。",
    ]
    assert read("\n".join([*BODY, *notices]))[1] == BODY
    assert read("".join(BODY) + "".join(notices))[1] == ("".join(BODY),)


def test_what_an_author_wrote_in_brackets_stays():
    text = "监测显示，细颗粒物（PM2.5）和挥发性有机物(VOCs)下降，(一)类点位达标，“双代”（以下简称“双代”）完成。"
    assert read(text + FIRST)[1] == (text + FIRST,)


def test_hard_wrapped_lines_are_joined():
    whole = "".join(BODY)
    wrapped = "\n".join(whole[i : i + 30] for i in range(0, len(whole), 30))
    assert "".join(read(wrapped)[1]) == whole


def test_one_line_article_is_split_at_sentence_ends():
    sentences = [
        f"第{i}条河道长{i}公里，沿岸有{i}个村，今年安排清淤、护岸和植树三项工程，由县水利局负责。" for i in range(1, 41)
    ]
    paragraphs = read("".join(sentences))[1]
    assert "".join(paragraphs) == "".join(sentences)
    assert [text[-1] for text in paragraphs] == ["。"] * len(paragraphs)
    assert all(300 <= len(text) <= 500 for text in paragraphs)


def test_headings_stand_above_what_they_head_and_lists_stay_whole():
    text = f"河道治理方案公布\n一、工作目标\n{FIRST}\n二、主要任务：\n（一）清淤疏浚，6月底前完成。\n（二）加固堤防，7月底前完成。\n三、保障措施\n{SECOND}"
    assert read(text)[1] == (
        f"一、工作目标\n{FIRST}",
        "二、主要任务：\n（一）清淤疏浚，6月底前完成。\n（二）加固堤防，7月底前完成。",
        f"三、保障措施\n{SECOND}",
    )


def test_text_without_any_punctuation_is_kept():
    assert read("青石县河道治理工程中标结果公示")[1] == ("青石县河道治理工程中标结果公示",)


PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>青石县部署河道治理_青石新闻网</title>
<meta name="PubDate" content="2022-05-06 10:00"><meta name="ContentSource" content="青石日报">
<link rel="canonical" href="http://www.qingshi.example/2022/05/06/1.html"></head><body>
<div class="nav"><a href="/">首页</a><a href="/a">要闻</a><a href="/b">部门动态</a></div>
<div class="crumbs"><a>首页</a> &gt; <a>要闻</a> &gt; 正文</div>
<div class="wrap"><h1>青石县部署河道治理</h1><div class="info">2022-05-06 10:00　来源：青石日报　<span>记者：陈平安</span> 浏览：123次</div>
<div id="zoom"><p>　　{FIRST}</p><p>　　{SECOND}</p><p>　　{THIRD}</p><p>（责任编辑：方圆）</p></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div></div>
<div class="sidebar"><h3>热门排行</h3><ul><li><a>水库除险加固工程全面完工</a></li><li><a>全市防汛演练举行</a></li></ul></div>
<div class="related"><h3>相关新闻</h3><p><a>青石县召开春耕现场会。</a></p></div>
<div class="footer">版权所有 青石县人民政府 冀ICP备05001234号</div><script>var a="脚本。不是正文。";</script></body></html>"""


def test_full_html_page_gives_article_and_metadata():
    page = clean_html(PAGE, Metadata())
    assert page.metadata == Metadata(
        "青石县部署河道治理", date(2022, 5, 6), "青石日报", "陈平安", "http://www.qingshi.example/2022/05/06/1.html"
    )
    assert page.paragraphs == BODY


@pytest.mark.parametrize("name", ["print-area", "news_side", "article share-box", "content location"])
def test_suspicious_names_do_not_lose_the_article(name: str):
    page = clean_html(f'<html><body><div class="{name}"><p>{FIRST}</p><p>{SECOND}</p></div></body></html>', Metadata())
    assert page.paragraphs == (FIRST, SECOND)


def test_layout_table_is_text_and_data_table_is_rows():
    html = (
        f"<table><tr><td><a>首页</a></td><td><p>{FIRST}</p><p>{SECOND}</p>"
        "<table><tr><th>河道</th><th>长度</th></tr><tr><td>清水河</td><td>18公里</td></tr></table>"
        f"<p>{THIRD}</p></td></tr></table>"
    )
    assert clean_html(html, Metadata()).paragraphs == (FIRST, SECOND, "河道：清水河；长度：18公里", THIRD)


def test_day_in_the_address_is_the_published_day_where_nothing_else_names_one():
    html = f'<link rel="canonical" href="https://x.example/art/20220506/t1.html"><p>{FIRST}</p><p>{SECOND}</p>'
    assert clean_html(html, Metadata()).metadata.published == date(2022, 5, 6)


def test_entities_escaped_twice_are_undone():
    assert clean_html(
        "<p>甲乙公司&amp;amp;丙丁公司签约&amp;nbsp;仪式，&amp;ldquo;双方满意&amp;rdquo;。</p>", Metadata()
    ).paragraphs == ("甲乙公司&丙丁公司签约 仪式，“双方满意”。",)


def test_markdown_front_matter_headings_and_marks():
    text = f"""---
title: "青石县部署河道治理"
date: 2022-05-06
source: 青石日报
---
# 青石县部署河道治理

{FIRST}

## 下一步

**会议要求**，详见[通知](http://x.example/a_(1).html)。![图](a.png)

- 清淤，6月完成。
- 护岸，7月完成。
"""
    page = clean_markdown(text, Metadata())
    assert page.metadata == Metadata("青石县部署河道治理", date(2022, 5, 6), "青石日报", "", "")
    assert page.paragraphs == (FIRST, "下一步\n会议要求，详见通知。", "清淤，6月完成。", "护岸，7月完成。")


def test_short_paragraph_beside_one_that_holds_nearly_everything_is_kept():
    long = (
        "".join(BODY) * 1
        + "各乡镇要把治理任务分解到村，每周通报一次进度，年底统一验收，验收结果与下一年度的项目资金安排挂钩。" * 1
    )
    blocks = "".join(f"<section><section><p>{text}</p></section></section>" for text in (long, "县长林远最后说道。"))
    html = f"<html><body><div><h1>治河</h1><p>点击上方蓝字关注我们</p>{blocks}<p>长按识别二维码关注</p><p>END</p></div></body></html>"
    assert clean_html(html, Metadata()).paragraphs == (long, "县长林远最后说道。")


def test_traditional_page_loses_its_furniture_and_keeps_its_characters():
    text = """自由新聞電子報
即時 熱門 政治 社會 生活
首頁 > 生活
高溫特報！青石飆破38度 氣象署籲防中暑
2023/07/15 14:05
〔記者王小明／青石報導〕氣象署今天發布高溫資訊，青石下午1時測得38.2度，創下今年新高。
請繼續往下閱讀...
氣象署指出，明天各地仍是晴朗炎熱的天氣，午後山區有短暫雷陣雨。
相關新聞
颱風生成機率曝光 專家：下週是關鍵
© 自由新聞 版權所有 不得轉載"""
    metadata, paragraphs = read(text)
    assert metadata == Metadata("高溫特報！青石飆破38度 氣象署籲防中暑", date(2023, 7, 15), "", "王小明", "")
    assert paragraphs == (
        "氣象署今天發布高溫資訊，青石下午1時測得38.2度，創下今年新高。",
        "氣象署指出，明天各地仍是晴朗炎熱的天氣，午後山區有短暫雷陣雨。",
    )


def test_official_document_takes_the_day_of_publication_before_that_of_signing():
    text = f"索引号：0014/2022-31\n发文机关：青石县人民政府\n成文日期：2022年3月1日\n标　　题：河道管理办法\n发布日期：2022年3月4日\n\n{FIRST}\n{SECOND}"
    metadata, paragraphs = read(text)
    assert metadata == Metadata("河道管理办法", date(2022, 3, 4), "青石县人民政府", "", "")
    assert paragraphs == (FIRST, SECOND)


def test_forum_post_keeps_its_text_and_loses_its_buttons():
    text = f"楼主: 清水河边\n打印 上一主题 下一主题\n建议东关大桥增设非机动车道\n电梯直达\n发表于 2021-8-9 20:13:21 | 只看该作者 | 倒序浏览\n{FIRST}\n收藏 支持 反对\n回复 使用道具 举报\n沙发\n发表于 2021-8-9 21:02:45 | 只看该作者\n{SECOND}"
    metadata, paragraphs = read(text)
    assert metadata == Metadata("建议东关大桥增设非机动车道", date(2021, 8, 9), "", "清水河边", "")
    assert paragraphs == (FIRST, SECOND)


def test_timeline_keeps_its_days():
    text = f"大桥建设大事记\n{FIRST}\n2015年11月2日\n主塔封顶\n2016年11月8日\n大桥合龙\n{SECOND}"
    metadata, paragraphs = read(text)
    assert metadata.published is None
    assert "2015年11月2日\n主塔封顶\n2016年11月8日\n大桥合龙" in "\n".join(paragraphs)


def test_routes_with_arrows_and_hotlines_are_no_furniture():
    text = f"新线路开通\n{FIRST}\n首末站：火车站→东关→县医院→汽车站\n举报电话：0310-1234567\n{SECOND}"
    assert "首末站：火车站→东关→县医院→汽车站\n举报电话：0310-1234567" in "\n".join(read(text)[1])


def test_word_in_a_closing_bracket_is_no_author():
    metadata, paragraphs = read(f"{FIRST}今日发布预警信号（高温）")
    assert (metadata.author, paragraphs) == ("", (f"{FIRST}今日发布预警信号（高温）",))


def test_glued_notice_does_not_take_the_facts_before_it():
    facts = "其中县属企业持股105万股，占比0.44%，合作社持股95万股，占比0.4%，新进股东三家"
    text = f"{FIRST}{facts}；以上内容由青石财经网根据公开信息整理，由算法生成，与本站立场无关。"
    assert read(text)[1] == (f"{FIRST}{facts}；",)


def test_exclamation_that_opens_a_fragment_is_text_and_a_dated_one_is_a_title():
    assert clean_html(f"<p>修好了！</p><p>{FIRST}</p><p>{SECOND}</p>", Metadata()).metadata.title == ""
    metadata, paragraphs = read(f"青石县河道治理，终于开工了！\n2021年6月4日\n{FIRST}\n{SECOND}")
    assert (metadata.title, paragraphs) == ("青石县河道治理，终于开工了！", (FIRST, SECOND))


def test_short_line_printed_twice_in_a_row_is_read_once():
    assert read(f"{FIRST}\n{FIRST}\n有效。\n有效。\n{SECOND}\n{SECOND}")[1] == (FIRST, "有效。", SECOND)


def test_a_sign_in_two_languages_keeps_its_lines():
    sign = (
        "Rules of the reading garden\n\nThe garden is open from 8:30 a.m. – 5:00 p.m., closed on Mondays.\n"
        "花园开放时间：8:30至17:00，周一闭园。\n\nPlease leave the fallen pears to the hedgehogs here.\n"
        "掉在地上的梨请留给刺猬。\n\nThe oldest tree in the garden was planted in 1907.\n园中最老的树种于1907年。\n"
    )
    shown = "\n".join(read(sign)[1]).split("\n")
    assert "花园开放时间：8:30至17:00，周一闭园。" in shown
    assert "园中最老的树种于1907年。" in shown


def test_tasks_of_markdown_say_which_are_done():
    _, paragraphs = read_markdown("# 修船\n\n还要做的事：\n\n- [x] 补船底\n- [ ] 换**桨架**\n> - [X] 买桐油\n")
    shown = "\n".join(paragraphs).split("\n")
    assert {"☑ 补船底", "☐ 换桨架", "☑ 买桐油"} <= set(shown)
    tidy = read_markdown("# 修船\n\n数组写作 [x]，空格写作 [ ]。\n")[1]
    assert tidy == ("数组写作 [x]，空格写作 [ ]。",)


def read_markdown(text: str) -> tuple[Metadata, tuple[str, ...]]:
    page = clean_markdown(text, Metadata())
    return page.metadata, page.paragraphs
