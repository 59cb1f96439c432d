"""A plain document keeps everything that is not clearly its title or a line of credits."""

# ruff: noqa: E501  (sample texts read better unbroken)

from datetime import date

import pytest

from index.clean.page import Metadata, Page, clean_markdown, clean_text, fill_from_name


def read(text: str) -> Page:
    return clean_text(text, Metadata())


def whole(page: Page) -> str:
    return "\n".join(page.paragraphs)


RESULTS = "青石县少年棋赛昨日落幕，共有96名学生参赛，评出一等奖三名。"


@pytest.mark.parametrize(
    "tail",
    [
        "青石县第一小学 温如岫\n河湾街道中心小学 卢季青\n白沙镇第二小学 柏一帆",
        "一江秋水绕山来\n两岸芦花次第开\n渡口老翁收网去\n月光先到钓鱼台",
        "城东服务点 城东路18号 0770-6601101\n河湾服务点 货场路5号 0770-6601102\n南坡服务点 渡口旁 0770-6601103",
    ],
)
def test_short_lines_behind_the_last_sentence_stay(tail: str) -> None:
    page = read(f"青石县少年棋赛结果揭晓\n2024-05-12 来源：青石晚报\n{RESULTS}\n{tail}")
    assert whole(page) == f"{RESULTS}\n{tail}"
    assert (page.metadata.published, page.metadata.source) == (date(2024, 5, 12), "青石晚报")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("蛋炒饭\n\n用料\n米饭 一碗\n鸡蛋 两个\n\n做法\n1. 打散鸡蛋，下锅炒熟。\n2. 倒入米饭炒散。", "蛋炒饭"),
        ("停气通知\n因管道检修，6月3日8时至18时停气，请提前准备。\n青石县燃气公司", "停气通知"),
        ("招领\n本馆拾到雨伞两把。\n请到服务台认领。", "招领"),
        (
            "岗位协议\n\n甲方：青石县图书馆\n乙方：温如岫\n\n第一条 乙方每周到馆两天。\n第二条 协议一年一签。",
            "岗位协议",
        ),
        ("青石县法院\n民事判决书\n\n原告：温如岫。\n被告败诉。", "青石县法院 民事判决书"),
        ("青儿：\n\n来信收到。家里都好。\n祝\n平安", ""),
        ("家里都好，勿念。\n钱已收到。", ""),
    ],
)
def test_first_line_set_apart_is_the_title_whatever_its_length(text: str, title: str) -> None:
    page = read(text)
    assert page.metadata.title == title
    kept = "".join([*page.paragraphs, *(line.text for line in page.removed)])
    assert sorted(kept.replace("\n", "")) == sorted(text.replace("\n", ""))


def test_a_menu_word_in_a_manual_is_no_furniture() -> None:
    page = clean_markdown("# 操作手册\n\n## 安装\n\n首页\n运行安装程序，按提示选择目录。\n", Metadata())
    assert page.metadata.title == "操作手册"
    assert "首页" in whole(page)


def test_speech_keeps_its_speaker_and_names_its_author() -> None:
    page = read(
        "在开学典礼上的讲话\n青石中学校长 霍明诚\n（2023年9月1日）\n\n各位同学：\n大家好！今天有428名新同学。\n谢谢大家！"
    )
    assert (page.metadata.author, page.metadata.published) == ("霍明诚", date(2023, 9, 1))
    assert "青石中学校长 霍明诚" in whole(page)


@pytest.mark.parametrize(
    ("text", "day", "source"),
    [
        (
            "校慶運動會\n民國112年10月24日\n發布單位：霧嶺國小\n\n運動會訂於十一月舉行，歡迎參加。",
            date(2023, 10, 24),
            "霧嶺國小",
        ),
        (
            "（2023-11-03 10:20 来源：青石文旅）\n书市开张\n书市明天在公园开张，共有48个书摊。",
            date(2023, 11, 3),
            "青石文旅",
        ),
        ("书市开张\n书市明天在公园开张，共有48个书摊。\n（2023-07-28 青石日报 第3版）", date(2023, 7, 28), "青石日报"),
        ("停电通知\n12月6日停电，请提前准备。\n青石县供电公司\n二〇二三年十二月一日", date(2023, 12, 1), ""),
        (
            "Workshop Opens\n\nMILLBROOK, 03/27/2023 -- The workshop opened today.\nTours are free.",
            date(2023, 3, 27),
            "",
        ),
        ("村规\n（2019年3月12日村民代表会议通过）\n\n一、狗要拴。\n二、鸡要圈。", None, ""),
        ("河道工程\n2019年8月1日，县里成立了办公室。\n2021年完工。", None, ""),
        ("例会纪要\n时间：2023年9月4日 14:00\n地点：三楼\n主持：温如岫\n\n一、复盘\n上期多三成。", None, ""),
    ],
)
def test_day_and_source_of_a_document(text: str, day: date | None, source: str) -> None:
    metadata = read(text).metadata
    assert (metadata.published, metadata.source) == (day, source)


def test_where_a_form_is_signed_is_no_credit() -> None:
    page = read("潜水体验告知书\n\n下潜前应当检查气瓶，并听从教练的安排。\n本人签名：桑田　　日期：2025年7月19日")
    assert "本人签名：桑田" in whole(page)
    assert "桑田" not in page.metadata.author


def test_file_name_says_the_day_where_the_text_does_not() -> None:
    page = read("老码头开门\n\n老码头本周重新开门，引进了27家工作室。")
    filled = fill_from_name(page, "老码头开门_青石晚报_2023-06-01.txt").metadata
    assert (filled.published, filled.source) == (date(2023, 6, 1), "青石晚报")
    dated = read("老码头开门\n2022-01-02\n老码头本周重新开门，引进了27家工作室。")
    assert fill_from_name(dated, "老码头_青石晚报_2023-06-01.txt").metadata.published == date(2022, 1, 2)
    assert fill_from_name(page, "规划2023-2025.txt").metadata.published is None


LETTER = "各位街坊：\n\n柳湾巷的路灯从下周二起换成新的，晚上施工，请大家绕行。"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("柳湾巷路灯更换通知.txt", "柳湾巷路灯更换通知"),
        ("03_柳湾巷路灯更换通知（2）.docx", "柳湾巷路灯更换通知"),
        ("柳湾巷路灯更换通知_2023-06-01.txt", "柳湾巷路灯更换通知"),
        ("柳湾巷路灯更换通知 - 副本.txt", "柳湾巷路灯更换通知"),
        ("新建文本文档.txt", ""),
        ("路灯.txt", ""),  # one pair may be shared by chance
        ("本季度论文素材汇总.txt", ""),
        ("IMG_20230612.txt", ""),
    ],
)
def test_file_name_gives_the_title_where_the_text_has_none(name: str, title: str) -> None:
    page = read(LETTER)
    assert page.metadata.title == ""
    assert fill_from_name(page, name).metadata.title == title


