"""What a ruling orders to be paid is told by its items."""

import pytest

from index.article import Article
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate, Scored
from qa.reader.law import names_someone_else, orders_sum_asked, put_orders_first, tells_role_asked
from qa.reader.short_answer import find_short_answer
from tests.conftest import make_article

LINES = (
    "申请人桑青请求支付赔偿金90000元。",
    "经评估，设备损失为61000元。",
    "裁决如下：一、被申请人支付桑青赔偿金48000元；",
    "二、驳回其他请求。",
    "仲裁费800元由双方各半。",
)
RULING = make_article("ruling", "\n".join(LINES), title="雁北仲裁委员会裁决书")
WEIGHTS = WordWeights({"仲裁": 0.5, "公司": 0.3, "赔": 0.2})


def _scored(article: Article, shares: tuple[float, ...]) -> list[Scored]:
    return [
        Scored(Candidate(article, p.number, 0, len(p.text), 0), share)
        for p, share in zip(article.paragraphs, shares, strict=True)
    ]


@pytest.mark.parametrize("question", ["仲裁最后判公司赔多少", "桑青的案子裁决赔了多少钱"])
def test_item_that_orders_a_sum_comes_first(question: str) -> None:
    kept = put_orders_first(read_question(question), WEIGHTS, _scored(RULING, (1.0, 0.9, 0.3, 0.1, 0.2)))
    assert kept[0].candidate.text == LINES[2]
    assert orders_sum_asked(read_question(question), WEIGHTS, kept)


@pytest.mark.parametrize("question", ["桑青请求赔多少", "设备损失多少钱", "提前退租赔多少"])
def test_order_stays_where_no_ruling_is_asked_for(question: str) -> None:
    scored = _scored(RULING, (1.0, 0.9, 0.3, 0.1, 0.2))
    assert put_orders_first(read_question(question), WEIGHTS, scored) == scored
    assert not orders_sum_asked(read_question(question), WEIGHTS, scored[2:])


SUED = (
    "法院判令书院赔偿桑青12000元。",
    "去年3月，桑青向雁北法院起诉，要求书院道歉，并赔偿80000元。",
    "书院有藏书9000册。",
)


@pytest.mark.parametrize(
    ("question", "first"), [("桑青起诉要求赔多少钱", 1), ("书院赔了桑青多少钱", 0), ("桑青起诉要求书院做什么", 0)]
)
def test_claim_comes_first_where_it_is_asked_for(question: str, first: int) -> None:
    news = make_article("news", "\n".join(SUED), title="书院与桑青的官司")
    kept = put_orders_first(read_question(question), WEIGHTS, _scored(news, (1.0, 0.4, 0.1)))
    assert kept[0].candidate.text == SUED[first]


def test_one_of_two_rulings_settles_nothing() -> None:
    other = make_article("other", "判决如下：被告赔偿原告70000元。", title="月湖法院判决书")
    scored = [*_scored(RULING, (1.0, 0.9, 0.3, 0.1, 0.2)), *_scored(other, (0.5,))]
    asked = read_question("最后判赔了多少")
    weights = WordWeights({"判": 0.5, "赔": 0.5})
    assert not orders_sum_asked(asked, weights, put_orders_first(asked, weights, scored))


def test_ruling_of_another_court_settles_nothing() -> None:
    asked = read_question("南屏法院判赔多少")
    kept = put_orders_first(asked, WEIGHTS, _scored(RULING, (1.0, 0.9, 0.3, 0.1, 0.2)))
    assert not orders_sum_asked(asked, WordWeights({"南屏": 0.6, "法院": 0.2, "赔": 0.2}), kept)


def test_ruling_about_something_else_settles_nothing() -> None:
    asked = read_question("矿难案法院判赔多少")
    kept = put_orders_first(asked, WEIGHTS, _scored(RULING, (1.0, 0.9, 0.3, 0.1, 0.2)))
    assert not orders_sum_asked(asked, WordWeights({"矿难": 0.8, "赔": 0.2}), kept)


