"""Workbooks and slides as office programs write them: shared strings, merged cells, dates as numbers, notes."""

# ruff: noqa: E501  (XML reads better unbroken)
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from tests.reading.word_documents import package

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DAY_FORMAT, _PERCENT_FORMAT, _OWN_DAY_FORMAT = 1, 2, 3

Cell = str | int | float | tuple[float, int] | None
"""A text, a number, a number with the index of its format, or nothing."""


def _relations(*targets: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _types(**parts: str) -> str:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'


def workbook(
    sheets: dict[str, Sequence[Sequence[Cell]]], merged: dict[str, Sequence[str]], *, is_inline: bool = False
) -> bytes:
    """Return an .xlsx of the sheets by name; `merged` has ranges such as A1:C1. Texts are shared unless inline."""
    shared: list[str] = []

    def written(value: Cell, place: str) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            if is_inline:
                return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            if value not in shared:
                shared.append(value)
            return f'<c r="{place}" t="s"><v>{shared.index(value)}</v></c>'
        number, style = value if isinstance(value, tuple) else (value, 0)
        formula = "<f>SUM(C3:C5)</f>" if style < 0 else ""
        return f'<c r="{place}" s="{max(style, 0)}">{formula}<v>{number}</v></c>'

    parts = {}
    for number, (name, rows) in enumerate(sheets.items(), 1):
        data = "".join(
            f'<row r="{y}">' + "".join(written(value, f"{chr(64 + x)}{y}") for x, value in enumerate(row, 1)) + "</row>"
            for y, row in enumerate(rows, 1)
        )
        ranges = merged.get(name, ())
        merges = (
            f'<mergeCells count="{len(ranges)}">' + "".join(f'<mergeCell ref="{r}"/>' for r in ranges) + "</mergeCells>"
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetData>{data}</sheetData>{merges if ranges else ""}</worksheet>'
        )
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
    formats = '<numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
    xfs = "".join(
        f'<xf numFmtId="{key}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for key in (0, 14, 9, 170)
    )
    styles = f'<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">{xfs}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
    worksheet = {name: "spreadsheetml.worksheet" for name in parts}
    return package(
        {
            "[Content_Types].xml": _types(
                **{
                    "xl/workbook.xml": "spreadsheetml.sheet.main",
                    "xl/styles.xml": "spreadsheetml.styles",
                    "xl/sharedStrings.xml": "spreadsheetml.sharedStrings",
                },
                **worksheet,
            ),
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_SHEET}" xmlns:r="{_RELATION}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(
                *(("worksheet", name.removeprefix("xl/")) for name in parts),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ),
            "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_SHEET}">{formats}{styles}</styleSheet>',
            "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_SHEET}" count="{len(shared)}" uniqueCount="{len(shared)}">{strings}</sst>',
            **parts,
        }
    )


def _purchases() -> bytes:
    return workbook(
        {
            "第一批": [
                ["2023年图书馆家具采购清单"],
                ["品名", "供应商", "数量", "单价（元）", "交货日期"],
                ["阅览桌", "鹿鸣家具厂", 24, 860, (45117, _DAY_FORMAT)],
                ["阅览椅", None, 96, 215.5, (45117, _DAY_FORMAT)],
                ["书架", "岚桥钢木", 40, 1320, (45138, _OWN_DAY_FORMAT)],
                ["合计", None, (160, -1)],
            ],
            "验收": [
                ["品名", "合格率", "备注"],
                ["阅览桌", (1, _PERCENT_FORMAT), None],
                ["阅览椅", (0.98, _PERCENT_FORMAT), "两把换新"],
            ],
        },
        {"第一批": ["A1:E1", "B3:B4"]},
    )


def _marks() -> bytes:
    return workbook(
        {
            "成绩": [
                ["姓名", "期中", None, "期末", None, "评语"],
                [None, "语文", "数学", "语文", "数学", None],
                ["尹山", 88, 92, 90, 92, None],
                ["罗野", None, 75, 81, None, "期中语文缓考"],
            ]
        },
        {"成绩": ["A1:A2", "B1:C1", "D1:E1", "F1:F2"]},
        is_inline=True,
    )


_DRAW = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def _shape(texts: Sequence[str], kind: str = "") -> str:
    place = f'<p:ph type="{kind}"/>' if kind else ""
    box = "" if kind else ' txBox="1"'
    lines = "".join(f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>" for text in texts)
    return f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr{box}/><p:nvPr>{place}</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>{lines}</p:txBody></p:sp>'


def _grid(rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(
        '<a:tr h="1">'
        + "".join(
            f"<a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></a:txBody></a:tc>"
            for text in row
        )
        + "</a:tr>"
        for row in rows
    )
    columns = '<a:gridCol w="1"/>' * len(rows[0])
    return f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="t"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblPr/><a:tblGrid>{columns}</a:tblGrid>{cells}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>'


def _training_slides() -> bytes:
    """Return slides whose files are not numbered in the order in which they are shown."""
    group = f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="g"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{_shape(["试用期三个月，", "期满前一周面谈。"])}</p:grpSp>'
    foot = _shape(["泊远科技 内部培训"], "ftr")
    slides = {
        "slide3.xml": _shape(["新员工入职须知"], "ctrTitle") + _shape(["人力资源部 吕纤", "2023年7月3日"], "subTitle"),
        "slide1.xml": _shape(["作息"], "title")
        + _shape(["上班时间为9:00至17:30。", "迟到三次扣半天工资。"])
        + foot
        + _shape(["2"], "sldNum"),
        "slide2.xml": _shape(["补贴"], "title")
        + _grid([["项目", "标准"], ["午餐", "每天20元"], ["交通", "每月150元"]])
        + group
        + foot,
    }
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in range(1, 4))
    tree = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    main = "presentationml"
    return package(
        {
            "[Content_Types].xml": _types(
                **{
                    "ppt/presentation.xml": f"{main}.presentation.main",
                    "ppt/notesSlides/notesSlide1.xml": f"{main}.notesSlide",
                },
                **{f"ppt/slides/{name}": f"{main}.slide" for name in slides},
            ),
            "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f"{_HEAD}<p:presentation {_DRAW}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": _relations(*(("slide", f"slides/{name}") for name in slides)),
            **{
                f"ppt/slides/{name}": f"{_HEAD}<p:sld {_DRAW}><p:cSld><p:spTree>{tree}{shapes}</p:spTree></p:cSld></p:sld>"
                for name, shapes in slides.items()
            },
            "ppt/slides/_rels/slide1.xml.rels": _relations(("notesSlide", "../notesSlides/notesSlide1.xml")),
            "ppt/notesSlides/notesSlide1.xml": f"{_HEAD}<p:notes {_DRAW}><p:cSld><p:spTree>{tree}{_shape(['提醒大家打卡机在东门。'], 'body')}</p:spTree></p:cSld></p:notes>",
        }
    )


SHEET_AND_SLIDE_DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "家具采购清单.xlsx": _purchases,
    "成绩表.xlsx": _marks,
    "入职须知.pptx": _training_slides,
}