def test_file_name_does_not_replace_a_title() -> None:
    page = read("老码头开门\n\n老码头本周重新开门，引进了27家工作室。")
    assert fill_from_name(page, "老码头重新开门的消息.txt").metadata.title == "老码头开门"


@pytest.mark.parametrize(
    "table",
    [
        "街道 | 白天 | 夜间\n松岩街道 | 5元 | 2元\n白鹭街道 | | 3元",
        "街道\t白天\t夜间\n松岩街道\t5元\t2元\n白鹭街道\t\t3元",
        "街道      白天    夜间\n松岩街道  5元     2元\n白鹭街道          3元",
        "┌──┬──┬──┐\n│街道│白天│夜间│\n├──┼──┼──┤\n│松岩街道│5元│2元│\n│白鹭街道│  │3元│\n└──┴──┴──┘",
        "街道,白天,夜间\n松岩街道,5元,2元\n白鹭街道,,3元",
    ],
)
def test_plain_text_tables_are_rows_that_can_be_read_alone(table: str) -> None:
    page = read(f"停车收费\n\n{table}\n\n请市民遵守。")
    assert page.metadata.title == "停车收费"
    assert whole(page).split("\n") == [
        "街道：松岩街道；白天：5元；夜间：2元",
        "街道：白鹭街道；夜间：3元",
        "请市民遵守。",
    ]


def test_markdown_tables_code_notes_and_struck_words() -> None:
    page = clean_markdown(
        "# 月报\n\n| 年份 | 小学 | 初中 |\n|---|---|---|\n| 2021 | 12 | 12 |\n| 2022 | 15 | |\n\n"
        "总磷~~0.08~~0.05毫克，藻密度10<sup>6</sup>个[^1]。\n\n```\npip install x  # 注\n```\n\n[^1]: 用塞氏盘测量。\n",
        Metadata(),
    )
    assert whole(page).split("\n") == [
        "年份：2021；小学：12；初中：12",
        "年份：2022；小学：15",
        "总磷0.05毫克，藻密度10⁶个。",
        "pip install x  # 注",
        "用塞氏盘测量。",
    ]
    assert [(line.text, line.role) for line in page.removed] == [("0.08", "作者划掉的字"), ("月报", "标题")]


def test_toml_front_matter_is_metadata() -> None:
    page = clean_markdown(
        '+++\ntitle = "夜跑守则"\ndate = 2024-05-07T08:00:00+08:00\ndraft = false\n[params]\nauthor = "温如岫"\n+++\n\n要穿反光衣。\n',
        Metadata(),
    )
    assert (page.metadata.title, page.metadata.published, page.metadata.author) == (
        "夜跑守则",
        date(2024, 5, 7),
        "温如岫",
    )
    assert page.paragraphs == ("要穿反光衣。",)


def test_wrapped_english_lines_keep_the_space_between_words() -> None:
    page = read(
        "Notice of Work\n\nThe canal towpath between the two bridges will be closed on\nThursday from 9:30 a.m.\n"
        "to 2 p.m. while a lock gate is replaced by the trust, and\nboats may not pass. If the water rises afterwards,\n"
        "wait at the upper basin until a keeper waves you through.\n"
    )
    assert "9:30 a.m. to 2 p.m. while" in whole(page).replace("\n", " ")


def test_entries_of_a_diary_are_neither_title_nor_day_of_publication() -> None:
    text = "2024-04-02 晴\n油菜花开了七成，六号箱出现王台。\n2024-04-05 阴\n取蜜18公斤。"
    page = read(text)
    assert (page.metadata.title, page.metadata.published, whole(page)) == ("", None, text)


def test_name_in_brackets_behind_a_number_stays() -> None:
    page = read("招工启事\n柳溪毛巾厂招挡车工八名，包吃住。\n地址：工业路9号\n电话：5550266（石厂长）")
    assert whole(page).endswith("电话：5550266（石厂长）")
    assert page.metadata.author == ""


def test_field_below_a_wrapped_sentence_without_its_full_stop_is_a_line_of_its_own() -> None:
    wrapped = (
        "17路公交自今年五月起改走滨河路，沿途增设滨\n河公园、县医院新院区两站，首末班时间不变，\n票价也不变，请乘客注意站牌，有疑问可以拨打\n"
        "客运公司的服务电话询问，或者直接向司机询问"
    )
    assert whole(read(f"{wrapped}\n末班：22:30\n票价：2元")) == wrapped.replace("\n", "") + "\n末班：22:30\n票价：2元"


def test_rows_written_with_their_heads_are_not_joined() -> None:
    rows = [
        "站点：北桥；首班：6:40；末班：21:30；票价：3元；备注：周末加车",
        "站点：南桥；首班：6:50；末班：21:40；票价：3元；备注：周末加车",
        "站点：西桥；首班：7:00；末班：21:50；票价：4元；备注：周末停开",
    ]
    assert whole(read("\n".join(["公交时刻公告", *rows, "如有变动，另行通知。"]))).split("\n")[:3] == rows


def test_day_beside_one_name_below_the_title_is_that_of_publication() -> None:
    text = "第五届书法赛落幕\n2024-05-19　石桥镇文化站\n书法赛在文化站落幕，共收到作品214件。\n一等奖：柏青 郁可"
    page = read(text)
    assert (page.metadata.title, page.metadata.published) == ("第五届书法赛落幕", date(2024, 5, 19))
    assert "石桥镇文化站" in whole(page)


@pytest.mark.parametrize(
    "attached", ["值班表\n闸门\t电话\n北闸\t5550301\n南闸\t5550302", "登记表由各村填写，一式两份。"]
)
def test_notice_signed_above_its_attachments_has_the_day_it_was_signed(attached: str) -> None:
    page = read(
        "关于做好汛期排涝的通知\n\n各村：\n现将有关事项通知如下。\n一、6月10日前完成清淤。\n附件：1. 值班表\n      2. 登记表\n\n"
        f"白芦镇人民政府\n2031年5月28日\n\n附件1\n{attached}"
    )
    assert page.metadata.published == date(2031, 5, 28)
    assert "附件：1. 值班表\n2. 登记表" in whole(page)


def test_words_of_an_interview_are_no_credits() -> None:
    lines = ["记者：您守了多少年？", "祁守拙：三十一年了。", "记者：请讲讲最难的事", "祁守拙：断电那次。"]
    page = read("\n".join(["灯亮着，船就有数", "记者：谷雨", *lines]))
    assert (page.metadata.author, whole(page)) == ("谷雨", "\n".join(lines))
    asked_last = read("\n".join(["灯亮着，船就有数", *lines[1:3], lines[0]]))
    assert whole(asked_last).endswith(lines[0])


def test_call_behind_the_last_editor_leaves_the_credits_what_they_are() -> None:
    page = read("消防员救下落崖女子，全程用时三小时。来源：松溪消防记者：谷雨编辑：毕群终审：周健觉得不错，转发起来！")
    assert (page.metadata.author, page.metadata.source) == ("谷雨", "松溪消防")


