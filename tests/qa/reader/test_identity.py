"""Whether a sentence speaks of the thing asked about: look-alikes of many worlds, and what only sounds like them."""

from datetime import date

import pytest

from index.article import Article, Paragraph, Span
from qa.answer import Passage
from qa.question import read_question
from qa.reader.candidates import Candidate, list_candidates
from qa.reader.identity import LookAlike, Relation, look_alikes, read_identity
from qa.reader.judging import judge
from tests.conftest import make_article

SAME, UNSAID, OTHER = Relation.SAME, Relation.UNSAID, Relation.OTHER
PUBLISHED = date(2024, 5, 2)

PLACED = [
    ("死去的黑人被压了多久？", "", "", "一名男子被白人警察压住七分钟。", UNSAID),
    ("越南工厂什么时候投产？", "", "", "公司计划明年建成泰国工厂。", OTHER),
    ("越南工厂什么时候投产？", "公司在越南建厂", "", "泰国工厂的经验可供借鉴。", SAME),
    ("泰国工厂什么时候投产？", "", "", "公司计划明年建成泰国工厂。", UNSAID),
    ("越南工厂什么时候投产？", "", "", "公司计划明年建成新工厂。", UNSAID),
]
SCHOOLS = [
    ("沅川第四中学校长是谁？", "", "", "沅川第一中学校长阮知秋给新生上第一课。", OTHER),
    ("沅川第四中学校长是谁？", "", "", "沅川第四中学校长阮知秋给新生上第一课。", SAME),
    ("沅川第四中学校长是谁？", "", "", "沅川四中校长阮知秋给新生上第一课。", SAME),
    ("沅川四中招多少人？", "", "", "沅川第四中学今年招新生六百人。", SAME),
    ("沅川四中招多少人？", "", "", "沅川三中今年招新生六百人。", OTHER),
    ("沅川四中招多少人？", "沅川第四中学招生简章", "", "今年招新生六百人。", SAME),
    ("沅川四中招多少人？", "沅川第三中学招生简章", "", "今年招新生六百人。", OTHER),
    ("沅川四中招多少人？", "沅川招生简章", "", "今年招新生六百人。", UNSAID),
    ("沅川四中操场是谁建的？", "沅川第四中学操场翻新", "", "工程由沅川第二建筑公司承建。", SAME),
    ("沅川四中操场什么时候开工？", "沅川四中操场翻新", "", "该校与第三中学共用操场。", SAME),
    ("石湾中学搬到哪儿了？", "", "", "溪口中学搬迁到新校区。", OTHER),
    ("石湾中学搬到哪儿了？", "", "", "石湾中学搬迁到新校区。", SAME),
    ("石湾中学搬到哪儿了？", "", "", "石湾实验中学搬迁到新校区。", SAME),
    ("石湾中学搬到哪儿了？", "", "", "学校搬迁到新校区。", UNSAID),
    ("石湾中学有多少学生？", "石湾中学概况", "", "一批学生从溪口中学转来。", SAME),
    ("小学几点放学？", "", "", "初中下午五点放学。", OTHER),
    ("小学几点放学？", "", "", "小学下午三点半放学，初中下午五点放学。", SAME),
    ("初中生可以带手机吗？", "", "", "学校统一保管手机。", UNSAID),
    ("硕士研究生学费多少？", "", "", "博士研究生学费每年一万元。", OTHER),
    ("硕士研究生学费多少？", "", "", "博士、硕士研究生学费每年一万元。", SAME),
    ("第三食堂几点关门？", "", "", "第二食堂晚上八点关门。", OTHER),
    ("第三食堂几点关门？", "", "", "食堂晚上八点关门。", UNSAID),
]
AHEAD = [
    ("松烟墨业现在有多少名墨工？", "松烟墨业规划", "", "到2031年，公司增加墨工80名。", OTHER),
    ("松烟墨业现在有多少名墨工？", "松烟墨业规划", "", "到2023年，公司共有墨工80名。", UNSAID),
    ("松烟墨业要增加多少名墨工？", "松烟墨业规划", "", "到2031年，公司增加墨工80名。", UNSAID),
]
YEAR_BEFORE = [
    ("松烟墨业2023年上半年卖了多少锭墨？", "松烟墨业半年报", "", "2024年上半年售墨21万锭，上年同期为18万锭。", SAME),
    ("松烟墨业2022年上半年卖了多少锭墨？", "松烟墨业半年报", "", "2024年上半年售墨21万锭，上年同期为18万锭。", OTHER),
    ("松烟墨业2023年上半年卖了多少锭墨？", "松烟墨业半年报", "", "2024年上半年售墨21万锭，同比增长9%。", OTHER),
    ("松烟墨业2023年卖了多少锭墨？", "松烟墨业2024年年报", "", "全年售墨41万锭，上年同期为28万锭。", SAME),
    ("松烟墨业2023年卖了多少锭墨？", "松烟墨业2024年年报", "", "全年售墨41万锭，比上年增长46%。", OTHER),
    ("松烟墨业2022年卖了多少锭墨？", "松烟墨业2024年年报", "", "全年售墨41万锭，上年同期为28万锭。", OTHER),
    ("松烟墨业2024年卖了多少锭墨？", "松烟墨业2024年年报", "", "全年售墨41万锭，上年同期为28万锭。", SAME),
]
WENT = [
    ("松烟墨业的订单为什么变多了？", "", "", "订单减少主要是因为展会停办。", OTHER),
    ("松烟墨业的订单为什么变多了？", "", "", "展会停办导致订单下降。", OTHER),
    ("松烟墨业的订单为什么变多了？", "", "", "订单增加主要是因为松脂价格下降。", UNSAID),
    ("松烟墨业的订单为什么少了？", "", "", "订单减少主要是因为展会停办。", UNSAID),
]
IN_TURN = [
    ("墨斗K7能退多少钱？", "", "", "不愿更换的，K3型退40元，K5型退60元。", OTHER),
    ("墨斗K5能退多少钱？", "", "", "不愿更换的，K3型退40元，K5型退60元。", SAME),
    ("墨斗K7能退多少钱？", "", "", "各型均退40元，K3型另送墨一锭，K5型另送笔一支。", UNSAID),
    ("凤岗南市场进了几家商户？", "", "", "东市场招来三家商户；南市场还在设计，暂不招商。", OTHER),
    ("凤岗东市场进了几家商户？", "", "", "东市场招来三家商户；南市场还在设计，暂不招商。", SAME),
    ("第三食堂开放多少个窗口？", "", "", "第二食堂开放12个窗口，第三食堂正在装修。", OTHER),
    ("第三食堂开放多少个窗口？", "", "", "第二食堂、第三食堂分别开放12个和9个窗口。", SAME),
    ("西城区给独居老人测温吗？", "", "", "东城区给独居老人逐户测温，西城区为残疾人更换阀门。", OTHER),
    ("东城区给独居老人测温吗？", "", "", "东城区给独居老人逐户测温，西城区为残疾人更换阀门。", SAME),
    ("荷香苑业委会主任是谁？", "", "", "参会：荷香苑物业经理葛小川、云杉里业委会主任佟蔚。", OTHER),
    ("云杉里业委会主任是谁？", "", "", "参会：荷香苑物业经理葛小川、云杉里业委会主任佟蔚。", UNSAID),
    ("荷香苑物业经理是谁？", "", "", "参会：荷香苑物业经理葛小川、云杉里业委会主任佟蔚。", UNSAID),
    ("5号线哪天通车？", "", "", "3号线6月18日通车，5号线仍在铺轨。", OTHER),
    ("5号线哪天通车？", "", "", "3号线6月18日通车，5号线明年3月通车。", SAME),
]
COMPARED = [
    ("云汀热线10月有多少件诉求？", "云汀热线话务分析", "", "云汀热线11月受理诉求48216件，比10月减少3.7%。", OTHER),
    ("云汀热线11月有多少件诉求？", "云汀热线话务分析", "", "云汀热线11月受理诉求48216件，比10月减少3.7%。", SAME),
    ("云汀热线的诉求和10月比少了多少？", "云汀热线话务分析", "", "11月受理诉求48216件，比10月减少3.7%。", SAME),
    ("书院桥2021年来了多少游客？", "", "", "2023年书院桥接待游客62万人次，较2021年增长一倍。", OTHER),
    ("云杉厂86年花了多少钱？", "", "", "1978年，云杉厂投资四百万元建分厂。", OTHER),
    ("云杉厂78年花了多少钱？", "", "", "1978年，云杉厂投资四百万元建分厂。", SAME),
    ("产权70年到期后怎么办？", "", "", "2016年，云杉厂的宿舍续期二十年。", UNSAID),
    ("云汀桥第一标为什么延后？", "", "", "第一标已完工，第二标因管线迁移延后。", OTHER),
    ("云汀桥第二标为什么延后？", "", "", "第一标已完工，第二标因管线迁移延后。", SAME),
    ("在岸人民币报多少？", "", "", "离岸人民币报7.29元。", OTHER),
]
TOLD_APART = [
    ("A区有多少车位？", "", "", "B区车位暂停使用，共126个。", OTHER),
    ("B区有多少车位？", "", "", "B区车位暂停使用，共126个。", SAME),
    ("第二次调查的领队是谁？", "第三次磷虾调查结束", "", "领队为研究员宗以宁。", OTHER),
    ("第三次调查的领队是谁？", "第三次磷虾调查结束", "", "领队为研究员宗以宁。", SAME),
    ("海棠队主教练是谁？", "", "", "云岭队主教练魏长河赛后向记者谈了防守。", OTHER),
    ("云岭队主教练是谁？", "", "", "云岭队主教练魏长河赛后向记者谈了防守。", SAME),
    ("消防队几点到的？", "", "", "救援队十点到达现场。", UNSAID),
    ("渔舟图刻于哪年？", "", "代表作有《闹春》《渔舟图》。", "其中《闹春》刻于1963年。", OTHER),
    ("闹春刻于哪年？", "", "代表作有《闹春》《渔舟图》。", "其中《闹春》刻于1963年。", SAME),
    ("渔舟图刻于哪年？", "", "代表作有《闹春》《渔舟图》。", "他1963年凭《闹春》成名。", UNSAID),
    ("违反第三条怎么办？", "", "", "第七条 违反第三条规定的，由镇纪委约谈。", UNSAID),
]
PARTED = [
    ("拌面放几勺黑醋？", "", "", "拌面放白醋两勺。", OTHER),
    ("拌面放几勺黑醋？", "", "", "拌面放黑醋两勺、白醋一勺。", UNSAID),
    ("拌面放几勺黑醋？", "", "黑醋拌面", "拌面放白醋两勺。", UNSAID),
    ("黑醋和白醋哪个先放？", "", "", "白醋最后放。", UNSAID),
    ("夏装几折？", "", "", "冬装一律六折。", OTHER),
    ("雄蛙叫吗？", "", "", "入夜后由雌蛙单独守卵。", UNSAID),
    ("夏装几折？", "", "", "春夏新品一律六折。", UNSAID),
    ("园里最高的塔多少米？", "", "", "园里最低的塔只有三米。", OTHER),
    ("园里最高的塔多少米？", "", "", "最高的塔三十米，最低的三米。", UNSAID),
    ("北清河决口了吗？", "", "", "受北清河高水位顶托，南清河决口。", OTHER),
    ("南清河决口了吗？", "", "", "受北清河高水位顶托，南清河决口。", SAME),
    ("石湾水库放水了吗？", "", "", "受石湾水库检修影响，云汀水库停止放水。", OTHER),
    ("石湾水库放水了吗？", "", "", "受石湾水库检修影响，下游停止放水。", SAME),
    ("二级护理员补贴多少？", "", "", "其中三级护理员补贴400元。", OTHER),
    ("二级护理员补贴多少？", "", "", "二级、三级护理员补贴600元和400元。", SAME),
    ("云汀自治州哪年设立？", "", "", "1956年，石湾自治州设立。", OTHER),
    ("水管多长？", "", "", "水管内径16毫米。", OTHER),
    ("三楼有卫生间吗？", "", "", "二楼设有卫生间。", OTHER),
    ("三楼有卫生间吗？", "", "", "3楼设有卫生间。", SAME),
    ("三楼有卫生间吗？", "", "", "大楼共12层，设有卫生间。", UNSAID),
    ("三楼有卫生间吗？", "", "", "卫生间设在二楼。", UNSAID),
    ("定金交多少？", "", "", "押金3000元由业主交。", OTHER),
    ("常温能放几天？", "", "", "冷藏三天，冷冻一个月。", OTHER),
    ("前任馆长是谁？", "", "", "现任馆长是阮知秋。", OTHER),
    ("水管多长？", "", "", "水管长3米，内径16毫米。", UNSAID),
    ("石江二桥限速多少？", "石江三桥通车通告", "", "桥面限速每小时60公里。", OTHER),
    ("石江三桥限速多少？", "石江三桥通车通告", "", "桥面限速每小时60公里。", SAME),
    ("夜间2路几点发车？", "", "", "2路6:30发车。", OTHER),
    ("西坝工厂投资多少？", "", "", "临江工厂投资6亿元。", OTHER),
    ("Orbitra上市头天涨了多少？", "", "", "消息公布后，Senlith股价跌去一半。", OTHER),
    ("Orbitra上市头天涨了多少？", "", "Orbitra是一家电池公司。", "与Senlith不同，股价涨了两成。", UNSAID),
    ("Orbitra上市头天涨了多少？", "", "", "这家公司上市首日股价涨了两成。", UNSAID),
    ("尹某偷电缆判了几年？", "", "", "盗窃数额较大的，处三年以下有期徒刑。", OTHER),
    ("偷电缆判几年？", "", "", "盗窃数额较大的，处三年以下有期徒刑。", UNSAID),
    ("尹某偷电缆判了几年？", "", "", "尹某被判处有期徒刑二年。", SAME),
]
SIDES = "甲方（出租人）：周若兰 乙方（承租人）：齐秋"
OPPOSED = [
    ("会馆章程什么时候通过的？", "会馆章程", "", "本章程自2024年3月1日起施行。", OTHER),
    ("摆渡船能装Mac版软件吗？", "", "", "软件支持Windows系统。", OTHER),
    (
        "房东收房提前几天说？",
        "",
        SIDES,
        "乙方退租的，应提前十日通知甲方。",
        OTHER,
    ),
    ("租客提前退租要提前几天说？", "", "乙方（承租人）：阮守成", "乙方提前退租的，应提前三十日通知甲方。", UNSAID),
    ("房东什么时候能解约？", "", "甲方（出租人）：阮守成", "乙方拖欠租金的，甲方有权解约。", UNSAID),
    ("周若兰提前收房赔多少？", "", SIDES, "乙方提前退租的，赔一个月租金。", OTHER),
    ("齐秋提前退租赔多少？", "", SIDES, "乙方提前退租的，赔一个月租金。", SAME),
    ("西闸大修的验收时间？", "西闸大修公示", "", "评审日期为4月2日。", OTHER),
    ("西闸大修的验收时间？", "西闸大修验收公示", "", "评审日期为4月2日。", UNSAID),
    ("西闸大修的验收时间？", "西闸大修公示", "", "验收时间：4月9日；评审时间：4月2日。", UNSAID),
    ("西闸大修的具体时间？", "西闸大修公示", "", "评审日期为4月2日。", UNSAID),
    ("西闸的举报电话？", "", "", "联系人：阮工，电话：6610200。", OTHER),
    ("西闸投诉打哪个电话？", "", "", "预约电话6610200。", OTHER),
    ("西闸的举报电话？", "", "", "监督电话：6610200。", UNSAID),
    ("西闸投诉打哪个电话？", "", "", "客服电话6610200，预约电话6610300。", UNSAID),
    ("西闸的电话？", "", "", "联系人：阮工，电话：6610200。", UNSAID),
    ("云渡队主教练是谁？", "海陵队引援", "她来自云渡队。", "主教练杜涵介绍了新援。", OTHER),
    ("海陵队主教练是谁？", "海陵队引援", "她来自云渡队。", "主教练杜涵介绍了新援。", SAME),
    ("复诊要带什么？", "", "", "初诊患者带身份证。", OTHER),
    ("码头放烟花罚多少？", "", "码头内禁止燃放烟花。", "擅自设摊的，处二百元罚款。", OTHER),
    ("码头摆摊罚多少？", "", "码头内禁止燃放烟花。", "擅自设摊的，处二百元罚款。", UNSAID),
    ("《渡口》得了什么奖？", "", "《渡口》作于1974年。", "他凭《春潮》获一等奖。", OTHER),
    ("《渡口》得了什么奖？", "", "《渡口》作于1974年。", "他凭《渡口》《春潮》获一等奖。", SAME),
    ("《渡口》的作者还得了什么奖？", "", "《渡口》作于1974年。", "他凭《春潮》获一等奖。", UNSAID),
    ("剩饭能冷冻几天？", "", "", "放冰箱冷藏，两天内吃完。", OTHER),
    ("剩饭能冷藏几天？", "", "", "放冰箱冷藏，两天内吃完。", SAME),
    ("日文讲解多少钱？", "", "", "讲解：中文讲解60元，英文讲解120元。", OTHER),
    ("海陵队排名第几？", "", "", "郦城队积13分排名第三。", OTHER),
    ("海陵女篮主教练是谁？", "", "", "海陵队主教练杜涵表示不满。", SAME),
    ("教师能借几本？", "", "", "学生每次可借3册。", OTHER),
    ("带狗进去罚多少？", "", "进入码头不得携带犬类。", "违反规定的，处五十元罚款。", UNSAID),
    ("带猫进去罚多少？", "", "进入码头不得携带犬类。", "违反规定的，处五十元罚款。", UNSAID),
]
IN_LATIN = [
    ("When does the ferry to Seal Island leave?", "", "", "Ferries to Gull Island leave at 7:15 and 9:45.", OTHER),
    ("When does the ferry to Gull Island leave?", "", "", "Ferries to Gull Island leave at 7:15 and 9:45.", SAME),
    ("When does the ferry to Seal Island leave?", "", "", "The island is served by boats at 7:15 and 9:45.", UNSAID),
    ("When does the Night Ferry leave?", "", "", "Boats leave at 7:15 and 9:45.", UNSAID),
]
IN_OTHER_WORDS = [
    ("养猫要办证吗？", "澄溪市养犬办法", "", "首次办证免费。", OTHER),
    ("养狗要办证吗？", "澄溪市养犬办法", "", "首次办证免费。", SAME),
    ("云汀市澄溪区有多少名河长？", "", "", "全市共有河长612名。", OTHER),
    ("云汀市澄溪区有多少名河长？", "澄溪区治水", "", "全市共有河长612名。", SAME),
    ("云汀市有多少名河长？", "", "", "全市共有河长612名。", UNSAID),
    ("没开封的药能放多久？", "", "", "开瓶后冷藏，四周内用完。", OTHER),
    ("开封后能放多久？", "", "", "开瓶后冷藏，四周内用完。", UNSAID),
    ("开封后能放多久？", "", "", "未开封可存两年。", OTHER),
    ("开封后能放多久？", "", "", "未开封可存两年，开封后四周内用完。", UNSAID),
    ("中奖的张先生爱喝什么？", "", "", "刘先生表示平时最爱喝绿茶。", OTHER),
    ("中奖的张先生爱喝什么？", "", "", "张建国平时最爱喝绿茶。", SAME),
    ("中奖的张先生爱喝什么？", "", "", "张先生也中了奖。刘先生告诉记者，他最爱喝绿茶。", SAME),
    ("云汀市南城区有多少名河长？", "", "", "全市共有河长612名。", OTHER),
    ("初中营养餐涨多少？", "", "", "局长甄玉嬿报告，下学期起小学营养餐由48元调为52元。", OTHER),
    ("中奖的张先生爱喝什么？", "", "", "他平时最爱喝绿茶。", UNSAID),
    ("协会公布的CEI是多少？", "", "", "7月LEI环比下降0.4%。", OTHER),
    ("协会公布的LEI是多少？", "", "", "7月LEI环比下降0.4%。", UNSAID),
    ("协会公布的GDP是多少？", "", "", "7月LEI环比下降0.4%。", UNSAID),
    ("初中营养餐涨多少？", "", "", "局长甄玉嬿报告，小学营养餐由48元调为52元。", OTHER),
    ("舒宁口服液一天吃几次？", "", "", "缓释片每晚一片。", OTHER),
    ("大柳河倒灌后来了几台泵车？", "小柳河倒灌排涝情况", "", "水务局调来6台泵车。", OTHER),
    ("大柳河和小柳河哪条倒灌了？", "小柳河排涝情况", "", "小柳河4月出现倒灌。", UNSAID),
    ("大柳河倒灌后来了几台泵车？", "大柳河倒灌排涝情况", "", "水务局调来6台泵车。", UNSAID),
    ("图书馆从西门怎么进？", "", "", "东门刷卡进入。", OTHER),
]
ROADS = [
    ("男单冠军是谁？", "", "", "女单冠军由苏晚晴获得。", OTHER),
    ("混双冠军是谁？", "", "", "女单冠军由苏晚晴获得。", OTHER),
    ("男单冠军是谁？", "", "", "男单决赛中，韩砚舟获胜。", SAME),
    ("112路公交多久一班？", "", "", "113路每十分钟一班。", OTHER),
    ("112路公交多久一班？", "", "", "公交113路每十分钟一班。", OTHER),
    ("112路公交多久一班？", "", "", "112路每十分钟一班。", SAME),
    ("112路公交多久一班？", "112路调整发车", "", "可在鼓楼换乘113路。", SAME),
    ("112路公交多久一班？", "", "", "乘客可换乘113路。", UNSAID),
    ("112路公交多久一班？", "113路调整发车", "", "每十分钟一班。", OTHER),
    ("32路末班车几点？", "", "", "夜31路末班车次日2点。", OTHER),
    ("32路末班车几点？", "", "", "32路区间8点40分收车。", OTHER),
    ("32路区间从哪儿开？", "", "", "32路区间从铁西站开出。", SAME),
    ("3号线什么时候通车？", "", "", "5号线年底通车。", OTHER),
    ("鹤溪石门站水位多少？", "", "", "奉栾县水务局通报：8月2日20时，鹤溪柳庄站水位36.1米。", OTHER),
    ("鹤溪石门站水位多少？", "", "", "奉栾县水务局通报：8月2日20时，鹤溪石门站水位36.1米。", SAME),
    ("望湖桥旁边的旧桥多长？", "望湖桥通车", "", "大桥全长915米。", OTHER),
    ("望湖桥旁边的旧桥多长？", "望湖桥通车", "", "旧桥全长90米。", SAME),
    ("旧桥在望湖桥旁边吗？", "望湖桥通车", "", "大桥全长915米。", SAME),
    ("春和里15号楼停水吗？", "", "", "春和里10至22号楼停水。", SAME),
    ("春和里15号楼停水吗？", "", "", "春和里1-9号楼停水。", OTHER),
    ("3号线什么时候通车？", "", "", "三号线年底通车。", SAME),
    ("3号线什么时候通车？", "3号线建设进展", "", "全线与5号线换乘。", SAME),
    ("T2航站楼有几个登机口？", "", "", "T1航站楼有二十个登机口。", OTHER),
    ("T2航站楼有几个登机口？", "", "", "T2航站楼有二十个登机口。", SAME),
    ("T2航站楼有几个登机口？", "", "", "机场有二十个登机口。", UNSAID),
    ("望星桥全长多少米？", "", "", "望湖桥全长915米。", OTHER),
    ("望星桥全长多少米？", "", "", "望星桥全长915米。", SAME),
    ("望星桥全长多少米？", "望星桥通车", "", "大桥全长915米。", SAME),
    ("望星桥全长多少米？", "望湖桥通车", "", "大桥全长915米。", OTHER),
    ("晚枫路改造花费多少？", "", "", "东湾路改造花费二千万元。", OTHER),
    ("晚枫路改造花费多少？", "晚枫路改造完工", "", "道路改造花费二千万元。", SAME),
    ("晚枫路改造花费多少？", "晚枫路改造完工", "", "施工队从东湾路进场。", SAME),
    ("末班车几点？", "", "", "首班车早上六点。", OTHER),
    ("末班车几点？", "", "", "首班车早上六点，末班车晚上十点。", SAME),
]
HOSPITALS = [
    ("沅川市第一人民医院招多少护士？", "", "", "沅川市第三人民医院招护士二十名。", OTHER),
    ("沅川市第一人民医院招多少护士？", "", "", "市一院招护士二十名。", SAME),
    ("沅川市第一人民医院招多少护士？", "", "", "第一医院招护士二十名。", SAME),
    ("沅川市第一人民医院招多少护士？", "沅川市第三人民医院招聘公告", "", "招护士二十名。", OTHER),
    ("沅川市第一人民医院招多少护士？", "沅川市第一人民医院招聘公告", "", "招护士二十名。", SAME),
    ("市三院住院部在几楼？", "", "", "市二院住院部在五楼。", OTHER),
    ("市三院住院部在几楼？", "", "", "住院部在五楼。", UNSAID),
    ("市三院住院部在几楼？", "市三院导诊", "", "专家来自省人民医院。", SAME),
    ("儿童挂号费多少？", "", "", "成人挂号费十元。", OTHER),
    ("儿童挂号费多少？", "", "", "儿童挂号费五元，成人十元。", SAME),
    ("儿童挂号费多少？", "", "", "挂号费十元。", UNSAID),
    ("松岩卫生院电话是多少？", "", "", "南坡卫生院电话5551002。", OTHER),
    ("松岩卫生院电话是多少？", "", "", "松岩卫生院电话5551002。", SAME),
]
COURTS = [
    ("二审判决是什么？", "", "", "一审判决被告赔偿三万元。", OTHER),
    ("二审判决是什么？", "", "", "二审维持原判。", SAME),
    ("二审判决是什么？", "", "", "二审撤销了一审判决。", SAME),
    ("二审判决是什么？", "", "", "法院判决赔偿三万元。", UNSAID),
    ("二审判决是什么？", "恒达公司诉讼案二审宣判", "", "法院判决赔偿三万元。", SAME),
    ("二审判决是什么？", "恒达公司诉讼案一审宣判", "", "法院判决赔偿三万元。", OTHER),
    ("甲方的义务是什么？", "", "", "乙方：按月支付租金。", OTHER),
    ("甲方的义务是什么？", "", "", "甲方：交付房屋。", SAME),
    ("甲方的义务是什么？", "", "", "乙方有权要求交付房屋。", UNSAID),
    ("被告赔了多少钱？", "", "", "原告获赔三万元。", UNSAID),
    ("恒达公司赔了多少钱？", "", "", "盛源公司赔偿三万元。", OTHER),
    ("恒达公司赔了多少钱？", "", "", "恒达公司应向盛源公司赔偿三万元。", SAME),
    ("恒达公司赔了多少钱？", "恒达公司败诉", "", "公司应赔偿三万元。", SAME),
    ("鹤浦区法院受理了多少案件？", "", "", "禾岳区法院受理案件五百件。", OTHER),
    ("鹤浦区法院受理了多少案件？", "", "", "全市法院受理案件五百件。", OTHER),
]
PRODUCTS = [
    ("LX20C水表误差是多少？", "", "", "LX20B水表误差为1.8%。", OTHER),
    ("LX20C水表误差是多少？", "", "", "LX20C水表误差为1.8%。", SAME),
    ("LX20C水表误差是多少？", "", "", "型号HT-LX20B的水表误差为1.8%，LX20C的为0.9%。", SAME),
    ("LX20C水表误差是多少？", "", "", "水表误差为1.8%。", UNSAID),
    ("HX-200S能接软管吗？", "HX-200除湿机说明", "", "接软管可以连续排水。", OTHER),
    ("HX-200S能接软管吗？", "HX-200S除湿机说明", "", "接软管可以连续排水。", SAME),
    ("MagicPad 14多重？", "", "", "MagicPad 13重五百克。", OTHER),
    ("MagicPad 14多重？", "", "", "MagicPad14重五百克。", SAME),
    ("玖岚R7哪天发货？", "", "", "R5 Pro十月发货。", OTHER),
    ("玖岚R7哪天发货？", "玖岚R7预售", "", "比R5轻了两百克。", SAME),
    ("砚台笔记3.2修了什么？", "砚台笔记3.1更新日志", "", "修复了闪退的问题。", OTHER),
    ("砚台笔记3.2修了什么？", "砚台笔记3.2更新日志", "", "修复了闪退的问题。", SAME),
    ("砚台笔记3.2修了什么？", "砚台笔记更新日志", "", "修复了闪退的问题。", UNSAID),
    ("river-kv 1.9维护到哪年？", "river-kv 2.0发布", "", "1.9将维护到2025年。", SAME),
    ("river-kv 1.9维护到哪年？", "river-kv 2.0发布", "", "本版增加事务。", OTHER),
    ("PM2.5浓度是多少？", "", "", "PM10浓度为60微克。", OTHER),
    ("PM2.5浓度是多少？", "", "", "PM2.5浓度为60微克。", SAME),
    ("终稿什么时候公布？", "", "", "征求意见稿五月公布。", OTHER),
    ("终稿什么时候公布？", "", "", "终稿五月公布。", SAME),
]
SPORT = [
    ("第六届赛艇会冠军是谁？", "", "", "第五届冠军是松岩队。", OTHER),
    ("第六届赛艇会冠军是谁？", "", "", "第六届冠军是松岩队。", SAME),
    ("首届赛艇会冠军是谁？", "", "", "第一届冠军是松岩队。", SAME),
    ("第六届赛艇会冠军是谁？", "第五届赛艇会落幕", "", "冠军是松岩队。", OTHER),
    ("第六届赛艇会冠军是谁？", "第六届赛艇会落幕", "", "冠军是松岩队。", SAME),
    ("第六届赛艇会冠军是谁？", "赛艇会落幕", "", "冠军是松岩队。", UNSAID),
    ("第六届赛艇会冠军是谁？", "第六届赛艇会落幕", "", "松岩队比第五届快了十秒。", SAME),
    ("女子一百米冠军是谁？", "", "", "男子一百米冠军是祁砚秋。", OTHER),
    ("女子一百米冠军是谁？", "", "", "女子一百米冠军是祁砚秋。", SAME),
    ("女子一百米冠军是谁？", "", "", "一百米冠军是祁砚秋。", UNSAID),
    ("女篮得了第几名？", "", "", "男篮获得第三名。", OTHER),
    ("女篮得了第几名？", "", "", "女队获得第三名。", SAME),
    ("决赛在哪里举行？", "", "", "预赛在鹤浦举行。", OTHER),
    ("决赛在哪里举行？", "", "", "预赛前八名晋级在鹤浦举行的决赛。", SAME),
    ("第41期请了谁？", "播客《慢车厢》第42期", "", "嘉宾是丁伯。", OTHER),
    ("第41期请了谁？", "播客《慢车厢》第41期", "", "嘉宾是丁伯。", SAME),
    ("《盐路》片长多少？", "电影《风箱》", "", "片长96分钟。", OTHER),
    ("《盐路》片长多少？", "电影《盐路》", "", "片长96分钟。", SAME),
    ("第七轮谁赢了？", "", "", "第六轮铁锚队赢了。", OTHER),
    ("单打冠军是谁？", "", "", "双打冠军是祁砚秋和祁砚冬。", OTHER),
]
STATUTES = [
    ("养鸽公约第四条是什么？", "", "", "第三条 放鸽应当避开正午。", OTHER),
    ("养鸽公约第四条是什么？", "", "", "第四条 商场禁止入内。", SAME),
    ("养鸽公约第四条是什么？", "", "第四条 下列场所禁止入内：", "（一）商场；", SAME),
    ("养鸽公约第四条是什么？", "", "第五条 下列场所禁止入内：", "（一）商场；", OTHER),
    ("养鸽公约第四条是什么？", "", "", "违反第三条规定的，罚款五十元。", UNSAID),
    ("养鸽公约第四条是什么？", "", "第四条 处罚", "违反第三条规定的，罚款五十元。", SAME),
    ("湖政发〔2024〕14号是关于什么的？", "", "", "湖政发〔2023〕14号印发河道保洁办法。", OTHER),
    ("湖政发〔2024〕14号是关于什么的？", "", "", "湖政发[2024]14号印发河道保洁办法。", SAME),
    ("湖政发〔2024〕14号是关于什么的？", "", "", "现将河道保洁办法印发给你们。", UNSAID),
    ("山东省水路条例怎么罚？", "山西省水路条例", "", "违反规定的，罚款五千元。", OTHER),
    ("山东省水路条例怎么罚？", "山东省水路条例", "", "违反规定的，罚款五千元。", SAME),
    ("山东省水路条例怎么罚？", "水路条例", "", "违反规定的，罚款五千元。", UNSAID),
    ("二类区停车一小时多少钱？", "", "", "三类区停车每小时两元。", OTHER),
    ("第四阶梯水价是多少？", "", "", "第三阶梯水价每吨五元。", OTHER),
    ("第三阶梯水价是多少？", "", "", "第三阶梯水价每吨五元。", SAME),
]
COMPANIES = [
    ("云杉公司第三季度利润多少？", "", "", "第二季度利润为两千万元。", OTHER),
    ("云杉公司第三季度利润多少？", "", "", "三季度利润为两千万元。", SAME),
    ("云杉公司2023年前三季度利润多少？", "", "", "科目：利润；2024Q3：2；2023Q3：3；2024年前三季度：7", OTHER),
    ("云杉公司2024年前三季度利润多少？", "", "", "科目：利润；2024Q3：2；2023Q3：3；2024年前三季度：7", SAME),
    ("云杉公司2023年第三季度利润多少？", "", "", "科目：利润；2024Q3：2；2023Q3：3；2024年前三季度：7", SAME),
    ("云杉公司第三季度实际利润多少？", "", "", "公司预计第三季度利润为两千万元。", OTHER),
    ("云杉公司第三季度实际利润多少？", "", "", "公司第三季度实际利润为两千万元，预计全年八千万元。", SAME),
    ("云杉公司第三季度预计利润多少？", "", "", "公司预计第三季度利润为两千万元。", SAME),
    ("云杉公司第三季度利润多少？", "", "", "前三季度利润为两千万元。", OTHER),
    ("云杉公司第三季度利润多少？", "", "", "上半年利润为两千万元。", OTHER),
    ("云杉公司第三季度利润多少？", "云杉公司2023年上半年业绩", "", "利润为两千万元。", OTHER),
    ("云杉公司第三季度利润多少？", "云杉公司2023年第三季度业绩", "", "利润为两千万元。", SAME),
    ("云杉公司第三季度利润多少？", "云杉公司业绩", "", "利润为两千万元。", SAME),
    ("云杉公司2022年营业收入多少？", "", "", "2021年营业收入为两千万元。", OTHER),
    ("云杉公司2022年营业收入多少？", "", "", "2022年营业收入为两千万元，2021年为一千万元。", SAME),
    ("云杉公司2022年营业收入多少？", "", "", "营业收入为两千万元，高于2021年。", UNSAID),
    ("云杉公司2022年营业收入多少？", "", "", "白桦公司2022年营业收入为两千万元。", OTHER),
    ("2024年营业收入多少？", "云杉公司年报", "", "今年营业收入为两千万元。", SAME),
    ("2023年营业收入多少？", "云杉公司年报", "", "去年营业收入为两千万元。", SAME),
    ("2024年营业收入多少？", "云杉公司业绩", "", "营业收入为两千万元，与去年同期持平。", SAME),
    ("2023年成立的云杉公司有多少人？", "云杉公司概况", "", "公司由白桦公司出资。", SAME),
    ("城镇居民收入多少？", "", "", "农村居民收入两万元。", OTHER),
    ("城镇居民收入多少？", "", "", "居民收入两万元。", UNSAID),
    ("上半年进口多少吨？", "", "", "上半年出口三千吨。", OTHER),
]
WEATHER = [
    ("青岚县优良天数多少？", "", "", "禾阳县优良天数259天。", OTHER),
    ("青岚县优良天数多少？", "", "", "青岚县优良天数259天。", SAME),
    ("青岚县优良天数多少？", "", "", "青岚优良天数259天。", SAME),
    ("青岚县优良天数多少？", "", "今年前三季度，青岚县优良天数241天。", "禾阳县优良天数259天。", OTHER),
    ("青岚县优良天数多少？", "青岚县空气质量", "", "优良天数259天。", SAME),
    ("青岚县优良天数多少？", "禾阳县空气质量", "", "优良天数259天。", OTHER),
    ("青岚县优良天数多少？", "空气质量", "", "优良天数259天。", UNSAID),
    ("青岚县优良天数多少？", "青岚县空气质量", "", "设备从禾阳县运来。", SAME),
    ("青岚县优良天数多少？", "", "", "其中，禾阳县优良天数259天。", OTHER),
    ("青岚县优良天数多少？", "", "", "青岚县、禾阳县优良天数都超过250天。", SAME),
    ("青岚县图书馆谁设计的？", "青岚县图书馆开馆", "", "新馆由广州美术学院设计。", SAME),
    ("花桥镇几所学校停课？", "", "", "塔沟镇六所学校停课。", OTHER),
    ("花桥镇几所学校停课？", "", "", "全县六所学校停课。", OTHER),
    ("白鹭街道的人口多少？", "", "", "青石街道人口五万。", OTHER),
    ("鸢岭站有几个值班的？", "", "", "苔原站有五名值班员。", OTHER),
    ("5月4日西红柿多少钱？", "菜价日报", "", "西红柿每斤3.9元。", OTHER),
    ("5月2日西红柿多少钱？", "菜价日报", "", "西红柿每斤3.9元。", SAME),
    ("5月4日西红柿多少钱？", "菜价日报（05-03）", "", "西红柿每斤3.9元。", OTHER),
    ("5月4日西红柿多少钱？", "", "", "5月3日，西红柿每斤3.9元。", OTHER),
    ("5月4日西红柿多少钱？", "", "", "5月3日至5日，西红柿每斤3.9元。", SAME),
    ("5月1日西红柿多少钱？", "", "", "昨天西红柿每斤3.9元。", SAME),
    ("五月四日西红柿多少钱？", "", "", "5月4日，西红柿每斤3.9元。", SAME),
]
RECIPES = [
    ("桂花米糕蒸多久？", "桂花米糕做法", "", "大火蒸二十分钟。", UNSAID),
    ("初赛用什么菜？", "", "", "决赛用鳜鱼。", OTHER),
    ("一期招多少学员？", "", "", "二期招学员三十名。", OTHER),
    ("初级班学什么？", "", "", "高级班学雕花。", OTHER),
    ("初级班学什么？", "", "", "班上学雕花。", UNSAID),
    ("东西放在哪里？", "厨房整理", "", "调料放在柜子里。", UNSAID),
    ("这道菜的最新进展如何？", "", "", "高汤熬了三小时。", UNSAID),
]
PEOPLE = [
    ("李建国跑了多少分？", "", "", "李建军跑了十三分。", OTHER),
    ("李建国跑了多少分？", "", "", "李建国跑了十三分。", SAME),
    ("李建国跑了多少分？", "", "", "李建国和李建军都跑了十三分。", SAME),
    ("李建国的父亲做什么工作？", "", "", "李建军是木匠。", UNSAID),
    ("谁教过李建国？", "", "", "周文平教了三年书。", UNSAID),
    ("李建国住在哪里？", "", "", "他住在青岚县。", UNSAID),
    ("李建国住在哪里？", "李建国的一天", "", "下午，他去看望李建军。", SAME),
]
ALL = [
    *AHEAD,
    *YEAR_BEFORE,
    *WENT,
    *PLACED,
    *SCHOOLS,
    *IN_TURN,
    *COMPARED,
    *OPPOSED,
    *IN_LATIN,
    *TOLD_APART,
    *PARTED,
    *IN_OTHER_WORDS,
    *ROADS,
    *HOSPITALS,
    *COURTS,
    *PRODUCTS,
    *SPORT,
    *STATUTES,
    *COMPANIES,
    *WEATHER,
    *RECIPES,
    *PEOPLE,
]


