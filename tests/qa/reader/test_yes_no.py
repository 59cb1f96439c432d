"""Yes or no is said only where the sentence settles it."""

import pytest

from index.article import Article, Paragraph
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.yes_no import asks_yes_or_no, put_settling_first, settle, tells_in_other_words


def _settled(question: str, text: str, sentence: str = "") -> str:
    article = Article("a", "月湖游泳馆须知", None, "", "", "", (Paragraph(1, text),))
    start = text.index(sentence) if sentence else 0
    candidate = Candidate(article, 1, start, start + len(sentence or text), 0)
    return settle(read_question(question), WordWeights({"游泳馆": 1.0}), candidate)


@pytest.mark.parametrize(
    ("question", "sentence", "settled"),
    [
        ("游泳馆能带食物吗", "馆内不得携带食物。", "否"),
        ("游泳馆可以租毛巾吗", "毛巾可以租用，每条三元。", "是"),
        ("游泳馆有没有淋浴间", "馆里没有淋浴间。", "否"),
        ("游泳馆有没有淋浴间", "男女更衣室各有淋浴间。", "是"),
        ("游泳馆收门票吗", "六十岁以上的老人不收门票。", ""),
        ("游泳馆能带食物吗", "馆内一般不得携带食物。", ""),
        ("游泳馆开放了吗", "游泳馆预计五月开放。", ""),
        ("游泳馆收50元吗", "门票每人40元。", ""),
        ("游泳馆不收门票吗", "馆里不收门票。", ""),
        ("游泳馆能带狗不", "一、请勿携带宠物入馆，导盲犬除外。", "否"),
        ("游泳馆能带狗吗", "宠物不得入馆，体高二十厘米以下的小型犬除外。", ""),
        ("游泳馆能带金鱼吗", "请勿携带宠物入馆。", ""),
        ("轮椅能进去吗", "自行车不得入馆，婴儿车和轮椅可以入馆。", "是"),
        ("自行车能进去吗", "自行车不得入馆，婴儿车和轮椅可以入馆。", "否"),
        ("狗能坐公交吗", "携犬不得乘坐公共汽车。", "否"),
        ("游泳馆老须知还有效吗", "游泳证有效期一年，期满补办。", ""),
        ("游泳馆春节开放吗", "游泳馆每天开放，春节休息三天。", ""),
        ("游泳馆周一开放吗", "除周一外，游泳馆每天开放。", "否"),
        ("游泳馆能带食物吗", "馆内禁止带食物和宠物（导盲犬除外）。", "否"),
        ("游泳馆有停车场吗", "馆里设有淋浴间。", ""),
        ("游泳馆改建报批过吗", "馆方未经许可改建，被责令停工。", "否"),
        ("游泳馆改建得到许可了吗", "改建方案经区规划局批准。", "是"),
        ("游泳馆改建批了吗", "改建方案已报规划局，尚待批准。", ""),
        ("游泳馆改建要审批吗", "馆方擅自改建，被责令停工。", ""),
        ("游泳馆收费吗", "游泳馆全天免费。", "否"),
        ("游泳馆收费吗", "学生免费。", ""),
        ("游泳馆旧须知还有效吗", "《游泳馆旧须知》同时废止。", "否"),
        ("游泳馆旧须知废止了吗", "《游泳馆旧须知》同时废止。", "是"),
        ("游泳馆旧须知废止了吗", "《游泳馆旧须知》继续有效。", "否"),
        ("游泳馆停车收费吗", "停车前两小时免费，之后每小时5元。", ""),
        ("游泳馆收费吗", "三、收费。游泳馆不收取门票费。", "否"),
        ("游泳馆收费吗", "平日免费，教学课收费。", ""),
        ("游泳馆火灾有人受伤吗", "起火时馆内已清场，无人员伤亡。", "否"),
        ("游泳馆比赛还办吗", "比赛不受降雨影响，照常举行。", "是"),
        ("游泳馆培训班还能报名吗", "暑期培训班报名已截止。", "否"),
        ("游泳馆体检必须做吗", "体检由泳客自愿参加。", "否"),
        ("游泳馆老板承认了吗", "老板对指控矢口否认。", "否"),
        ("游泳馆外人能承包吗", "外人能不能承包，馆里还没定。", ""),
        ("手环能随身带吗", "手环须随身携带，不得放入存物柜。", "是"),
        ("手环能放存物柜吗", "手环须随身携带，不得放入存物柜。", "否"),
        ("泳圈能下水吗", "下水须经救生员同意，不得结伴。", ""),
        ("哨子能随身带吗", "尖物（钥匙、哨子、发卡）禁止随身携带，可以寄存。", "否"),
        ("哨子能寄存吗", "尖物（钥匙、哨子、发卡）禁止随身携带，可以寄存。", "是"),
        ("泳镜能寄存吗", "手机、手表必须随身携带，禁止寄存。", ""),
        ("游泳馆有更衣室吗", "未购票的泳客不能使用更衣室。", ""),
        ("次卡过期能退吗", "次卡半年内有效，过期不退。", ""),
        ("平板车能进月湖游泳馆吗", "平板车、三轮车全天禁止驶入；自行车推行。", "否"),
        ("自行车能进月湖游泳馆吗", "自行车可以通行。", "是"),
        ("老人能进月湖游泳馆吗", "老人不收门票。", ""),
        ("平板车能进东湖体育场吗", "平板车全天禁止驶入。", ""),
        ("游泳馆里能养狗吗", "馆内可以饲养鱼，不得饲养犬类。", "否"),
        ("游泳馆里能养鱼吗", "馆内可以饲养鱼，不得饲养犬类。", "是"),
        ("游泳馆让带狗不", "馆内不得携带狗、猫。", "否"),
        ("游泳馆能带浮板吗", "不过馆内禁止带三类物品：浮板、泳圈和玻璃瓶。", "否"),
        ("游泳馆能带手表吗", "手表可以带，但不能戴着下水。", "是"),
        ("游泳馆周末开门不", "馆内周末照常开门。", "是"),
        ("游泳馆票能退不啊", "票售出后不予退还。", "否"),
        ("台风天北门开放吗", "遇台风，南门开放，北门关闭。", ""),
        ("台风天南门开放吗", "遇台风，南门开放，北门关闭。", "是"),
        ("游泳馆东西丢了赔不赔", "物品遗失不予赔偿。", "否"),
        ("游泳馆潜水出事赔吗", "六、免责：潜水、跳水等高风险运动；酒后下水。", "否"),
        ("游泳馆摔伤给报销吗", "摔伤由保险全额报销。", "是"),
        ("教练的加班费给了没", "教练请求游泳馆支付加班费。", ""),
        ("教练的奖金要到了吗", "法院驳回教练关于奖金的请求。", ""),
        ("游泳馆提供救生衣了吗", "安监局建议：游泳馆应提供救生衣。", ""),
        ("第二期培训地点定了吗", "第二期培训定于七月，地点另行通知。", ""),
        ("第二期培训地点定了吗", "第二期培训地点定在东馆。", "是"),
        ("老泳池现在还在吗", "她白天教书，晚上去老泳池值班。", ""),
        ("老泳池现在还在吗", "老泳池至今仍在原处。", "是"),
        ("欠缴场租要罚滞纳金吗", "欠缴的场租分两期补缴，免收滞纳金。", "否"),
        ("游泳馆凌晨前台有人吗", "游泳馆24小时开放，夜间无前台。", ""),
        ("游泳馆凌晨开门吗", "游泳馆24小时开放，夜间无前台。", "是"),
    ],
)
def test_settled_or_left_open(question: str, sentence: str, settled: str) -> None:
    assert _settled(question, sentence) == settled


