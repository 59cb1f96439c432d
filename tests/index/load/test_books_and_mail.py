"""E-books, mails, feeds and rich text."""

# ruff: noqa: E501  (XML reads better unbroken)
import base64
import json
import time
from datetime import date
from email.message import EmailMessage

import pytest

from index.article import Article, Rejection
from index.load.loader import read_article_bytes
from index.messages import Message, say
from tests.reading.word_documents import package


def read(data: bytes, name: str) -> list[Article]:
    results = read_article_bytes(data, name, name)
    articles = [result for result in results if isinstance(result, Article)]
    assert len(articles) == len(results)
    return articles


def lines(article: Article) -> list[str]:
    return [line for paragraph in article.paragraphs for line in paragraph.text.split("\n")]


def book(**chapters: str) -> bytes:
    """Return an .epub whose spine lists the chapters in their order, under names that sort the other way."""
    files = {f"c{9 - n}.xhtml": body for n, body in enumerate(chapters.values())}
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in sorted(files))
    spine = "".join(f'<itemref idref="{name}"/>' for name in files)
    about = '<dc:title xmlns:dc="x">渡口集</dc:title><dc:creator xmlns:dc="x">叶青</dc:creator><dc:date xmlns:dc="x">2019-05-01</dc:date>'
    return package(
        {
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="O/b.opf"/></rootfiles></container>',
            "O/b.opf": f"<package><metadata>{about}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
            **{f"O/{name}": f"<html><body>{body}</body></html>" for name, body in files.items()},
        }
    )


def test_a_book_is_read_in_the_order_of_its_spine():
    (article,) = read(book(a="<h1>木船</h1><p>木船吃水浅。</p>", b="<h1>铁船</h1><p>铁船来得晚。</p>"), "a.epub")
    assert (article.title, article.author, article.published) == ("渡口集", "叶青", date(2019, 5, 1))
    assert lines(article) == ["木船", "木船吃水浅。", "铁船", "铁船来得晚。"]


def test_markup_of_a_chapter_keeps_lists_tables_and_powers_and_leaves_deleted_text_out():
    body = (
        "<p>船长<del>九</del>十米，排水10<sup>4</sup>吨，<ruby>舢<rt>shān</rt></ruby>板两只。</p><ol><li>验票上船。</li><li>靠右下船。</li></ol>"
        "<table><tr><th>船名</th><th>吨位</th></tr><tr><td>甲一</td><td>86</td></tr></table>"
    )
    assert lines(read(book(a=body), "a.epub")[0]) == [
        "船长十米，排水10⁴吨，舢（shān）板两只。",
        "1. 验票上船。",
        "2. 靠右下船。",
        "船名：甲一；吨位：86",
    ]


@pytest.mark.parametrize(
    "links",
    ['<a href="t.xhtml">返回目录</a>', '[<a href="a">上一章</a>] | <a href="t">目录</a> | <a href="c">下一章</a>'],
)
def test_links_back_to_the_contents_of_a_book_are_left_out(links: str):
    body = f'<p>木船吃水浅，<a href="n.xhtml">见附图</a>。</p><p><a href="n.xhtml">铁船的来历</a></p><p>{links}</p>'
    (article,) = read(book(a=body), "a.epub")
    assert lines(article) == ["木船吃水浅，见附图。", "铁船的来历"]
    assert len(article.removed) == 1


def test_a_book_under_copy_protection_says_so():
    data = package({"META-INF/rights.xml": "<r/>", "META-INF/container.xml": "<c/>"})
    assert read_article_bytes(data, "a.epub", "a") == (Rejection("a.epub", Message("book-locked")),)


def mail(head: str, body: bytes) -> bytes:
    subject = base64.b64encode("渡口改期".encode("gbk")).decode()
    sender = base64.b64encode("吕纤".encode("gbk")).decode()
    fields = f"From: =?gb2312?B?{sender}?= <l@example.cn>\nSubject: =?gb2312?B?{subject}?=\nDate: Mon, 11 Sep 2023 23:20:05 +0800\n"
    return (fields + head + "\n\n").encode() + body


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Type: text/plain; charset=gb2312", "渡口的会改到周四下午两点，地点不变。".encode("gbk")),
        ("Content-Type: text/plain; charset=us-ascii", "渡口的会改到周四下午两点，地点不变。".encode()),
        ("Content-Type: text/html; charset=utf-8", "<div>渡口的会改到<b>周四</b>下午两点，地点不变。</div>".encode()),
    ],
)
def test_a_mail_gives_subject_sender_day_and_text(head: str, body: bytes):
    (article,) = read(mail(f"MIME-Version: 1.0\n{head}", body), "a.eml")
    assert (article.title, article.author, article.published) == ("渡口改期", "吕纤", date(2023, 9, 11))
    assert lines(article) == ["渡口的会改到周四下午两点，地点不变。"]


