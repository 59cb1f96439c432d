"""Yes or no to whether a place is open is said only where the sentence has the hours asked about."""

import pytest

from index.article import Article, Paragraph
from qa.question import WordWeights, read_question
from qa.reader.candidates import Candidate
from qa.reader.yes_no import settle

_POOL = "月湖泳馆周一闭馆，其余时间9:00至17:30开放。"
_ROPEWAY = "缆车周二检修停运，其他日子10:00至16:30运行，单程40元。"
_CLINIC = "门诊周日停诊，其他日子8:00至11:30、14:00至17:00接诊。"
_MUSEUM = "博物馆周一闭馆，周二至周日9:00开馆，17:00停止入馆，17:30闭馆。"
_MARKET = "夜市周五至周日下午5点到11点开放，春节照常营业。"

_STALL = "鱼档每天早上七点开门，晚上九点打烊，中午12点到2点关门歇凉，全年无休。"


@pytest.mark.parametrize(
    ("question", "sentence", "settled"),
    [
        ("泳馆周一去会不会白跑一趟", _POOL, "是"),
        ("泳馆周一开门吗", _POOL, "否"),
        ("泳馆周一是不是不开门", _POOL, "是"),
        ("泳馆周三开不开", _POOL, "是"),
        ("泳馆周一开不开", "泳馆周三至周日10时至18时开放。", "否"),
        ("泳馆周一开不开", "泳馆周六、周日10时至18时开放。", ""),  # the other days may stand elsewhere
        ("泳馆晚上八点还开着吗", _POOL, "否"),
        ("泳馆周三下午四点还开着吗", _POOL, "是"),
        ("泳馆下午四点还开着吗", _POOL, ""),  # it may be a Monday
        ("泳馆八点开门了吗", _POOL, ""),  # in the morning or in the evening
        ("缆车周二能坐吗", _ROPEWAY, "否"),
        ("缆车周二去会扑空吗", _ROPEWAY, "是"),
        ("门诊中午12点接诊吗", _CLINIC, "否"),
        ("门诊周三上午9点看病吗", _CLINIC, "是"),
        ("博物馆周三晚上八点还能进吗", _MUSEUM, "否"),
        ("博物馆周三下午五点一刻还能进去吗", _MUSEUM, ""),  # closed to those who come, open to those inside
        ("夜市周六晚上十点还开吗", _MARKET, "是"),
        ("夜市春节开吗", _MARKET, "是"),
        ("夜市周三去会扑空吗", _MARKET, ""),
        ("公园春节开不开", "公园开放时间为6:00至21:00，全年无休。", "是"),
        ("粮站中午休息吗", "粮站工作时间8:00至17:00，中午不休息。", "否"),
        ("粮站周日收不收粮", "粮站收购到10月底结束，周日不收。", "否"),
        ("泳馆晚上七点还开着吗", "餐厅营业到20:00，中午不休息。", ""),  # another place
        ("泳馆周一开门吗", "泳馆周一闭馆（法定节假日除外）。", ""),
        ("泳馆周一开门吗", "泳馆夏季9:00至20:00开放，周一闭馆。", ""),
        ("鱼档中午去会不会吃闭门羹", _STALL, "是"),
        ("鱼档晚上八点还开着吗", _STALL, "是"),
        ("鱼档晚上十点打烊了没", _STALL, "是"),
        ("鱼档晚上八点半关门没", _STALL, "否"),
        ("鱼档早上五点收摊了吧", _STALL, "是"),
        ("鱼档下午一点有人吗", _STALL, "否"),
        ("急诊半夜开吗", "急诊24小时开放。", "是"),
        ("泳馆周三去会不会白跑", "泳馆讲座每周三14:00至16:00，在报告厅。", ""),
    ],
)
def test_whether_it_is_open(question: str, sentence: str, settled: str) -> None:
    article = Article("a", "月湖游览须知", None, "", "", "", (Paragraph(1, sentence),))
    candidate = Candidate(article, 1, 0, len(sentence), 0)
    assert settle(read_question(question), WordWeights({"月湖": 1.0}), candidate) == settled
