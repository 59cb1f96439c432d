"""What cleaning leaves out, line by line, with what each was taken for: nothing is dropped silently."""

from collections.abc import Iterable, Sequence
from enum import Enum

from index.article import RemovedLine
from index.clean.lines import Line


class Removal(Enum):
    """What a line outside the article was taken for; the value is shown to people."""

    FURNITURE = "导航与按钮"
    NOTICE = "声明"
    RELATED = "其他文章"
    COMMENT = "评论"
    ADVERT = "广告"
    CAPTION = "图片说明"
    CREDIT = "署名、日期与来源"
    TITLE = "标题"
    ABOVE_TITLE = "标题以上的栏目名"
    REPEATED = "重复的内容"
    DELETED = "作者划掉的字"
    HIDDEN = "页面上看不见的字"
    OUTSIDE = "正文以外"
    FRONT_MATTER = "文件头"


class Account:
    """Collects what is removed, in the order of removal."""

    def __init__(self) -> None:
        self._lines: list[RemovedLine] = []

    def add(self, text: str, removal: Removal) -> None:
        """Note a line or piece, unless blank."""
        if text.strip():
            self._lines.append(RemovedLine(text.strip(), removal.value))

    def add_lines(self, texts: Iterable[str], removal: Removal) -> None:
        for text in texts:
            self.add(text, removal)

    def add_missing(self, before: Sequence[Line], after: Sequence[Line], removal: Removal) -> None:
        """Note the lines of `before` that are not in `after`, compared by identity."""
        kept = set(map(id, after))
        self.add_lines((line.text for line in before if id(line) not in kept), removal)

    @property
    def lines(self) -> tuple[RemovedLine, ...]:
        return tuple(self._lines)