def test_table_and_list_in_a_mail_are_read():
    plain = mail(
        "Content-Type: text/plain; charset=utf-8\n", "值班如下。\n\n闸门\t电话\n北闸\t5550301\n南闸\t5550302\n".encode()
    )
    assert lines(read(plain, "a.eml")[0])[-2:] == ["闸门：北闸；电话：5550301", "闸门：南闸；电话：5550302"]
    items = "<p>本周布展。</p><p>展品</p><ul><li>照片37件</li><li>灯箱两个</li></ul><p>请准时到场。</p>"
    marked = mail("Content-Type: text/html; charset=utf-8\n", items.encode())
    (article,) = read(marked, "a.eml")
    assert [p.text for p in article.paragraphs] == ["本周布展。", "展品\n照片37件\n灯箱两个", "请准时到场。"]


def test_a_table_with_lines_is_read_from_the_html_of_a_mail_and_one_that_sets_it_out_is_not():
    table = (
        "<tr><td>站名</td><td>报送时间</td></tr><tr><td>东礁</td><td>9:00</td></tr><tr><td>西岬</td><td>9:30</td></tr>"
    )
    for border, expected in ((1, "站名：东礁；报送时间：9:00"), (0, "东礁 9:00")):
        message = EmailMessage()
        message["Subject"] = "报送时间"
        message.set_content("各站同事：\n站名 报送时间\n东礁 9:00\n西岬 9:30\n")
        message.add_alternative(f"<p>各站同事：</p><table border={border}>{table}</table>", subtype="html")
        (article,) = read(message.as_bytes(), "a.eml")
        assert expected in "\n".join(lines(article))


def test_files_attached_to_a_mail_are_named_as_not_read():
    body = (
        "--b\nContent-Type: text/plain; charset=utf-8\n\n渡口的会改到周四下午两点。\n"
        '--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="plan.pdf"\n\nx\n--b--\n'
    )
    (article,) = read(mail('MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"', body.encode()), "a.eml")
    assert say(article.note) == "附件没有收入：plan.pdf"


def test_a_feed_gives_an_article_for_each_entry_under_an_id_that_stays():
    feed = (
        "<rss><channel><title>渡口日记</title><item><title>起雾</title><link>https://d.example.cn/2</link><guid>d-2</guid>"
        "<pubDate>Mon, 17 Jul 2023 21:30:00 +0800</pubDate><description>&lt;p&gt;早上起雾，停航两小时。&lt;/p&gt;</description></item>"
        "<item><title>空</title></item></channel></rss>"
    )
    first, second = read_article_bytes(feed.encode(), "d.xml", "d.xml")
    assert isinstance(first, Article)
    assert (first.id, first.title, first.published) == ("d.xml#d-2", "起雾", date(2023, 7, 17))
    assert (first.source, first.location, lines(first)) == (
        "渡口日记",
        "https://d.example.cn/2",
        ["早上起雾，停航两小时。"],
    )
    assert second == Rejection("d.xml 第 2 条", Message("text-none"))


def test_other_xml_says_what_it_is_not():
    assert read_article_bytes(b"<data><x>1</x></data>", "a.xml", "a") == (Rejection("a.xml", Message("feed-none")),)


def test_rich_text_in_both_spellings_of_chinese_and_its_tables():
    def spelled(text: str) -> str:
        return "".join(f"\\'{byte:02x}" for byte in text.encode("gbk"))

    row = "\\trowd\\cellx1\\cellx2\\pard\\intbl {}\\cell\\pard\\intbl {}\\cell\\row\n"
    rtf = (
        "{\\rtf1\\ansi\\ansicpg936{\\info{\\author " + spelled("佟小满") + "}}\\pard " + spelled("花瓣在上午采，") + "\\u25110?"
        + spelled("者傍晚采。") + "\\par\n" + row.format(spelled("花材"), spelled("天数")) + row.format(spelled("绣球"), "7") + "}"
    )  # fmt: skip
    (article,) = read(rtf.encode("ascii"), "a.rtf")
    assert (article.author, lines(article)) == ("佟小满", ["花瓣在上午采，或者傍晚采。", "花材：绣球；天数：7"])


def test_what_a_feed_says_twice_or_strikes_out_is_listed():
    entry = (
        "<item><title>水位</title><description>水位涨了。</description>"
        "<content:encoded xmlns:content='c'><![CDATA[<p>今日水位<del>14.20</del>14.32米。</p>]]></content:encoded></item>"
    )
    (article,) = read(f"<rss><channel><title>观测站</title>{entry}</channel></rss>".encode(), "a.rss")
    assert lines(article) == ["今日水位14.32米。"]
    assert [(line.text, line.role) for line in article.removed] == [("14.20", "作者划掉的字"), ("水位涨了。", "摘要")]


def test_what_a_circular_says_of_itself_and_hides_is_no_text():
    body = (
        "<div style='display: none'>夜场</div><p><a href='v'>如果无法查看邮件，请点击这里</a></p><p>阅览室延长至22点。</p>"
        "<p>您收到此邮件是因为您订阅了读者通讯。<a href='u'>退订</a></p>"
    )
    head = (
        b"Subject: =?utf-8?b?" + base64.b64encode("夜场".encode()) + b"?=\nContent-Type: text/html; charset=utf-8\n\n"
    )
    (article,) = read(head + body.encode(), "a.eml")
    assert lines(article) == ["阅览室延长至22点。"]
    assert {line.role for line in article.removed} == {"导航与按钮", "页面上看不见的字"}


