"""Chinese personal names, as bylines print them."""

import re

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管"
    "卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌"
    "焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖"
    "卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习"
    "宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙"
    "乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴肖闫付代覃朴佘底苑候邸仝蹇谌展晋楚初由布库苟丛兰"
    "趙錢孫馮陳衛蔣韓楊許呂張嚴魏謝鄒蘇範魯韋馬鳳費賀倪湯羅畢鄔樂時齊顧黃蕭紀項賈婁顏鍾駱蔡盧經應鄧單諸鈕龔陸榮段烏"
    "車龍葉賴喬聞黨譚貢勞鄭蘭鍾華賓劉溫莊閻習連廖東歐師鞏聶關豐陰簡饒遊權蓋嶽況肖閆"
    "涂冼牟粟亓揭隋迟辜邝佟綦占漆阙"
)
_COMPOUND = "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|慕容|皇甫|尉迟|公孙|令狐|宇文|长孙|端木|夏侯|司徒|南宫|呼延"
_SPACED = r"[ \u3000]{1,2}[\u4e00-\u9fff](?![\u4e00-\u9fff])"
NAME = (
    rf"(?:[\u4e00-\u9fff]{{2,8}}·[\u4e00-\u9fff]{{2,8}}|(?:{_COMPOUND})[\u4e00-\u9fff]{{1,2}}"
    rf"|(?!通讯员|通訊員)[{_SURNAMES}](?:[\u4e00-\u9fff]{{1,2}}|{_SPACED}))"
)
"""Pattern of one name: surname and given name, also spaced (张 三) or foreign with a dot."""
_GAP = r"[ \u3000、，,/&和]{1,3}"
NAMES = rf"{NAME}(?:{_GAP}{NAME}){{0,11}}"
"""Pattern of names in a row."""

_ALL_NAMES = re.compile(rf"^{NAMES}$")
# Words that begin with a surname and stand in closing brackets of ordinary texts.
_WORDS = frozenset(
    (
        "单位 万元 高温 成都 安徽 江苏 江西 云南 山东 山西 贵阳 和平 时间 周一 周二 周三 "
        "周四 周五 周六 周日 计划 方法 全文 国家 国内 国际 农业 汉语 金额 毛利 利率 项目 "
        "水位 黄色 红色 蓝色 高速 高铁 文化 文件 安全 经济 管理 东部 南京 南宁 通知 通告 "
        "公告 公示 季度 年度 支持 反对 同意 曾用名 简称 全称 暂定 暂行 试行 党员 安置 应急 "
        "应届 平均 平方 平方米 成人 成年 常住 常温 "
    ).split()
)


def are_names(text: str) -> bool:
    """Return whether `text` is one or more names and nothing else."""
    return _ALL_NAMES.match(text) is not None and text not in _WORDS


def clean_names(value: str) -> str:
    """Return names as one line, separated by single spaces, without codes and brackets."""
    value = re.sub(r"[A-Z]{1,4}\d{2,6}|[（(].*?[)）]|[\[\]【】]", " ", value)
    value = re.sub(r"[、，,/&;；|]", " ", value)
    return re.sub(r"[()（）<>《》]", "", " ".join(value.split()))[:60].strip(" :：.。")
