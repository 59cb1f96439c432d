"""What a text names: places, people, times and amounts, as it writes them."""

import re

from index.text.words import tag_words

PLACE_ENDINGS = "省市县区镇乡村州旗盟"
_NO_NAME = PLACE_ENDINGS + "和与跟及在从到的两哪各该这那全我本每外邻"
_PLACE = re.compile(rf"[^\W\d_a-zA-Z{_NO_NAME}]{{2,5}}[{PLACE_ENDINGS}]")
_COMMON = re.compile(
    r"^(?:当时|目前|现在|今后)|(?:[小社园景地城灾山校新库牧矿片街辖郊片]区|[农乡山新]村|[城超上股夜集门都]市|[城乡村]镇|[家故城]乡|[红国]旗|节省|联盟)$"
)
"""Words that end like a place and are none: 老旧小区, 铸造园区."""
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫"
    "经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊惠甄家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车"
    "侯宓蓬全班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻"
    "莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步"
    "都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权盖益"
    "桓公肖岳涂栗仝佟冼覃邸粟"
)
_ROLE = (
    r"(?:书记|省长|市长|县长|区长|镇长|乡长|村长|州长|局长|厅长|部长|司长|处长|科长|股长|院长|校长|馆长|站长|厂长|所长|"
    r"园长|社长|台长|行长|会长|店长|组长|班长|队长|理事长|董事长|秘书长|主任|主席|经理|总裁|负责人|发言人|代表|委员|"
    r"工程师|预报员|研究员|教授|专家|博士|医生|护士|教师|老师|记者|编辑|律师|法官|警官|民警|村民|居民|市民|农民|学生|"
    r"家长|志愿者|职工|工人|司机|店主|老人|患者|选手|作家|导演|演员)"
)
_SPEAKS = (
    r"(?=同时|随后|接着|还|也|又|说|讲|提|介绍|表示|指出|强调|要求|主持|通报|告诉|提醒|认为|坦言|承诺|透露|回忆|估算|宣布|"
    r"布置|部署|致辞|答复|回应|解释|建议|希望|是|叫|在|带|率|为|把|将|对|向|到|来|去|和|、|，|,|。|；|：|:|“|的|等|一行|$)"
)
_BY_ROLE = re.compile(rf"{_ROLE}(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?){_SPEAKS}")
_BY_SPEECH = re.compile(
    rf"(?:^|(?<=[，。；、：“\n,;]))(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
    r"(?=说|讲|提了|提出|提醒|介绍|表示|指出|强调|要求|主持|通报|认为|坦言|承诺|透露|回忆|宣布|布置|部署|致辞|答复|回应|是谁|是哪|是什么人|在|的)"
)
_TIME = re.compile(
    r"(?:今|去|前|明|后|本|上|当)年(?:[上下]半年)?|(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}[日号])?)?|\d{1,2}月(?:份|\d{1,2}[日号])?"
    r"|[上下]半年|[上下这本]个?[月周]|[昨今明前]天|第[一二三四]季度|[春夏秋冬][天季]|(?:19|20)\d\d(?!\d)"
)
_AMOUNT = re.compile(
    r"(?:不到|超过|低于|高于|不足|满|达到|大于|小于)?(?P<number>\d+(?:\.\d+)?|[一二三四五六七八九十百千万两]+)"
    r"(?P<unit>周岁|平方米|公里|公斤|毫米|厘米|[度岁元米吨级层口人户亩年月日号路天分档折寸%％])(?:以上|以下|以内|以外|左右)?"
)


def find_places(text: str) -> list[str]:
    """Return the places with an ending (青岚县, 望江村), each once, in order."""
    places = [match.group() for match in _PLACE.finditer(text) if not _COMMON.search(match.group())]
    tagged = [word for word, tag in words_as_written(text) if tag == "ns" and word[-1] in PLACE_ENDINGS]
    known = [w for w in tagged if len(w) == 2 and not _COMMON.search(w) and not any(w in place for place in places)]
    return list(dict.fromkeys([*places, *known]))


def find_people(text: str) -> list[str]:
    """Return the people's names that an office before or a word of speech behind them shows, each once, in order."""
    matches = [*_BY_ROLE.finditer(text), *_BY_SPEECH.finditer(text)]
    names = [match["name"] for match in sorted(matches, key=lambda match: match.start("name"))]
    return [name for name in dict.fromkeys(names) if name[1] not in PLACE_ENDINGS]


def find_likely_people(text: str) -> list[str]:
    """Return what the tagger takes for people's names; it takes some places and plants for people too."""
    places = find_places(text)
    names = [word for word, tag in words_as_written(text) if tag == "nr" and 2 <= len(word) <= 4]
    return [n for n in dict.fromkeys(names) if n[0] in _SURNAMES and not any(n in place for place in places)]


def find_times(text: str) -> list[re.Match[str]]:
    """Return where the text names a time."""
    return list(_TIME.finditer(text))


def find_amounts(text: str) -> list[re.Match[str]]:
    """Return where the text names an amount with its unit; groups `number` and `unit`."""
    return list(_AMOUNT.finditer(text))


def words_as_written(text: str) -> list[tuple[str, str]]:
    """Return the tagged words in the text's own script: the tagger sees folded text of the same length."""
    words, at = [], 0
    for word, tag in tag_words(text):
        words.append((text[at : at + len(word)], tag))
        at += len(word)
    return words
