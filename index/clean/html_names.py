"""What elements contain, judged by their class and id: comments, adverts, other articles."""

# ruff: noqa: E501  (lists of names read better unbroken)

import re
from collections.abc import Mapping
from functools import lru_cache

from index.clean.lines import Removal


def _named(words: str) -> re.Pattern[str]:
    """Return a pattern for one of the words as a whole name or a part of one separated by - or _."""
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join(words.split())})(?:$|[\s_-])", re.IGNORECASE)


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:[\w-]{{1,12}}[-_])?(?:{'|'.join(words.split())})(?=$|\s)", re.IGNORECASE)


# A name that can hardly mean anything else overrides the 40 % rule.
_SURE: tuple[tuple[re.Pattern[str], Removal], ...] = (
    (
        _whole(
            "comment comments comment-?list comments-?list comment-?box comments-?area comment-?area comment-?info comment-?wrap"
            " comment-?content commentlist cmts? respond message-?board guestbook"
        ),
        Removal.COMMENT,
    ),
    (_whole("statement disclaimer shengming mianze copyright cookie cookies gonggao-tip"), Removal.NOTICE),
    (_whole("gg adv ads ad advert advertisement adbox ad-box sponsor sponsored adsbygoogle"), Removal.ADVERT),
    (_whole("rich_media_meta_list meta_content"), Removal.CREDIT),
    (_whole("newsletter subscribe subscription sign-?up cta"), Removal.FURNITURE),
    (_whole("gutter linenos? line-?nos? line-?numbers?(?:-rows)? lineno"), Removal.FURNITURE),
)
_LIKELY: tuple[tuple[re.Pattern[str], Removal], ...] = (
    (_named("comment comments pinglun liuyan"), Removal.COMMENT),
    (_named("ad ads advert adbox banner"), Removal.ADVERT),
    (
        _named(
            "related relate relevant relatedposts recommend recommended recommendation hot hotnews rank ranking readmore prevnext xgxw xgyd tuijian friendlink"
            " most-read similar groom aside allsee wgt"
        ),
        Removal.RELATED,
    ),
    (_named("statement disclaimer copyright"), Removal.NOTICE),
    (re.compile(r"(?:^|\s)ft(?=$|\s)", re.IGNORECASE), Removal.FURNITURE),
    (
        _named(
            "nav navbar navbox navi navigation menu topmenu crumb crumbs breadcrumb breadcrumbs sidebar side aside sider footer foot"
            " share sharing sharedaddy bdsharebuttonbox bdshare social toolbar tools toolbox print qrcode qr ewm login search searchbox"
            " pagination pager pagebar pages tags taglist subscribe popup modal dialog weixin wechat topbar toplink links"
            " fenxiang dibu daohang location position counter hits masthead sitesub contentsub"
        ),
        Removal.FURNITURE,
    ),
)
_SUBTITLE = re.compile(r"(?:intro-?title|sub-?title|article-subtitle|yinti|futi|fubiaoti)", re.IGNORECASE)
_TAGS = _named("tag tags taglist")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def removal_of_name(tag: str, attributes: Mapping[str, str | None]) -> Removal | None:
    """Return what an element seems to be by its tag, class, id and style; None if it may be the article."""
    if tag == "aside":
        return Removal.RELATED
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if names != " " and (removal := _removal_of_names(names)) is not None:
        return removal
    hidden = "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "")
    return Removal.HIDDEN if hidden else None


@lru_cache(maxsize=1024)
def _removal_of_names(names: str) -> Removal | None:
    return next((removal for pattern, removal in (*_SURE, *_LIKELY) if pattern.search(names)), None)


def is_of_tags(kind: str) -> bool:
    """Return whether an element holds tags by its name: those of a site, or what somebody offers (五险 包住)."""
    return _TAGS.search(kind) is not None


def is_subtitle(attributes: Mapping[str, str | None]) -> bool:
    """Return whether an element contains the article's line above or below its title."""
    return _SUBTITLE.fullmatch(attributes.get("class") or "") is not None


SURE = frozenset((Removal.COMMENT, Removal.ADVERT, Removal.NOTICE, Removal.CREDIT))
"""Removed even if longer than the article, as long as there is an article."""
FAVOURITES = frozenset(("hot", "recommend", "recommended"))
"""Names that make one of several parts alike (套餐) stand out, and elsewhere head lists of other pages."""