def test_day_behind_a_rule_opens_an_entry_too() -> None:
    page = read("群聊的聊天记录\n\n—— 2031-07-02 ——\n电梯又停了，有人报修吗？\n\n—— 2031-07-03 ——\n电梯已恢复运行。")
    assert (page.metadata.published, whole(page).count("——")) == (None, 4)


def test_lines_drawn_with_one_mark_are_no_text_and_hide_no_title() -> None:
    page = read("★★★★★★★★\n第五届麦浪音乐节\n★★★★★★★★\n演出在露天剧场举行。\n---------\n咨询：5550812\n姓名：________")
    assert (page.metadata.title, whole(page)) == (
        "第五届麦浪音乐节",
        "演出在露天剧场举行。\n咨询：5550812\n姓名：________",
    )
    assert [line.text for line in page.removed].count("★★★★★★★★") == 2


def test_items_without_full_stops_are_one_list_and_chapters_are_not() -> None:
    page = read(
        "招募\n\n报名者须满足：\n1. 年满十六周岁\n2. 每月服务两个半天\n3. 会说普通话\n\n需带的材料\n- 身份证复印件\n- 照片两张"
    )
    assert page.paragraphs == (
        "报名者须满足：\n1. 年满十六周岁\n2. 每月服务两个半天\n3. 会说普通话",
        "需带的材料\n- 身份证复印件\n- 照片两张",
    )
    results = read("结果公告\n\n一、编号：LQ-0391\n二、中标信息\n供应商：青萝苗圃\n金额：186万元")
    assert "二、中标信息\n供应商：青萝苗圃" in whole(results)
    chapters = read("规定\n\n一、开放时间\n周一至周五八点开馆。\n二、座位\n座位须预约，每天两次。")
    assert chapters.paragraphs == ("一、开放时间\n周一至周五八点开馆。", "二、座位\n座位须预约，每天两次。")


def test_notes_with_a_sign_are_lines_of_their_own() -> None:
    notes = [
        "※ 自带雨衣，禁止携带玻璃瓶",
        "※ 一米二以下的儿童免票入场",
        "※ 演出中途离场，不再入场",
        "※ 停车场只有六十个车位",
    ]
    assert whole(read("\n".join(["麦浪音乐节", "演出在露天剧场举行。", *notes]))).endswith("\n".join(notes))


def test_bulleted_items_stay_with_their_heading_and_not_with_the_next() -> None:
    page = clean_markdown(
        "# 露营守则\n\n营地四月开放。\n\n## 禁止\n\n- 明火烧烤\n- 携带无人机（含航模）\n\n## 收费\n\n- 帐篷位80元\n\n遇雷暴清场。\n",
        Metadata(),
    )
    assert page.paragraphs == (
        "营地四月开放。",
        "禁止\n明火烧烤\n携带无人机（含航模）",
        "收费\n帐篷位80元",
        "遇雷暴清场。",
    )


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        (
            "莲藕汤\n\n用料\n莲藕 两节\n排骨 一斤（剁块）\n姜 三片\n\n做法\n1. 排骨焯水。\n2. 加藕块炖90分钟。\n\n提醒\n藕要粉的。\n盐最后放",
            [
                "用料\n莲藕 两节\n排骨 一斤（剁块）\n姜 三片",
                "做法\n1. 排骨焯水。\n2. 加藕块炖90分钟。",
                "提醒\n藕要粉的。\n盐最后放",
            ],
        ),
        (
            "渡口\n\n船夫收了篙\n月亮还没来\n\n灯笼\n在水里\n又亮了一回",
            ["船夫收了篙\n月亮还没来", "灯笼\n在水里\n又亮了一回"],
        ),
        (
            "值班安排\n\n一、前台\n\n早班由温如岫值守。\n晚班由柏一帆值守。\n\n二、车库\n\n夜间锁门，钥匙在前台。",
            ["一、前台\n早班由温如岫值守。\n晚班由柏一帆值守。", "二、车库\n夜间锁门，钥匙在前台。"],
        ),
        (
            "读书群\n\n温如岫 2024-03-02 09:12\n周六读第三章\n\n2024-03-02 09:14:05 柏一帆\n几点？\n在哪\n2024-03-02 09:20:00 温如岫\n两点，二楼",
            [
                "温如岫 2024-03-02 09:12\n周六读第三章",
                "2024-03-02 09:14:05 柏一帆\n几点？\n在哪",
                "2024-03-02 09:20:00 温如岫\n两点，二楼",
            ],
        ),
    ],
)
def test_no_paragraph_reaches_over_a_blank_line_but_a_heading_alone(text: str, paragraphs: list[str]) -> None:
    assert list(read(text).paragraphs) == paragraphs


def test_a_log_is_no_chat() -> None:
    log = "2024-03-02 09:12 开闸\n2024-03-02 09:40 关闸\n2024-03-02 10:05 开闸\n水位1.2米。"
    assert list(read(f"闸门记录\n\n{log}").paragraphs) == [log]


def test_a_line_that_is_not_indented_goes_on_with_the_full_line_above() -> None:
    page = read(
        "春游通知\n各位家长：\n    四月十二日全校去青石山春游，八点在操场集合。\n"
        "    请给孩子带好雨衣和水，午饭由食堂准备，晕车的孩子请坐前排，回\n校时间是下午四点半。\n    联系人：\n温如岫 5550101"
    )
    assert "晕车的孩子请坐前排，回校时间是下午四点半。" in whole(page)
    assert "联系人：\n温如岫 5550101" in whole(page)
    jobs = "柏一帆简历\n经历\n2018—2021  青石报社    编辑，兼校对\n2021至今  河湾书店    店长，管采购\n  青石县先进\n  河湾好人"
    assert "兼校对\n2021至今" in whole(read(jobs))


def test_a_day_above_the_clerk_of_a_court_signs_the_document() -> None:
    page = read(
        "青石县人民法院\n民事判决书\n\n原告：温如岫。\n被告柏一帆应于十日内还款三千元。\n\n"
        "审　判　员　　卢季青\n二〇二三年九月十九日\n书　记　员　　米大川"
    )
    assert page.metadata.published == date(2023, 9, 19)


def test_lines_that_open_with_a_moment_are_not_joined() -> None:
    sung = "[00:12.34]桥上的灯一盏一盏，亮起来了\n[00:17.80]你说这城像一条慢船，不靠岸\n[00:23.10]我把影子折好，放进口袋里去"
    assert whole(read(f"晚风过桥\n\n{sung}\n[00:28.60]等晚风把它，吹到对岸去")).startswith(sung)


