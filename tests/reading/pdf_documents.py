"""PDF files drawn line by line: numbers alone, running heads, columns, tables without marks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest

Placed = tuple[float, float, str]
"""A text and where it begins: x from the left, y from the foot, in points."""

_TOP, _LEADING, _LEFT = 770, 20, 70
_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
    "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange\n"
    "endcmap end end"
)


def pdf_file(pages: Sequence[Iterable[Placed]], *, drawn: str = "", sizes: Mapping[str, int] = {}) -> bytes:
    """Return a PDF of the pages' texts in the order in which they are drawn; every page begins with `drawn`.

    Texts are 12 points high, except those in `sizes`.
    """
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R] "
        "/ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 1000 /W [32 126 500] "
        "/FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >> "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        f"<< /Length {len(_UNICODE)} >>\nstream\n{_UNICODE}\nendstream",
    ]
    for number, texts in enumerate(pages):
        shown = "".join(
            f"BT /F {sizes.get(text, 12)} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, text in texts
        )
        content = drawn + shown
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return _file_of(objects)


def _file_of(objects: Sequence[str]) -> bytes:
    out = b"%PDF-1.7\n"
    offsets = []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}"
    return out + end.encode()


def browser_pdf_file(page: Sequence[Placed]) -> bytes:
    """Return a one-page PDF as browsers print Chinese: each glyph is drawn, its box as its strokes."""
    characters = sorted({character for _, _, text in page for character in text})
    codes = {character: number for number, character in enumerate(characters, 1)}
    pairs = " ".join(f"<{code:02X}> <{ord(character):04X}>" for character, code in codes.items())
    unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange {len(codes)} beginbfchar {pairs} endbfchar\n"
        "endcmap end end"
    )
    shown = "".join(
        f"BT /F 16 Tf 1 0 0 1 {x / 0.75} {y / 0.75} Tm <{''.join(f'{codes[c]:02X}' for c in text)}> Tj ET\n"
        for x, y, text in page
    )
    content = f"0.75 0 0 0.75 0 0 cm\n{shown}"
    glyphs = [(100, -880, 900, 120)] * 128  # a code without a character draws an empty box
    glyphs[65], glyphs[103] = (0, -500, 900, 0), (0, -900, 900, -500)  # by A and g PDFium measures: here it cannot
    for character, code in codes.items():
        glyphs[code] = (40, -430, 960, -340) if character in "一—-" else (40, -840, 960, 80)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [6 0 R] /Count 1 >>",
        "<< /Type /Font /Subtype /Type3 /FontBBox [22 120 1054 -880] /FontMatrix [.001 0 0 -.001 0 0] /FirstChar 0 "
        f"/LastChar 127 /Widths [{'1000 ' * 128}] /FontDescriptor 4 0 R /ToUnicode 5 0 R /Resources << >> "
        f"/Encoding << /Type /Encoding /Differences [0 {' '.join(f'/g{code}' for code in range(128))}] >> "
        f"/CharProcs << {' '.join(f'/g{code} {8 + code} 0 R' for code in range(128))} >> >>",
        "<< /Type /FontDescriptor /FontName /X /ItalicAngle 0 /CapHeight -729 /XHeight 514 /StemV 80 /Flags 6 >>",
        f"<< /Length {len(unicode)} >>\nstream\n{unicode}\nendstream",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents 7 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]
    for left, foot, right, top in glyphs:
        glyph = f"1000 0 {left} {foot} {right} {top} d1 {left} {foot} {right - left} {top - foot} re f"
        objects.append(f"<< /Length {len(glyph)} >>\nstream\n{glyph}\nendstream")
    return _file_of(objects)


def column(lines: Iterable[str], x: float = _LEFT, top: float = _TOP) -> list[Placed]:
    return [(x, top - _LEADING * n, line) for n, line in enumerate(lines)]


def grid(rows: Sequence[Sequence[str]], edges: Sequence[float], top: float) -> list[Placed]:
    """Return a table's cells, row by row; empty cells are not drawn."""
    return [
        (x, top - _LEADING * y, text) for y, row in enumerate(rows) for x, text in zip(edges, row, strict=True) if text
    ]


def _electricity() -> bytes:
    return pdf_file(
        [
            column(
                [
                    "纺织新村电表抄录",
                    "以下为六月底读数，单位为度。",
                    "三号楼",
                    "1204",
                    "986",
                    "四号楼",
                    "2023",
                    "57",
                    "读数有疑问的，请在七月五日前到物业核对。",
                ]
            )
        ]
    )


_YEARBOOK = (
    (
        "岚桥年鉴",
        "澄溪渔业在上世纪七十年代达到顶峰，全区有渔船六百一十二",
        "艘，年捕捞量两万吨。此后近海资源减少，渔民陆续",
    ),
    (
        "岚桥年鉴",
        "上岸，改养牡蛎和紫菜。到2010年，渔船只剩九十四艘。",
        "牡蛎养殖面积同年达到一万两千亩，居全省第三。主要",
    ),
    ("岚桥年鉴", "产地在白沙洲以东。2018年起，养殖户统一使用可回收", "浮球，海面漂浮垃圾减少八成。"),
)


def _yearbook() -> bytes:
    return pdf_file(
        [
            [(240, 810, head), *column(["第四章 渔业"] * (number == 1) + list(lines)), (280, 30, f"— {number + 86} —")]
            for number, (head, *lines) in enumerate(_YEARBOOK, 1)
        ]
    )


