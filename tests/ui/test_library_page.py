"""The library page through the real page: only the embedding model is a toy."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.session
from index.library import Library
from index.settings import Settings
from qa.asking import load_reader_model, question_answering_over
from tests.ui.conftest import RAIN, finish_sync, turns_shown
from ui.labels import ZH

PAGE = "library_page.py"


def open_page(app: AppTest) -> AppTest:
    return app.run().switch_page(PAGE).run()


def test_empty_library_says_so(toy_server: Library, app: AppTest) -> None:
    open_page(app)
    assert [info.value for info in app.info] == ["还没有文章。把文件放进文件夹或在这里上传，再按“同步”。"]
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("文章", "0 篇"),
        ("检索片段", "0 个"),
        ("占用空间", "0.1 MB"),
        ("上次同步", "从未"),
    ]
    assert not app.exception


def test_missing_reader_model_is_said(toy_server: Library, app: AppTest) -> None:
    open_page(app)
    assert [warning.value for warning in app.warning] == [ZH.no_reader]


@pytest.mark.model
def test_nothing_is_said_of_a_reader_that_is_there(
    toy_server: Library, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering = question_answering_over(toy_server, Settings(), load_reader_model(Settings()))
    monkeypatch.setattr(ui.session, "open_question_answering", lambda settings, report: answering)
    ui.session.close_server()
    open_page(app)
    assert not app.warning
    assert not app.exception


def test_articles_are_listed(rain_server: Library, app: AppTest) -> None:
    open_page(app)
    (row,) = app.dataframe[0].value.to_dict("records")
    assert {name: str(row[name]) for name in ("open", "title", "source", "author", "id")} == {
        "open": "打开",
        "title": "青山镇大雨通报",
        "source": "青山日报",
        "author": "",
        "id": "rain.txt",
    }
    assert str(row["published"]).startswith("2024-08-04")
    assert [metric.value for metric in app.metric][:2] == ["1 篇", "1 个"]


def test_sync_shows_what_it_did_and_why_files_were_rejected(
    rain_server: Library, articles_folder: Path, app: AppTest
) -> None:
    open_page(app)
    (articles_folder / "空.txt").write_text("", encoding="utf-8")
    (articles_folder / "tea.txt").write_text(
        "绿水乡春茶开采\n3月9日，绿水乡春茶开采，收青叶640公斤。\n", encoding="utf-8"
    )
    app.button(key="sync").click().run()
    finish_sync(app)
    assert [success.value for success in app.success] == [
        "同步完成：新增 1 篇，更新 0 篇，移除 0 篇，未变 1 篇，未收入 1 个。"
    ]
    rejected, articles = (table.value for table in app.dataframe)
    assert list(rejected["文件"]) == ["空.txt"]
    assert sorted(articles["id"]) == ["rain.txt", "tea.txt"]


def test_sync_of_a_missing_folder_is_one_sentence(rain_server: Library, articles_folder: Path, app: AppTest) -> None:
    open_page(app)
    (articles_folder / "rain.txt").unlink()
    articles_folder.rmdir()
    app.button(key="sync").click().run()
    finish_sync(app)
    assert len(app.error) == 1
    assert app.error[0].value.startswith("找不到 ")
    assert app.metric[0].value == "1 篇"


def test_uploaded_article_is_saved_synced_and_answerable(
    toy_server: Library, articles_folder: Path, app: AppTest
) -> None:
    open_page(app)
    app.file_uploader[0].upload("青山 雨?.txt", RAIN.encode())
    app.form_submit_button[0].click().run()
    state = finish_sync(app)
    assert state.summary is not None
    assert (state.summary.added, state.summary.rejected) == (1, ())
    assert [path.name for path in articles_folder.iterdir()] == ["青山 雨_.txt"]
    assert [info.value for info in app.info] == [
        "已存入 1 个文件。",
        "青山 雨?\\.txt 存为 青山 雨\\_\\.txt（原名已被占用，或含有不能用作文件名的字符）。",
    ]
    app.switch_page("chat_page.py").run()
    app.chat_input[0].set_value("8月3日青山镇降雨量是多少毫米？").run()
    assert [turn["status"] for turn in turns_shown(app)] == ["answered"]


def test_upload_without_a_file_is_one_sentence(toy_server: Library, app: AppTest) -> None:
    open_page(app)
    app.form_submit_button[0].click().run()
    assert [error.value for error in app.error] == ["还没有选择文件，请先选择文件再上传。"]
