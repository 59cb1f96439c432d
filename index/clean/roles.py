"""Give every line of a page its role: prose, short line, credit, furniture, heading of a list of other articles."""

import re
from enum import Enum, auto

from index.chinese.sentences import split_sentences
from index.chinese.vocabulary import compiled
from index.clean.credits import (
    Credits,
    is_bare_day,
    lacks_source,
    read_credit_line,
    read_name_line,
    read_outlet,
    read_stamp,
    read_stamped_name,
)
from index.clean.furniture import (
    breadcrumb_steps,
    is_breadcrumb,
    is_caption,
    is_footer,
    is_furniture,
    is_member_counter,
    is_menu,
    is_notice,
    is_related_heading,
    is_statement,
)
from index.clean.lines import Line, is_field
from index.clean.paragraphs import is_list_item
from index.clean.repeats import contents_of


class Role(Enum):
    """What a line is on its page."""

    PROSE = auto()
    SHORT = auto()
    CREDIT = auto()
    FURNITURE = auto()
    RELATED = auto()


_SENTENCE_END = re.compile(r"[。！？；]|[!?;](?:[”’\"'\s]|$)|…")
_MIN_PROSE_CHARS = 12
_MIN_CLOSED_CHARS = 4
_LONG_CHARS = 70
_MAX_HEAD_LINES = 4
_MAX_STAMP_LINE = 12
_MAX_TITLE_CHARS = 60
_MIN_TITLE_CHARS = 8
_MIN_VERSES = 4
_MAX_HEADING_CHARS = 12
_ANNOUNCES = re.compile(r"[：:]$|下列|如下|以下|下面|名单|包括")
_BARE_TIME_LABEL = re.compile(r"^(?:时间|時間|日期|Date)\s*[:：]", re.IGNORECASE)
_APPEAL = re.compile(r"在看|点[个赞]|点亮|转发|分享|关注|扫码|长按|收藏|阅读原文")
_PLACE_LABEL = re.compile(r"^(?:地点|地址|活动地点|集合地点|场馆|主题|对象)\s*[:：]")


def assign_roles(lines: list[Line]) -> tuple[list[Role], dict[int, Credits]]:
    """Return the role of each line, and the credits of each credit line by number."""
    roles: list[Role] = []
    credits: dict[int, Credits] = {}
    columns: set[str] = set()
    for number, line in enumerate(lines):
        if line.row:
            roles.append(Role.FURNITURE if is_member_counter(line.text) else Role.PROSE)
            continue
        role = _first_role(lines, number)
        if role is Role.FURNITURE and _is_of_article(lines, roles):
            role = Role.SHORT
        if role in (Role.SHORT, Role.PROSE) and (found := _credits_of(lines, number)) is not None:
            credits[number] = found
            role = Role.CREDIT
        elif role is Role.FURNITURE and is_breadcrumb(line.text):
            columns.update(breadcrumb_steps(line.text))
        roles.append(role)
    contents = contents_of(lines)
    for number, line in enumerate(lines):
        if number in contents or (roles[number] is Role.SHORT and line.text in columns):
            roles[number] = Role.FURNITURE
    _return_days_to_text(lines, roles, credits)
    _mark_stamped_lines(lines, roles, credits)
    _mark_name_lines(lines, roles, credits)
    _mark_captions(lines, roles)
    _mark_related_lists(lines, roles)
    _mark_linked_lists(lines, roles)
    _mark_footer(lines, roles)
    return roles, credits


def _first_role(lines: list[Line], number: int) -> Role:
    """Return the role of a line as its words and its marks say, before its credits are read."""
    line = lines[number]
    if _is_item_of_text(lines, number):
        return Role.PROSE
    if _is_entry_of_list(lines, number):
        return Role.SHORT
    is_button = line.linked and compiled("notices.link_button").match(line.text) is not None
    return Role.FURNITURE if is_button else _role_of(line.text)