def test_a_pasted_mail_has_its_subject_as_title_and_keeps_its_head() -> None:
    page = read(
        "发件人：温如岫 <wen@example.com>\n发送时间：2024年8月19日 18:42\n收件人：各分会\n主题：关于读书会改期的说明\n附件：安排.xlsx\n\n"
        "各位：\n\n读书会改到8月24日，地点不变。\n\n-----原始邮件-----\n发送时间：2024年8月18日 9:10\n\n能否改期？"
    )
    assert page.metadata == Metadata("关于读书会改期的说明", date(2024, 8, 19), "", "温如岫")
    assert "附件：安排.xlsx" in whole(page)
    assert read("主题：春天\n时间：5月3日\n地点：二楼\n读书会照常举行。").metadata.title == ""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("# 手册\n\n## 2. 故障 {#faults}\n\n停机。", ["2. 故障\n停机。"]),
        ('# 手册\n\n!!! note "提示"\n    汛期听调度。', ["提示\n汛期听调度。"]),
        ("# 手册\n\n:::tip 提示\n汛期听调度。\n:::", ["提示\n汛期听调度。"]),
        (
            "# 手册\n\n开闸前检查：\n: 水位差小于0.3米\n: 闸室内无船\n",
            ["开闸前检查：\n水位差小于0.3米\n闸室内无船"],
        ),
        ("# 手册\n\n> [!warning]- 注意\n> 见[[值班表|值班]]和[[备品]]。\n\n![[闸门.png]]\n", ["注意\n见值班和备品。"]),
        ("# 手册\n\n水深==三米==，%%待核%%汛期听调度，涨幅80%%。", ["水深三米，汛期听调度，涨幅80%%。"]),
        ("# 手册\n\n数组[[1, 2]]不变，a==b。", ["数组[[1, 2]]不变，a==b。"]),
    ],
)
def test_marks_of_boxes_ids_and_definitions_in_markdown_are_not_text(written: str, shown: list[str]) -> None:
    assert list(clean_markdown(written, Metadata()).paragraphs) == shown


def test_a_letterhead_marked_as_heading_is_not_the_title() -> None:
    page = clean_markdown(
        "# 青石县水利局文件\n\n青水〔2024〕17号\n\n## 关于开展汛前检查的通知\n\n检查自3月20日开始。", Metadata()
    )
    assert page.metadata.title == "关于开展汛前检查的通知"
    assert "青水〔2024〕17号" in whole(page)


def test_lines_that_reach_one_edge_in_mid_sentence_go_on_below() -> None:
    page = read(
        "关于暂停受理部分业务的公告\n因机房搬迁，青石县图书馆定于六月二十一日至二十四日暂停办理借书证，\n已预约的读者另行通知。\n"
        "升级期间，自助还书机照常使用，还书箱每天清空两次，急需办证的读者请到\n河湾分馆二楼服务台。\n咨询电话：5550500。\n青石县图书馆"
    )
    assert "急需办证的读者请到河湾分馆二楼服务台。" in whole(page)
    assert whole(page).endswith("咨询电话：5550500。\n青石县图书馆")


def test_a_marked_heading_begins_a_paragraph_also_below_a_list() -> None:
    page = clean_markdown(
        "# 总结\n\n## 一、费用\n\n费用如下：\n\n- 人工 46万元\n- 农药 7万元\n\n## 二、问题\n\n- 管网老化\n- 人手不足\n",
        Metadata(),
    )
    assert list(page.paragraphs) == ["一、费用\n费用如下：\n人工 46万元\n农药 7万元", "二、问题\n管网老化\n人手不足"]


def test_markdown_may_begin_with_a_tag() -> None:
    page = clean_markdown('<a name="x1"></a>\n# 交接说明\n\n钥匙不得带离。\n\n- 清点对讲机\n- 填写日志\n', Metadata())
    assert (page.metadata.title, page.paragraphs) == ("交接说明", ("钥匙不得带离。", "清点对讲机\n填写日志"))


def test_a_title_that_says_what_the_text_is_may_stand_above_fields() -> None:
    assert (
        read("访谈：守灯塔四十年\n时间：10月3日\n采访：温如岫\n\n问：何时上岛？\n答：那年春天。").metadata.title
        == "访谈：守灯塔四十年"
    )


def test_heads_set_in_over_a_column_without_one_keep_their_columns() -> None:
    table = "        周一    周二    周三\n第1节   语文    数学    英语\n第2节   体育            音乐\n第3节   英语    地理    数学"
    assert whole(read(f"课程表\n\n{table}\n\n班主任：温如岫")).split("\n")[1] == "第2节；周一：体育；周三：音乐"


def test_entries_that_open_with_a_year_set_apart_are_not_joined() -> None:
    entries = "1952年　任青石县河湾小学教员，兼教图画\n1958—1961年　参与编修《青石渔谚》，管插图\n1979年　作品《归帆》入选省美展，获二等奖\n1996年　病逝"
    assert whole(read(f"温如岫年表\n\n{entries}\n\n主要作品：《归帆》")).startswith(entries)


def test_verses_that_end_in_a_comma_stay_lines() -> None:
    verses = "一夜东风绿满洲，\n渔歌唱彻柳边楼。\n归帆不识江南路，\n错认桃花是酒旗。"
    assert list(read(f"渡江\n\n{verses}\n\n【注释】\n①洲：水中的陆地。").paragraphs) == [
        verses,
        "【注释】\n①洲：水中的陆地。",
    ]


def test_what_announces_a_list_does_not_go_on_above_it() -> None:
    recipe = "材料：\n面粉 300克\n水 150克\n调料：蒜水、醋、辣椒油、芝麻酱适量\n步骤：\n①面粉加盐加水揉成团，醒30分钟\n②洗面至水变清，面筋留用\n③面浆静置4小时以上，倒掉清水\n④盘底刷油，舀一勺面浆，蒸2分钟"
    assert whole(read(f"自制凉皮\n{recipe}")) == recipe


def test_a_line_with_other_fields_beside_its_day_stays() -> None:
    page = clean_markdown(
        "# 第38周周报\n\n**部门**：数据平台　**填报人**：温如岫　**日期**：2024-09-20\n\n迁移完成八成。", Metadata()
    )
    assert page.metadata.published == date(2024, 9, 20)
    assert "部门：数据平台　填报人：温如岫" in whole(page)


def test_lines_of_a_leaflet_are_not_taken_for_one_wrapped_text() -> None:
    leaflet = (
        "【产品名称】电热蚊香液\n【主要成分】四氟甲醚菊酯 0.8%\n【规格】45毫升/瓶，约可用400小时\n1.旋开瓶盖，将药液瓶插入加热器\n"
        "2.通电后5分钟左右开始挥发\n·对蚕高毒，蚕室附近禁用\n·不慎入眼请用清水冲洗15分钟\n【保质期】三年\n【生产企业】青石日化有限公司\n客服：400-555-0188"
    )
    assert whole(read(f"驱蚊液使用说明\n{leaflet}")) == leaflet


def test_a_letterhead_and_the_heading_right_below_it_are_one_title() -> None:
    page = clean_markdown("# 青石县农业农村局\n# 春季茶园管理技术要点\n\n二月下旬轻修剪。", Metadata())
    assert page.metadata.title == "青石县农业农村局 春季茶园管理技术要点"


