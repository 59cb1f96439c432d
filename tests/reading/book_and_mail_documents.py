"""E-books, mails, RTF and saved web archives, in the encodings that their programs write."""

# ruff: noqa: E501  (XML reads better unbroken)
import base64
import quopri
from collections.abc import Callable

from tests.reading.word_documents import package


def _ferry_book() -> bytes:
    """Return an .epub whose files are not named in reading order."""
    container = '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    metadata = '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>渡口集</dc:title><dc:creator>叶长青</dc:creator><dc:publisher>岚桥出版社</dc:publisher><dc:date>2019-05-01</dc:date><dc:language>zh</dc:language></metadata>'
    names = ("nav", "b", "a")
    properties = {"nav": ' properties="nav"'}
    manifest = "".join(
        f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"{properties.get(n, "")}/>' for n in names
    )
    spine = '<itemref idref="nav" linear="no"/><itemref idref="b"/><itemref idref="a"/>'
    page = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{}</title></head><body>{}</body></html>'
    return package(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/content.opf": f'<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">{metadata}<manifest>{manifest}</manifest><spine>{spine}</spine></package>',
            "OEBPS/nav.xhtml": page.format(
                "目录",
                '<nav epub:type="toc"><h1>目录</h1><ol><li><a href="b.xhtml">木船</a></li><li><a href="a.xhtml">铁船</a></li></ol></nav>',
            ),
            "OEBPS/b.xhtml": page.format(
                "木船", "<h1>木船</h1><p>木船吃水浅，竹篙一点就走。</p><p>祖父说，船老了会自己往岸边靠。</p>"
            ),
            "OEBPS/a.xhtml": page.format("铁船", "<h1>铁船</h1><p>铁船是1978年春天来的，柴油味盖过了水腥味。</p>"),
        }
    )


