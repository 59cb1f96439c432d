"""What a web page's markup says: tables, lists, raised and struck words, links, comments, and who published it."""

# ruff: noqa: E501  (sample pages read better unbroken)

from datetime import date

import pytest

from index.clean.page import Metadata, Page, clean_html, clean_text

FIRST = "6月3日上午，青石县召开河道治理推进会，安排汛期前的清淤和护岸工作。"
SECOND = "会议要求，6月底前完成全部12条河道的清淤，对沿岸险段逐一登记。"


def read(body: str, head: str = "<title>青石新闻网</title>") -> Page:
    return clean_html(f"<html><head>{head}</head><body>{body}</body></html>", Metadata())


def lines(page: Page) -> list[str]:
    return "\n".join(page.paragraphs).split("\n")


def test_data_table_with_merged_cells_links_and_lists_in_cells() -> None:
    table = (
        "<table><tr><th>星期</th><th>时间</th><th>地点</th></tr>"
        "<tr><td rowspan='2'>周一</td><td><ul><li>8:30至11:00</li><li>13:30至16:00</li></ul></td><td><a href='/1'>一楼</a></td></tr>"
        "<tr><td>夜间</td><td><a href='/2'>二楼</a></td></tr></table>"
    )
    assert lines(read(f"<h1>门诊时间</h1><p>{FIRST}</p>{table}"))[1:] == [
        "星期：周一；时间：8:30至11:00、13:30至16:00；地点：一楼",
        "星期：周一；时间：夜间；地点：二楼",
    ]


@pytest.mark.parametrize(
    "form",
    [
        "<table><tr><td>索引号：</td><td>QS001/2023-00087</td><td>发文机关：</td><td>青石县水利局</td></tr>"
        "<tr><td>发文字号：</td><td>青水〔2023〕8号</td><td>发布日期：</td><td>2023年05月10日</td></tr></table>",
        "<ul><li><b>索引号</b><span>QS001/2023-00087</span></li><li><b>发文机关</b><span>青石县水利局</span></li>"
        "<li><b>发文字号</b><span>青水〔2023〕8号</span></li><li><b>公开日期</b><span>2023-05-10</span></li></ul>",
    ],
)
def test_form_of_an_official_document_is_text_and_metadata(form: str) -> None:
    page = read(f"<h1>青石县河道保洁办法</h1>{form}<div><p>{FIRST}</p><p>{SECOND}</p></div>")
    assert {"索引号：QS001/2023-00087", "发文字号：青水〔2023〕8号"} <= set(lines(page))
    assert (page.metadata.title, page.metadata.source) == ("青石县河道保洁办法", "青石县水利局")


def test_marks_are_read_as_printed() -> None:
    page = read(
        f"<p>{FIRST}</p><p>成人票<del>60元</del>45元，藻密度10<sup>5</sup>个，CO<sub>2</sub>偏高<sup>[1]</sup>。</p>"
        "<p><ruby>鼋<rp>(</rp><rt>yuán</rt><rp>)</rp></ruby>出现两次，比前年多。</p>"
        "<ol><li>切块，泡出血水。</li><li>加水炖90分钟。</li></ol><dl><dt>E-691</dt><dd>密码错误</dd></dl>"
    )
    assert lines(page)[1:] == [
        "成人票45元，藻密度10⁵个，CO2偏高。", "鼋（yuán）出现两次，比前年多。", "1. 切块，泡出血水。", "2. 加水炖90分钟。",
        "E-691：密码错误",
    ]  # fmt: skip


def test_sentences_that_are_links_stay_and_lists_of_links_go() -> None:
    page = read(
        f"<div><h1>青石县治河</h1><p><a href='/1'>{FIRST}</a></p><p>{SECOND}</p><p><a href='/2'>今年计划投资460万元，更换全部管道。</a></p>"
        "</div><div><a href='/3'>县里召开春耕现场会</a><br><a href='/4'>水库除险加固完工</a><br><a href='/5'>演练举行</a></div>"
    )
    assert lines(page) == [FIRST, SECOND, "今年计划投资460万元，更换全部管道。"]


def test_list_of_links_that_a_sentence_announces_stays() -> None:
    items = "".join(
        f"<li><a href='/{n}'>{name}</a></li>" for n, name in enumerate(("自然博物馆", "文化馆展厅", "社区书房"))
    )
    page = read(
        f"<h1>免费开放</h1><p>7月1日起，下列场馆免费开放，欢迎参观。</p><ul>{items}</ul><p>博物馆须提前一天预约，其余直接入场。</p>"
    )
    assert {"自然博物馆", "文化馆展厅", "社区书房"} <= set(lines(page))


def test_list_of_links_that_all_tell_figures_stays_below_its_heading() -> None:
    facts = ["机帆船，载客24人，长9.6米", "双体船，载客60人，长18米"]
    items = "".join(f"<li><a href='/{n}'>{fact}</a></li>" for n, fact in enumerate(facts))
    behind = "两种船都在青石船厂建造，冬季停航检修。"
    assert lines(read(f"<h1>青石船型</h1><ul>{items}</ul><p>{behind}</p>")) == [*facts, behind]
    news = "<li><a href='/1'>县里召开春耕现场会</a></li><li><a href='/2'>水库加固，投资460万元</a></li>"
    assert lines(read(f"<h1>青石船型</h1><ul>{news}</ul><p>{behind}</p>")) == [behind]


def test_contacts_below_the_one_to_ask_stay() -> None:
    contacts = ["联系人：柏先生", "电话：5566778", "邮箱：hr@qingshi.example"]
    told = "青石窑招拉坯工2名，月薪6000元，包住。"
    page = read(f"<h1>招工</h1><p>{told}</p>" + "".join(f"<p>{line}</p>" for line in contacts))
    assert lines(page) == [told, *contacts]
    footer = "<div class='foot'><p>地址：青石县河街8号</p><p>电话：5566000</p></div>"
    assert lines(read(f"<h1>招工</h1><p>{told}</p>{footer}")) == [told]


@pytest.mark.parametrize("stamp", ["前天", "昨天 10:20 · 来自 青石发布", "3小时前 青石发布"])
def test_how_long_ago_a_page_was_posted_is_no_text(stamp: str) -> None:
    page = read(f"<h1>青石渡口停航</h1><div>{stamp}</div><p>{FIRST}</p><p>昨天 水位回落，渡口复航。</p>")
    assert lines(page) == [FIRST, "昨天 水位回落，渡口复航。"]
    assert page.metadata.source == ("青石发布" if "青石" in stamp else "青石新闻网")