def spelled_in_rtf(text: str) -> str:
    return "".join(c if c.isascii() else "".join(f"\\'{byte:02x}" for byte in c.encode("gb18030")) for c in text)


def test_a_note_of_rich_text_follows_its_paragraph_and_hidden_text_is_not_read():
    said, note, hidden, more = map(spelled_in_rtf, ("服装箱由货车运送", "道具箱随团。", "旧方案", "全团先行。"))
    rtf = (
        "{\\rtf1\\ansi\\ansicpg936\\pard " + said + "{\\super 1{\\footnote\\pard {\\cs1 }" + note + "}}"
        + spelled_in_rtf("，一天可到。") + "\\par {\\rtlch \\v\\f0 " + hidden + "}" + more + "\\par}"
    )  # fmt: skip
    assert lines(read(rtf.encode("ascii"), "a.rtf")[0]) == [
        "服装箱由货车运送1，一天可到。",
        "道具箱随团。",
        "全团先行。",
    ]


def test_notes_of_one_paragraph_stay_in_order_and_unclosed_ones_cost_no_more_than_their_length():
    said, one, other = map(spelled_in_rtf, ("服装箱由货车运送。", "道具箱随团。", "乐器空运。"))
    notes = "{\\footnote " + one + "}{\\footnote " + other + "}"
    rtf = "{\\rtf1\\ansi\\ansicpg936\\pard " + said + notes + "\\par}"
    assert lines(read(rtf.encode("ascii"), "a.rtf")[0]) == ["服装箱由货车运送。", "道具箱随团。", "乐器空运。"]
    unclosed = "{\\rtf1\\ansi\\ansicpg936 " + (said + "{\\footnote \\par ") * 4000
    begun = time.process_time()
    read(unclosed.encode("ascii"), "a.rtf")
    assert time.process_time() - begun < 4  # each scanned to the end took 8 s and more


def test_a_mail_forwarded_as_an_attachment_is_read_below_the_text():
    inner = EmailMessage()
    inner["Subject"], inner["From"], inner["Date"] = "停电", "物业 <wy@example.cn>", "Tue, 04 Jun 2024 08:00:00 +0800"
    inner.set_content("八日八时至十七时，二期全部停电。")
    outer = EmailMessage()
    outer["Subject"], outer["From"], outer["Date"] = (
        "转：停电",
        "马青 <m@example.cn>",
        "Wed, 05 Jun 2024 08:00:00 +0800",
    )
    outer.set_content("请提前备好应急灯。")
    outer.add_attachment(inner)
    (article,) = read(outer.as_bytes(), "a.eml")
    assert (article.title, article.published, article.note) == ("转：停电", date(2024, 6, 5), None)
    assert lines(article) == [
        "请提前备好应急灯。",
        "主题：停电",
        "发件人：物业",
        "日期：2024-06-04",
        "八日八时至十七时，二期全部停电。",
    ]


def test_texts_code_and_output_of_a_notebook_are_read():
    cells = [
        {"cell_type": "markdown", "source": ["# 水质数据整理\n", "\n", "采样共三处，每处每周两次。"]},
        {"cell_type": "code", "source": "print(7.2)", "outputs": [{"output_type": "stream", "text": ["7.2\n"]}]},
    ]
    (article,) = read(json.dumps({"cells": cells}).encode(), "a.ipynb")
    assert article.title == "水质数据整理"
    assert lines(article)[0] == "采样共三处，每处每周两次。"
    assert "print(7.2)" in lines(article)
    (refused,) = read_article_bytes(b"[1, 2]", "a.ipynb", "a.ipynb")
    assert isinstance(refused, Rejection)
    assert refused.reason == Message("notebook-broken")


def test_lines_that_a_mail_program_broke_are_joined_and_the_mark_above_a_signature_is_not():
    body = "护鹤队周六上岛，早上五点在东 \n码头集合，请带 GPS \nlogger。\n-- \n吕纤\n"
    head = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8; format=flowed"
    (article,) = read(mail(head, body.encode()), "a.eml")
    assert lines(article) == ["护鹤队周六上岛，早上五点在东码头集合，请带 GPS logger。", "--", "吕纤"]
    (kept,) = read(mail(head.replace("; format=flowed", ""), body.encode()), "a.eml")
    assert "护鹤队周六上岛，早上五点在东" in lines(kept)


def test_what_mail_programs_add_around_a_forwarded_text_is_no_text():
    body = (
        "大家看下面，时间改了。\n\n发自我的手机\n\n-------- 转发的消息 --------\n主题： 借船\n发件人： 渡口值班室\n\n"
        "周四的船改到下午两点开。\n"
    )
    article = read(mail("Subject: test\nFrom: A <a@b.example>\n", body.encode()), "借船.eml")[0]
    shown = lines(article)
    assert "周四的船改到下午两点开。" in shown
    assert not any("发自我的" in line or "----" in line for line in shown)
