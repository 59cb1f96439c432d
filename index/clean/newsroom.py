"""Credits that pages print after and between the sentences of news: roles, photographers, outlets."""

import re

from index.chinese.dates import find_date
from index.chinese.names import NAME, NAMES, are_names, clean_names
from index.chinese.vocabulary import compiled, pattern_of
from index.clean.credits import Credits

_MAX_TAIL = 240
_MAX_VALUE_CHARS = 24
_MAX_TOKEN_CHARS = 6
_MAX_TOKENS = 12
_MAX_NAME_CHARS = 4
_MIN_NAME_CHARS = 3
_MAX_CAPTION_CHARS = 70
_STOP = re.compile(r"[。！？!?…][”’」』）)】]*|[”」](?=[（(【\s]|$)")
_OPENERS = " \u3000|｜丨·（(【["
_MAKES_NEWS = re.compile(r"来源|编辑|责编|校|审|记者|通讯员|编委|主编|监|出\s*品|采|撰|文字|图文|供\s*稿|作者|剪")
_KINDS = (
    ("source", re.compile("来源")),
    ("author", re.compile(r"记者|通讯员|作\s*者|采\s*写|撰\s*[文稿]|文字|^图文|^文图")),
    ("editor", re.compile("编辑|责编")),
)
_TOKEN_GAP = re.compile(r"[\s、,/／·&丨|｜)）】\]]+")
_NOT_IN_VALUE = re.compile(r"[。！？；，“”‘’（(]")
_CLOSING_BRACKET = re.compile(r"[（(【\[]\s?([^（()）【】\[\]。！？]{2,26}?)\s?[)）】\]]\s*$")
_WORK = re.compile(
    r"(?:采访|综合|整理|摄影|联合)?(?:报道|整理|供稿?|摄影?|文|图|实习生|通讯员|记者|编译)$|^(?:实习生|通讯员|记者)"
)
_NAME_TOKEN = re.compile(r"^[\u4e00-\u9fff]{1,4}$")
_OFFICE = re.compile(
    rf"^[\u4e00-\u9fff]{{2,18}}(?:{pattern_of('outlets.office_in_byline')}|院|科|队|部|所|站|委|中心)$"
)
_CLOSING_DATELINE = re.compile(
    r"(?P<source>新华社|中新社|中新网)[\u4e00-\u9fff]{0,8}?(?P<day>(?:\d{4}年)?\d{1,2}月\d{1,2}日)?电$"
)
_OFFICE_AND_NAME = re.compile(rf"^(?P<office>[\u4e00-\u9fff]{{4,20}})[ \u3000](?P<names>{NAMES})$")
_BY = r"[\u4e00-\u9fffA-Za-z·]{0,12}?(?:记者|通讯员|特派员|实习生)\s?"
_PHOTOGRAPHER = re.compile(
    rf"(?:^|[\s。！？”）)])(?:(?:{_BY})?{NAMES}|{_BY}[\u4e00-\u9fff ]{{2,4}})[\s/]?$|^\s?[\u4e00-\u9fff]{{2,3}}[\s/]$"
    r"|^\s?[\u4e00-\u9fff]{3}(?<![拍航录合自偷抓])$"
)
_ONLY_PHOTOGRAPHER = re.compile(
    rf"(?:(?:(?:{_BY})?{NAMES}|{_BY}[\u4e00-\u9fff ]{{2,4}}|[\u4e00-\u9fff]{{2,3}}(?=[\s/]))[\s/]?(?:摄影报道|摄影|摄)"
    r"|[\u4e00-\u9fff]{3}(?<![拍航录合自偷抓])摄"
    r"|(?:新华社|中新社|本报|人民视觉|视觉中国)发?\s?[（(][^（()）]{2,16}(?:摄|供图)[)）])$"
)
_AFTER_LABEL = re.compile(rf"\s?{NAMES}(?=\s|$)")


def cut_photographer(line: str) -> str:
    """Return a line without the words after its last sentence that only credit the picture above it."""
    if not line.endswith(("摄", "摄影", "报道", "摄）", "摄)", "供图）", "供图)")):
        return line
    start = max((stop.end() for stop in _STOP.finditer(line) if stop.end() < len(line)), default=0)
    return line[:start].rstrip() if _ONLY_PHOTOGRAPHER.match(line[start:].strip()) else line


