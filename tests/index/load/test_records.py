"""Records: questions with answers, rows of tables, ids that only count within their file, several columns of text."""

import json

import pytest

from index.article import Article
from index.load.loader import read_article_bytes
from index.load.source import Columns, LoadOptions

TEXT = "6月3日上午，青石县召开河道治理推进会，安排汛期前的清淤和护岸工作。"


def read(data: str, name: str, options: LoadOptions = LoadOptions()) -> list[Article]:
    results = read_article_bytes(data.encode(), name, name, options)
    articles = [result for result in results if isinstance(result, Article)]
    assert len(articles) == len(results)
    return articles


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


def in_json(*records: object) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


QUESTION, ANSWER = "借的伞丢了怎么办？", "到门房登记，赔二十元。"
TURN = {
    "system": {"role": "system", "content": "你是门房。"},
    "user": {"role": "user", "content": QUESTION},
    "assistant": {"role": "assistant", "content": ANSWER},
    "human": {"from": "human", "value": QUESTION},
    "gpt": {"from": "gpt", "value": ANSWER},
}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (f"问题,答案\n{QUESTION},{ANSWER}\n", "faq.csv"),
        (f"编号,提问,回答\n9,{QUESTION},{ANSWER}\n", "faq.csv"),
        (f"question\tanswer\n{QUESTION}\t{ANSWER}\n", "faq.tsv"),
        (in_json({"question": QUESTION, "answer": ANSWER}), "faq.jsonl"),
        (in_json({"instruction": QUESTION, "input": "", "output": ANSWER}), "faq.jsonl"),
        (in_json([{"instruction": QUESTION, "output": ANSWER}]), "faq.json"),
        (in_json({"messages": [TURN["system"], TURN["user"], TURN["assistant"]]}), "faq.jsonl"),
        (in_json({"conversations": [TURN["human"], TURN["gpt"]]}), "faq.json"),
    ],
)  # fmt: skip
def test_a_question_is_the_title_and_its_answer_stands_in_a_paragraph_of_its_own(data: str, name: str):
    (article,) = read(data, name)
    assert (article.title, texts(article)) == (QUESTION, [f"问：{QUESTION}", f"答：{ANSWER}"])


def test_all_lines_of_an_answer_are_kept_however_short():
    (article,) = read(in_json({"question": QUESTION, "answer": "赔。\n<p>赔二十元</p>\n到门房登记"}), "faq.jsonl")
    assert texts(article) == [f"问：{QUESTION}", "答：赔。", "赔二十元", "到门房登记"]


def test_a_conversation_of_several_turns_is_one_article():
    turns = [("user", QUESTION), ("assistant", ANSWER), ("user", "伞骨断了呢？"), ("assistant", "修伞铺会修，不收钱。")]
    (article,) = read(in_json({"messages": [{"role": who, "content": said} for who, said in turns]}), "faq.jsonl")
    assert texts(article)[2:] == ["问：伞骨断了呢？", "答：修伞铺会修，不收钱。"]


def test_an_article_with_a_text_is_no_question():
    (article,) = read(in_json({"id": "news-1", "question": "治河", "answer": "好", "text": TEXT}), "a.jsonl")
    assert texts(article) == [TEXT]


@pytest.mark.parametrize("own", ["1", "a1", "20240101"])
def test_a_short_id_counts_within_its_file(own: str):
    ids = [read(f"编号,正文\n{own},{TEXT}\n", name)[0].id for name in ("甲.csv", "乙.csv")]
    assert ids == [f"甲.csv#{own}", f"乙.csv#{own}"]


def test_a_table_without_texts_is_rows_with_their_heads():
    (article,) = read("船名,票价,开船\n甲一,8元,6:30\n乙二,,7:00\n", "票价表.csv")
    assert (article.title, texts(article)) == (
        "票价表",
        ["船名：甲一；票价：8元；开船：6:30", "船名：乙二；开船：7:00"],
    )