def test_a_place_that_is_said_to_be_somewhere_is_no_path_of_a_site() -> None:
    fields = "位置：丰裕路23号（菜场东门旁）\n面积：上下两层共86平\n租金：每月4200元"
    page = read(f"门面招租\n{fields}")
    assert (page.metadata.title, whole(page)) == ("门面招租", fields)
    assert "位置" not in whole(
        read(f"位置：首页 > 要闻 > 正文\n河道治理\n2024-05-12 来源：青石晚报\n{RESULTS}\n上一篇：无")
    )


def test_a_notice_with_an_attachment_an_address_or_a_code_to_scan_is_no_web_page() -> None:
    notice = "各科室：\n请于6月20日前报送先进个人1名，要求如下：\n1.在岗满一年\n2.无违纪记录\n联系人：温如岫 5550101\n邮箱：wen@example.com\n"
    for last in ("附件：先进个人推荐表.docx", "扫码关注公众号报名", "上一篇：无"):
        page = read(f"关于报送先进个人的通知\n{notice}{last}\n青石县医院工会\n2024年6月3日")
        assert page.metadata.title == "关于报送先进个人的通知"
        assert {"2.无违纪记录", "联系人：温如岫 5550101"} <= set(whole(page).split("\n"))
    assert "附件：推荐表.docx" in whole(read(f"关于报送先进个人的通知\n{notice}附件：推荐表.docx\n青石县医院工会"))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("题目：渡口的早晨\n作者：温如岫\n", Metadata("渡口的早晨", author="温如岫")),
        ("题　目：渡口的早晨\n作者：温如岫\n", Metadata("渡口的早晨", author="温如岫")),
        ("Title: 渡口的早晨\nAuthor: 温如岫\nSource: 青石晚报\n", Metadata("渡口的早晨", None, "青石晚报", "温如岫")),
        ("渡口的早晨\n文/温如岫  图/柏一帆\n", Metadata("渡口的早晨", author="温如岫")),
        ("渡口的早晨\n发布日期：24-05-10 作者：温如岫\n", Metadata("渡口的早晨", date(2024, 5, 10), author="温如岫")),
        ("渡口的早晨\n发布日期：113-05-10 作者：温如岫\n", Metadata("渡口的早晨", date(2024, 5, 10), author="温如岫")),
    ],
)
def test_labels_in_the_head_give_title_writer_and_day(head: str, expected: Metadata) -> None:
    told = "天没亮，船就响了。\n艄公点起第一支烟。"
    page = read(f"{head}\n{told}")
    assert page.metadata == expected
    assert whole(page) == told


@pytest.mark.parametrize(
    "text",
    [
        "[货梯]\n型号 = 三号\n# 去年大修时换的\n限载 = 1200千克\n\n[报修]\n电话 = 5550144\n值班 = 冉青",
        "@渡口小店：今天有没有人看见一只白猫，脖子上系红绳\n回复@渡口小店：早上在码头那边见过一只，很瘦很怕人\n回复@码头老温：谢谢！我这就过去看看，带了小鱼干",
        "1 《船谱》 影印 精装 90元 品相八五\n2 《珠算入门》 1971年 12元 七品\n3 《钟表修理》 缺页 6元 六品，有字\n4 《石刻拓片》 一套 150元，不拆",
        "05/02/2031, 08:11 - 冉师傅: 水管接好了，连料一共260\n05/02/2031, 08:12 - 房东: 有没有收据，发我一张\n05/02/2031, 08:20 - 冉师傅: 有，下午带过去给你看\n05/02/2031, 08:21 - 房东: 好的",
        "停气通告\n\n因抢修，以下地段停气：\n8月3日 07:00-12:00\n　3号线：石桥湾、河东坝、卫生院\n8月4日 13:00-17:00\n　5号线：砖瓦厂、南坡五组\n请提前准备。",
        "交班\n\n设备：\n  一号炉 正常\n  二号炉 备用\n  三号炉 偏高\n加药量：石灰 80千克，纯碱 35千克，明矾 6千克\n出水浊度：0.2 / 0.3\n遗留问题：三号炉密封渗水，已经报修，单号 A-17\n工具：齐",
    ],
)
def test_entries_about_as_long_as_each_other_stay_lines(text: str) -> None:
    page = read(text)
    kept = "\n".join([*([page.metadata.title] if page.metadata.title else []), *page.paragraphs]).split("\n")
    assert kept == [line.strip("　 ") for line in text.split("\n") if line.strip()]


def test_a_section_of_settings_and_a_post_are_no_titles() -> None:
    assert read("[货梯]\n型号 = 三号\n限载 = 1200千克").metadata.title == ""
    assert read("@渡口小店：有人看见白猫吗\n回复@渡口小店：早上见过").metadata.title == ""


@pytest.mark.parametrize(
    "text",
    [
        "石桥民俗馆 展签\n\n油纸伞\n编号：0031\n年代：约1930年\n来源：河湾村温家捐赠",
        "《青岚》校刊编委\n\n主编：温如岫（高一2班）\n副主编：柏一帆\n排版：冉青\n指导老师：卢老师",
        "器材借用单\n\n名称：经纬仪\n数量：2台\n记录：冉青\n来源：县测绘队移交",
    ],
)
def test_a_field_of_a_list_is_no_credit(text: str) -> None:
    page = read(text)
    assert whole(page).replace("\n", "") == text.split("\n\n", 1)[1].replace("\n", "")
    assert (page.metadata.source, page.metadata.author) == ("", "")


def test_a_day_with_its_outlet_above_fields_is_a_credit() -> None:
    page = read(f"棋赛结果\n2024-05-12 来源：青石晚报\n一等奖：温如岫\n{RESULTS}")
    assert whole(page) == f"一等奖：温如岫\n{RESULTS}"
    assert page.metadata.source == "青石晚报"


def test_credits_below_each_other_are_still_credits() -> None:
    page = read(f"渡口复航\n来源：青石晚报\n作者：温如岫\n\n{RESULTS}\n\n文字：温如岫\n编辑：冉青")
    assert (page.metadata.source, page.metadata.author) == ("青石晚报", "温如岫")
    assert "来源" not in whole(page)
    assert "编辑：冉青" not in whole(page)


def test_a_term_for_contributors_is_no_notice_of_a_site() -> None:
    terms = "一、来稿不超过两千字。\n二、文责自负，转载请注明出处，并附作者简介。\n三、稿费每千字五十元。"
    page = read(f"《青岚》征稿\n\n{terms}")
    assert (page.metadata.title, whole(page), page.removed[1:]) == ("《青岚》征稿", terms, ())


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("岚桥铸造有限公司\nLANQIAO CASTING CO., LTD.\n地址：岚桥开发区3号", "录用通知书"),
        ("新闻稿\n即时发布\n2031年12月5日", "慢船票重新发售"),
    ],
)
def test_the_title_stands_below_a_letterhead(head: str, title: str) -> None:
    page = read(f"{head}\n\n{title}\n\n{RESULTS}\n请于三日内回复。")
    assert page.metadata.title == title
    assert head.split("\n")[0] in whole(page)