def is_newsroom_label(line: str) -> bool:
    """Return whether a line opens with the label of a role in a newsroom (文字：阿苇)."""
    return compiled("newsroom.label").match(line) is not None


def is_picture_line(line: str) -> bool:
    """Return whether a line only credits a picture (学青会执委会 供图)."""
    return compiled("newsroom.picture_line").fullmatch(line) is not None


def cut_closing_source_of_document(text: str) -> tuple[str, Credits] | None:
    """Return a document's last line without the bracket, printed page or title that says who published it.

    Only text after a sentence, or alone, that cannot be part of one; None if there is none.
    """
    return _cut_printed(text) or _cut_closing_bracket(text)


def cut_closing_row(text: str) -> tuple[str, Credits] | None:
    """Return a page's text without one piece after its last sentence that says who made it, and its credits.

    None if there is none. A row of labelled roles is removed even if not separated from the last words.
    """
    if (printed := _cut_printed(text)) is not None:
        return printed
    tail = text[-_MAX_TAIL:]
    base = len(text) - len(tail)
    start = max((stop.end() for stop in _STOP.finditer(tail) if stop.end() < len(tail)), default=0)
    last = tail[start:].strip(" \u3000")
    if start + base and last and (found := _read_last(last)) is not None:
        return text[: base + start].rstrip(), found
    return _cut_closing_bracket(text) or _cut_labels(text, tail)


def _cut_printed(text: str) -> tuple[str, Credits] | None:
    """Return `text` without the newspaper and page it was printed in, its title there, or the agency's line."""
    tail = text[-_MAX_TAIL:]
    base = len(text) - len(tail)
    if tail[-2:-1] in "版 " and (printed := compiled("newsroom.printed").search(tail)):
        return _before(text, base + printed.start()), Credits(find_date(printed["day"]), source=printed["source"])
    if original := compiled("newsroom.original_title").search(tail):
        return _before(text, base + original.start()), Credits()
    dateline = _CLOSING_DATELINE.search(tail) if tail.endswith("电") else None
    if dateline and tail[: dateline.start()].rstrip()[-1:] in "）)。":
        day = find_date(dateline["day"]) if dateline["day"] else None
        return text[: base + dateline.start()].rstrip(), Credits(day, source=dateline["source"])
    return None


def _cut_closing_bracket(text: str) -> tuple[str, Credits] | None:
    """Return `text` without the bracket after its last sentence that names its publisher or writer."""
    tail = text[-_MAX_TAIL:]
    bracket = _CLOSING_BRACKET.search(tail)
    before = tail[: bracket.start()].rstrip() if bracket else ""
    if bracket is None or (before and not _STOP.search(before[-3:]) and not before.endswith(("）", ")", "】"))):
        return None
    found = _read_bracket(bracket[1])
    return None if found is None else (_before(text, len(text) - len(tail) + bracket.start()), found)


def _before(text: str, end: int) -> str:
    return text[:end].rstrip(_OPENERS)


def _read_last(last: str) -> Credits | None:
    """Return the credits in the words after the last sentence, if they are only names or combined outlets."""
    if are_names(last) and len(last) >= _MIN_NAME_CHARS:
        return Credits(author=clean_names(last))
    if (office := _OFFICE_AND_NAME.match(last)) and _OFFICE.match(office["office"]):
        return Credits(author=clean_names(office["names"]))
    return Credits() if compiled("newsroom.gathered").match(last) else None


def _read_bracket(content: str) -> Credits | None:
    """Return the credits in a bracket after the last sentence: an outlet, an office, writers."""
    if compiled("newsroom.outlet_in_bracket").match(content):
        return Credits(source=content)
    tokens = [token for token in _TOKEN_GAP.split(content) if token]
    kinds = [bool(_OFFICE.match(token) or compiled("newsroom.outlet_in_bracket").match(token)) for token in tokens]
    is_row = len(tokens) > 1 and all(
        kind or _NAME_TOKEN.match(token) or _WORK.search(token) for token, kind in zip(tokens, kinds, strict=True)
    )
    if not is_row or not (any(kinds) or any(map(are_names, tokens)) or len("".join(tokens)) <= _MAX_NAME_CHARS):
        return None
    names = [token for token, kind in zip(tokens, kinds, strict=True) if not kind and not _WORK.search(token)]
    joined = "".join(names) if all(len(name) == 1 for name in names) else " ".join(names)
    return Credits(author=clean_names(joined))