def test_outlet_day_page_and_reporter_on_one_line() -> None:
    page = read(f"<h1>青石渡口停航</h1><div>青石晚报 2024-05-08 星期三 A05版 记者 温如岫</div><p>{FIRST}</p>")
    assert lines(page) == [FIRST]
    assert page.metadata == Metadata("青石渡口停航", date(2024, 5, 8), "青石晚报", "温如岫")


def test_comments_longer_than_the_article_go() -> None:
    comments = "<div class='comment-list'><p>网友甲：又要绕路了，每天多走二十分钟，希望早点修好吧。</p><p>网友乙：支持，这座桥早就该修了，安全第一。</p></div>"
    page = read(f"<h1>大桥封闭施工</h1><p>大桥5月20日起封闭施工，请绕行。</p>{comments}")
    assert lines(page) == ["大桥5月20日起封闭施工，请绕行。"]
    assert {line.role for line in page.removed if line.text.startswith("网友")} == {"评论"}


@pytest.mark.parametrize("site", ["青石县人民政府门户网站", "青石新闻网", "公示公告"])
def test_own_heading_beats_the_name_of_the_site(site: str) -> None:
    page = read(
        f"<h1>青石县举办招聘会</h1><div>2024-03-02 来源：青石日报</div><p>{FIRST}</p>", f"<title>{site}</title>"
    )
    assert page.metadata == Metadata("青石县举办招聘会", date(2024, 3, 2), "青石日报")


def test_json_ld_says_day_author_and_publisher() -> None:
    head = (
        '<title>治河</title><script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"青石县治河",'
        '"datePublished":"2024-02-24T08:00:00+08:00","author":[{"name":"骆青禾"}],"publisher":{"name":"青石晚报"}}]}</script>'
    )
    page = read(f"<h1>青石县治河</h1><div><span>3小时前</span></div><p>{FIRST}</p>", head)
    assert page.metadata == Metadata("青石县治河", date(2024, 2, 24), "青石晚报", "骆青禾")
    assert lines(page) == [FIRST]


def test_saved_wechat_page_says_account_writer_and_day() -> None:
    page = read(
        "<h1 id='activity-name'>老街的豆腐坊</h1><div id='meta_content'><span class='rich_media_meta_text'>文 | 骆青禾</span>"
        "<a id='js_name'>青石慢生活</a><em id='publish_time'></em></div>"
        f"<div id='js_content' style='visibility: hidden'><p>{FIRST}</p><p>{SECOND}</p></div><script>var ct = \"1714521600\";</script>",
        "<meta property='og:title' content='老街的豆腐坊'><meta property='og:site_name' content='微信公众平台'>",
    )
    assert page.metadata == Metadata("老街的豆腐坊", date(2024, 5, 1), "青石慢生活", "骆青禾")
    assert lines(page) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("head", "author", "source"),
    [
        (
            '<div class="bar"><a class="follow-nickName">老周的机柜</a><span>2021-12-19 23:41</span></div>',
            "老周的机柜",
            "",
        ),
        ('<div class="AuthorInfo"><a>贺兰亭</a><span>唱片店店主</span></div>', "贺兰亭", ""),
        ('<header class="hd"><a href="/people/1">摆渡的猫</a> 评论</header>', "摆渡的猫", ""),
        ("<div>原创 2024-02-14 17:30 · 钟表匠阿齐</div>", "", "钟表匠阿齐"),
        ('<div class="login"><a class="username">河边客</a></div>', "", ""),
        ('<div class="user-comment"><span class="author">河边客</span></div>', "", ""),
    ],
)
def test_who_wrote_it_is_read_from_elements_named_for_authors(head: str, author: str, source: str) -> None:
    page = read(f'<h1>河道治理推进会召开</h1>{head}<div class="text"><p>{FIRST}</p><p>{SECOND}</p></div>', "")
    assert (page.metadata.author, page.metadata.source) == (author, source)


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("河道治理推进会召开_青石日报", "青石日报"),
        ("青石日报数字报-河道治理推进会召开", "青石日报"),
        ("河道治理推进会召开 - 青石县人民政府", ""),
        ("河道治理推进会召开_国内新闻", ""),
    ],
)
def test_outlet_in_the_title_of_the_document_is_the_source(title: str, source: str) -> None:
    page = read(f"<h1>河道治理推进会召开</h1><p>{FIRST}</p><p>{SECOND}</p>", f"<title>{title}</title>")
    assert page.metadata.source == source


@pytest.mark.parametrize("heading", ["商品评价", "网友评论（3）", "大家的作品", "推荐阅读"])
def test_heading_of_readers_words_takes_its_part_of_the_page_with_it(heading: str) -> None:
    part = f"<div class='x1'><h3>{heading}</h3><p>河边客：清淤早该做了，夏天味道大。</p></div>"
    page = read(f"<h1>河道治理推进会召开</h1><div><p>{FIRST}</p><p>{SECOND}</p></div>{part}")
    assert lines(page) == [FIRST, SECOND]


def test_price_between_title_and_text_stays() -> None:
    page = read(
        "<div class='a'><a>订单</a></div><div class='b'><div>泊远机械键盘 87键</div><div>价格：329元</div></div>"
        f"<div class='c'><p>{FIRST}</p><p>{SECOND}</p></div><div class='d'><a>鼠标</a><a>鼠标垫</a></div>",
        "<title>泊远机械键盘 87键_报价</title>",
    )
    assert "价格：329元" in lines(page)


def test_page_of_short_fields_keeps_them_all_below_its_title() -> None:
    fields = ["首班：05:50", "末班：22:30", "票价：2元"]
    page = read("<div>17路公交时刻</div>" + "".join(f"<p>{field}</p>" for field in fields), "")
    assert (page.metadata.title, lines(page)) == ("17路公交时刻", fields)


def test_part_of_an_article_named_like_a_column_stays_above_its_sentence() -> None:
    page = read(f"<h1>柳溪水库</h1><p>{FIRST}</p><h2>历史</h2><p>{SECOND}</p>")
    assert lines(page) == [FIRST, "历史", SECOND]


def test_title_of_a_page_that_names_its_column_only_is_the_headline() -> None:
    page = read(
        f"<table><tr><td><b>关于召开家长会的通知</b></td></tr><tr><td>发布时间：2024-4-9</td></tr><tr><td><p>{FIRST}</p><p>{SECOND}</p></td></tr></table>",
        "<title>通知公告-石桥中学</title>",
    )
    assert page.metadata.title == "关于召开家长会的通知"


