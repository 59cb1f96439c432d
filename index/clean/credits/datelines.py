"""Datelines: 新华社北京7月29日电（记者 张三）."""

import re

from index.clean.credits.dates import DATE_PATTERN, find_date
from index.clean.credits.fields import Credits
from index.clean.credits.names import NAME, clean_names

_OUTLET_END = "社|网|报|台|客户端|新闻|日报|晚报|频道|融媒体?|中心|讯"
_DATELINE = re.compile(
    rf"^[【\[（(]?(?P<outlet>(?:据)?[\u4e00-\u9fffA-Za-z·\-—]{{2,14}}?(?:{_OUTLET_END})?)(?P<place>[\u4e00-\u9fff]{{0,12}}?)"
    rf"\s?(?P<day>(?:{DATE_PATTERN})|\d{{1,2}}月\d{{1,2}}日)?\s?(?P<mark>[电讯訊電]|消息)[】\]]?\s?"
    rf"(?:[（(【\[]?(?P<writers>[^（()）。]{{0,24}}?(?:记者|通讯员|记者组)[^（()）。，]{{1,40}})[)）】\]]?)?"
)
_AGENCY = re.compile(
    r"^(新华社|中新社|中新网|人民网|央视网|新京报|光明网"
    r"|[\u4e00-\u9fff]{2,8}?(?:社|网|日报|晚报|时报|晨报|商报|客户端|报|台|新闻)(?![网社报客台]))"
)
_WRITER_WORD = re.compile(r"^.*?(?:记者|通讯员)|通讯员|记者")


def read_dateline(text: str) -> Credits:
    """Return outlet, whole day and writers of an opening dateline; it belongs to the text and stays there."""
    found = _DATELINE.match(text[:120])
    if not found:
        return Credits()
    outlet = _AGENCY.match(found["outlet"] + (found["place"] or ""))
    writers = found["writers"] or ""
    names = " ".join(re.findall(NAME, _WRITER_WORD.sub(" ", writers)))
    if not outlet and not names:
        return Credits()
    return Credits(
        published=find_date(found["day"]) if found["day"] else None,
        source=outlet.group(1) if outlet else "",
        author=clean_names(names),
    )