def article_of(title: str, above: str, sentence: str, id: str = "a") -> Article:
    text = f"{above}\n{sentence}" if above else sentence
    return make_article(id, text, title=title, published=PUBLISHED)


def passage_of(article: Article) -> Passage:
    return Passage(1, 1.0, 1, article, tuple(Span(p.number, 0, len(p.text)) for p in article.paragraphs))


def last_sentence(article: Article) -> Candidate:
    last = article.paragraphs[-1]
    return Candidate(article, last.number, 0, len(last.text), 0)


@pytest.mark.parametrize(("question", "title", "above", "sentence", "relation"), ALL)
def test_relation(question: str, title: str, above: str, sentence: str, relation: Relation) -> None:
    article = article_of(title, above, sentence)
    judgement = judge(read_identity(read_question(question), [passage_of(article)]), last_sentence(article))
    assert judgement.relation is relation, judgement


def test_table_of_cases_is_wide() -> None:
    relations = [case[4] for case in ALL]
    assert len(ALL) >= 150
    assert len([r for r in relations if r is not OTHER]) >= 75


RULING = (
    "原告阮青诉称，餐馆拖欠货款六千元。\n被告辩称，只欠三千元。\n"
    "法院查明，餐馆收货后未付款。\n判决如下：餐馆支付货款五千元。"
)
CLAIM = Relation.CLAIM