CAPTION = (
    "原告：桑青，女，1990年2月出生。",
    "委托诉讼代理人：秦霜（系桑青之夫）。",
    "被告：雁北澜砚快递有限公司，住所地雁北市砚石路3号。",
    "法定代表人：荆山。",
    "委托诉讼代理人：池鱼，北岭律师事务所律师。",
    "公司的分拣员楼小满作证称，传送带没有护栏。判决如下：被告赔偿原告48000元。",
    "案件受理费500元，由被告负担。",
    "审 判 员 阮堂",
    "书记员 凌波",
)
CASE = make_article("case", "\n".join(CAPTION), title="雁北市人民法院民事判决书")


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("分拣员叫啥", ()),
        ("诉讼费谁出", ()),
        ("谁作证了", ()),
        ("原告请的哪个律师", (1,)),
        ("被告的代理人是谁", (4,)),
        ("澜砚快递的律师是谁", (4,)),
        ("快递公司老板是谁", (3,)),
        ("法官是谁", (7,)),
        ("书记员叫什么", (8,)),
        ("被告是谁", (2,)),
        ("谁告的谁", (0, 2)),
        ("桑青是谁", (0, 1)),
        ("原告的丈夫是谁", (1,)),
        ("公诉人是谁", ()),
    ],
)
def test_only_the_line_of_the_role_asked_for_is_read(question: str, left: tuple[int, ...]) -> None:
    asked = read_question(question)
    lines = [item.candidate for item in _scored(CASE, (1.0,) * len(CAPTION))]
    read = [place for place, line in enumerate(lines) if not names_someone_else(asked, line)]
    assert read == sorted([*left, 5, 6])


def test_lawyer_of_the_other_side_is_not_looked_up_in_a_ruling() -> None:
    lines = ("原告：石砚，男。", "委托代理人：秦霜，律师。", "被告：荆山，男。", "判决如下：驳回。")
    case = make_article("case", "\n".join(lines), title="月湖法院判决书")
    asked, weights = read_question("荆山的律师是谁"), WordWeights({"荆山": 0.7, "律师": 0.3})
    kept = put_orders_first(asked, weights, _scored(case, (0.0, 0.0, 1.0, 0.1))[2:])
    assert [item.candidate.text for item in kept] == [*lines[2:]]


def test_lines_are_read_where_no_person_is_asked_for_or_nothing_is_ruled() -> None:
    lines = [item.candidate for item in _scored(CASE, (1.0,) * len(CAPTION))]
    assert not any(names_someone_else(read_question("被告的住所在哪里"), line) for line in lines)
    form = make_article("form", "负责人：荆山", title="砚石路快递站登记表")
    assert not names_someone_else(read_question("谁管砚石路快递站"), _scored(form, (1.0,))[0].candidate)


def test_line_of_the_role_asked_for_settles() -> None:
    scored = _scored(CASE, (1.0,) * len(CAPTION))
    weights = WordWeights({"法官": 1.0})
    assert tells_role_asked(read_question("法官叫什么"), weights, scored[7:])
    assert not tells_role_asked(read_question("法官叫什么"), weights, scored[8:])
    assert not tells_role_asked(read_question("法官几点开庭"), weights, scored[7:])
    assert not tells_role_asked(
        read_question("月湖法院的法官是谁"), WordWeights({"月湖": 0.7, "法官": 0.3}), scored[7:]
    )
    assert not tells_role_asked(read_question("法官叫什么"), weights, [*scored[7:], *_scored(RULING, (0.1,) * 5)])