def test_what_forbids_in_front_of_a_list_forbids_its_items() -> None:
    text = "泳客不得有下列行为：\n（一）跳水；\n（二）吸烟。"
    assert _settled("游泳馆能不能跳水", text, "（一）跳水；") == "否"


@pytest.mark.parametrize(
    ("question", "sentence", "settled"),
    [
        ("游泳馆收不收玻璃瓶", "存物柜不收：玻璃瓶、刀具、烟花。", "否"),
        ("刀具收吗", "存物柜不收：玻璃瓶、刀具、烟花。", "否"),
        ("泳镜收不收", "存物柜不收：玻璃瓶、刀具、烟花。", ""),
        ("书收不收", "存物柜可收：书包、泳镜。", ""),
        ("泳镜收不收", "存物柜可收：书包、泳镜。", "是"),
        ("玻璃瓶能带吗", "存物柜不收：玻璃瓶、刀具、烟花。", ""),
        ("玻璃瓶接不接受", "存物柜不接受：玻璃瓶、未包装的刀具。", "否"),
        ("刀具接受吗", "存物柜不接受：玻璃瓶、未包装的刀具。", ""),
        ("玻璃瓶收不收", "存物柜接受：玻璃瓶、刀具。", "是"),
        ("塑料瓶收不收", "存物柜接受：玻璃瓶、刀具。", ""),
        ("拉链修吗", "修理台修：拉链、泳镜带；不修：游泳圈、气垫。", "是"),
        ("能修拉链不", "修理台修：拉链、泳镜带；不修：游泳圈、气垫。", "是"),
        ("气垫修吗", "修理台修：拉链、泳镜带；不修：游泳圈、气垫。", "否"),
        ("烟花收不收", "存物柜不收：未熄灭的烟花、刀具。", ""),
        ("泳镜可以外借吗", "答：泳镜只供馆内使用，不外借。", "否"),
        ("游泳馆有没有WiFi", "全馆覆盖WiFi，没有电视。", "是"),
        ("游泳馆有没有电视", "全馆覆盖WiFi，没有电视。", "否"),
        ("游泳馆不防滑吗", "地面防滑。", ""),
    ],
)
def test_list_behind_a_colon_settles_for_what_it_names(question: str, sentence: str, settled: str) -> None:
    assert _settled(question, sentence) == settled