def _is_of_article(lines: list[Line], roles: list[Role]) -> bool:
    """Return whether the first line without a role, which sites have too, is the article's own: a section named like a
    site's column (历史, 文化), or a contact of a notice below another (联系人：柏先生 above 电话：5566778)."""
    line, number = lines[len(roles)], len(roles)
    if _is_edited_heading(lines, number) or (line.heading and not line.linked and _heads_prose(lines, number)):
        return True
    before = lines[number - 1].text if roles and roles[-1] in (Role.SHORT, Role.PROSE) else ""
    contact, begin = compiled("notices.contact"), compiled("notices.contacts_begin")
    return contact.match(line.text) is not None and bool(begin.match(before) or contact.match(before))


def _is_item_of_text(lines: list[Line], number: int) -> bool:
    """Return whether a notice is an item of a list about something else, as in terms for contributors."""
    text = lines[number].text
    if not is_list_item(text) or not _is_all_notice(text):
        return False
    beside = (lines[n].text for n in (number - 1, number + 1) if 0 <= n < len(lines))
    return any(is_list_item(text) and not _is_all_notice(text) for text in beside)


def _is_entry_of_list(lines: list[Line], number: int) -> bool:
    """Return whether a bulleted word that sites have too (密码) is one of a list that a sentence or label announces,
    with an entry that no site has (指纹，最多100枚)."""
    line = lines[number]
    if not line.item or line.linked or not is_furniture(line.text):
        return False
    first, last = number, number
    while first > 0 and lines[first - 1].item:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].item:
        last += 1
    run = lines[first : last + 1]
    above = [entry.text for entry in lines[max(0, first - 2) : first] if not is_furniture(entry.text)]
    is_announced = bool(above) and above[-1].endswith(("：", ":", "？", "?"))
    own = [entry for entry in run if not entry.linked and not is_furniture(entry.text)]
    return is_announced and 2 * len(own) >= len(run)


def _heads_prose(lines: list[Line], number: int) -> bool:
    """Return whether a one-word heading is between a sentence above and one right below it."""
    below = lines[number + 1].text if number + 1 < len(lines) else ""
    return (
        re.fullmatch(r"[\u4e00-\u9fff]{2,6}", lines[number].text) is not None
        and _role_of(below) is Role.PROSE
        and any(line.row or _role_of(line.text) is Role.PROSE for line in lines[max(0, number - 3) : number])
    )


def _is_edited_heading(lines: list[Line], number: int) -> bool:
    """Return whether a line copied from an encyclopaedia heads prose: below it stand the links of headings (编辑)."""
    widget = compiled("notices.heading_widget")
    below = number + 1
    while below < len(lines) and widget.fullmatch(lines[below].text):
        below += 1
    is_edited = below > number + 1 and not widget.fullmatch(lines[number].text)
    is_short = len(lines[number].text) <= _MAX_HEADING_CHARS
    return is_edited and is_short and below < len(lines) and _role_of(lines[below].text) is Role.PROSE


def _role_of(text: str) -> Role:
    if is_related_heading(text):
        return Role.RELATED
    if is_furniture(text) or is_menu(text) or _is_all_notice(text):
        return Role.FURNITURE
    ends = len(text) >= _MIN_CLOSED_CHARS and text.endswith("。")
    if ends or len(text) >= _LONG_CHARS or (len(text) >= _MIN_PROSE_CHARS and _SENTENCE_END.search(text)):
        return Role.PROSE
    return Role.SHORT


def _is_all_notice(text: str) -> bool:
    """Return whether every sentence of a line is a publisher's notice."""
    if is_statement(text):
        return True
    if len(text) > 400 or not is_notice(text[:260]):
        return False
    return all(is_notice(text[s.start : s.end]) or s.end - s.start < 12 for s in split_sentences(text))


def _credits_of(lines: list[Line], number: int) -> Credits | None:
    """Return the credits of a short line; an event's 时间： 地点： is not one."""
    text = lines[number].text
    credits = read_credit_line(text)
    if credits is None and number > 0 and lacks_source(lines[number - 1].text):
        return read_outlet(text)
    if credits is None or not _BARE_TIME_LABEL.match(text):
        return credits
    following = lines[number + 1].text if number + 1 < len(lines) else ""
    if credits.published is None or _PLACE_LABEL.match(following):
        return None
    return credits


