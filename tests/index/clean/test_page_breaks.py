"""Page numbers and running heads in text copied out of printed pages."""

import pytest

from index.clean.page import Metadata, Page, clean_text


def read(text: str) -> Page:
    return clean_text(text, Metadata())


PAGES = (
    "岚桥博物馆藏品总账要求逐件编号，每件拍摄正面、侧面与款\n识照片。凡有残损的，须在备注里写明部位和尺寸，不得",
    "笼统记作旧损。",
    "账册每季核对一次，由保管员与记账员共同签字，差错当月改正。",
)


@pytest.mark.parametrize("mark", ["第{}页", "第 {} 页 共 3 页", "- {} -", "— {} —", "Page {} of 3"])
@pytest.mark.parametrize("head", ["", "岚桥博物馆 内部资料\n"])
def test_a_sentence_goes_on_over_a_page_number_and_a_running_head(mark: str, head: str) -> None:
    numbered = "\n".join(f"{head}{page}\n{mark.format(n)}" for n, page in enumerate(PAGES, 1))
    page = read(numbered.replace("岚桥博物馆藏品", "藏品登记办法\n\n岚桥博物馆藏品", 1))
    assert page.metadata.title == "藏品登记办法"
    text = "\n".join(page.paragraphs)
    assert text.startswith(
        "岚桥博物馆藏品总账要求逐件编号，每件拍摄正面、侧面与款识照片。凡有残损的，须在备注里写明部位和尺寸，不得笼统记作旧损。"
    )
    assert "内部资料" not in text and mark.format(2) not in text
    assert mark.format(2).replace(" ", "") in {line.text.replace(" ", "") for line in page.removed}


@pytest.mark.parametrize(
    "text",
    [
        "抽签结果\n\n1\n温如岫\n2\n柏一帆\n3\n冉青",
        "门牌登记\n\n第3页\n缺\n第9页\n缺",
        "进度\n\n1/3 已交\n2/3 已交\n\n说明\n\n2/3\n1/3",
    ],
)
def test_numbers_that_are_the_text_stay(text: str) -> None:
    page = read(text)
    kept = "".join([page.metadata.title, *page.paragraphs]).replace("\n", "")
    assert kept == text.replace("\n", "")


def test_a_title_that_is_also_the_running_head_stays() -> None:
    page = read(
        "浮桥维护守则\n柏一帆\n\n每日查缆。\n第1页\n浮桥维护守则\n每周查锚。\n第2页\n浮桥维护守则\n每月查板。\n第3页"
    )
    assert page.metadata.title == "浮桥维护守则"
    assert page.metadata.author == "柏一帆"


@pytest.mark.parametrize("mark", ["- 第 4 页 -", "—第4页—", "第 4 页 共 9 页", "第4页/共9页"])
def test_a_page_number_that_is_nothing_else_goes_alone(mark: str) -> None:
    page = read(
        f"护桥人口述\n\n问：夜里谁守桥？\n答：我和老柏轮着守。\n\n          {mark}\n\n问：守到几点？\n答：守到天亮。"
    )
    assert page.paragraphs == ("问：夜里谁守桥？\n答：我和老柏轮着守。", "问：守到几点？\n答：守到天亮。")
    assert "".join(mark.split()) in {"".join(line.text.split()) for line in page.removed}