@pytest.mark.parametrize(
    ("question", "relations"),
    [
        ("餐馆要付多少货款？", [CLAIM, CLAIM, UNSAID, UNSAID]),
        ("法院判餐馆付多少？", [CLAIM, CLAIM, UNSAID, UNSAID]),
        ("原告想要多少货款？", [UNSAID, UNSAID, UNSAID, UNSAID]),
        ("餐馆辩称欠多少？", [UNSAID, UNSAID, UNSAID, UNSAID]),
    ],
)
def test_claim_of_a_party_is_told_from_what_the_court_found(question: str, relations: list[Relation]) -> None:
    article = make_article("case", RULING)
    identity = read_identity(read_question(question), [passage_of(article)])
    candidates = [Candidate(article, p.number, 0, len(p.text), 0) for p in article.paragraphs]
    assert [judge(identity, candidate).relation for candidate in candidates] == relations


def test_claim_is_all_there_is_before_a_court_has_found_anything() -> None:
    article = make_article("case", "原告阮青诉称，餐馆拖欠货款六千元。")
    identity = read_identity(read_question("餐馆欠多少货款？"), [passage_of(article)])
    assert judge(identity, last_sentence(article)).relation is UNSAID


ROWS = "部门：水务站；联系人：祁砚秋；电话：5550011\n部门：园林站；联系人：祁砚冬；电话：5550012"


