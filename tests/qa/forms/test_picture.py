"""Answers of more than one fact as a table for a spreadsheet and as a picture."""

import csv
import io
from datetime import date
from xml.etree import ElementTree

from qa.answer import Answer, Citation, Entry, Form, Mark, Quote, Statement, Status, Timings
from qa.forms.picture import has_picture, period_of, to_csv, to_svg
from tests.conftest import make_article

TEXT = "=SUM(1)3月8日，<渡轮>改建动工。"


def answer_of(form: Form | None, entry: Entry | None, before: str = "2022年3月8日；渡轮") -> Answer:
    article = make_article("a", TEXT, title="渡轮改建动工", published=date(2022, 3, 9), source="榆溪日报")
    quote = Quote(article, 1, 0, len(TEXT))
    statement = Statement(TEXT, (1,), before=before, after="2 篇刊发", entry=entry)
    citations = (Citation(1, quote),)
    return Answer("梳理渡轮的经过", Status.ANSWERED, (statement,), citations, (), None, Timings(0, 0, 0), form=form)


ENTRY = Entry(date(2022, 3, 8), date(2022, 3, 8), "渡轮", "", -3.0, "个", "-3个", 2, (Mark.DIFFERS,))


def test_table_names_its_columns_and_holds_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(to_csv(answer_of(Form.TIMELINE, ENTRY)).removeprefix("\ufeff"))))
    assert rows[0][:3] == ["自", "至", "对象"]
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["自"], told["数值"], told["原句"], told["标题"]) == ("2022-03-08", "-3", f"'{TEXT}", "渡轮改建动工")
    assert told["说明"] == "2022年3月8日；渡轮；2 篇刊发"


def test_picture_is_one_whole_file_in_which_texts_stay_texts() -> None:
    for form in (Form.TIMELINE, Form.TABLE):
        root = ElementTree.fromstring(to_svg(answer_of(form, ENTRY)))  # made above
        texts = [node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text")]
        assert texts[0] == "梳理渡轮的经过"
        assert "出处：榆溪日报 2022-03-09。引据制图，各行均为文章原句。" in texts
        assert ("<渡轮>改建动工。" in "".join(texts)) is (form is Form.TIMELINE)


def test_only_lines_by_days_or_figures_can_be_drawn() -> None:
    assert has_picture(answer_of(Form.TIMELINE, ENTRY))
    assert not has_picture(answer_of(Form.BRIEF, ENTRY))
    assert not has_picture(answer_of(None, None))
    assert period_of(Entry()) == ""
