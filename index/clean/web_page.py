"""The article on a web page: its title from the lines above, its text without the site's furniture."""

import re
from collections.abc import Sequence

from index.clean.credits import MAX_CREDIT_CHARS, Credits, read_credit_line, read_speaker, read_stamp
from index.clean.edges import strip_opening
from index.clean.furniture import is_caption, is_notice, is_statement
from index.clean.headline import pick_title, without_tag
from index.clean.lines import Account, Line, Removal
from index.clean.repeats import drop_repeated
from index.clean.roles import Role, assign_roles

_NOT_TEXT = re.compile(r"[\W_]+")
_MIN_HEADLINE_LIST = 3
_MIN_LEAD_CHARS = 6
_MAX_PATH_CHARS = 160
_MIN_ROWS = 3
_CAPTION = re.compile(r"[^：；。，！？|]{4,40}")


def take_apart(lines: list[Line], known_title: str, account: Account) -> tuple[str, list[Line], Credits]:
    """Return the title of the article on a page, the lines of its text, and the credits around it."""
    opening = strip_opening(lines, known_title, account)
    roles, credit_lines = assign_roles(opening.lines)
    title, body, credits = _take_apart(opening.lines, roles, credit_lines, known_title or opening.title, account)
    return title, body, opening.credits.merged(credits)


def _take_apart(
    lines: list[Line], roles: list[Role], credit_lines: dict[int, Credits], known_title: str, account: Account
) -> tuple[str, list[Line], Credits]:
    """Return title, body lines and the credits around the body."""
    start = next((n for n, role in enumerate(roles) if role is Role.PROSE and not lines[n].row), len(lines))
    start = _skip_headline_sentence(lines, roles, start)
    head = [n for n in range(start) if roles[n] is Role.SHORT]
    anchor = next((n for n in range(start) if roles[n] is Role.CREDIT), None)
    chosen = [] if known_title else pick_title(lines, head, anchor, start)
    chosen = chosen or ([] if known_title else _caption(lines, roles))
    title = known_title or " ".join(lines[n].text for n in chosen)
    above = _last_above(lines, chosen, anchor, known_title, start)
    below_title = _below_title(lines, chosen, known_title, above)
    body = [
        n
        for n in range(len(lines))
        if roles[n] in (Role.PROSE, Role.SHORT)
        and n not in chosen
        and (n > above or roles[n] is Role.PROSE or n in below_title)
    ]
    inside = frozenset(body)
    for number, line in enumerate(lines):
        if number not in inside:
            is_title = number in chosen or _NOT_TEXT.sub("", line.text) == _NOT_TEXT.sub("", title)
            account.add(line.text, Removal.TITLE if is_title else _removal_of(line.text, roles[number]))
    own = [lines[n] for n in body]
    kept = _without_title_lines(own, [title, *(lines[n].text for n in chosen)])
    account.add_missing(own, kept, Removal.TITLE)
    once = drop_repeated(kept)
    account.add_missing(kept, once, Removal.REPEATED)
    without_lists = _without_headline_lists(once)
    account.add_missing(once, without_lists, Removal.RELATED)
    credits = _form_credits(lines).merged(_speaker(lines[:start]))
    for number in sorted(credit_lines, key=lambda n: (n > start, n)):
        credits = credits.merged(credit_lines[number])
    return title, without_lists, credits


def _caption(lines: list[Line], roles: list[Role]) -> list[int]:
    """Return the caption that opens a page of nothing but a table, as a workbook's program saves it."""
    shown = [n for n, role in enumerate(roles) if role in (Role.PROSE, Role.SHORT)]
    if len(shown) < _MIN_ROWS or not all(lines[n].row for n in shown) or not _CAPTION.fullmatch(lines[shown[0]].text):
        return []
    return shown[:1]


def _speaker(head: list[Line]) -> Credits:
    return next((found for line in head if (found := read_speaker(line.text)) is not None), Credits())


def _form_credits(lines: list[Line]) -> Credits:
    """Return the credits in form fields (发文机关：…, 发布日期：…), which stay in the text."""
    credits = Credits()
    for line in lines:
        if line.row and len(line.text) <= MAX_CREDIT_CHARS and (found := read_credit_line(line.text)) is not None:
            credits = credits.merged(found)
    return credits