def test_a_long_table_is_several_articles_with_the_same_heads():
    rows = "".join(f"船{n},{n}元,{n}点\n" for n in range(1, 602))
    articles = read("船名,票价,开船\n" + rows, "票价表.csv")
    assert [article.id for article in articles] == ["票价表.csv", "票价表.csv#301", "票价表.csv#601"]
    assert texts(articles[2]) == ["船名：船601；票价：601元；开船：601点"]


def test_several_columns_of_text_can_be_named():
    options = LoadOptions(columns=Columns(all_texts=("摘要", "全文")))
    (article,) = read(f"标题,摘要,全文\n治河,县里开了治河的会，部署清淤。,{TEXT}\n", "a.csv", options)
    assert texts(article) == ["县里开了治河的会，部署清淤。", TEXT]


def test_other_columns_beside_question_and_answer_are_kept_or_listed():
    (article,) = read(f"编号,问题,答案,备注,点击量\n7,{QUESTION},{ANSWER},雨天除外,233\n", "faq.csv")
    assert texts(article) == [f"问：{QUESTION}", f"答：{ANSWER}", "备注：雨天除外"]
    assert [(line.text, line.role) for line in article.removed] == [("点击量：233", "其他栏目")]


def test_an_address_that_is_no_web_address_is_listed_and_a_day_that_is_none_too():
    (article,) = read(in_json({"text": TEXT, "地址": "青石县河东路8号", "时间": "每天8:00"}), "a.jsonl")
    assert {line.text for line in article.removed} == {"地址：青石县河东路8号", "时间：每天8:00"}


SHOPS = [
    {"店名": "河湾书店", "简介": "二楼有茶座，周三歇业。", "电话": "5550190", "标签": ["旧书", "茶"]},
    {"店名": "渡口面馆", "简介": "早上五点开门。", "停车": True, "位置": {"街道": "货场路", "门牌": 8}},
]
SHOP_ROWS = [
    "店名：河湾书店；简介：二楼有茶座，周三歇业。；电话：5550190；标签：旧书、茶",
    "店名：渡口面馆；简介：早上五点开门。；位置：街道 货场路、门牌 8",
]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (in_json(SHOPS), "店铺.json"),
        (in_json({"code": 0, "data": {"list": SHOPS}}), "店铺.json"),
        (in_json(*SHOPS), "店铺.jsonl"),
    ],
)
def test_records_without_a_text_are_rows_with_their_names_as_heads(data: str, name: str):
    (article,) = read(data, name)
    assert (article.title, texts(article)) == ("店铺", SHOP_ROWS)


def test_a_single_record_without_a_text_is_read_a_field_a_line_and_settings_are_not():
    (article,) = read(in_json(SHOPS[0]), "店铺.json")
    assert texts(article) == ["店名：河湾书店", "简介：二楼有茶座，周三歇业。", "电话：5550190", "标签：旧书、茶"]
    nested = {"名称": "渡口", "早班": {"时间": "6:00"}, "晚班": {"时间": "18:20"}, "price": {"amount": 2}}
    (article,) = read(in_json(nested), "渡口.json")
    assert texts(article) == ["名称：渡口", "早班时间：6:00", "晚班时间：18:20", "price amount：2"]
    (refused,) = read_article_bytes(b'{"name": "app", "version": "1.0"}', "a.json", "a.json")
    assert not isinstance(refused, Article)


def test_captions_above_the_heads_of_a_table_are_its_title_and_fields():
    (article,) = read(
        "石桥镇养殖户,,,\n时间：3月,,单位：亩,\n户主,品种,面积,电话\n温如岫,牡蛎,12,5550101\n柏一帆,紫菜,8,\n", "a.csv"
    )
    assert (article.title, texts(article)) == (
        "石桥镇养殖户",
        [
            "时间：3月；单位：亩",
            "户主：温如岫；品种：牡蛎；面积：12；电话：5550101",
            "户主：柏一帆；品种：紫菜；面积：8",
        ],
    )