def test_headline_that_the_document_title_shortens_beats_the_office_that_signs() -> None:
    page = read(
        f"<h1>石桥镇文化站维修工程中标结果公示</h1><p>{FIRST}</p><p>{SECOND}</p><p>白水县公共资源交易中心</p>",
        "<title>中标结果公示_白水县公共资源交易中心</title>",
    )
    assert page.metadata.title == "石桥镇文化站维修工程中标结果公示"
    assert lines(page)[-1] == "白水县公共资源交易中心"


def test_heads_of_rows_name_their_values() -> None:
    table = "<table><tr><th>容量</th><td>45升</td></tr><tr><th>自重</th><td>1.62千克</td></tr></table>"
    assert lines(read(f"<h1>登山包</h1><p>{FIRST}</p>{table}"))[1:] == ["容量：45升", "自重：1.62千克"]


def post(name: str, moment: str, text: str) -> str:
    return (
        f"<div id='p{len(text)}' class='post'><div class='who'><a href='/u'>{name}</a><p>主题 12</p><p>积分 301</p></div>"
        f"<div class='said'><em>发表于 {moment}</em><div class='t'>{text}</div></div></div>"
    )


def test_each_post_of_a_thread_begins_with_its_writer() -> None:
    quoted = "<blockquote>石匠老冀 发表于 2024-4-2 22:03<br>先用细砂纸磨，再上两遍桐油。</blockquote>"
    page = read(
        "<h1>旧木窗怎么翻新？</h1><div>查看: 1843 | 回复: 3</div>"
        + post("山道猴", "2024-4-2 21:15:08", "收了四扇旧木窗，漆都起皮了，怎么翻新？")
        + post("石匠老冀", "2024-4-2 22:03:41", "先用细砂纸磨，再上两遍桐油。")
        + post("小南瓜", "2024-4-3 07:30:12", quoted + "桐油哪里有卖")
        + post("石匠老冀", "2024-4-3 08:00:55", "南门土产店，二十块一斤。"),
        "<title>旧木窗怎么翻新？ - 木作 - 青石论坛</title>",
    )
    assert lines(page) == [
        "山道猴：收了四扇旧木窗，漆都起皮了，怎么翻新？",
        "石匠老冀：先用细砂纸磨，再上两遍桐油。",
        "小南瓜：桐油哪里有卖",
        "石匠老冀：南门土产店，二十块一斤。",
    ]
    assert (page.metadata.author, page.metadata.published) == ("山道猴", date(2024, 4, 2))


def test_a_short_post_beside_its_writer_is_not_lost() -> None:
    posts = "".join(
        f"<li class='reply'><div><a href='/u/{n}'>{name}</a><span>2024-05-0{n} 09:12</span><p>{text}</p></div></li>"
        for n, (name, text) in enumerate((("阿穗", FIRST), ("竹影", "收到"), ("老周", SECOND)), 1)
    )
    assert lines(read(f"<h1>青石县治河</h1><ul>{posts}</ul>")) == [f"阿穗：{FIRST}", "竹影：收到", f"老周：{SECOND}"]


def test_entries_with_days_but_no_writers_are_no_posts() -> None:
    entries = "".join(
        f"<div class='entry'><div class='day'>2024-05-0{n}</div><div>{text}</div></div>"
        for n, text in enumerate((FIRST, SECOND, "清淤完工，河道恢复通航。"), 1)
    )
    text = lines(read(f"<h1>青石县治河大事记</h1>{entries}"))
    assert [f"2024-05-0{n}" in text for n in (2, 3)] == [True, True]


def test_fields_of_a_thing_stand_between_its_name_and_what_is_said_of_it() -> None:
    page = read(
        "<h1>青石牌折叠水壶</h1><p>可折叠到6厘米，耐温200℃</p><dl><dt>售价</dt><dd>59元</dd></dl><a href='/buy'>立即购买</a>"
        "<a href='/cart'>加入购物车</a><ul><li>材质: 硅胶</li><li>容量: 650ml</li></ul>"
        "<div><p>壶口直径5.2厘米，能放冰块，也方便清洗。</p><p>不可放入微波炉，不可盛装碳酸饮料。</p></div>"
        "<div><a href='/1'>折叠碗</a><a href='/2'>登山杖</a></div>",
        "<title>青石牌折叠水壶</title>",
    )
    assert lines(page)[:4] == ["可折叠到6厘米，耐温200℃", "售价：59元", "材质: 硅胶", "容量: 650ml"]
    assert "加入购物车" not in lines(page)


def test_a_heading_loses_the_link_behind_it_and_stays() -> None:
    page = read(
        "<h1>青石糖画</h1><dl><dt>申报地区</dt><dd>青石县</dd></dl><h2>历史<a href='/e'>编辑</a></h2>"
        f"<p>相传始于明代万历年间，清末有糖画摊二十余家。</p><h2>工艺<a href='/e'>编辑</a></h2><p>{FIRST}</p>"
    )
    assert {"历史", "工艺"} <= set(lines(page))
    assert "编辑" not in "".join(lines(page))


def test_parts_marked_up_like_the_main_one_belong_to_it() -> None:
    page = read(
        "<div class='head'><h1>水质化验员</h1><span>5-7K</span><p>青石 | 1-3年</p><a href='/apply'>立即沟通</a></div>"
        f"<div class='part'><h3>说明</h3><div>{FIRST}<br>{SECOND}</div></div>"
        "<div class='part'><h3>工作地址</h3><div>北环路188号清源水厂</div></div>"
        "<div class='part'><h3>也在招人</h3><a href='/1'>检验员</a><a href='/2'>司炉工</a></div>"
    )
    assert lines(page) == ["5-7K", "青石 | 1-3年", "说明", FIRST, SECOND, "工作地址", "北环路188号清源水厂"]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("青石都市网 2023-11-21 06:50 记者 骆青禾", "骆青禾"),
        ("記者 翁曉嵐／青石報導　2024/03/16 09:30", "翁曉嵐"),
    ],
)
def test_a_reporter_beside_the_moment_wrote_the_article(line: str, author: str) -> None:
    page = read(f"<h1>青石县治河</h1><p class='meta'>{line}</p><p>{FIRST}</p><p>{SECOND}</p><p>编辑：柳下</p>")
    assert page.metadata.author == author


