"""Damaged files of every format: each gives articles or a Rejection with one sentence, and never an error."""

import io
import os
import random
import time
import zipfile
from collections.abc import Callable

import pytest

from index.article import Article, Rejection
from index.load.loader import read_article_bytes
from index.messages import say
from tests.reading.document_truth import load_documents

ROUNDS = int(os.environ.get("YINJU_FUZZ_EXAMPLES", "25"))
MAX_SECONDS = 5.0
FORMATS = (".docx", ".xlsx", ".pptx", ".epub", ".pdf", ".eml", ".rtf", ".xml", ".csv")
SAMPLES = {
    suffix: [document.data for document in load_documents() if document.name.endswith(suffix)] for suffix in FORMATS
}


def check(data: bytes, suffix: str) -> None:
    start = time.process_time()
    results = read_article_bytes(data, f"a{suffix}", "a")
    assert time.process_time() - start < MAX_SECONDS
    assert results
    for result in results:
        if isinstance(result, Rejection):
            assert say(result.reason) and "\n" not in say(result.reason) and not say(result.reason).isascii()
        else:
            assert isinstance(result, Article) and all(paragraph.text.strip() for paragraph in result.paragraphs)
            str([result.title, result.author, *result.paragraphs]).encode()


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def flip(data: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(dice.choice((1, 5, 50))):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def swap(data: bytes, dice: random.Random) -> bytes:
    """Return the data with two stretches exchanged, so that marks open and close in the wrong places."""
    a, b, c = sorted(dice.randrange(len(data)) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def inside(damage: Callable[[bytes, random.Random], bytes], data: bytes, dice: random.Random) -> bytes:
    """Return a package with one of its parts damaged, or left out, and the zip around it sound."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        chosen = dice.choice(package.namelist())
        for name in package.namelist():
            part = package.read(name)
            if name == chosen and (dice.random() < 0.1 or not part):
                continue
            out.writestr(name, damage(part, dice) if name == chosen else part)
    return buffer.getvalue()


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_damaged_file_is_read_or_refused(suffix: str):
    dice = random.Random(suffix)
    for number in range(ROUNDS):
        data = SAMPLES[suffix][number % len(SAMPLES[suffix])]
        damage = dice.choice((cut, flip, swap))
        if data.startswith(b"PK") and number % 3:
            check(inside(damage, data, dice), suffix)
        else:
            check(damage(data, dice), suffix)


BOMB = b"<a>" + b"\x20" * 80_000_000 + b"</a>"


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".epub"])
def test_a_part_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(suffix: str):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", BOMB)
    (result,) = read_article_bytes(buffer.getvalue(), f"a{suffix}", "a")
    assert isinstance(result, Rejection)
    assert say(result.reason).endswith("解开后大得不正常，不像一篇文章")


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (99 + n) * 10) for n in range(8))
    + b'<!ENTITY j "boom"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
)


def test_entities_of_a_feed_are_neither_expanded_nor_fetched():
    item = "<item><title>&f;</title><description>河道清淤完成了。&a;&f;</description></item>"
    feed = ENTITIES + f"<rss><channel>{item}</channel></rss>".encode()
    (result,) = read_article_bytes(feed, "a.xml", "a")
    assert "boom" not in str(result)
    assert "root:" not in str(result)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".epub"])
def test_entities_in_the_parts_of_packages_are_neither_expanded_nor_fetched(suffix: str):
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SAMPLES[suffix][0])) as package, zipfile.ZipFile(buffer, "w") as out:
        for name in package.namelist():
            part = package.read(name)
            _, mark, rest = part.partition(b"?>")
            out.writestr(name, ENTITIES + rest if mark and name.endswith(("xml", "xhtml")) else part)
    assert "root:" not in str(read_article_bytes(buffer.getvalue(), f"a{suffix}", "a"))


def test_damaged_office_files_of_one_xml_document_are_refused_with_a_reason():
    package = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    sheet = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    far = '<Row ss:Index="99999999"><Cell ss:Index="7777777" ss:MergeDown="9999999"/></Row><Row ss:Index="1900000"/>'
    part = '<pkg:part pkg:name="/x"><pkg:binaryData>a</pkg:binaryData></pkg:part>'
    texts = {
        f"<pkg:package {package}>{part}</pkg:package>": "word-damaged",
        f"<pkg:package {package}></pkg:package>": "word-damaged",
        f"<Workbook {sheet}><Worksheet><Table>{far}</Table></Worksheet></Workbook>": "sheet-too-large",
        f"<Workbook {sheet}/>": "sheet-empty",
    }
    for text, code in texts.items():
        (refused,) = read_article_bytes(f'<?xml version="1.0"?>{text}'.encode(), "a.doc", "a.doc")
        assert isinstance(refused, Rejection)
        assert refused.reason.code == code