def test_who_speaks_and_when_below_the_title_of_a_speech() -> None:
    page = read(f"在开学典礼上的讲话\n校长 温如岫\n（2031年9月1日）\n\n{RESULTS}\n谢谢大家！")
    assert (page.metadata.author, page.metadata.published) == ("温如岫", date(2031, 9, 1))


def test_a_writer_named_with_his_age() -> None:
    page = read("晚渡\n〔清〕葛天行\n\n断霞收尽水溶溶，\n桥下鱼惊一杵钟。")
    assert (page.metadata.title, page.metadata.author) == ("晚渡", "葛天行")
    assert whole(page).startswith("〔清〕葛天行")


def test_a_plant_and_a_heading_in_brackets_are_no_writers() -> None:
    assert read("养护卡\n\n薄荷\n  光照 半阴\n  浇水 每天\n龙舌兰\n  光照 全日照").metadata.author == ""
    page = read("渡口饭馆\n\n【冷菜】\n拍黄瓜 12\n【热菜】\n红烧划水 68")
    assert (page.metadata.author, whole(page).split("\n")[0]) == ("", "【冷菜】")


def test_the_days_of_reviews_are_not_the_day_of_publication() -> None:
    page = read("石桥书店评价\n\n★★★★ 阿宁 2031-02-11\n书选得好。\n\n★★ 大米 2031-02-20\n咖啡太贵。")
    assert page.metadata.published is None


def test_a_field_named_title_in_a_report_is_a_field() -> None:
    page = read("问题单 #71\n标题：闸机不认卡\n状态：已修复\n报告人：冉青\n\n评论\n柏一帆 05-03：是时钟慢了。")
    assert page.metadata.title == "问题单 #71"
    assert whole(page).startswith("标题：闸机不认卡\n状态：已修复\n报告人：冉青")
    assert "评论\n柏一帆" in whole(page)


def test_digits_apart_are_joined_where_years_are_apart_too() -> None:
    page = read("石桥村志\n\n自2 0 3 3年起，到2 0 4 1年底仅剩1 9户，4 7人。")
    assert whole(page) == "自2033年起，到2041年底仅剩19户，47人。"
    assert whole(read("开奖\n\n本期号码：3 1 7，特别号：2 2，头奖两注。")) == "本期号码：3 1 7，特别号：2 2，头奖两注。"


def test_a_pasted_mail_with_the_day_as_programs_write_it() -> None:
    head = "From: 校办 <office@school.example>\nDate: Tue, 11 May 2032 16:20:00 +0800\nSubject: 租用礼堂"
    page = read(f"{head}\n\n可以，全天一千二百元。")
    assert (page.metadata.title, page.metadata.published) == ("租用礼堂", date(2032, 5, 11))


def test_columns_set_with_blanks() -> None:
    table = "航线        首班    末班\n石桥—河湾   06:40   19:00\n石桥—月牙滩 08:00   16:00\n石桥—南坡   07:10   18:20"
    assert whole(read(f"渡船时刻\n\n{table}")).split("\n") == [
        "航线：石桥—河湾；首班：06:40；末班：19:00",
        "航线：石桥—月牙滩；首班：08:00；末班：16:00",
        "航线：石桥—南坡；首班：07:10；末班：18:20",
    ]


@pytest.mark.parametrize(
    "entries",
    [
        "黄芪 15g　　党参 12g　　白术 10g\n当归 10g　　陈皮 6g　　炙草 5g\n大枣 4枚　　生姜 3片　　葱白 2段",
        "已动身　水路　十日到　弟\n货已发　三船　初九到　福\n母病愈　勿念　仍在院　兄",
        "[2031-01-17 02:03:12] ERROR  备份失败\n[2031-01-17 02:05:00] INFO  清理快照\n[2031-01-17 02:07:31] WARN  重试失败",
    ],
)
def test_entries_set_side_by_side_without_heads_stay_as_they_are(entries: str) -> None:
    assert whole(read(f"抄存\n\n{entries}")) == entries


def test_a_head_that_one_blank_parts_from_the_next() -> None:
    table = "编号 名称       起拍价  备注\n1    木船模     2000    补过\n2    渔灯       350     煤油"
    assert whole(read(f"拍卖清单\n\n{table}")).split("\n") == [
        "编号：1；名称：木船模；起拍价：2000；备注：补过",
        "编号：2；名称：渔灯；起拍价：350；备注：煤油",
    ]


def test_the_paper_between_day_and_reporter_is_the_source() -> None:
    page = read(f"渡口复航\n2032年3月30日　沙洲晚报　记者 温如岫\n\n{RESULTS}")
    assert (page.metadata.source, page.metadata.author) == ("沙洲晚报", "温如岫")


@pytest.mark.parametrize(
    "tail",
    ["审核：温如岫\n签发：柏一帆", "盘点：冉青\n校对：柏一帆", "编制：冉青　审核：温如岫　批准：柏一帆", "校对：冉青"],
)
def test_who_checks_and_signs_a_report_stays(tail: str) -> None:
    report = "仓库现有沙袋四千条。\n冲锋舟一艘需换螺旋桨。"
    page = read(f"防汛物资盘点\n\n{report}\n\n{tail}")
    assert (whole(page), page.metadata.author) == (f"{report}\n{tail}", "")
    page = read(f"防汛物资盘点\n2024-05-12 来源：青石晚报\n\n{report}\n\n审核：温如岫\n签发：柏一帆")
    assert whole(page) == report


def test_numbered_parts_marked_as_headings_are_no_titles() -> None:
    page = clean_markdown("## 一、背景\n护舷老化。\n\n## 二、结论\n更换24组。\n", Metadata())
    assert (page.metadata.title, page.paragraphs) == ("", ("一、背景\n护舷老化。", "二、结论\n更换24组。"))
    assert clean_markdown("# 一、二、三，开船\n\n船离了岸。\n", Metadata()).metadata.title == "一、二、三，开船"


def test_a_title_of_characters_set_apart_is_one_word() -> None:
    assert read("讣  告\n\n裘慕白先生于2024年1月9日逝世，享年83岁。").metadata.title == "讣告"


def test_the_head_of_a_bulletin_gives_office_and_day() -> None:
    text = "水情专报\n第17期\n雾灵县水利局  2024年7月12日16时发布\n\n今晚到明天有大雨。\n\n预报员：荀月    签发：万里"
    page = read(text)
    assert (page.metadata.source, page.metadata.published) == ("雾灵县水利局", date(2024, 7, 12))
    assert whole(page) == "第17期\n今晚到明天有大雨。\n预报员：荀月    签发：万里"