def test_what_a_json_object_says_beside_its_rows_stands_above_them():
    data = {
        "code": 0,
        "msg": "ok",
        "shop": {"名称": "渡口租赁", "hours": "10:00-21:00", "规则": ["押金三百元", "雨天顺延"]},
        "items": [{"品名": "双人帐篷", "日租": "80元"}, {"品名": "睡袋", "日租": "25元"}],
        "staff": [{"姓名": "冉青", "履历": [{"单位": "粮站", "年限": "2012-2019"}]}],
    }
    tents, staff = read(in_json(data), "租赁.json")
    assert texts(tents) == [
        "名称：渡口租赁",
        "hours：10:00-21:00",
        "规则：押金三百元、雨天顺延",
        "品名：双人帐篷；日租：80元",
        "品名：睡袋；日租：25元",
    ]
    assert texts(staff) == ["姓名：冉青；履历：单位 粮站、年限 2012-2019"]
    assert (tents.id, staff.id) == ("租赁.json", "租赁.json#3")


def test_a_few_words_beside_other_values_are_a_cell_and_no_article():
    data = {
        "课程": {"名称": "航海入门"},
        "lessons": [{"讲次": "第一讲", "内容": "认识北斗"}, {"讲次": "第二讲", "内容": "六分仪"}],
    }
    (article,) = read(in_json(data), "课.json")
    assert texts(article) == ["名称：航海入门", "讲次：第一讲；内容：认识北斗", "讲次：第二讲；内容：六分仪"]


def test_fields_as_programs_name_them_are_known_and_an_object_names_who_wrote():
    record = {
        "title": "座钟走慢了",
        "author": {"name": "摆锤", "uid": 91},
        "created_at": 1714608000,
        "content_html": "<p>把摆下的螺母<b>往上拧</b>一圈。</p>",
        "tags": ["钟表"],
    }
    (article,) = read(in_json(record), "帖子.jsonl")
    assert (article.title, article.author, str(article.published)) == ("座钟走慢了", "摆锤", "2024-05-02")
    assert texts(article) == ["把摆下的螺母往上拧一圈。"]
    (article,) = read(in_json({"items": [{"ask": "能带宠物吗", "reply": "可以，须自带笼具。"}]}), "问答.json")
    assert texts(article) == ["问：能带宠物吗", "答：可以，须自带笼具。"]


def test_a_text_that_an_editor_stores_in_blocks_is_read():
    blocks = [
        {"type": "paragraph", "data": {"text": "食堂6月1日开业。"}},
        {"type": "list", "data": {"items": ["老人套餐12元", "学生套餐15元"]}},
        {"type": "p", "children": [{"text": "凭卡"}, {"text": "减2元", "bold": True}, {"text": "。"}]},
    ]
    (article,) = read(in_json({"title": "食堂开业", "publish_time": "2024-06-01 10:00", "blocks": blocks}), "a.json")
    assert (article.title, str(article.published)) == ("食堂开业", "2024-06-01")
    assert "\n".join(texts(article)).split("\n") == ["食堂6月1日开业。", "老人套餐12元", "学生套餐15元", "凭卡减2元。"]


def test_messages_of_a_chat_are_one_article_with_writers_and_moments():
    said = [
        {"time": "2024-07-02 09:01", "sender": "老吕", "type": "text", "content": "先剪病叶再喷药。"},
        {"time": "2024-07-02 09:03", "sender": "小满", "type": "text", "content": "喷什么药？"},
    ]
    (article,) = read(in_json(said), "群聊.json")
    assert texts(article) == ["老吕（2024-07-02 09:01）：先剪病叶再喷药。", "小满（2024-07-02 09:03）：喷什么药？"]
    titled = [{"title": f"第{n}篇", "sender": "老吕", "content": "先剪病叶再喷药。"} for n in (1, 2)]
    assert len(read(in_json(titled), "文章.json")) == 2