def test_posts_of_tables_name_their_writer_above_the_counters() -> None:
    def tabled(name: str, moment: str, text: str) -> str:
        who = f"<td><b>{name}</b><br>等级：初级会员<br>发帖：14<br>注册：2019-3-2</td>"
        return f"<table class='post'><tr>{who}<td><font>{moment} 第2楼</font><hr>{text}</td></tr></table>"

    page = read(
        "<table><tr><td><a href='/'>论坛首页</a> >> <a href='/f'>果树</a></td></tr></table>"
        + tabled("院里人", "2011-6-5 21:30:00", "栽了五年，光长叶不结果，去年落花落得厉害。")
        + tabled("老果农", "2011-6-5 22:10:00", "多半是氮肥多了。花期环剥主干三分之一周。")
        + tabled("院里人", "2011-6-6 8:05:00", "来得及吗？")
        + "<center>共3楼 1/1页 <a href='/n'>发表新帖</a></center>",
        "<title>柿子树不结果怎么办 - 农家小院论坛</title>",
    )
    assert page.metadata.title == "柿子树不结果怎么办"
    assert lines(page) == [
        "院里人：栽了五年，光长叶不结果，去年落花落得厉害。",
        "老果农：多半是氮肥多了。花期环剥主干三分之一周。",
        "院里人：来得及吗？",
    ]


def test_verses_lose_the_links_around_them() -> None:
    page = read(
        "<div><a href='/'>诗歌网</a></div><h1>渡口谣</h1><div>船还没来<br>风先来了<br>风把芦苇按下去<br>又让它站起来</div>"
        "<div><a href='/z'>点赞</a><a href='/s'>收藏</a><a href='/d'>打赏</a></div>"
        "<div>上一首：<a href='/1'>雪后</a> 下一首：<a href='/2'>麦田</a></div>"
    )
    assert lines(page) == ["船还没来", "风先来了", "风把芦苇按下去", "又让它站起来"]


def test_tabs_that_repeat_the_headings_below_go() -> None:
    page = read(
        "<h1>优待证办理</h1><ul><li>基本信息</li><li>收费标准</li></ul>"
        f"<div><h2>基本信息</h2><p>{FIRST}</p><h2>收费标准</h2><p>{SECOND}</p></div>"
    )
    assert lines(page) == ["基本信息", FIRST, "收费标准", SECOND]


def test_a_moment_in_a_list_heads_what_happened_then() -> None:
    entries = "".join(
        f"<li><span>{when}</span><p>{text}</p></li>" for when, text in (("21:40", FIRST), ("19:15", SECOND))
    )
    assert read(f"<h1>青石县治河直播</h1><ul>{entries}</ul>").paragraphs == (f"21:40\n{FIRST}", f"19:15\n{SECOND}")


def test_a_headline_that_is_not_marked_is_the_title_of_its_document() -> None:
    page = read(
        f"<div><div>青石新开无人公交试运行线路</div><div><span>青石发布</span><span>2024-10-12 11:20</span></div><div><p>{FIRST}</p><p>{SECOND}</p></div>"
        "<div><span>1.2万阅读</span><span>点赞 88</span><span>分享</span></div></div>",
        "<title>青石新开无人公交试运行线路-青石发布</title>",
    )
    assert (page.metadata.title, lines(page)) == ("青石新开无人公交试运行线路", [FIRST, SECOND])


def test_an_author_before_the_moment_of_posting_is_read() -> None:
    page = read(
        f"<h1>青石县治河</h1><div>作者：<a href='/u'>骆青禾</a> 发布于 2024-03-18</div><p>{FIRST}</p><p>{SECOND}</p>"
    )
    assert (page.metadata.author, page.metadata.published) == ("骆青禾", date(2024, 3, 18))


def test_posts_whose_profile_stands_below_them() -> None:
    def below(name: str, moment: str, text: str) -> str:
        who = f"<dl><dt><a href='/u'>{name}</a></dt><dd>帖子: 5</dd><dd>注册: 2023-10-30</dd></dl>"
        return f"<div class='post'><p>由 <a href='/u'>{name}</a> » {moment}</p><div>{text}</div>{who}</div>"

    page = read(
        "<h2><a href='/t'>卫生间防水求助</a></h2>"
        + below("砖瓦匠学徒", "2023-11-02, 20:15", "卫生间漏到楼下，是砸了重做还是注浆？")
        + below("老泥水", "2023-11-02, 21:40", "先做闭水试验48小时，确定是管根还是地面。")
        + "<p>由 phpBB 强力驱动</p>",
        "<title>青石论坛 • 查看主题 - 卫生间防水求助</title>",
    )
    assert lines(page) == [
        "砖瓦匠学徒：卫生间漏到楼下，是砸了重做还是注浆？",
        "老泥水：先做闭水试验48小时，确定是管根还是地面。",
    ]
    assert page.metadata.published == date(2023, 11, 2)


def test_the_heading_that_the_documents_title_begins_with_is_the_title() -> None:
    page = read(
        "<h1><a href='/'>阿随的小角落</a></h1><div><h1><a href='/1'>用旧手机做监控</a></h1>"
        f"<p>{FIRST}</p><p>{SECOND}</p></div><div>posted @ 2023-08-13 22:41 <a href='/u'>阿随</a> 阅读(1920) 评论(12)</div>",
        "<title>用旧手机做监控 - 阿随的小角落</title>",
    )
    assert (page.metadata.title, page.metadata.author, page.metadata.published) == (
        "用旧手机做监控",
        "阿随",
        date(2023, 8, 13),
    )
    assert lines(page) == [FIRST, SECOND]


def test_who_writes_below_an_article_is_not_its_author() -> None:
    page = read(
        f"<div><h1>青石县治河</h1><p>{FIRST}</p></div><div>"
        + post("山道猴", "2024-4-2 21:15:08", "早该治了，每年夏天都淹到门口，希望今年能治好。")
        + post("老泥水", "2024-4-2 22:03:41", "堤脚要打木桩，光清淤没有用，过两年又淤上了。")
        + "</div>"
    )
    assert (page.metadata.author, page.metadata.published) == ("", None)
    assert lines(page)[0] == FIRST


STORY = f"<h1>石桥渡口恢复通航的第一天</h1><p>{FIRST}</p><p>{SECOND}</p>"


@pytest.mark.parametrize("heading", ["2 条回复", "最新评论（2）", "网友评论"])
def test_comments_below_their_heading_are_left_out_without_an_element_of_their_own(heading: str) -> None:
    said = "<div><a href='/u/1'>橙子</a> <span>3 天前</span><div>写得真好，我也想去渡口看看，带上孩子。</div></div>"
    page = read(f"<div>{STORY}<h4>{heading}</h4>{said}<h4>交通</h4><p>可乘3路车到石桥站，步行六分钟。</p></div>")
    assert "写得真好" not in "".join(page.paragraphs)
    assert "可乘3路车到石桥站，步行六分钟。" in "".join(page.paragraphs)
    assert "评论" in {line.role for line in page.removed}