def _moved_meeting() -> bytes:
    subject = base64.b64encode("会议改到周四下午".encode("gb2312")).decode()
    sender = base64.b64encode("吕纤".encode("gb2312")).decode()
    body = "各位：\n\n原定周三的排版会改到9月14日（周四）下午两点，地点不变。\n请带上各自的校样，封面稿由柏一帆打印。\n\n吕纤\n"
    head = (
        f"From: =?GB2312?B?{sender}?= <lvxian@example.cn>\r\nTo: <all@example.cn>\r\nSubject: =?GB2312?B?{subject}?=\r\n"
        "Date: Mon, 11 Sep 2023 16:20:05 +0800\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=gb2312\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + quopri.encodestring(body.encode("gb2312"))


def _weekly_mail() -> bytes:
    subject = base64.b64encode("观鸟周报第18期".encode()).decode()
    sender = base64.b64encode("白沙洲观鸟会".encode()).decode()
    plain = "本周记录到反嘴鹬46只，为今年最多。\n\n周日的观鸟活动七点在西码头集合。\n"
    page = "<html><body><p>本周记录到<b>反嘴鹬</b>46只，为今年最多。</p><p>周日的观鸟活动七点在西码头集合。</p></body></html>"
    parts = "".join(
        f'--sep\r\nContent-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(text.encode()).decode()}\r\n'
        for kind, text in (("plain", plain), ("html", page))
    )
    return (
        f"From: =?UTF-8?B?{sender}?= <weekly@example.cn>\r\nSubject: =?UTF-8?B?{subject}?=\r\nDate: Fri, 5 May 2023 08:00:00 +0800\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="sep"\r\n\r\n{parts}--sep--\r\n'
    ).encode()


def _answered_mail() -> bytes:
    subject = base64.b64encode("Re: 春季采购报价".encode()).decode()
    return (
        f"From: mi@example.com\r\nSubject: =?utf-8?b?{subject}?=\r\nDate: Tue, 12 Mar 2024 09:21:00 +0800\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        "阮工：\r\n    报价单改好了，轴承每个4.5元，含税，交期15天。\r\n\r\n-- \r\n米大川\r\n湖汀恒转轴承商行\r\n\r\n"
        "在 2024年3月11日，阮冬 写道：\r\n> 请把轴承的单价改成含税价，周三前给我。\r\n>> 上次的单子在我这里。\r\n"
    ).encode()


def _answer_with_file() -> bytes:
    def word(text: str) -> str:
        return f"=?gbk?B?{base64.b64encode(text.encode('gbk')).decode()}?="

    page = (
        '<div style="line-height:1.7">佟老师，您好：</div><div>标本柜的玻璃已经到货，共14块，其中一块有划痕。</div>'
        "<div>换货要等到11月8日。</div><br><div>苗青</div><blockquote>在 2023-10-30 09:12:00，佟小满 写道：<div>玻璃到了吗？</div></blockquote>"
    )
    coded = quopri.encodestring(page.encode("gbk")).decode()
    return (
        f"From: {word('苗青')} <miao@example.cn>\r\nTo: {word('佟小满')} <tong@example.cn>\r\nSubject: {word('回复：标本柜玻璃')}\r\n"
        'Date: Mon, 30 Oct 2023 11:05:44 +0800 (CST)\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="mix"\r\n\r\n'
        f'--mix\r\nContent-Type: text/html; charset="gbk"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{coded}\r\n'
        f'--mix\r\nContent-Type: image/jpeg; name="{word("划痕.jpg")}"\r\nContent-Disposition: attachment; filename="{word("划痕.jpg")}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n/9j/4AAQSkZJRg==\r\n--mix--\r\n"
    ).encode("ascii")


def _rtf(text: str, *, as_code_page: bool = False) -> str:
    """Return the text as RTF spells it: in the code page's bytes, or as numbers of UTF-16 with a question mark behind."""
    if as_code_page:
        return "".join(chr(b) if b < 128 else f"\\'{b:02x}" for b in text.encode("gb18030"))
    units = ((ord(c), c) for c in text)
    return "".join(c if code < 128 else f"\\u{code if code < 32768 else code - 65536}?" for code, c in units)


def _pressed_flowers() -> bytes:
    def row(*cells: str) -> str:
        edges = "".join(f"\\cellx{3000 * n}" for n in range(1, len(cells) + 1))
        return f"\\trowd{edges}" + "".join(f"\\pard\\intbl {_rtf(text)}\\cell" for text in cells) + "\\row\n"

    return (
        "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 " + _rtf("宋体", as_code_page=True) + ";}}"
        "{\\colortbl;\\red0\\green0\\blue0;}{\\*\\generator Msftedit 5.41;}{\\info{\\author "
        + _rtf("佟小满", as_code_page=True)
        + "}}\n"
        f"\\pard\\qc\\b\\fs32 {_rtf('押花课讲义', as_code_page=True)}\\b0\\par\n"
        f"\\pard\\fs24 {_rtf('花瓣要在开放当天上午采，', as_code_page=True)}\\line {_rtf('露水干了再剪。')}\\par\n"
        + row("花材", "压制天数")
        + row("三色堇", "4")
        + row("绣球", "7")
        + f"\\pard {_rtf('压好的花放进有干燥剂的盒子，能存两年。')}\\par\n"
        "{\\*\\themedata 504b0304}}"
    ).encode("ascii")


def _saved_page() -> bytes:
    page = '<html><head><meta charset="utf-8"><title>旧灯塔开放登塔 - 霁川生活网</title></head><body><div class="nav"><a>首页</a><a>生活</a></div><h1>旧灯塔开放登塔</h1><div class="info">2023-10-02 09:30 来源：霁川生活网</div><p>霁川口的旧灯塔10月1日起开放登塔，每批12人。</p><p>塔高31米，共176级台阶，没有电梯。</p><p>门票15元，退役船员免费。</p><div class="foot">霁川生活网 版权所有</div></body></html>'
    coded = quopri.encodestring(page.encode()).decode()
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://life.example.cn/2023/10/02/1.html\r\nSubject: =?utf-8?Q?x?=\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n------b\r\n'
        f"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://life.example.cn/2023/10/02/1.html\r\n\r\n{coded}\r\n------b--\r\n"
    ).encode()


BOOK_AND_MAIL_DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "渡口集.epub": _ferry_book,
    "会议改期.eml": _moved_meeting,
    "观鸟周报.eml": _weekly_mail,
    "采购答复.eml": _answered_mail,
    "标本柜玻璃.eml": _answer_with_file,
    "押花课.rtf": _pressed_flowers,
    "旧灯塔.mhtml": _saved_page,
}