def test_answers_to_choose_from_stay_with_their_question() -> None:
    text = (
        "声现象测验\n一、选择题（每题3分，共6分）\n1. 在声源处减弱噪声的是（    ）\nA. 戴耳塞        B. 装消声器\n"
        "C. 种树          D. 关窗\n2. 声音传播最快的是（    ）\nA. 空气    B. 海水    C. 钢铁\n二、填空题（每空2分）\n3. 笛声由________振动产生。"
    )
    assert list(read(text).paragraphs) == [
        "一、选择题（每题3分，共6分）\n1. 在声源处减弱噪声的是（    ）\nA. 戴耳塞        B. 装消声器\nC. 种树          D. 关窗",
        "2. 声音传播最快的是（    ）\nA. 空气    B. 海水    C. 钢铁",
        "二、填空题（每空2分）\n3. 笛声由________振动产生。",
    ]


def test_lines_that_open_with_a_picture_are_not_joined() -> None:
    lines = "⏰ 时间：6月15日（周六）14:30到16:00\n📍 地点：滨河文化馆三楼多功能厅内\n🔸 报名请把姓名和电话发到馆里邮箱\n🔸 可带一张不超过A4的老照片来修复"
    assert whole(read(f"讲座预告\n\n{lines}")) == lines


def test_labels_of_a_leaflet_are_no_title() -> None:
    text = "【药品名称】双花糖浆\n【规格】每瓶装120毫升\n【用法】口服。一次15毫升。"
    assert (read(text).metadata.title, whole(read(text))) == ("", text)
    assert read("【讲座预告】老照片怎么修\n\n6月15日开讲，免费入场。").metadata.title == "【讲座预告】老照片怎么修"


def test_a_table_of_contents_above_the_parts_it_names_is_left_out() -> None:
    page = read(
        "浴室管理规定\n目  录\n第一章 总则……1\n第二章 罚则……3\n第一章 总则\n第一条 为管理浴室，制定本规定。\n第二章 罚则\n第二条 违者罚款。"
    )
    assert whole(page).count("第一章 总则") == 1 and "目  录" in {line.text for line in page.removed}
    listed = "书目\n\n目录\n渡口集\n河湾志"
    assert whole(read(listed)).endswith("目录\n渡口集\n河湾志")


def test_marks_before_the_lines_of_an_answered_mail_are_no_text() -> None:
    page = read(
        "主题：排期\n发件人：边城\n\n定在9月5日。\n\n在 2024/9/2 17:15，季夏 写道：\n> 钢丝绳断丝已到4根，\n> 建议提前换。"
    )
    assert "钢丝绳断丝已到4根，建议提前换。" in whole(page)
    assert "> 60分 合格\n> 85分 优秀" in whole(read("评分\n\n> 60分 合格\n> 85分 优秀"))


def test_a_path_from_the_front_page_and_buttons_of_a_size_show_a_copied_page() -> None:
    page = read(
        "首頁 / 最新消息\n鹿谷圖書館整修閉館\n發布日期：113-05-20　點閱數：245\nT大T小\n本館因空調整修，自6月3日起閉館。\n回上一頁"
    )
    assert (page.metadata.title, page.metadata.published) == ("鹿谷圖書館整修閉館", date(2024, 5, 20))
    assert page.paragraphs == ("本館因空調整修，自6月3日起閉館。",)
    assert read("首页 / 尾页的设计\n\n书的首页和尾页各有讲究。").paragraphs


def test_labels_stretched_to_one_width_are_fields_and_one_names_the_title() -> None:
    page = read(
        "索 引 号：015000/2024-00032\n发布机构：枫桥区水务局\n生成日期：2024-03-18\n文    号：枫水〔2024〕12号\n"
        "名    称：枫桥区水务局关于开展节水检查的通知\n各水务所：\n决定自3月20日起开展检查。\n一、查漏水。"
    )
    assert page.metadata == Metadata("枫桥区水务局关于开展节水检查的通知", date(2024, 3, 18), "枫桥区水务局")
    assert "文号：枫水〔2024〕12号" in whole(page)
    assert whole(read("名单\n\n张 三 李四：到会")) == "张 三 李四：到会"


def test_the_only_chapter_of_a_file_is_its_title() -> None:
    page = read("　　第二章　摆渡人\n\n　　雨下了三天，石阶只剩两级。\n　　“过不过？”\n　　“过。”")
    assert page.metadata.title == "第二章　摆渡人"
    assert read("第一章 总则\n\n第一条 为管理浴室，制定本规定。\n\n第二章 罚则\n\n第二条 罚款。").metadata.title == ""


def test_a_sentence_below_a_list_of_full_lines_does_not_go_on_its_last_item() -> None:
    text = (
        "灯谜会\n\n1. 一口咬掉牛尾巴，猜一个字谜吧    谜底：告\n2. 千里姻缘一线牵，猜一个字谜吧    谜底：重\n"
        "3. 四面都是山，山山都相连（打一字）谜底：田\n猜中三条换汤圆一碗，兑奖处在二号棚。"
    )
    assert whole(read(text)).endswith("谜底：田\n猜中三条换汤圆一碗，兑奖处在二号棚。")


def test_a_heading_below_a_text_with_others_below_it_is_no_title() -> None:
    page = clean_markdown(
        "> 第14期读书会记录，主持郗愔，记录谢尚，地点在二楼茶室。\n\n## 到场\n殷浩\n\n## 讨论\n译名不统一。\n",
        Metadata(),
    )
    assert page.metadata.title == "" and "到场\n殷浩" in whole(page)
    assert (
        clean_markdown("河湾县水利局文件\n\n# 清淤通知\n\n各所：\n\n## 一、范围\n全县。\n", Metadata()).metadata.title
        == "清淤通知"
    )


def test_blanks_before_marks_go_and_an_original_post_without_its_day_is_a_credit() -> None:
    assert whole(read("守则\n\n不得穿 ，拖鞋 。")) == "不得穿，拖鞋。"
    page = read(
        "周末去柿子沟\n原创：小满 柿子沟旅游 今天\n点击上方“柿子沟旅游”关注我们\n柿子沟在县境西北，秋天满沟都是红柿子。"
    )
    assert (page.metadata.author, page.metadata.source) == ("小满", "柿子沟旅游")


def test_a_seal_behind_the_day_is_no_writer_and_hides_no_day() -> None:
    page = read(
        "认定工伤决定书\n\n现予以认定为工伤。\n如不服，可自收到之日起60日内申请行政复议。\n\n二〇二四年四月二十二日（印章）"
    )
    assert (page.metadata.author, page.metadata.published) == ("", date(2024, 4, 22))


def test_a_sentence_that_goes_on_with_a_colon_in_a_full_line_is_joined() -> None:
    wrapped = (
        "护鹤队上周六清点了东滩和西滩，共有14只船、52名队员参加，清点当\n"
        "中有两个发现：一是东滩的水位比往年低了三十厘米，二是西滩来了新\n"
        "的一群白鹤，请各组在25日前报数。"
    )
    assert (
        whole(read(f"护鹤周报\n\n各位队员：\n\n{wrapped}\n\n吕纤"))
        == f"各位队员：\n{wrapped.replace(chr(10), '')}\n吕纤"
    )