@pytest.mark.parametrize(
    ("question", "number", "relation"),
    [
        ("园林站电话是多少？", 1, OTHER),
        ("园林站电话是多少？", 2, SAME),
        ("水务站和园林站的电话是多少？", 1, SAME),
        ("各部门的电话是多少？", 1, UNSAID),
    ],
)
def test_row_of_another_thing(question: str, number: int, relation: Relation) -> None:
    article = make_article("a", f"各部门联系方式如下。\n{ROWS}", title="沅川区服务电话")
    row = article.paragraphs[number]
    candidate = Candidate(article, row.number, 0, len(row.text), 0)
    judgement = judge(read_identity(read_question(question), [passage_of(article)]), candidate)
    assert judgement.relation is relation, judgement


MEETING = "一、荷香苑电梯：停运检修。\n二、云杉里停车：新增车位46个，月租180元。\n三、桐荫公寓：漏水已处理。"


@pytest.mark.parametrize(
    ("question", "relation"),
    [("荷香苑车位月租多少？", OTHER), ("云杉里车位月租多少？", UNSAID), ("车位月租多少？", UNSAID)],
)
def test_paragraph_about_another_place(question: str, relation: Relation) -> None:
    article = Article("a", "", None, "", "", "", (Paragraph(1, MEETING),))
    start = MEETING.index("二、")
    candidate = Candidate(article, 1, start, start + len("二、云杉里停车：新增车位46个，月租180元。"), 0)
    judgement = judge(read_identity(read_question(question), [passage_of(article)]), candidate)
    assert judgement.relation is relation, judgement


