"""What shuts out what an answer needs: another act (施行 for 通过), the other end of a time (自…起 for a question when
it ends), the other bound (上限 for 最低), a sum by another name (押金 for 物业费)."""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.chinese.amounts import read_amounts
from index.chinese.measures import is_told_in, measures_asked
from index.chinese.vocabulary import compiled, groups_of, pattern_of, words_of
from index.chinese.words import holds_synonym

_IN_OTHER_WORDS = {group[0]: group for group in groups_of("opposed.act_in_other_words")}
_SETS_OF_ACTS = [[_IN_OTHER_WORDS.get(act, (act,)) for act in group] for group in groups_of("opposed.acts")]


def only_change(asked: str, told: str) -> tuple[str, str] | None:
    """Return what a folded question asks for and the change that alone a folded sentence tells of it (每吨跌了58元 for
    每吨多少钱)."""
    measures = measures_asked(asked)
    if not measures or "share" in measures or compiled("opposed.change_asked").search(asked):
        return None
    before = [told[: amount.start] for amount in read_amounts(told) if is_told_in(measures, amount.unit)]
    changes = [change for text in before if (change := compiled("opposed.change").search(text))]
    return (asked, changes[0].group()) if changes and len(changes) == len(before) else None


def other_figure(asked: str, told: str) -> tuple[str, str] | None:
    """Return the figure that a folded question asks for (最高水位) and another of the same (警戒水位) that alone a
    folded sentence tells."""
    figure = compiled("opposed.qualified").search(asked)
    if figure is None or figure["by"] in told:
        return None
    found = list(compiled("opposed.qualified").finditer(told))
    others = [other for other in found if other["of"] == figure["of"]]
    is_alone = told.count(figure["of"]) == len(others)
    return (figure.group(), others[0].group()) if others and is_alone else None


def other_rate(asked: str, told: str) -> tuple[str, str] | None:
    """Return what a folded question asks a price for (一张) and for what alone a folded sentence gives one (每小时)."""
    rate = compiled("opposed.rate_asked").search(asked)
    if rate is None or rate["unit"] in told:
        return None
    prices = [amount for amount in read_amounts(told) if is_told_in(("money",), amount.unit)]
    others = [other for other in compiled("opposed.rate_told").finditer(told) if other["unit"] != rate["unit"]]
    return (rate.group(), others[0].group()) if prices and len(others) >= len(prices) else None


def other_column(asked: str, heads: Sequence[str]) -> tuple[str, str] | None:
    """Return the column that a folded question asks for by its year and name (2025年决算) and one of the folded heads
    of a row (2025年预算数), if there is none of both but one of the year and one of the name."""
    columns = [(year[1], head) for head in heads if (year := _YEAR.search(head))]
    named = {head for _, head in columns if (name := _YEAR.sub("", head).rstrip("数额")) and name in asked}
    of_year = {head for year, head in columns if year in asked}
    if not named or not of_year or named & of_year:
        return None
    return _YEAR.sub("", min(named)), min(of_year)


_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")


def asks_one_of_opposed(folded: str) -> bool:
    """Return whether a folded question asks for something that another act, end, bound or sum shuts out."""
    return (
        bool(acts_asked(folded) or measures_asked(folded))
        or any(compiled(name).search(folded) for name in _ASKED)
        or "副" in folded
    )


_ASKED = tuple(
    f"opposed.{name}"
    for name in (
        *("end_asked", "begin_asked", "least", "most", "sum_asked", "fee", "qualified", "rate_asked", "group"),
        *("recipient", "now_asked", "label_asked", "phone_asked", "done_asked", "reign"),
    )
)


