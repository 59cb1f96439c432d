"""What documents say of themselves in a form is kept by name, and found in the text as well."""

import pytest

from index.article import Article
from index.clean.official_fields import find_fields
from index.load.loader import read_article_bytes


def fields_of(*paragraphs: str) -> dict[str, str]:
    return {field.name: field.value for field in find_fields(paragraphs, ())}


@pytest.mark.parametrize(
    ("paragraphs", "fields"),
    [
        (
            ["索引号：00001/2024-12　文号：岚政发〔2024〕5号", "有 效 期：5年"],
            {"索引号": "00001/2024-12", "发文字号": "岚政发〔2024〕5号", "有效期": "5年"},
        ),
        (["成文日期：2024年5月1日；主题分类：教育"], {"成文日期": "2024年5月1日", "主题分类": "教育"}),
        (["岚桥市教育局", "岚教发〔2021〕3号", "各学校："], {"发文字号": "岚教发〔2021〕3号"}),
        (["（2024）岚0102民初1234号", "原告：某某。"], {"案号": "（2024）岚0102民初1234号"}),
        (["有效期：12个月", "关键词：酸奶"], {}),
        (["他说文号：很重要。"], {}),
    ],
)
def test_fields_of_a_document(paragraphs: list[str], fields: dict[str, str]) -> None:
    assert fields_of(*paragraphs) == fields


def test_form_of_a_page_becomes_fields_of_its_article() -> None:
    page = (
        "<html><body><h1>松溪县校车管理办法</h1><table><tr><td>索引号</td><td>SX-2024-7</td><td>发文字号</td>"
        "<td>松政发〔2024〕7号</td></tr><tr><td>成文日期</td><td>2024年3月1日</td><td>有效期</td><td>三年</td></tr>"
        "</table>"
        "<p>为了保障乘坐校车学生的人身安全，制定本办法。</p><p>校车应当每半年检验一次，由公安机关发给标牌。</p></body></html>"
    )
    article = read_article_bytes(page.encode(), "page.html", "page.html")[0]
    assert isinstance(article, Article)
    fields = {field.name: field.value for field in article.fields}
    assert fields == {
        "索引号": "SX-2024-7",
        "发文字号": "松政发〔2024〕7号",
        "成文日期": "2024年3月1日",
        "有效期": "三年",
    }