def test_row_says_what_is_there_instead() -> None:
    article = make_article("a", ROWS)
    row = article.paragraphs[0]
    identity = read_identity(read_question("园林站电话是多少？"), [passage_of(article)])
    judgement = judge(identity, Candidate(article, 1, 0, len(row.text), 0))
    assert (judgement.asked, judgement.instead) == ("园林站", "水务站")


@pytest.mark.parametrize(
    ("question", "asked", "instead"),
    [
        ("碧泉什么时候来水？", "碧泉", "松岗"),
        ("碧泉片区和松岗片区什么时候来水？", "", ""),
        ("什么时候来水？", "", ""),
    ],
)
def test_article_whose_title_differs_in_one_place_is_another(question: str, asked: str, instead: str) -> None:
    articles = [
        article_of("关于碧泉片区停水的通知", "", "4月12日22时恢复供水。", "a"),
        article_of("关于松岗片区停水改期的通知", "", "4月13日6时恢复供水。", "b"),
    ]
    identity = read_identity(read_question(question), [passage_of(article) for article in articles])
    judgements = [judge(identity, last_sentence(article)) for article in articles]
    assert judgements[0].relation is not OTHER
    assert (judgements[1].asked, judgements[1].instead) == (asked, instead)


@pytest.mark.parametrize(
    ("question", "is_first", "is_second"),
    [
        ("钩虫药吃完要观察多久？", OTHER, SAME),
        ("麻疹针打完要观察多久？", SAME, OTHER),
        ("打完要观察多久？", SAME, SAME),
        ("麻疹针和钩虫药要观察多久？", SAME, SAME),
    ],
)
def test_notices_of_one_office_are_told_apart_by_their_topics(
    question: str, is_first: Relation, is_second: Relation
) -> None:
    articles = [
        article_of("石湾路街道卫生站麻疹接种须知", "", "打完观察三十分钟。", "a"),
        article_of("石湾路街道卫生站钩虫防治须知", "", "服药后观察一小时。", "b"),
    ]
    identity = read_identity(read_question(question), [passage_of(article) for article in articles])
    judgements = [judge(identity, last_sentence(article)).relation for article in articles]
    assert [judged is OTHER for judged in judgements] == [is_first is OTHER, is_second is OTHER]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("风筝节的领队是谁", "风筝节"),
        ("风筝节和冬泳赛的领队是谁", ""),
        ("冬泳赛的领队是谁", ""),
        ("领队是谁", ""),
        ("冬泳赛的风筝领队是谁", ""),
    ],
)
def test_article_that_lacks_what_the_question_names_of_another_title(question: str, asked: str) -> None:
    own = article_of("关于举办春季风筝节的通知", "", "4月6日早上出发。", "a")
    other = article_of("关于组织冬泳赛的通知", "", "领队：桑若禾。", "b")
    identity = read_identity(read_question(question), [passage_of(each) for each in (own, other)])
    judgement = judge(identity, last_sentence(other))
    assert (judgement.asked, judgement.relation is OTHER) == (asked, bool(asked))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("望岳琴行的负责人是谁", "望岳琴行"),
        ("听泉琴行的负责人是谁", ""),
        ("望岳琴行和听泉琴行的负责人是谁", ""),
        ("琴行的负责人是谁", ""),
    ],
)
def test_article_whose_title_begins_with_another_name_of_the_kind(question: str, asked: str) -> None:
    own = article_of("望岳琴行收费说明", "", "钢琴课每节200元。", "a")
    other = article_of("听泉琴行招生须知", "", "负责人桑若禾。", "b")
    identity = read_identity(read_question(question), [passage_of(each) for each in (own, other)])
    assert judge(identity, last_sentence(other)).asked == asked
    assert judge(identity, last_sentence(own)).relation is not OTHER or "听泉" in question