def test_rows_inside_the_only_record_of_a_list_are_rows():
    casts = [{"date": "05-20", "weather": "小雨"}, {"date": "05-21", "weather": "多云"}]
    (article,) = read(in_json({"status": "1", "forecasts": [{"city": "枫桥区", "casts": casts}]}), "天气.json")
    assert texts(article) == ["city：枫桥区", "date：05-20；weather：小雨", "date：05-21；weather：多云"]


def test_lines_above_a_table_do_not_say_what_parts_its_columns():
    for mark in ("\t", ","):
        rows = [
            "导出时间：2025-10-11 09:00",
            "",
            f"站点{mark}风向{mark}风速",
            f"南港{mark}东北{mark}5.2",
            f"北港{mark}北{mark}6.8",
        ]
        (article,) = read_article_bytes("\n".join(rows).encode(), "风.csv", "风.csv")
        assert isinstance(article, Article)
        assert [p.text for p in article.paragraphs][1:] == [
            "站点：南港；风向：东北；风速：5.2",
            "站点：北港；风向：北；风速：6.8",
        ]


def test_tables_below_each_other_in_a_csv_have_their_own_heads():
    data = "船次,开船,到岛\n早船,6:30,7:10\n晚船,16:00,16:40\n,,\n人群,单程,往返\n大人,20元,35元\n学生,10元,18元\n"
    (article,) = read(data, "船.csv")
    assert texts(article) == [
        "船次：早船；开船：6:30；到岛：7:10",
        "船次：晚船；开船：16:00；到岛：16:40",
        "人群：大人；单程：20元；往返：35元",
        "人群：学生；单程：10元；往返：18元",
    ]


def test_what_a_json_object_says_in_figures_is_read_and_what_a_program_says_is_not():
    data = {
        "code": 200,
        "total": 1,
        "shop": {"phone": "0000-5550166", "price": 68},
        "rooms": [{"name": "鹤望", "area": "28平方米", "bed": "双床"}],
    }
    (article,) = read(json.dumps(data, ensure_ascii=False), "店.json")
    assert texts(article) == ["phone：0000-5550166", "price：68", "name：鹤望；area：28平方米；bed：双床"]


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_a_line_for_spreadsheet_programs_says_what_parts_columns(mark: str):
    rows = ["岔河社区旧书义卖", "书名;册数;价钱", "《治水记》;3;4", "《养蚕法》;5;2"]
    rows[0] += 2 * ";"
    (article,) = read(f"\ufeffsep={mark}\r\n" + "\r\n".join(rows).replace(";", mark), "义卖.csv")
    assert article.title == "岔河社区旧书义卖"
    assert texts(article) == ["书名：《治水记》；册数：3；价钱：4", "书名：《养蚕法》；册数：5；价钱：2"]


def test_a_json_object_gives_the_title_of_its_rows():
    rows = [{"book": "《治水记》", "shelf": "三架"}, {"book": "《养蚕法》", "shelf": "五架"}]
    paged = {"page": {"no": 2, "size": 20}, "keeper": {"title": "古籍部主任", "name": "温如岫"}, "list": rows}
    (article,) = read(json.dumps({"code": 0, "data": {"title": "岚桥书库清点", **paged}}, ensure_ascii=False), "a.json")
    assert article.title == "岚桥书库清点"
    assert "岚桥书库清点" not in "\n".join(texts(article)) and "no：2" not in texts(article)
    assert "book：《治水记》；shelf：三架" in texts(article)
    (other,) = read(json.dumps({"data": paged}, ensure_ascii=False), "清点.json")
    assert other.title == "清点" and "title：古籍部主任" in texts(other)


def test_a_json_object_alone_has_its_own_title():
    (article,) = read(
        json.dumps({"title": "东渠闸门说明", "开度": "两成", "看守": "柏舟"}, ensure_ascii=False), "a.json"
    )
    assert article.title == "东渠闸门说明"
    assert texts(article) == ["开度：两成", "看守：柏舟"]