@pytest.mark.parametrize(
    ("question", "settled"), [("球杆能寄存吗", "是"), ("球杆能随身带吗", "否"), ("球杆能卖吗", "")]
)
def test_clause_of_a_lead_that_names_the_deed_says_what_holds_of_its_items(question: str, settled: str) -> None:
    text = "下列物品不得随身携带，可以寄存：\n（一）球拍、球杆；\n（二）折叠刀。"
    article = Article("a", "月湖游泳馆寄存须知", None, "", "", "", (Paragraph(1, text),))
    start = text.index("（一）")
    candidate = Candidate(article, 1, start, text.index("\n（二）"), 0)
    assert settle(read_question(question), WordWeights({"球杆": 1.0}), candidate, is_meant=True) == settled


def test_item_that_is_meant_is_settled_by_the_lead_that_says_what_is_done() -> None:
    text = "以下物品不收：\n（一）生鲜肉类；\n（二）未熄灭的烟花。"
    article = Article("a", "月湖游泳馆寄存须知", None, "", "", "", (Paragraph(1, text),))
    weights = WordWeights({"收": 1.0})

    def settled(question: str, sentence: str) -> str:
        start = text.index(sentence)
        candidate = Candidate(article, 1, start, start + len(sentence), 0)
        return settle(read_question(question), weights, candidate, is_meant=True)

    assert settled("猪肉收不收", "（一）生鲜肉类；") == "否"
    assert settled("猪肉能吃吗", "（一）生鲜肉类；") == ""
    assert settled("烟花收不收", "（二）未熄灭的烟花。") == ""


ROWS = (
    "泳衣：连体泳衣；机洗：—；可烘干：否；防晒：√；备注：无线提醒",
    "泳衣：分体泳裤；机洗：可（冷水）；可烘干：是；防晒：/；备注：无",
)


@pytest.mark.parametrize(
    ("question", "row", "settled"),
    [
        ("连体泳衣能机洗吗", 0, "否"),
        ("连体泳衣可以烘干吗", 0, "否"),
        ("连体泳衣防不防晒", 0, "是"),
        ("分体泳裤可以机洗不", 1, "是"),
        ("泳裤能不能烘干", 1, "是"),
        ("分体泳裤防晒吗", 1, ""),
        ("连体泳衣不防晒吗", 0, ""),
        ("能机洗吗", 0, ""),
        ("儿童泳裤能烘干吗", 1, ""),
    ],
)
def test_cell_under_the_head_asked_about_settles(question: str, row: int, settled: str) -> None:
    article = Article("a", "月湖泳衣洗护表", None, "", "", "", (Paragraph(1, "\n".join(ROWS)),))
    start = article.paragraphs[0].text.index(ROWS[row])
    candidate = Candidate(article, 1, start, start + len(ROWS[row]), 0)
    assert settle(read_question(question), WordWeights({"泳": 1.0}), candidate) == settled