def test_title_names_a_word_of_the_question_only_as_a_word() -> None:
    own = article_of("大荷塘退水情况", "", "大荷塘因上游放水退水。", "a")
    other = article_of("长堤河水情通报", "", "长堤河水位上涨。", "b")
    identity = read_identity(read_question("大荷塘为什么会退河水"), [passage_of(each) for each in (own, other)])
    assert judge(identity, last_sentence(own)).relation is not OTHER


ROUTES = "一、5路：首班6点。因修桥改道，取消柳浪站。\n二、26路：首班7点。配车增加四辆。"
PLAYERS = "主攻手周若兰，身高1米88。她身披9号球衣。\n副攻手田小竹，来自青训。她2月受伤。"


@pytest.mark.parametrize(
    ("text", "question", "sentence", "another"),
    [
        (ROUTES, "26路取消了哪个站", "因修桥改道，取消柳浪站。", True),
        (ROUTES, "5路取消了哪个站", "因修桥改道，取消柳浪站。", False),
        (ROUTES, "26路增加几辆车", "配车增加四辆。", False),
        (PLAYERS, "田小竹身高多少", "主攻手周若兰，身高1米88。", True),
        (PLAYERS, "田小竹穿多少号球衣", "她身披9号球衣。", True),
        (PLAYERS, "周若兰穿多少号球衣", "她身披9号球衣。", False),
        (PLAYERS, "田小竹哪个月受伤", "她2月受伤。", False),
        (PLAYERS, "周若兰哪个月受伤", "她2月受伤。", True),
        ("主攻手周若兰和田小竹同队。她穿9号。", "田小竹穿多少号球衣", "她穿9号。", False),
    ],
)
def test_line_goes_on_about_what_it_opens_with(text: str, question: str, sentence: str, another: bool) -> None:
    article = make_article("a", text, title="新赛季")
    passage = passage_of(article)
    found = next(each for each in list_candidates([passage]) if each.text.endswith(sentence))
    assert (judge(read_identity(read_question(question), [passage]), found).relation is OTHER) is another


