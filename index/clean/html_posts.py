"""Pages of posts (a forum's thread, a question with its answers): who wrote each, and what the forum adds to it."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from index.chinese.dates import DATE_PATTERN, find_date
from index.chinese.vocabulary import compiled
from index.clean.credits import DATE_TIME
from index.clean.furniture import is_furniture, is_member_counter
from index.clean.html_walk import FoundLine, Walk
from index.clean.lines import Removal

_MIN_POSTS = 2
_SHARE_OF_PROSE = 0.5
_STAMPED_SHARE = 0.8
_NAMED_SHARE = 0.8
_MAX_STAMP_CHARS = 60
_MAX_POSTS_BACK = 200
_NAME = re.compile(r"[^\s，。！？；：、:,.!?|·]{1,16}(?: [^\s，。！？；：、:,.!?|·]{1,12})?")
_MOMENT = re.compile(rf"(?:{DATE_PATTERN})[T ,，]{{1,3}}\d{{1,2}}:\d\d(?::\d\d)?")
_QUOTATION = re.compile(r"^blockquote\b|\bquote", re.IGNORECASE)
_SIGNATURE = re.compile(r"[ _-]sign(?:ature)?\b", re.IGNORECASE)
_AROUND_NAME = " @|·•-—:：»«,，"
_BY = re.compile(r"^(?:由|作者|楼主|发帖人|by)[\s:：]+", re.IGNORECASE)
_NOT_TEXT = re.compile(r"[\W_]+")


@dataclass
class Thread:
    """The posts of a page: the element that holds them all, the lines that are no part of what they say, and who opened
    it, and when, if nobody wrote anything above them."""

    element: int
    left_out: dict[int, Removal]
    writer: str
    published: date | None


def read_thread(walk: Walk, dropped: list[Removal | None]) -> Thread | None:
    """Return the thread that is most of a page, None if there is none; each post then begins with its writer's name."""
    posts = _find_posts(walk, dropped)
    inside = _lines_of(walk, posts, dropped)
    writers = [_find_writer(walk, number, inside[number]) for number in posts]
    if not posts or sum(name != "" for _, name in writers) < _NAMED_SHARE * len(posts):
        return None
    left_out: dict[int, Removal] = {}
    said: list[str] = []
    for number, writer in zip(posts, writers, strict=True):
        left_out |= _read_post(walk, number, inside[number], writer, said)
        said.append("".join(_NOT_TEXT.sub("", walk.found[n].text) for n in inside[number] if n not in left_out))
    stamps = (walk.found[n].text for n in inside[posts[0]] if _is_stamp(walk.found[n]))
    day = next((day for text in stamps if (day := find_date(text))), None)
    around = walk.elements[posts[0]].parent
    if any(line.weight and not dropped[line.owner] for line in walk.found[: inside[posts[0]][0]]):
        return Thread(around, left_out, "", None)  # an article stands above what its readers wrote
    return Thread(around, left_out, writers[0][1], day)


def _find_posts(walk: Walk, dropped: list[Removal | None]) -> list[int]:
    """Return the elements, alike and side by side, that hold most prose of the page and each a moment; else none."""
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for number, element in enumerate(walk.elements):
        if element.kind and not dropped[number]:
            alike[element.parent, element.kind].append(number)
    total = walk.elements[0].weight if walk.elements else 0
    weights = {key: sum(walk.elements[number].weight for number in group) for key, group in alike.items()}
    heaviest = max(weights, key=lambda key: weights[key] * (len(alike[key]) >= _MIN_POSTS), default=None)
    if heaviest is None or len(alike[heaviest]) < _MIN_POSTS or weights[heaviest] < _SHARE_OF_PROSE * total:
        return []
    inside = _lines_of(walk, alike[heaviest], dropped)
    group = [number for number in alike[heaviest] if inside[number]]
    stamped = sum(any(_is_stamp(walk.found[n]) for n in inside[number]) for number in group)
    return group if len(group) >= _MIN_POSTS and stamped >= _STAMPED_SHARE * len(group) else []