def _cut_labels(text: str, tail: str) -> tuple[str, Credits] | None:
    """Return the text without a closing row of labelled roles."""
    labels = list(compiled("newsroom.label").finditer(tail))
    cut = len(tail)
    taken: list[tuple[str, str]] = []
    for label in reversed(labels):
        value = tail[label.end() : cut].strip(_OPENERS + ")）】]")
        if not _is_value(value):
            break
        taken.append((label.group(), value))
        cut = label.start()
    if not taken or not any(_MAKES_NEWS.search(name) for name, _ in taken):
        return None
    is_apart = tail[:cut].rstrip()[-1:] in ("。", "！", "？", "）", ")", "”", "】")
    if len(taken) == 1 and not is_apart and not compiled("newsroom.sure_label").match(taken[0][0]):
        return None
    credits = Credits()
    for name, value in reversed(taken):
        kind = next((kind for kind, words in _KINDS if words.search(name)), "") if value else ""
        if kind == "source":
            credits = credits.merged(Credits(source=_TOKEN_GAP.split(value)[0]))
        elif kind:
            names = clean_names(value)
            credits = credits.merged(Credits(author=names) if kind == "author" else Credits(editor=names))
    return _before(text, len(text) - len(tail) + cut), credits


def _is_value(value: str) -> bool:
    if len(value) > _MAX_VALUE_CHARS * 3 or _NOT_IN_VALUE.search(value):
        return False
    tokens = [token for token in _TOKEN_GAP.split(value) if token]
    return len(tokens) <= _MAX_TOKENS and all(_is_token(token) for token in tokens)


def _is_token(token: str) -> bool:
    if len(token) <= _MAX_TOKEN_CHARS:
        return True
    is_outlet = compiled("newsroom.outlet").search(token) or compiled("newsroom.outlet_in_bracket").match(token)
    return len(token) <= _MAX_VALUE_CHARS and (is_outlet is not None or token.isascii())


def cut_pictures(text: str) -> tuple[str, list[str]]:
    """Return `text` without picture credits, and those credits.

    The words between the previous sentence and a photographer's name are the caption, which is removed too.
    """
    removed: list[str] = []
    if any(word in text for word in ("图", "画中画", "视觉", ">", "＞")):
        for name in ("newsroom.glued_picture", "newsroom.picture_line"):
            pattern = compiled(name)
            if found := [match.group() for match in pattern.finditer(text)]:
                text, removed = pattern.sub("", text), removed + found
    if "摄" in text:
        text = _cut_photographers(text, removed)
    return text, removed


def _cut_photographers(text: str, removed: list[str]) -> str:
    kept: list[str] = []
    place = 0
    for mark in compiled("newsroom.photographer").finditer(text):
        if mark.start() < place:
            continue
        stop = max((stop.end() for stop in _STOP.finditer(text, place, mark.start())), default=place)
        before = text[stop : mark.start()]
        name = _PHOTOGRAPHER.search(before)
        end = mark.end()
        if name is None and mark.group() == "摄影" and before[-1:] in " \u3000":
            behind = _AFTER_LABEL.match(text, mark.end())
            name, end = (behind, behind.end()) if behind else (None, end)
            start = stop if behind else -1
        else:
            start = stop if name else -1
        if name is None or start < 0:
            continue
        if len(before) > _MAX_CAPTION_CHARS:
            if name.re is _AFTER_LABEL:
                continue
            start = stop + name.start()
        kept.append(text[place:start])
        removed.append(text[start:end])
        place = end
    return "".join([*kept, text[place:]])


def cut_styles(text: str) -> tuple[str, list[str]]:
    """Return `text` without CSS rules copied with it, and those rules."""
    if "{" not in text or ";" not in text or not re.search(NAME, text):
        return text, []
    pattern = compiled("notices.styles")
    found = [match.group() for match in pattern.finditer(text)]
    return (pattern.sub("", text), found) if found else (text, [])