@pytest.mark.parametrize(
    ("signed", "day"),
    [
        ("站长　吕纤\n2024年6月3日", date(2024, 6, 3)),
        ("鹤岛观测站\n中华民国113年6月3日", date(2024, 6, 3)),
        ("6月3日起全岛停航，改到南码头上船。\n2024年6月3日", None),
    ],
)
def test_a_list_may_follow_the_signature_that_gives_the_day(signed: str, day: date | None) -> None:
    page = read(
        f"鹤岛志愿者录取公告\n\n今年共录取志愿者三名，名单附后。\n\n{signed}\n\n录取名单：\n柏一帆\n卢季青\n温如岫\n"
    )
    assert page.metadata.published == day
    assert "温如岫" in whole(page)


def test_two_days_alone_below_each_other_are_no_signature() -> None:
    text = "上岛记录\n\n东滩\n2024年6月3日\n\n灰鹤四十只。\n\n西滩\n2024年6月4日\n\n白鹤两只。"
    assert read(text).metadata.published is None


def test_a_field_behind_the_writer_is_not_his_name_and_stays() -> None:
    page = read("灰鹤的食谱\n\n作者：柏一帆　单位：芦滩博物馆\n\n灰鹤冬天吃藕根和散落的稻谷。\n清晨取食最多。")
    assert page.metadata.author == "柏一帆"
    assert "单位：芦滩博物馆" in whole(page)


def test_labels_stretched_behind_another_field_are_closed_up() -> None:
    page = read("志愿者登记表\n\n姓    名：柏一帆        性    别：男\n电    话：5550166       血    型：O型\n")
    assert "性别：男" in whole(page)
    assert "血型：O型" in whole(page)


def test_a_drawn_line_below_a_full_line_is_not_joined_to_it() -> None:
    head = "芦滩渡口修船结算单                              No. 20240711-038"
    rule = "-" * 66
    rows = "1     换桨叶      BP-1172    1套     268.00   268.00\n2     换机油      OIL-530    4L      75.00    300.00"
    text = f"{head}\n{rule}\n序号  项目        配件号     数量    单价     金额\n{rows}\n{rule}\n合计：568.00    实收：￥550.00（现金）\n备注：船底漆剥落，建议重刷。"
    page = read(text)
    assert page.metadata.title == "芦滩渡口修船结算单 No. 20240711-038"
    assert page.paragraphs[0] == "序号：1；项目：换桨叶；配件号：BP-1172；数量：1套；单价：268.00；金额：268.00"


def test_the_first_field_of_a_leaflet_says_what_it_is_called_and_stays() -> None:
    page = read("活动名称：河灯夜游\n时间：2024年4月20日19:30\n地点：东码头\n\n每船限坐八人。\n雨天顺延。")
    assert page.metadata.title == "河灯夜游"
    assert "活动名称：河灯夜游" in whole(page)


def test_an_attachment_right_below_the_day_does_not_hide_it() -> None:
    page = read(
        "鹤岛比赛规程\n\n每队限报六人。\n\n鹤岛观测站\n2024年6月18日\n附：各区报名点\n东区　蒲家巷14号\n西区　老粮站"
    )
    assert page.metadata.published == date(2024, 6, 18)


def test_the_sign_for_wrong_below_an_exam_is_no_button() -> None:
    page = read(
        "护鹤员考核题\n\n1. 灰鹤的食物是（  ）。\nA. 15\nB. 藕根\n\n2. 灰鹤在树上筑巢。（  ）\n\n参考答案\n1. B  2. ×"
    )
    assert "A. 15" in whole(page)
    assert whole(page).endswith("2. ×")


def test_the_mark_before_a_quoted_mail_is_no_text_where_who_wrote_it_is_quoted_too() -> None:
    page = read("发件人: 柏一帆\n主题: 排班\n\n周六我去，周日卢季青去。\n\n> 3月4日，卢季青写道：\n> 周六我没空。")
    assert "\n卢季青写道" not in whole(page)
    assert ">" not in whole(page)


def test_sentences_in_english_below_their_chinese_ones_stay_apart() -> None:
    pairs = [
        ("点火前先打开通风口，关好炉门。", "Open the air vent and close the stove door before lighting."),
        ("每次添柴不超过三块，以免过热。", "Add no more than three logs at a time, or it may overheat."),
        ("炉灰冷却以后，再用铲子清出来。", "Let the ashes cool down, then take them out with the shovel."),
        ("烟道每年清扫一次，秋天前做完。", "Sweep the flue once a year, and do so before the autumn."),
    ]
    text = "\n".join(line for pair in pairs for line in pair)
    assert whole(read(f"柴炉使用说明\n\n{text}")).split("\n") == text.split("\n")


def test_rules_and_the_name_of_a_site_of_documents_hide_no_wrapped_text() -> None:
    page = read(
        "          岔河村修渠告示\n" + "=" * 60 + "\n\n"
        "    今年冬天修东渠，自冬月初三开工，每户出工六天，自带铁锹\n和扁担。遇雪停工，雪停后由渠长温如岫敲锣召集，误工一天补\n工一天半。\n\n"
        "    石料由青石场供应，每车记账，渠首的闸板换成杉木的，旧板\n留给小学修桌凳。\n\n" + "-" * 60 + "\n"
        "本文档由 百川文库网 www.baichuan.example 搜集整理，更多精品范文请登录网站下载"
    )
    assert page.metadata.title == "岔河村修渠告示"
    assert "遇雪停工，雪停后由渠长温如岫敲锣召集，误工一天补工一天半。" in whole(page)
    assert "百川" not in whole(page)
    assert any("百川" in line.text for line in page.removed)


@pytest.mark.parametrize("frame", ["=== {} ===", "★★★{}★★★", "###### {} ######", "【{}】", "{}"])
def test_marks_drawn_beside_a_title_are_not_part_of_it(frame: str) -> None:
    title = "北渠闸门运行日志"
    shown = read(
        frame.format(title) + "\n2031-01-15 00:00:02 闸门全关。\n2031-01-16 00:00:05 闸门开一成。"
    ).metadata.title
    assert shown == (frame.format(title) if "【" in frame else title)


@pytest.mark.parametrize(
    "above", ["岚桥小学2031—2032学年第一学期", "河湾中学二〇三一学年度", "茶乡职校2031学年（上学期）"]
)
def test_the_name_of_a_paper_below_its_term_is_part_of_the_title(above: str) -> None:
    page = read(
        f"{above}\n《养蚕常识》测验卷\n\n一、填空\n蚕一生蜕皮＿＿次，结茧前不再吃桑叶。\n\n二、问答\n为什么桑叶要擦干？"
    )
    assert page.metadata.title == f"{above} 《养蚕常识》测验卷"


def test_a_title_with_a_term_in_it_is_whole() -> None:
    page = read("第二学期工作计划\n养蚕组\n\n三月上山采桑，四月开始养第一批蚕。")
    assert page.metadata.title == "第二学期工作计划"