def _return_days_to_text(lines: list[Line], roles: list[Role], credits: dict[int, Credits]) -> None:
    """Keep in the text days alone on a line below the first prose: of a timeline, or a signature. Only the latter,
    after the last prose, still gives the day of publication.
    """
    prose = [number for number, role in enumerate(roles) if role is Role.PROSE and not lines[number].row]
    if prose and len(lines[prose[0]].text) <= _MAX_TITLE_CHARS and not lines[prose[0]].text.endswith("。"):
        prose[0] += 1  # perhaps a headline (开工了！) with its day below
    for number in list(credits):
        if prose and number > prose[0] and credits[number] == Credits(published=credits[number].published):
            if is_bare_day(lines[number].text):
                roles[number] = Role.SHORT
                if number < prose[-1]:
                    del credits[number]


def _mark_footer(lines: list[Line], roles: list[Role]) -> None:
    """Mark address lines and the like below the text as furniture if a site's footer is there too.

    A request for likes (点个在看) is not a footer: the address above it is that of the shop in the article.
    """
    last = max((number for number, role in enumerate(roles) if role is Role.PROSE), default=len(roles))
    below = range(last + 1, len(roles))
    if any(roles[number] is Role.FURNITURE and _is_of_foot(lines[number].text) for number in below):
        for number in below:
            above = lines[number - 1].text
            if (
                roles[number] is Role.SHORT
                and is_footer(lines[number].text)
                and not _is_own_field(above, roles, number)
            ):
                roles[number] = Role.FURNITURE


def _is_own_field(above: str, roles: list[Role], number: int) -> bool:
    """Return whether the line above one is a field of the article (门诊时间：周六), which goes on below it."""
    return roles[number - 1] is Role.SHORT and is_field(above) and not is_footer(above)


def _is_of_foot(text: str) -> bool:
    """Return whether a line may stand in a site's foot, as a row of symbols, a caption and an appeal do not."""
    return re.search(r"\w", text) is not None and not _APPEAL.search(text) and not is_caption(text)


def _mark_name_lines(lines: list[Line], roles: list[Role], credits: dict[int, Credits]) -> None:
    """Mark names of writer and outlet next to the date line, between title and text, as credit lines."""
    day = next((n for n, role in enumerate(roles) if role in (Role.PROSE, Role.CREDIT)), len(roles))
    if day == len(roles) or roles[day] is Role.PROSE or credits[day].published is None:
        return
    for step in (-1, 1):
        place = day + step
        while 0 <= place < len(roles) and roles[place] in (Role.SHORT, Role.CREDIT, Role.FURNITURE):
            found = read_name_line(lines[place].text) if roles[place] is Role.SHORT else Credits()
            if found is None or not any(
                role is Role.SHORT and len(line.text) >= _MIN_TITLE_CHARS
                for line, role in zip(lines[:place], roles[:place], strict=True)
            ):
                break
            if roles[place] is Role.SHORT:
                roles[place] = Role.CREDIT
                credits[place] = found
            place += step


def _mark_captions(lines: list[Line], roles: list[Role]) -> None:
    """Mark captions (图为…) as furniture unless they are as much of the text as the other prose."""
    captions = [n for n, line in enumerate(lines) if roles[n] in (Role.SHORT, Role.PROSE) and is_caption(line.text)]
    if 2 * len(captions) < roles.count(Role.PROSE):
        for number in captions:
            roles[number] = Role.FURNITURE


def _may_be_headline(line: Line) -> bool:
    return line.linked or (len(line.text) <= _MAX_TITLE_CHARS and not line.text.endswith(("。", "；", "：", "”")))