def _report_with_foot() -> bytes:
    texts = (
        ("湿地修复工程监理报告", "2022年10月8日", "本月完成土方3.6万立方米，占合同量的四成。", "雨天停工6天。"),
        ("二、质量", "抽检压实度28组，合格27组。", "不合格的一组已返工。"),
        ("三、安全", "本月无安全事故。", "临时用电整改3处。"),
        (
            "四、下月计划",
            "完成进水闸基础浇筑。",
        ),
    )
    return pdf_file(
        [
            [
                (70, 812, "监理单位：霁川工程咨询公司"),
                *column(lines),
                (70, 40, "内部资料 注意保存"),
                (260, 24, f"第 {n} 页 共 4 页"),
            ]
            for n, lines in enumerate(texts, 1)
        ]
    )


_LEFT_COLUMN = (
    "霁川旧城的井大多在巷口，",
    "井栏用整块青石凿成，内壁",
    "被井绳磨出一道道深槽。",
    "最深的一口在学宫前，深十",
    "七米。",
)
_RIGHT_COLUMN = (
    "井水夏天清凉，居民常把西",
    "瓜吊进井里。1987年通了自",
    "来水，井渐渐被石板盖上。",
    "如今还能用的井有九口。",
)


def _columns_row_by_row() -> bytes:
    pairs = zip_longest(column(_LEFT_COLUMN, top=740), column(_RIGHT_COLUMN, x=320, top=740))
    return pdf_file([[(230, 790, "霁川古井考"), *(text for pair in pairs for text in pair if text)]])


def _columns_one_by_one() -> bytes:
    left = ("盐工的一天从退潮开始。", "他们赤脚走进盐田，把卤水", "引进结晶池。")
    right = ("太阳越毒，盐花结得越快。", "傍晚收盐，一担一百二十斤，", "挑到路边过秤。")
    return pdf_file([[(230, 790, "盐田纪事"), *column(left, top=740), *column(right, x=320, top=740)]])


_FERRY_ROWS = (
    ("航线", "船票", "电话"),
    ("鹤亭至白沙洲", "8元", "8330001"),
    ("西码头至落雁桥", "5元", ""),
    ("夜游", "", "8330003"),
)


def _ruled_table() -> bytes:
    edges, top = (70, 250, 400), 720
    rules = "".join(f"60 {top + 15 - _LEADING * n} m 520 {top + 15 - _LEADING * n} l S\n" for n in range(5))
    rules += "".join(f"{x - 10} {top + 15} m {x - 10} {top + 15 - _LEADING * 4} l S\n" for x in (*edges, 530))
    texts = [
        *column(["岚桥水上巴士价目", "价格自五月一日起执行。"]),
        *grid(_FERRY_ROWS, edges, top),
        (70, 620, "儿童身高不足1.2米的免票。"),
    ]
    return pdf_file([texts], drawn=rules)


def _aligned_table() -> bytes:
    rows = (("站名", "海拔", "年雨量"), ("榆陂", "412", "1860"), ("鹤亭", "6", ""), ("霁川", "88", "1530"))
    texts = [
        *column(["岚桥市气象站一览", "海拔单位为米，年雨量单位为毫米。"]),
        *grid(rows, (70, 200, 330), 710),
        (70, 610, "鹤亭站的雨量计2021年起停用。"),
    ]
    return pdf_file([texts])


def _english_report() -> bytes:
    lines = (
        "Harbour Light Survey 2021",
        "June 14, 2021",
        "The survey visited 46 lights between Penhallow and Gull",
        "Point. Nine of them had cracked lenses, and two were com-",
        "pletely dark. Repairs are estimated at $74,000.",
        "Table 3 lists the lights by age.",
    )
    return pdf_file([column(lines), column(["The oldest lamp was installed in 1903 and still burns."])])


def _wrapped_cells() -> bytes:
    edges, heights = (70, 180, 470), (1, 2, 2, 1)
    rows: list[Placed] = [(70, 700, "项目"), (180, 700, "说明"), (470, 700, "负责人")]
    rows += [
        (70, 680, "夜游"),
        (180, 680, "每晚七点、八点两班，雨天停航，"),
        (180, 660, "中秋当晚加开一班"),
        (470, 680, "尹山"),
    ]
    rows += [(70, 640, "茶座"), (180, 640, "一楼不设最低消费，二楼每位"), (180, 620, "六十元"), (470, 640, "罗野")]
    rows += [(70, 600, "讲解"), (180, 600, "只在周末"), (470, 600, "吕纤")]
    lines = [715 - _LEADING * sum(heights[:n]) for n in range(5)]
    rules = "".join(f"60 {y} m 540 {y} l S\n" for y in lines)
    rules += "".join(f"{x - 10} {lines[0]} m {x - 10} {lines[-1]} l S\n" for x in (*edges, 550))
    return pdf_file(
        [[*column(["游船服务项目", "二〇二四年一月十五日"]), *rows, (70, 560, "以上项目可以提前一天预约。")]],
        drawn=rules,
    )


PDF_DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "电表抄录.pdf": _electricity,
    "年鉴渔业.pdf": _yearbook,
    "监理报告.pdf": _report_with_foot,
    "古井考.pdf": _columns_row_by_row,
    "盐田纪事.pdf": _columns_one_by_one,
    "水上巴士价目.pdf": _ruled_table,
    "气象站一览.pdf": _aligned_table,
    "游船服务项目.pdf": _wrapped_cells,
    "harbour_lights.pdf": _english_report,
}