def _lines_of(walk: Walk, posts: list[int], dropped: list[Removal | None]) -> dict[int, list[int]]:
    """Return the numbers of the lines in each post."""
    inside: dict[int, list[int]] = {number: [] for number in posts}
    for n, line in enumerate(walk.found):
        around = line.owner
        while around > 0 and around not in inside:
            around = walk.elements[around].parent
        if around in inside and not dropped[line.owner]:
            inside[around].append(n)
    return inside


def _is_stamp(line: FoundLine) -> bool:
    """Return whether a line says when a post was written: a day with the hour, or what only sites say (3小时前)."""
    if line.row or len(line.text) > _MAX_STAMP_CHARS:
        return False
    return _MOMENT.search(line.text) is not None or compiled("notices.post_moment").search(line.text) is not None


def _read_post(
    walk: Walk, post: int, inside: list[int], writer: tuple[int | None, str], said: list[str]
) -> dict[int, Removal]:
    """Put the writer's name before a post's first line; return the lines that are no part of what it says."""
    found = walk.found
    left_out = {n: Removal.CREDIT for n in inside if _is_stamp(found[n]) and not found[n].weight}
    named, name = writer
    if named is not None:
        left_out[named] = Removal.CREDIT
        left_out |= dict.fromkeys(_about_writer(walk, post, named, inside), Removal.CREDIT)
    for n in inside:
        if _is_inside(walk, post, found[n].owner, _QUOTATION) and _is_said(found[n].text, said):
            left_out[n] = Removal.REPEATED
        elif _is_inside(walk, post, found[n].owner, _SIGNATURE) or _counts_writer(found[n].text, name):
            left_out[n] = Removal.CREDIT
    first = next(
        (n for n in inside if n not in left_out and not found[n].linked and not is_furniture(found[n].text)), None
    )
    if name and first is not None:
        found[first].text = f"{name}：{found[first].text}"
        found[first].row = True
    return left_out


def _counts_writer(text: str, name: str) -> bool:
    """Return whether a line only repeats who wrote a post, or counts what the writer wrote."""
    rest = text.removeprefix(name).lstrip("：: ") if name else text
    return not rest or is_member_counter(rest)


def _is_said(text: str, said: list[str]) -> bool:
    key = _NOT_TEXT.sub("", text)
    return any(key in earlier for earlier in said[-_MAX_POSTS_BACK:])


def _without_moment(text: str) -> str:
    return compiled("notices.post_moment").sub(" ", DATE_TIME.sub(" ", _MOMENT.sub(" ", text)))


def _find_writer(walk: Walk, post: int, inside: list[int]) -> tuple[int | None, str]:
    """Return the line that names a post's writer, with the name.

    It is a short link, stands beside the day, or opens the part of the post that counts what the writer wrote.
    """
    for n in inside:
        line = walk.found[n]
        if line.weight:
            break
        is_stamp = _is_stamp(line)
        beside = _without_moment(line.text) if is_stamp else line.text
        name = _BY.sub("", compiled("notices.storey").sub("", beside).strip(_AROUND_NAME))
        is_named = line.linked or is_stamp or (n == inside[0] and _opens_counters(walk, post, inside))
        if is_named and _NAME.fullmatch(name) and not is_furniture(name) and not line.level:
            return n, name
    return None, ""


def _opens_counters(walk: Walk, post: int, inside: list[int]) -> bool:
    about = _about_writer(walk, post, inside[0], inside)
    return any(is_member_counter(walk.found[n].text) for n in about)


def _about_writer(walk: Walk, post: int, named: int, inside: list[int]) -> list[int]:
    """Return the lines of the largest part of a post around its writer's name that says nothing; none if all is."""
    found: list[int] = []
    part = walk.found[named].owner
    while part != post and not walk.elements[part].weight:
        about = [n for n in inside if walk.is_within(walk.found[n].owner, part)]
        rest = (walk.found[n] for n in inside if n not in about)
        if any(not _is_stamp(line) and not is_furniture(line.text) for line in rest):
            found = about
        part = walk.elements[part].parent
    return found


def _is_inside(walk: Walk, post: int, number: int, kind: re.Pattern[str]) -> bool:
    """Return whether a line's element, or one around it inside the post, is of a kind."""
    while number > post:
        if kind.search(walk.elements[number].kind):
            return True
        number = walk.elements[number].parent
    return False