def test_a_discussion_longer_than_what_opened_it_stays() -> None:
    said = "".join(f"<div>{text}</div>" for text in (FIRST, SECOND, FIRST[::-1]))
    page = read(f"<div><h1>渡口的缆绳几年一换？</h1><p>我家的用了四年，有毛刺了。</p><h3>3 条回复</h3>{said}</div>")
    assert SECOND in "".join(page.paragraphs)


def test_further_definitions_belong_to_their_term() -> None:
    page = read(
        f"<h1>周末活动</h1><p>{FIRST}</p><dl><dt>旧物市集</dt><dd>6月6日9时</dd><dd>石桥广场，雨天取消</dd>"
        "<dt>露天电影</dt><dd>6月7日，体育场</dd></dl>"
    )
    assert lines(page)[1:] == ["旧物市集：6月6日9时；石桥广场，雨天取消", "露天电影：6月7日，体育场"]


def test_columns_of_preformatted_text_are_a_table() -> None:
    rows = "日期    表层   底层\n03-01   1.2    3.5\n03-02   1.8    4.1"
    page = read(f"<h2>咸潮观测</h2><p>{FIRST}</p><pre>\n{rows}\n</pre><p>{SECOND}</p>")
    assert lines(page)[-3:-1] == ["日期：03-01；表层：1.2；底层：3.5", "日期：03-02；表层：1.8；底层：4.1"]


def test_labels_and_tags_of_an_offer() -> None:
    page = read(
        "<div><h1>石桥小区 两室一厅</h1><div class='tags'><span>满五</span><span>近渡口</span></div></div>"
        "<ul><li><label>楼层</label><span>3/6</span></li><li><label>朝向：</label><span>南北</span></li></ul>"
        f"<div><p>{FIRST}</p><p>{SECOND}</p></div><div class='tags'><a href='/t'>石桥</a><a href='/u'>二手</a></div>"
        "<div><h2>附近房源</h2><a href='/1'>河湾小区 一室</a></div>"
    )
    assert lines(page) == ["满五 近渡口", "楼层：3/6", "朝向：南北", FIRST, SECOND]


def test_an_answer_to_a_letter_gives_day_and_office() -> None:
    form = (
        "<table><tr><td>来信时间</td><td>2031-05-11</td></tr><tr><td>答复单位</td><td>石桥县人社局</td></tr>"
        "<tr><td>答复时间</td><td>2031-05-12</td></tr></table>"
    )
    page = read(f"<h1>关于参保的答复</h1>{form}<p>{FIRST}</p><p>{SECOND}</p>")
    assert (page.metadata.published, page.metadata.source) == (date(2031, 5, 12), "石桥县人社局")
    assert "来信时间：2031-05-11" in lines(page)


def test_a_numbered_table_of_contents_and_the_pager_of_pictures_are_left_out() -> None:
    page = read(
        "<h1>石桥</h1><ul><li>1 建造</li><li>2 维修</li></ul>"
        f"<h2>建造</h2><p>{FIRST}</p><h2>维修</h2><p>{SECOND}</p><div>1/5 上一张 下一张</div>"
    )
    assert lines(page) == ["建造", FIRST, "维修", SECOND]


def test_the_price_above_a_counter_stays_and_the_counter_goes() -> None:
    page = read(
        "<div><h1>山毛榉擀面杖</h1><div>价格：¥29.9</div><div>月销 1200+ | 累计评价 530</div>"
        f"<div><p>{FIRST}</p><p>{SECOND}</p></div></div>"
    )
    assert lines(page) == ["价格：¥29.9", FIRST, SECOND]


def test_a_name_beside_the_day_is_the_author() -> None:
    page = read(f"<h1>百年邮筒重新启用</h1><div><span>桑小满</span><span>2032-10-09 08:00</span></div><p>{FIRST}</p>")
    assert (page.metadata.author, page.metadata.published) == ("桑小满", date(2032, 10, 9))


def test_a_day_beside_counters_below_the_title_is_the_day_of_publication() -> None:
    info = "<div>2031-11-02 21:15 | 阅读(351) | 评论(4)</div>"
    page = read(
        f"<h2>和木匠讨论榫卯</h2>{info}<div><p>{FIRST}</p><p>{SECOND}</p></div>", "<title>和木匠讨论榫卯</title>"
    )
    assert (page.metadata.published, lines(page)) == (date(2031, 11, 2), [FIRST, SECOND])


def test_comments_below_their_number_are_left_out() -> None:
    said = "<div><span>楼下老张</span><span>昨天 20:11</span><p>我家门口那块早就松了，下雨溅一裤腿。</p></div>"
    page = read(f"<div>{STORY}</div><div><p>全部评论 (1)</p>{said}</div>", "<title>石桥渡口恢复通航的第一天</title>")
    assert lines(page) == [FIRST, SECOND]


def test_panels_behind_tabs_are_read_and_a_hidden_message_is_not() -> None:
    panels = (
        f"<div class='tab'><p>{FIRST}</p></div><div class='tab' style='display:none'><p>{SECOND}</p></div>"
        "<div class='popup-tip' style='display:none'><p>您的浏览器版本过低，请升级后再访问本页。</p></div>"
    )
    assert lines(read(f"<h1>河道治理</h1>{panels}")) == [FIRST, SECOND]


def test_a_marked_head_beside_a_table_is_its_term_and_beside_a_value_its_name() -> None:
    spec = (
        "<table><tr><th>电机</th><td><table><tr><th>功率</th><td>2.2 kW</td></tr><tr><th>转速</th><td>2850转</td></tr></table></td></tr>"
        "<tr><th>保修</th><td>整机一年</td></tr></table>"
    )
    shown = lines(read(f"<h1>空气压缩机</h1><p>{FIRST}</p>{spec}<p>{SECOND}</p>"))
    assert shown[1:-1] == ["电机", "功率：2.2 kW", "转速：2850转", "保修：整机一年"]


def test_a_question_marked_as_heading_stands_above_its_answer() -> None:
    asked = "<details><summary>多久能再献一次？</summary><p>全血间隔六个月。</p></details><h3>能吃早餐吗？</h3><p>可以，不要吃油腻食物。</p>"
    page = read(f"<h1>献血问答</h1>{asked}")
    assert page.paragraphs == ("多久能再献一次？\n全血间隔六个月。", "能吃早餐吗？\n可以，不要吃油腻食物。")