def _mark_related_lists(lines: list[Line], roles: list[Role]) -> None:
    """Mark the short lines below 相关新闻 and the like, up to the next prose, as furniture.

    Above the text such a heading may be the column's name above the title, so a list must be longer there.
    """
    for number, role in enumerate(roles):
        if role is not Role.RELATED:
            continue
        end = number + 1
        while end < len(roles) and (roles[end] is not Role.PROSE or lines[end].linked):
            end += 1
        if Role.PROSE in roles[:number] and all(_may_be_headline(line) for line in lines[end:]):
            end = len(roles)
        inside = range(number + 1, end)
        above_text = Role.PROSE not in roles[:number]
        short = sum(roles[n] is Role.SHORT for n in inside)
        if not above_text or short > _MAX_HEAD_LINES:
            for n in inside:
                roles[n] = Role.RELATED if roles[n] is Role.RELATED else Role.FURNITURE


def _mark_stamped_lines(lines: list[Line], roles: list[Role], credits: dict[int, Credits]) -> None:
    """Mark short lines above the text that begin or end with a day, separated by a space, as credit lines."""
    for number, role in enumerate(roles):
        if role is Role.PROSE and (number > _MAX_STAMP_LINE or len(lines[number].text) > _MAX_TITLE_CHARS):
            break
        if role in (Role.SHORT, Role.FURNITURE) and (day := read_stamp(lines[number].text)):
            roles[number] = Role.CREDIT
            credits[number] = Credits(published=day).merged(read_stamped_name(lines[number].text))


def _mark_linked_lists(lines: list[Line], roles: list[Role]) -> None:
    """Mark link lines outside the prose, and rows of them in it, as furniture; a page of only links stays.

    A list of links that a sentence announces or more text follows is part of the text.
    """
    prose = [n for n, role in enumerate(roles) if role is Role.PROSE and not lines[n].linked]
    if not prose:
        prose = [
            n for n, role in enumerate(roles) if role is Role.SHORT and not lines[n].linked and not lines[n].heading
        ]
    if not prose or (Role.PROSE not in roles and len(prose) < _MIN_VERSES):
        return
    for number, line in enumerate(lines):
        if not line.linked or roles[number] not in (Role.SHORT, Role.PROSE):
            continue
        if prose[0] < number < prose[-1] and _is_announced(lines, roles, number):
            continue
        if number < prose[-1] and _are_facts(lines, number):
            continue
        neighbours = (number > 0 and lines[number - 1].linked) or (number + 1 < len(lines) and lines[number + 1].linked)
        if neighbours or not prose[0] < number < prose[-1]:
            roles[number] = Role.FURNITURE


def _run_of_links(lines: list[Line], number: int) -> tuple[int, int]:
    """Return the first and the last line of the run of links around a line."""
    first = last = number
    while first > 0 and lines[first - 1].linked:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].linked:
        last += 1
    return first, last


_COUNTED = re.compile(r"\d{1,3}\. ")
_MIN_COUNTED = 3
_FACT = re.compile(r"[，：].*\d|\d.*[，：]")


def _are_facts(lines: list[Line], number: int) -> bool:
    """Return whether the links around a line are a list below a heading in which each says how much of something
    (双体船，载客60人): what menus and headlines of other pages do not all do."""
    first, last = _run_of_links(lines, number)
    if first == 0 or not lines[first - 1].heading or is_related_heading(lines[first - 1].text):
        return False
    are_counted = [_COUNTED.match(line.text) for line in lines[first : last + 1]]
    if all(are_counted) and len(are_counted) >= _MIN_COUNTED:
        return True  # the stops of a line, each a link to its own page
    return all(_FACT.search(line.text) is not None for line in lines[first : last + 1])


def _is_announced(lines: list[Line], roles: list[Role], number: int) -> bool:
    """Return whether the run of links around a line is right below a sentence and right above more prose."""
    first, last = _run_of_links(lines, number)
    return (
        first > 0
        and last + 1 < len(lines)
        and roles[first - 1] is Role.PROSE
        and roles[last + 1] is Role.PROSE
        and _ANNOUNCES.search(lines[first - 1].text) is not None
    )