@lru_cache(maxsize=256)
def acts_asked(folded: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the acts that a folded question names, each as its names with those of the acts it shuts out."""
    asked = []
    for acts in _SETS_OF_ACTS:
        named = [act for act in acts if _is_act_asked(act, folded)]
        if named:
            others = tuple(name for act in acts if act not in named for name in act)
            asked.append((tuple(name for act in named for name in act), others))
    return tuple(asked)


def _is_act_asked(act: tuple[str, ...], folded: str) -> bool:
    """Return whether a folded question is about an act, not only of the time or a thing of one (实施当天,
    公布的名单)."""
    name = _first_of(act, folded)
    return bool(name) and not compiled("opposed.act_of_time").match(folded.partition(name)[2])


def other_act(asked: str, told: str, around: str) -> tuple[str, str] | None:
    """Return the act that a folded question names and the other one of its set that a folded sentence tells of instead;
    None if the sentence, or what is `around` it, names the one asked about."""
    for names, others in acts_asked(asked):
        if (other := _first_of(others, told)) and not _first_of(names, told) and not _first_of(names, around):
            return _first_of(names, asked), other
    return None


def _first_of(names: tuple[str, ...], folded: str) -> str:
    return next((name for name in names if name in folded), "")


def other_end(asked: str, told: str) -> tuple[str, str] | None:
    """Return what a folded question asks of a time and what a folded sentence tells instead: when something begins for
    when it ends, or the other way round."""
    told = compiled("opposed.clock_span").sub("", told)
    begins, ends = compiled("opposed.begin_told").search(told), compiled("opposed.end_told").search(told)
    if (end := compiled("opposed.end_asked").search(asked)) and begins and not ends:
        return end.group(), begins.group()
    if (begin := compiled("opposed.begin_asked").search(asked)) and not begins and (last := _END_ALONE.search(told)):
        return begin.group(), last.group()
    return None


_END_ALONE = re.compile("截止|截至|结束|为止")


def other_bound(asked: str, told: str) -> tuple[str, str] | None:
    """Return the bound that a folded question asks for (最低) and the other one that alone a folded sentence tells
    (上限)."""
    least, most = compiled("opposed.least"), compiled("opposed.most")
    for one, other in ((least, most), (most, least)):
        wanted, given = one.search(asked), other.search(told)
        if wanted and given and not other.search(asked) and not one.search(told):
            return wanted.group(), given.group()
    return None


def other_sum(asked: str, told: str) -> tuple[str, str] | None:
    """Return the name by which a folded question asks for a sum, a share or an area (物业费) and another name (押金)
    that a folded sentence gives to an amount of that kind, where it gives one to all of them and none is the name
    asked."""
    named = compiled("opposed.sum_asked").search(asked)
    measures = measures_asked(asked) if named else ()
    if named is None or not measures:
        return None
    name, start, others = named["name"], 0, list[str]()
    if name[-len(named["kind"]) - 1 :] in told or holds_synonym(told, name):
        return None
    for amount in read_amounts(told):
        before, start = told[start : amount.start], amount.end
        if not is_told_in(measures, amount.unit):
            continue
        called = compiled("opposed.sum_told").search(before)
        if called is None:
            return None
        others.append(called.group())
    return (name, others[0]) if others else None


def other_label(asked: str, told: str, around: str) -> tuple[str, str] | None:
    """Return what a folded question asks for by its name (开标时间) and another of the kind (评标日期) that alone a
    folded sentence gives; None if the sentence, or what is `around` it, has the name."""
    label = compiled("opposed.label_asked").search(asked)
    if label is None or label["of"] in f"{told}\n{around}" or holds_synonym(told, label["of"]):
        return None
    kind = next(group for group in groups_of("opposed.label_kind") if label["kind"] in group)
    others = [other for other in compiled("opposed.label_told").finditer(told) if other["kind"] in kind]
    return (label["of"] + label["kind"], others[0]["of"] + others[0]["kind"]) if others else None


def other_phone(asked: str, told: str, around: str) -> tuple[str, str] | None:
    """Return what a folded question asks a telephone number for (举报) and what else a folded sentence gives one for
    (联系人); None if that is told for the first, also `around` the sentence, or for anything (热线)."""
    number = compiled("opposed.phone_asked").search(asked)
    wanted = next((group for group in _PHONES if number and any(word in number.group() for word in group)), ())
    if not wanted or any(word in f"{told}\n{around}" for word in (*wanted, *_FOR_ANYTHING)):
        return None
    other = next((word for group in _PHONES for word in group if group is not wanted and word in told), "")
    return (next(word for word in wanted if word in asked), other) if other else None


_PHONES = groups_of("opposed.phone_for")
_FOR_ANYTHING = words_of("opposed.phone_for_anything")


def other_group(asked: str, told: str, whole: str) -> tuple[str, str] | None:
    """Return the one group of people that a folded question names (学生) and one that a folded sentence names (老人),
    if the `whole` text of its article has the first nowhere."""
    groups = compiled("opposed.group")
    named = groups.findall(asked)
    if _gives_age(asked) and _gives_age(told):  # 八十岁老人能投保吗: 年龄为30天至75周岁，未成年人由父母代投
        return None
    if len(named) != 1 or named[0] in whole or holds_synonym(whole, named[0]):
        return None
    other = groups.search(told)
    return (named[0], other.group()) if other else None


def other_kin(asked: str, told: str, whole: str) -> tuple[str, str] | None:
    """Return the relative that a folded question names (哥哥) and another that a folded sentence names (之弟), if the
    `whole` text of its article has the first nowhere."""
    named = [group for group in _KIN if any(name in asked for name in group)]
    if len(named) != 1 or any(sign in whole for name in named[0] for sign in (name, *_short_kin(name))):
        return None
    others = (name for group in _KIN for name in group if name in told and group is not named[0])
    short = compiled("opposed.kin").search(told)
    other = next(others, short.group() if short else "")
    return (next(name for name in named[0] if name in asked), other) if other else None


def other_direction(asked: str, told: str) -> tuple[str, str] | None:
    """Return the direction in which what a folded question asks the reason of went (水鸟变多) and the other one
    (数量减少), if a folded sentence gives the reason for that alone."""
    ways = [compiled(name) for name in ("opposed.rise", "opposed.fall")]
    for way, other in (ways, ways[::-1]):
        wanted = way.search(asked)
        if wanted is None or other.search(asked):
            continue
        explained = [found["effect"] for name in _EXPLAINED for found in compiled(f"opposed.{name}").finditer(told)]
        against = next((found for effect in explained if (found := other.search(effect))), None)
        if against is not None and not any(way.search(effect) for effect in explained):
            return wanted.group(), against.group()
    return None


_EXPLAINED = ("effect_before", "effect_behind")


def _gives_age(folded: str) -> bool:
    """Return whether a folded text gives an age."""
    return any(amount.unit == "岁" for amount in read_amounts(folded))


def _short_kin(name: str) -> tuple[str, ...]:
    """Return how a relative is called in short: 之弟 for 弟弟, 其兄 for 哥哥."""
    sign = {"哥": "兄", "爸": "父", "妈": "母"}.get(name[-1], name[-1])
    return tuple(before + sign for before in "之其长次")


_KIN = groups_of("names.kin")


def other_recipient(asked: str, told: str) -> tuple[str, str] | None:
    """Return to whom a folded question asks what was given (捐给省博物馆) and to whom else a folded sentence says
    so."""
    wanted, given = compiled("opposed.recipient").search(asked), compiled("opposed.recipient").search(told)
    if wanted is None or given is None or wanted["to"][-_LEAST_TO:] in told or given["to"][-_LEAST_TO:] in asked:
        return None
    return wanted["to"], given["to"]


_LEAST_TO = 3


def told_before(asked: str, told: str) -> tuple[str, str] | None:
    """Return 今年 and 去年 if a folded question asks of this year and a folded sentence tells of one before alone."""
    now, before = compiled("opposed.now_asked").search(asked), compiled("opposed.before_told").search(told)
    if now is None or before is None or compiled("opposed.now_asked").search(told):
        return None
    return now.group(), before.group()


def only_planned(asked: str, told: str) -> tuple[str, str] | None:
    """Return what shows that a folded question asks what came of something (最终什么时候贯通) and what that a folded
    sentence only tells what was meant to be (原定年底贯通)."""
    done, planned = compiled("opposed.done_asked").search(asked), compiled("opposed.only_planned").search(told)
    if done is None or planned is None or compiled("opposed.done_told").search(told):
        return None
    return done.group(), planned.group()


def other_reign(asked: str, told: str) -> tuple[str, str] | None:
    """Return the reign that a folded question names (同治) and another that a folded sentence names alone (淳熙)."""
    reigns = compiled("opposed.reign")
    wanted, given = reigns.findall(asked), reigns.findall(told)
    return (wanted[0], given[0]) if wanted and given and not set(wanted) & set(given) else None


def other_deputy(asked: str, told: str, whole: str) -> tuple[str, str] | None:
    """Return the deputy's office that a folded question names (副会长) and that of the head, if a folded sentence names
    this alone and the `whole` text of its article the first nowhere."""
    deputy = _DEPUTY.search(asked)
    if deputy is None or deputy.group() in whole or deputy["office"] not in told:
        return None
    return deputy.group(), deputy["office"]


_DEPUTY = re.compile(f"副(?P<office>{pattern_of('names.office')})")


def other_fee(asked: str, told: str, whole: str) -> tuple[str, str] | None:
    """Return the fee that a folded question names (网费) and one that a folded sentence names (物业费), if the `whole`
    text of its article has the first nowhere."""
    fee = compiled("opposed.fee").search(asked)
    if fee is None or any(holds_synonym(whole, fee["name"][n:]) for n in range(len(fee["name"]) - 1)):
        return None
    if re.search(rf"{fee['name'][-2]}(?:费|[、和及与])", whole):  # 水、电、燃气费
        return None
    other = compiled("opposed.fee").search(told)
    return (fee["name"], other["name"]) if other else None