def test_buttons_of_cards_are_no_text() -> None:
    cards = "".join(
        f"<div class='card'><h3>{name}</h3><p>{text}</p><a class='btn' href='#'>立即预约</a></div>"
        for name, text in (("申屠雅", FIRST), ("查小曼", SECOND))
    )
    assert lines(read(f"<h1>口腔科专家</h1>{cards}")) == ["申屠雅", FIRST, "查小曼", SECOND]


def test_a_program_that_saves_the_first_words_as_title_gives_none() -> None:
    page = read(f"<p><b>关于举办象棋比赛的通知</b></p><p>各车间：</p><p>{FIRST}</p>", "<title>关于</title>")
    assert page.metadata.title == "关于举办象棋比赛的通知"


def test_the_caption_of_a_page_of_one_table_is_its_title() -> None:
    rows = "<tr><td colspan='2'>停电检修计划表</td></tr><tr><td>设备</td><td>时间</td></tr><tr><td>一号主变</td><td>10-12 06:00</td></tr><tr><td>二号主变</td><td>10-13 06:00</td></tr>"
    page = read(f"<table>{rows}</table>", "")
    assert (page.metadata.title, page.paragraphs[0]) == ("停电检修计划表", "设备：一号主变；时间：10-12 06:00")


def test_the_address_below_the_hours_of_an_article_is_no_foot_of_a_site() -> None:
    body = f"<p>{FIRST}</p><p>{SECOND}</p><p>孩子怕疼时，可以说有点凉。</p><p>门诊时间：周六 9:00—16:00</p><p>地址：松涛路6号三层</p><p>▲ 图源网络</p><p>网站地图 | 法律声明 技术支持：云桥科技</p>"
    assert lines(read(f"<h1>带娃看牙</h1>{body}"))[3:] == ["门诊时间：周六 9:00—16:00", "地址：松涛路6号三层"]


def test_headings_copied_from_an_encyclopaedia_stay_and_its_contents_do_not() -> None:
    text = (
        "笔架鱼肚\n播报 编辑 讨论 收藏\n笔架鱼肚是用长吻鮠的鳔干制成的食品。\n目录\n1 历史\n2 制法\n"
        "历史\n播报\n编辑\n清同治年间的县志已有记载。\n制法\n编辑\n取鳔后洗净，晾干约需七天。"
    )
    assert "\n".join(clean_text(text, Metadata()).paragraphs).split("\n") == [
        "笔架鱼肚是用长吻鮠的鳔干制成的食品。",
        "历史",
        "清同治年间的县志已有记载。",
        "制法",
        "取鳔后洗净，晾干约需七天。",
    ]


def test_a_favourite_among_parts_alike_is_no_list_of_other_pages() -> None:
    plans = "".join(
        f"<div class='{kind}'><h3>{name}</h3><p>￥{price}</p><ul><li>护理28天</li><li>{more}</li></ul><a href='#'>立即咨询</a></div>"
        for kind, name, price, more in (
            ("plan", "安心套餐", 29800, "康复4次"),
            ("plan hot", "尊享套餐", 45800, "家属陪住"),
        )
    )
    shown = lines(read(f"<h1>套餐价格</h1><div>{plans}</div><p>{FIRST}</p>"))
    assert {"尊享套餐", "￥45800", "家属陪住"} <= set(shown) and "立即咨询" not in shown


def test_marks_of_headings_and_numbers_that_a_page_draws_itself_are_no_text() -> None:
    body = "<h1><a href='#x'>#</a> 接入心率带</h1><p>支持两种协议。</p><ol><li><div>1</div><p>进入设置。</p></li><li><div>2</div><p>等待10秒。</p></li></ol>"
    page = read(body, "<title>接入心率带 | 手册</title>")
    assert (page.metadata.title, lines(page)) == ("接入心率带", ["支持两种协议。", "1. 进入设置。", "2. 等待10秒。"])


def test_fields_in_elements_side_by_side_are_set_apart() -> None:
    body = f"<h1>老灶火锅</h1><div><span>人均：88元</span><span>口味：8.9</span></div><p>{FIRST}</p>"
    assert "人均：88元 口味：8.9" in lines(read(body))


def test_a_banner_that_holds_the_title_and_headed_parts_below_it_are_read() -> None:
    body = (
        "<div class='job-banner'><h1>高空清洗工</h1><div>8-12K</div><a href='#'>投递简历</a><a href='#'>收藏</a></div>"
        "<div class='detail'><h3>职位描述</h3><div>1、清洗外墙；<br>2、维护吊绳。</div><h3>福利</h3><div class='tags'><span>包住</span><span>月休6天</span></div></div>"
        f"<div class='company'><h3>公司信息</h3><p>{FIRST}</p></div><div class='tags'><a href='#'>保洁</a></div>"
    )
    shown = lines(read(body, "<title>高空清洗工招聘_净蓝保洁</title>"))
    assert {"8-12K", "1、清洗外墙；", "2、维护吊绳。", "包住 月休6天", FIRST} <= set(shown)
    assert not {"投递简历", "保洁"} & set(shown)


def test_the_title_above_the_credits_where_the_document_names_only_the_school() -> None:
    body = (
        "<div>鹿角县第二小学</div><div class='t'>我校师生参加植树活动</div><div>发布人：教务处　发布时间：2024/3/12 15:30　点击数：61</div>"
        f"<div><p>{FIRST}</p><p>{SECOND}</p></div><div>学校地址：二马路 邮编：000000 电话：5550202</div>"
    )
    page = read(body, "<title>鹿角县第二小学</title>")
    assert (page.metadata.title, lines(page)) == ("我校师生参加植树活动", [FIRST, SECOND])


def test_stops_of_a_line_that_are_links_are_read() -> None:
    stops = "".join(
        f"<li><a href='{n}'>{name}</a></li>" for n, name in enumerate(("火车站", "人民广场", "第二医院", "大学城"))
    )
    body = f"<h1>枫桥2路</h1><p>首末班：06:00-21:30</p><h2>火车站 → 大学城</h2><ol>{stops}</ol><p>第二医院站3月1日至5月31日暂停停靠。</p>"
    assert {"1. 火车站", "2. 人民广场", "4. 大学城"} <= set(lines(read(body)))
    hot = body.replace("火车站 → 大学城", "热门文章")
    assert "2. 人民广场" not in lines(read(hot))


def test_a_term_of_two_lines_is_one() -> None:
    body = f"<p>{FIRST}</p><dl><dt><h3>成人票</h3><span>¥180</span></dt><dd>身高1.5米以上</dd><dt>儿童票</dt><dd>半价</dd></dl>"
    assert lines(read(body))[1:] == ["成人票 ¥180：身高1.5米以上", "儿童票：半价"]


