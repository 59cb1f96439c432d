"""The page that checks the reader's own text, through the real page: only the models are toys."""

from streamlit.testing.v1 import AppTest

from index.library import Library
from ui.language.texts import ZH

PAGE = "manuscript/page.py"
TRUE = "8月3日，青山镇降雨量为52毫米。"
FALSE = "8月3日，青山镇降雨量为62毫米。"


def check(app: AppTest, text: str) -> AppTest:
    app.run().switch_page(PAGE).run()
    app.text_area(key="manuscript_text").set_value(text)
    (button,) = [each for each in app.button if each.label == ZH.manuscript_start]
    return button.click().run()


def test_marks_stand_beside_the_sentences(app: AppTest, rain_server: Library) -> None:
    check(app, f"{TRUE}{FALSE}\n火星上发现了大量的液态水。")
    assert not app.exception and not app.error
    shown = "\n".join(each.value for each in app.markdown)
    assert "1 句有依据，1 句与资料不符，1 句未找到" in shown
    assert shown.index("52毫米") < shown.index("有依据]") < shown.index("62毫米") < shown.index("与资料不符]")
    assert "数字" in shown[shown.index("与资料不符]") :], "what differs stands below the badge, which is one line"
    assert sum(TRUE in each.value for each in app.caption) == 2
    assert len(app.get("download_button")) == 2


def test_empty_text_is_said_in_one_sentence(app: AppTest, rain_server: Library) -> None:
    check(app, " ")
    assert [each.value for each in app.error] == ["稿子里没有文字，请换一个文件，或粘贴要核对的文字。"]
    assert app.get("download_button") == []