MEDICINES = [
    article_of("康宁露口服液说明书", "", "康宁露口服液每瓶一百毫升。", "a"),
    article_of("康宁露喷雾剂说明书", "", "每瓶可喷二百次。", "b"),
]
REAGENTS = [
    article_of("QC-07 磷酸溶液", "", "QC-07 磷酸溶液存于塑料瓶。", "a"),
    article_of("QC-08 醋酸溶液", "", "存于玻璃瓶。", "b"),
]

MAKERS = [
    article_of("岚河水泥一季度简报", "", "岚河水泥一季度销售水泥六十万吨。", "a"),
    article_of("岚河建材一季度简报", "", "岚河建材是岚河水泥的子公司。总经理为祁听澜。", "b"),
]

HALLS = [
    article_of("榆关市青柳游泳馆入场须知", "", "储物柜押金五十元。", "a"),
    article_of("榆关市青柳羽毛球馆预订说明", "", "球拍押金一百元。", "b"),
]


@pytest.mark.parametrize(
    ("articles", "question", "asked"),
    [
        (MEDICINES, "康宁露口服液一瓶能用几次？", "康宁露口服液"),
        (REAGENTS, "磷酸溶液用什么瓶子装？", "磷酸溶液"),
        (REAGENTS, "磷酸溶液和醋酸溶液各用什么瓶子？", ""),
        (REAGENTS, "溶液用什么瓶子装？", ""),
        (HALLS[::-1], "羽毛球馆储物柜押金多少？", "羽毛球"),
        (HALLS, "青柳的押金多少？", ""),
        (MAKERS, "岚河水泥和岚河建材各有多少员工？", ""),
        (MAKERS[::-1], "岚河建材一季度销售水泥多少吨？", "岚河建材"),
    ],
)
def test_what_two_titles_share_does_not_hide_where_they_differ(
    articles: list[Article], question: str, asked: str
) -> None:
    identity = read_identity(read_question(question), [passage_of(article) for article in articles])
    own, other = (judge(identity, last_sentence(article)) for article in articles)
    assert own.relation is not OTHER
    assert other.asked == asked