def test_fields_above_and_headed_parts_below_a_text_belong_to_it() -> None:
    fields = "".join(
        f"<span>{name}:</span> {value}<br>"
        for name, value in (
            ("出版社", "雾城出版社"),
            ("出版年", "2018-6"),
            ("页数", "312"),
            ("定价", "45.00元"),
            ("装帧", "平装"),
            ("丛书", "雾城文丛"),
            ("字数", "20万"),
            ("开本", "32开"),
        )
    )
    body = (
        f"<div class='book'><h1>雾里看塔</h1><div>{fields}</div><h2>内容简介</h2><div class='intro'><p>{FIRST}</p><p>{SECOND}</p></div>"
        "<h2>目录</h2><div class='chapters'>第一章 塔基<br>第二章 塔铃<br>第三章 塔影</div><h2>相关图书</h2><ul><li>渡口书</li></ul></div>"
    )
    shown = lines(read(body, "<title>雾里看塔_雾书网</title>"))
    assert {"出版社: 雾城出版社", "开本: 32开", "第二章 塔铃"} <= set(shown) and "渡口书" not in shown


def test_the_title_above_the_credits_where_the_document_names_only_the_site() -> None:
    body = f"<div>雾城政府采购网</div><h2>夜景灯维修成交公告</h2><p>2024年04月11日 16:20 来源：雾城政府采购网</p><p>{FIRST}</p><p>{SECOND}</p>"
    assert read(body, "<title>雾城政府采购网</title>").metadata.title == "夜景灯维修成交公告"


def test_when_something_takes_place_is_no_day_of_publication() -> None:
    body = f"<h1>皮划艇体验</h1><ul><li>时间：2024-07-06 08:00 ~ 2024-07-06 11:30</li><li>地点：雾湖3号码头</li></ul><p>{FIRST}</p><p>{SECOND}</p>"
    page = read(body)
    assert (page.metadata.published, lines(page)[0]) == (None, "时间：2024-07-06 08:00 ~ 2024-07-06 11:30")


def test_a_headed_part_in_a_column_beside_the_article_is_left_out() -> None:
    page = f"<div class='wrap'><div class='l'><h1>河道治理推进会召开</h1><p>{FIRST}</p><p>{SECOND}</p></div><div class='r'><h3>公告栏</h3><p>本站新版上线了</p><ul><li><a href='1'>网站地图</a></li><li><a href='2'>旧版入口</a></li></ul></div></div>"
    assert lines(read(page)) == [FIRST, SECOND]


def test_tables_drawn_with_other_elements_are_tables() -> None:
    def grid(*rows: str) -> str:
        cells = ("".join(f"<div class='td'>{cell}</div>" for cell in row.split("|")) for row in rows)
        return f"<div class='table'>{''.join(f'<div class=tr>{row}</div>' for row in cells)}</div>"

    tables = (
        grid("票种|平日|周末", "单程|40元|50元", "往返|70元|85元")
        + f"<p>{FIRST}</p>"
        + grid("班次|首班|末班", "一路|6:00|21:00", "二路|6:20|20:00")
    )
    assert lines(read(f"<h1>滑道</h1>{tables}")) == [
        "票种：单程；平日：40元；周末：50元",
        "票种：往返；平日：70元；周末：85元",
        FIRST,
        "班次：一路；首班：6:00；末班：21:00",
        "班次：二路；首班：6:20；末班：20:00",
    ]
    layout = "".join(
        f"<div class='row'><div class='col-md-8'><p>{text}</p><p>{text[:9]}</p></div><div class='col-md-4'>旁注</div></div>"
        for text in (FIRST, SECOND, FIRST[::-1])
    )
    assert FIRST in lines(read(f"<h1>河道</h1>{layout}"))


def test_a_new_files_name_is_no_title() -> None:
    page = read(f"<p><b>柿子沟乡防汛值守安排</b></p><p>{FIRST}</p><p>{SECOND}</p>", "<title>新建文档</title>")
    assert page.metadata.title == "柿子沟乡防汛值守安排"


def test_a_path_that_ends_in_the_title_is_no_text() -> None:
    body = f"<div><a href='/'>雾城论坛</a> » <a href='/1'>家电维修</a> » 收音机没声音了</div><h1>收音机没声音了</h1><p>{FIRST}</p><p>{SECOND}</p>"
    assert lines(read(body, "<title>收音机没声音了 - 雾城论坛</title>")) == [FIRST, SECOND]


def test_tag_before_the_heading_of_a_thread_is_no_part_of_its_title() -> None:
    page = read(
        f"<h1>[求助] 灰鹤受伤了怎么办</h1><p>{FIRST}</p><p>{SECOND}</p>",
        "<title>灰鹤受伤了怎么办 - 观鸟 - 芦滩论坛</title>",
    )
    assert page.metadata.title == "灰鹤受伤了怎么办"
    assert lines(page) == [FIRST, SECOND]
    kept = read(f"<h1>[重要] 上岛须知</h1><p>{FIRST}</p>", "<title>芦滩论坛</title>")
    assert kept.metadata.title == "[重要] 上岛须知"


def test_link_behind_the_label_of_other_articles_is_none_of_the_text() -> None:
    label = "<div><p>延伸阅读：<a href='/a'>灰鹤早到九天</a></p></div>"
    assert lines(read(f"<h1>清淤会</h1><p>{FIRST}</p>{label}<p>{SECOND}</p>")) == [FIRST, SECOND]
    book = "<p>延伸阅读：《水鸟图鉴》，芦滩书社，见第三章。</p>"
    assert len(lines(read(f"<h1>清淤会</h1><p>{FIRST}</p>{book}<p>{SECOND}</p>"))) == 3


def test_price_beside_a_button_is_kept_and_the_row_of_tabs_is_not() -> None:
    page = read(
        "<div><div class='name'>岸汀 T3 观鸟望远镜 8倍 绿色</div><div><span>促销价</span> ￥<b>329.00</b> <a>降价通知</a></div>"
        "<a>加入购物车</a></div><div><ul><li>商品介绍</li><li>包装清单</li><li>商品评价(1200+)</li></ul>"
        f"<p>{FIRST}</p><p>{SECOND}</p><h3>包装清单</h3><p>望远镜一只，背带一条。</p></div>",
        "<title>【岸汀T3】岸汀 T3 观鸟望远镜 8倍 【价格 参数】-行迹商城</title>",
    )
    assert page.metadata.title == "岸汀 T3 观鸟望远镜 8倍 绿色"
    assert any("329.00" in line for line in lines(page))
    assert not any("商品评价" in line or line == "商品介绍" for line in lines(page))