TERMS = (
    "被告人岑野曾于2015年被判处有期徒刑一年。",
    "雁北市人民检察院指控，建议对岑野判处有期徒刑四年，对柏舟判处有期徒刑二年。",
    "判决如下：",
    "一、被告人岑野判处有期徒刑三年二个月；",
    "二、被告人柏舟判处有期徒刑一年，并赔偿失主80000元；",
    "审  判  长    蓝  汀",
)
THEFT = make_article("theft", "\n".join(TERMS), title="雁北市人民法院刑事判决书")


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("岑野判了几年", 3),
        ("柏舟被判多久", 4),
        ("检察院建议柏舟判几年", 0),
        ("岑野以前判过几年", 0),
        ("谈判谈了几年", 0),
        ("柏舟赔了多少", 4),
        ("案子谁判的", 5),
        ("审判长是谁", 5),
        ("审判长几点开庭", 0),
    ],
)
def test_term_and_role_asked_for_come_first(question: str, place: int) -> None:
    asked = read_question(question)
    weights = WordWeights({"案子": 0.4, "雁北": 0.6})
    kept = put_orders_first(asked, weights, _scored(THEFT, (1.0, 0.9, 0.1, 0.001, 0.001, 0.001)))
    assert kept[0].candidate.text == TERMS[place]
    assert orders_sum_asked(asked, weights, kept) is (place in (3, 4))
    assert tells_role_asked(asked, weights, kept) is (place == 5)


def test_another_case_is_neither_put_first_nor_in_the_way() -> None:
    weights = WordWeights({"梅镇": 1.0})
    scored = _scored(THEFT, (1.0, 0.9, 0.1, 0.1, 0.1, 0.1))
    for asked in map(read_question, ("梅镇的案子谁判的", "梅镇的人判了几年")):
        assert put_orders_first(asked, weights, scored) == scored
    own = make_article("own", "判决如下：一、被告人方池判处拘役四个月。\n审判员 石青", title="梅镇人民法院判决书")
    both = [*scored, *_scored(own, (0.01, 0.001))]
    term, judge = read_question("梅镇的人判了几年"), read_question("梅镇的案子谁判的")
    assert orders_sum_asked(term, weights, put_orders_first(term, weights, both))
    assert tells_role_asked(judge, weights, put_orders_first(judge, weights, both))


INJURY = (
    "原告请求判令被告赔偿医疗费12000元、精神损害抚慰金20000元。",
    "本院认为，精神损害抚慰金酌定为5000元。",
    "判决如下：被告赔偿原告医疗费11000元、误工费3000元，共计19000元。",
)


@pytest.mark.parametrize(
    ("question", "place", "short"),
    [
        ("精神损失费赔多少", 1, "5000元"),
        ("医疗费赔了多少", 2, "11000元"),
        ("误工费判了多少", 2, "3000元"),
        ("最后赔了多少", 2, "19000元"),
        ("原告请求赔多少", 0, "12000元"),
    ],
)
def test_sum_is_told_by_its_name(question: str, place: int, short: str) -> None:
    article = make_article("injury", "\n".join(INJURY), title="雁北市人民法院民事判决书")
    asked, weights = read_question(question), WordWeights({"赔": 1.0})
    best = put_orders_first(asked, weights, _scored(article, (1.0, 0.1, 0.1)))[0]
    marked = INJURY[place].index("19000元" if place == 2 else short)
    span = find_short_answer(
        asked, Scored(best.candidate, 1.0, (marked, marked + 6 if place == 2 else marked + len(short)))
    )
    assert best.candidate.text == INJURY[place]
    assert span is not None and best.candidate.text[slice(*span)] == short


def test_line_that_the_reader_has_not_read_is_found_in_a_ruling_about_the_case() -> None:
    asked, read = read_question("雁北的案子谁判的"), _scored(THEFT, (1.0, 0.9, 0.3, 0.1, 0.1, 0.1))[:5]
    assert put_orders_first(asked, WordWeights({"雁北": 1.0}), read)[0].candidate.text == TERMS[5]
    assert put_orders_first(asked, WordWeights({"梅镇": 1.0}), read) == read
    assert put_orders_first(read_question("雁北有几人"), WordWeights({"雁北": 1.0}), read) == read