def _removal_of(text: str, role: Role) -> Removal:
    if role is Role.CREDIT:
        return Removal.CREDIT
    if role is Role.RELATED:
        return Removal.RELATED
    if role is Role.SHORT:
        return Removal.ABOVE_TITLE
    if is_caption(text):
        return Removal.CAPTION
    return Removal.NOTICE if is_statement(text) or is_notice(text[:260]) else Removal.FURNITURE


def _skip_headline_sentence(lines: list[Line], roles: list[Role], start: int) -> int:
    """Return where the text starts if the first line that looks like prose is a title with ！ or ？ in it."""
    if start + 1 >= len(lines) or len(lines[start].text) > 50 or lines[start].text.endswith(("。", "；")):
        return start
    following = next((n for n in range(start + 1, len(lines)) if roles[n] is Role.PROSE), None)
    if following is None or not re.search(r"[！？!?；]", lines[start].text):
        return start
    dated = roles[start + 1] in (Role.CREDIT, Role.FURNITURE)  # its day, or the buttons of a thread
    much_longer = len(lines[following].text) >= 2 * len(lines[start].text)
    # If every line is set apart (HTML), that is no evidence.
    set_off = following > start + 1 or (lines[following].starts and not all(line.starts for line in lines))
    if dated or (much_longer and set_off and Role.SHORT not in roles[:start]):
        roles[start] = Role.SHORT
        return following
    return start


def _last_above(lines: list[Line], chosen: list[int], anchor: int | None, known_title: str, start: int) -> int:
    """Return the number of the last line above the article; no short line up to it belongs to the text."""
    if chosen:
        return chosen[-1]
    key = _NOT_TEXT.sub("", known_title)
    same = [n for n in range(start) if key and _NOT_TEXT.sub("", lines[n].text) == key]
    return max([*same, anchor if anchor is not None else -1])


def _below_title(lines: list[Line], chosen: list[int], known_title: str, above: int) -> frozenset[int]:
    """Return the lines between title and credits that belong to the article: a subtitle, a speaker, a lead."""
    key = _NOT_TEXT.sub("", known_title)
    titles = chosen or [n for n in range(above + 1) if key and _NOT_TEXT.sub("", lines[n].text) == key]
    if not titles:
        return frozenset()
    return frozenset(
        n
        for n in range(titles[-1] + 1, above)
        if not lines[n].linked and (len(lines[n].text) >= _MIN_LEAD_CHARS or lines[n].text.startswith("—"))
    )


def _without_title_lines(body: list[Line], titles: list[str]) -> list[Line]:
    keys = {key for title in titles if len(key := _NOT_TEXT.sub("", title)) >= 6}
    shown = ((line, without_tag(_last_step(line.text), titles[0])) for line in body)
    return [line for line, text in shown if _NOT_TEXT.sub("", text) not in keys]


def _last_step(text: str) -> str:
    """Return the last step of a path (论坛 » 家电 » 收音机没声音了), which names the page; all of another text."""
    return re.split(r"\s(?:»|›|>{1,2}|→)\s", text)[-1] if len(text) <= _MAX_PATH_CHARS else text


def _without_headline_lists(body: list[Line]) -> list[Line]:
    """Drop the links after the last prose if they are a list of other articles' headlines."""
    last = max((n for n, line in enumerate(body) if line.row or _is_prose(line.text)), default=-1)
    tail = body[last + 1 :]
    if last < 0 or len(tail) < _MIN_HEADLINE_LIST or body[last].text.endswith(("：", ":")):
        return body
    headlines = [line for line in tail if line.linked]
    return body[: last + 1] if len(headlines) >= max(_MIN_HEADLINE_LIST, 0.8 * len(tail)) else body


def _is_prose(text: str) -> bool:
    return len(text) >= 12 and re.search(r"[。！？；]|[，,].*[，,]", text) is not None


def margin_credits(above: Sequence[Line], below: Sequence[Line]) -> Credits:
    """Return the credits in the lines just above and below an article."""
    credits = Credits()
    for line in (*reversed(above), *below):
        if (found := read_credit_line(line.text)) is not None:
            credits = credits.merged(found)
    stamps = [day for line in above if (day := read_stamp(line.text))]
    return credits.merged(Credits(published=stamps[-1])) if stamps else credits