def test_counter_behind_a_writer_is_no_part_of_the_name() -> None:
    meta = "<p>2024年01月23日 07:48　来源：青石日报　作者：温如岫　<a>0</a>评论</p>"
    assert read(f"<h1>清淤会开到了河边</h1>{meta}<p>{FIRST}</p><p>{SECOND}</p>").metadata.author == "温如岫"


def test_a_marked_heading_that_ends_in_a_remark_stands_above_what_it_heads() -> None:
    page = read(
        f"<h1>观鸟班</h1><p>{FIRST}</p><h2>价格</h2><h3>小班（4人）</h3><p>¥3,280</p><ul><li>含望远镜</li></ul><p>{SECOND}</p>"
    )
    assert "价格\n小班（4人）\n¥3,280" in "\n\n".join(page.paragraphs)
    asked = read(f"<h1>观鸟班</h1><p>{FIRST}</p><p>{SECOND}</p><div>以上内容是否对您有帮助？</div>")
    assert lines(asked) == [FIRST, SECOND]


def test_headline_above_its_day_where_the_title_of_the_page_names_a_column() -> None:
    meta = "<div>发布日期：2024-04-08　　信息来源：河灯镇民政办　　点击：32</div>"
    page = read(
        f"<div class='t'>河灯镇2024年临时救助对象公示</div>{meta}<p>{FIRST}</p><p>{SECOND}</p>",
        "<title>河灯镇公示</title>",
    )
    assert page.metadata.title == "河灯镇2024年临时救助对象公示"


def test_numbers_of_two_elements_beside_each_other_stay_two() -> None:
    card = "<div><span>03</span><span>5月</span></div><p>观鹤讲座，限40人。</p>"
    page = read(f"<h1>五月活动</h1><p>{FIRST}</p>{card}<p>{SECOND}</p>")
    assert "03 5月" in lines(page)
    marked = read(f"<h1>报数</h1><p>{FIRST}</p><p>电话<em>555</em>0166</p><p>{SECOND}</p>")
    assert "电话5550166" in lines(marked)


def test_with_what_a_post_was_written_is_no_outlet() -> None:
    post = f"<div>2024-3-3 09:12 来自 <a>iPhone客户端</a></div><p>{FIRST}</p><p>{SECOND}<a>展开全文</a></p>"
    page = read(post, "<title>芦滩的微博</title>")
    assert (page.metadata.source, page.metadata.published) == ("", date(2024, 3, 3))
    assert lines(page) == [FIRST, SECOND]


def test_words_that_sites_have_too_stay_among_the_entries_of_an_announced_list() -> None:
    ways = "<p>取书的方式有：</p><ul><li>刷读者卡（最多6本）</li><li>密码</li><li>二维码</li><li>人工柜台</li></ul>"
    assert lines(read(f"<h1>自助书柜</h1><p>{FIRST}</p>{ways}<p>{SECOND}</p>"))[1:-1] == [
        "取书的方式有：",
        "刷读者卡（最多6本）",
        "密码",
        "二维码",
        "人工柜台",
    ]
    menu = "<ul><li>首页</li><li>登录</li><li>注册</li></ul>"
    assert lines(read(f"<h1>自助书柜</h1><p>{FIRST}</p><p>{SECOND}</p>{menu}")) == [FIRST, SECOND]


def test_last_entry_of_a_list_stays_with_it_though_it_has_the_full_stop_of_all() -> None:
    found = "<p>检查以后发现：</p><ul><li>北闸的绳断了两股；</li><li>南闸的轴生锈；</li><li>机房完好。</li></ul>"
    page = read(f"<h1>查闸</h1><p>{FIRST}</p>{found}<p>{SECOND}</p>")
    assert "检查以后发现：\n北闸的绳断了两股；\n南闸的轴生锈；\n机房完好。" in page.paragraphs
    assert page.paragraphs[-1] == SECOND


def test_numbers_beside_the_lines_of_code_are_no_text() -> None:
    code = (
        "<figure><table><tr><td class='gutter'><pre><span>1</span><br><span>2</span></pre></td>"
        "<td class='code'><pre>level = read()<br>print(level)</pre></td></tr></table></figure>"
    )
    shown = lines(read(f"<h1>水位计</h1><p>{FIRST}</p>{code}<p>{SECOND}</p>"))
    assert "level = read()" in shown
    assert not {"1", "2"} & set(shown)


def test_product_under_a_plain_name_has_its_price() -> None:
    page = read(
        "<div class='sku'><div class='name'>芦编收纳筐 有盖大号</div><div><span>价格</span><em>¥</em><i>68.00</i></div>"
        f"<div>颜色：<a>本色</a><a>茶色</a></div><div><a>加入购物车</a><a>立即购买</a></div></div><div class='detail'><ul><li>材质：芦苇</li><li>高：30厘米</li></ul><p>{FIRST}</p><p>{SECOND}</p></div>",
        "<title>【芦滩】芦编收纳筐 有盖大号 - 芦滩手作旗舰店</title>",
    )
    assert page.metadata.title == "芦编收纳筐 有盖大号"
    assert any("68.00" in line for line in lines(page))


def test_rows_of_buttons_and_the_foot_of_a_forum_are_no_text() -> None:
    foot = "<div>在线客服 返回顶部</div><div>Archiver|手机版|芦滩论坛 GMT+8, 2031-1-2 10:00</div>"
    menu = "<div id='mw-navigation'><h2>导航菜单</h2><ul><li>没有登录</li><li>贡献</li></ul></div>"
    post = "<p>The post <a href='/a'>清淤会</a> appeared first on <a href='/'>芦滩札记</a>.</p>"
    assert lines(read(f"<h1>清淤会</h1><p>{FIRST}</p><p>{SECOND}</p>{post}{foot}{menu}")) == [FIRST, SECOND]


def test_motto_below_a_writer_is_no_part_of_the_name() -> None:
    card = "<div class='author-info'><span>温如岫</span> <div>看水三十年</div></div>"
    assert read(f"<h1>清淤会</h1>{card}<p>{FIRST}</p><p>{SECOND}</p>").metadata.author == "温如岫"
    labelled = "<div class='author'>作者：<span>温如岫</span></div>"
    assert read(f"<h1>清淤会</h1>{labelled}<p>{FIRST}</p><p>{SECOND}</p>").metadata.author == "温如岫"