def test_paragraph_that_begins_with_another_goes_on_about_it() -> None:
    other = MAKERS[1]
    text = other.paragraphs[0].text
    candidate = Candidate(other, other.paragraphs[0].number, text.index("总经理"), len(text), 0)
    identity = read_identity(read_question("岚河水泥的总经理叫什么？"), [passage_of(article) for article in MAKERS])
    judgement = judge(identity, candidate)
    assert (judgement.asked, judgement.instead) == ("岚河水泥", "岚河建材")


def test_name_in_latin_letters_tells_the_article_meant() -> None:
    right = make_article("a", "石桥（Ponte Sole）由周平设计。", title="石桥")
    wrong = make_article("b", "旧塔由楚川设计。", title="旧塔")
    question = read_question("Which architect designed the Ponte Sole?")
    identity = read_identity(question, [passage_of(right), passage_of(wrong)])
    assert judge(identity, last_sentence(right)).relation is SAME
    assert judge(identity, last_sentence(wrong)).relation is OTHER
    assert judge(read_identity(question, [passage_of(wrong)]), last_sentence(wrong)).relation is UNSAID


def test_place_without_its_ending_is_known_from_the_passages() -> None:
    articles = [
        article_of("云汀市公积金问答", "", "最长可贷三十年。", "a"),
        article_of("澄溪市公积金问答", "", "最长可贷二十年。", "b"),
    ]
    identity = read_identity(read_question("云汀公积金最长能贷几年？"), [passage_of(article) for article in articles])
    assert [judge(identity, last_sentence(article)).relation for article in articles] == [SAME, OTHER]


def test_what_no_passage_names_is_told_with_its_look_alikes() -> None:
    articles = [
        article_of("沅川第一中学举行校庆", "", "沅川第一中学校长阮知秋致辞。", "a"),
        article_of("沅川第二中学招聘", "", "沅川第二中学招教师六名。", "b"),
    ]
    passages = [passage_of(article) for article in articles]
    found = look_alikes(read_identity(read_question("沅川第四中学校长是谁？"), passages), passages)
    assert [(each.asked, each.found) for each in found] == [("第四中学", ("第一中学", "第二中学"))]
    assert look_alikes(read_identity(read_question("沅川一中校长是谁？"), passages), passages) == ()


def test_day_compared_with_and_office_of_a_place_are_no_other_thing() -> None:
    market = article_of("菜价日报", "", "猪肉每斤14元，比昨天便宜三角。")
    county = article_of("任职通知", "青岚县教育局：", "任命祁砚秋为县图书馆馆长。")
    for question, article in (("5月2日猪肉多少钱？", market), ("青岚县图书馆馆长是谁？", county)):
        judgement = judge(read_identity(read_question(question), [passage_of(article)]), last_sentence(article))
        assert judgement.relation is SAME, judgement


@pytest.mark.parametrize(
    ("found", "joined"),
    [
        (("第一中学", "第二中学", "第三中学"), ("第一", "第二", "第三中学")),
        (("112路", "113路"), ("112路", "113路")),
        (("望湖桥",), ("望湖桥",)),
        (("盛源公司", "云杉集团"), ("盛源公司", "云杉集团")),
        ((), ()),
    ],
)
def test_ending_that_all_share_is_said_once(found: tuple[str, ...], joined: tuple[str, ...]) -> None:
    assert LookAlike("第四中学", found).joined == joined


def test_look_alikes_are_told_as_they_are_written() -> None:
    passages = [passage_of(article_of("水表检定", "", "LX20B水表误差为1.8%。"))]
    (found,) = look_alikes(read_identity(read_question("LX20C误差是多少？"), passages), passages)
    assert (found.asked, found.found) == ("LX20C", ("LX20B",))


def test_name_that_the_tagger_cuts_is_told_whole() -> None:
    text = "映月大桥全长980米。"
    passage = Passage(1, 1.0, 1, make_article("a", text), (Span(1, 0, len(text)),))
    question = read_question("青竹河大桥全长多少米？")
    like, *_ = look_alikes(read_identity(question, [passage]), [passage])
    assert like.asked == "青竹河大桥"


SECTIONS = (
    "红豆包\n红豆泡一夜，煮烂。\n能放两天。\n枣花馍\n红枣去核。\n冷冻能放一个月。\n出锅前不要掀盖，和红豆包一样。"
)


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("红豆包冷冻能放多久", "冷冻能放一个月。", True),
        ("枣花馍冷冻能放多久", "冷冻能放一个月。", False),
        ("红豆包能放几天", "能放两天。", False),
        ("红豆包出锅前能掀盖吗", "出锅前不要掀盖，和红豆包一样。", False),
        ("馒头能放多久", "冷冻能放一个月。", False),
        ("柳婶的面点哪个能冷冻", "冷冻能放一个月。", False),
    ],
)
def test_part_of_an_article_under_another_heading(question: str, sentence: str, another: bool) -> None:
    article = make_article("a", SECTIONS, title="柳婶的面点")
    passage = passage_of(article)
    found = next(each for each in list_candidates([passage]) if each.text == sentence)
    assert (judge(read_identity(read_question(question), [passage]), found).relation is OTHER) is another


@pytest.mark.parametrize(
    ("question", "told", "another"),
    [
        ("2022年的产量是多少", "2023年的产量是三万吨。", True),
        ("2022年的产量是多少", "2022年的产量是三万吨，比2021年多。", False),
        ("2022年的产量是多少", "产量是三万吨。", False),
        ("产量是多少", "2023年的产量是三万吨。", False),
        ("首届读书节在哪里办", "第四届读书节在北岸办。", True),
        ("首届读书节在哪里办", "第一届读书节在北岸办。", False),
        ("二审怎么判的", "一审判决维持原状。", True),
        ("二审怎么判的", "一审败诉，二审改判。", False),
    ],
)
def test_another_year_or_one_of_a_row_is_seen(question: str, told: str, another: bool) -> None:
    passage = Passage(1, 1.0, 1, make_article("a", told), (Span(1, 0, len(told)),))
    (candidate,) = list_candidates([passage])
    judgement = judge(read_identity(read_question(question), [passage]), candidate)
    assert (judgement.relation is Relation.OTHER) is another


@pytest.mark.parametrize(("asked", "relation"), [("第一条", OTHER), ("第二条", SAME), ("第三条", OTHER)])
def test_item_of_a_line_is_known_where_lines_share_a_paragraph(asked: str, relation: Relation) -> None:
    text = "第一条 划船须穿救生衣。\n第二条 雨天停航。闭园不退票。\n第三条 船票当日有效。"
    article = Article("a", "划船规则", None, "", "", "", (Paragraph(1, text),))
    identity = read_identity(read_question(f"划船规则{asked}是什么"))
    start = text.index("闭园")
    assert judge(identity, Candidate(article, 1, start, start + 6, 0)).relation is relation