SERVICES = (
    "服务：换电池；电动车：√；滑板车：√；自行车：—",
    "服务：换内胎；电动车：√；滑板车：—；自行车：√",
    "服务：刻车牌；电动车：√；滑板车：/；自行车：√（另收20元）",
    "服务：不上锁寄存；电动车：×；滑板车：√；自行车：√",
)


@pytest.mark.parametrize(
    ("question", "row", "settled"),
    [
        ("自行车能换电池吗", 0, "否"),
        ("电动车换不换电池", 0, "是"),
        ("能给自行车刻个车牌吗", 2, "是"),
        ("滑板车能刻车牌吗", 2, ""),
        ("儿童自行车能换电池吗", 0, ""),
        ("汽车能换电池吗", 0, ""),
        ("自行车能换刹车线吗", 0, ""),
        ("自行车能换电池吗", 1, ""),
        ("自行车不能换电池吗", 0, ""),
        ("电动车能上锁寄存吗", 3, ""),
    ],
)
def test_cell_of_a_row_that_names_the_deed_under_the_head_of_the_thing_settles(
    question: str, row: int, settled: str
) -> None:
    article = Article("a", "榆风车行服务表", None, "", "", "", (Paragraph(1, "\n".join(SERVICES)),))
    start = article.paragraphs[0].text.index(SERVICES[row])
    candidate = Candidate(article, 1, start, start + len(SERVICES[row]), 0)
    assert settle(read_question(question), WordWeights({"车": 1.0}), candidate) == settled


@pytest.mark.parametrize("question", ["期刊可以外借吗", "能不能带手机", "周一开不开", "通车了没", "会员卡能退不"])
def test_question_for_yes_or_no(question: str) -> None:
    assert asks_yes_or_no(read_question(question))


@pytest.mark.parametrize("question", ["几点开门", "你知道谁来吗", "怎么办借书证", "澄青大桥", "对谣言说不"])
def test_other_question(question: str) -> None:
    assert not asks_yes_or_no(read_question(question))


def test_sentence_that_says_all_that_is_asked_goes_before_one_that_says_a_part() -> None:
    texts = ("泳帽不能放在烘干机上烤。", "泳镜不能机洗，泳帽和浴袍可以用洗衣机洗。")
    article = Article("a", "泳具须知", None, "", "", "", tuple(Paragraph(n, t) for n, t in enumerate(texts, 1)))
    scored = [
        Scored(Candidate(article, n, 0, len(t), 0), score)
        for (n, t), score in zip(enumerate(texts, 1), (1.0, 0.4), strict=True)
    ]
    weights = WordWeights({"泳帽": 0.6, "洗衣机": 0.4})
    kept = put_settling_first(read_question("泳帽能放洗衣机吗"), weights, scored)
    assert [item.candidate.text for item in kept] == [texts[1], texts[0]]
    assert put_settling_first(read_question("泳帽能放冰箱吗"), weights, scored) == scored


@pytest.mark.parametrize(
    ("asked", "words", "is_told"),
    [
        ("看船展要门票吗", ("看", "船展"), True),
        ("船展停车要钱吗", ("船展", "停车"), False),
        ("船展几点要门票", ("船展",), False),
        ("要门票吗", ("门票",), False),
    ],
)
def test_what_other_words_settle_must_be_said_of_all_that_is_asked(
    asked: str, words: tuple[str, ...], *, is_told: bool
) -> None:
    text = "入场免费，凭证领取纪念章。"
    article = Article("a", "月湖船展须知", None, "", "", "", (Paragraph(1, text),))
    scored = [Scored(Candidate(article, 1, 0, len(text), 0), 1.0)]
    weights = WordWeights(dict.fromkeys(words, 1 / len(words)))
    assert tells_in_other_words(read_question(asked), weights, scored) is is_told
