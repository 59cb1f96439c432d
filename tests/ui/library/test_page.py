"""The library page through the real page: only the embedding model is a toy."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import index
import ui.session
from index.catalogue import CatalogueQuery, State
from index.library import Library
from index.messages import Message
from index.sync.sources import SyncSummary, sync_paths
from qa.asking import question_answering_over
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader
from tests.ui.conftest import RAIN, finish_sync, turns_shown
from ui.access.gate import Passwords
from ui.language.texts import ZH
from ui.library.articles import LAST_CHANGE, SOURCES, TEXT, page_key, states_key, table_key
from ui.library.overview import FIGURES, HEALTH, LIST, VIEW

LIBRARY_PAGE = "library/page.py"
TEA = "绿水乡春茶开采\n发布时间：2024-03-10　来源：绿水新闻\n3月9日，绿水乡春茶开采，收青叶640公斤。\n"
WIND = "黄土岭风电场并网\n发布时间：2023-05-01　来源：黄土岭报\n4月30日，黄土岭风电场并网，装机33台。\n"
QUESTION = "8月3日青山镇降雨量是多少毫米？"


def open_page(app: AppTest, view: str = LIST) -> AppTest:
    app.run().switch_page(LIBRARY_PAGE)
    app.session_state[VIEW] = view
    return app.run()


def status_of(app: AppTest) -> str:
    """Return the library's status line."""
    lines = [unescaped(caption.value) for caption in app.caption]
    return next(line for line in lines if " 篇" in line.split(" · ")[0])


def listed(app: AppTest) -> list[str]:
    return list(app.dataframe[-1].value["id"])


def choose(app: AppTest, library: Library, *places: int) -> AppTest:
    """Select rows of the table as currently drawn."""
    with library.snapshot() as snapshot:
        rows = snapshot.catalogue().rows(CatalogueQuery(), offset=0, limit=20)
    app.session_state[table_key(rows)] = {"selection": {"rows": list(places), "columns": [], "cells": []}}
    return app.run()


def ask(app: AppTest, question: str = QUESTION) -> str:
    app.switch_page("chat/page.py").run()
    app.chat_input[0].set_value(question).run()
    return str(turns_shown(app)[-1]["status"])


@pytest.fixture
def two_articles(rain_server: Library, articles_folder: Path) -> Library:
    """A library of two articles and a file that is not an article."""
    (articles_folder / "tea.txt").write_text(TEA, encoding="utf-8")
    (articles_folder / "空.txt").write_text("", encoding="utf-8")
    sync_paths(rain_server, [articles_folder])
    return rain_server


def test_empty_library_says_so(toy_server: Library, app: AppTest) -> None:
    open_page(app)
    assert [info.value for info in app.info] == [ZH.list_empty]
    assert status_of(app) == "0 篇 · 不自动跟上文件夹"
    assert not app.exception


def test_articles_are_listed_with_what_is_none(two_articles: Library, app: AppTest) -> None:
    open_page(app)
    rows = app.dataframe[0].value.fillna({"title": ""}).to_dict("records")
    assert [(row["title"], row["source"], row["state"], row["id"]) for row in rows] == [
        ("青山镇大雨通报", "青山日报", "可以回答", "rain.txt"),
        ("绿水乡春茶开采", "绿水新闻", "可以回答", "tea.txt"),
        ("", "", "未收入", "空.txt"),
    ]
    assert rows[2]["note"] == "文件是空的，请检查它是否保存完整"
    assert [caption.value for caption in app.caption if "共 3 条" in caption.value] == ["共 3 条"]
    assert not app.exception


def test_list_is_searched_and_filtered_and_cleared(two_articles: Library, app: AppTest) -> None:
    open_page(app)
    app.text_input(key=TEXT).set_value("青叶").run()
    assert listed(app) == ["tea.txt"]
    app.multiselect(key=SOURCES).set_value(["青山日报"]).run()
    assert [info.value for info in app.info] == [ZH.list_no_match]
    app.button(key="clear_filters").click().run()
    assert listed(app) == ["rain.txt", "tea.txt", "空.txt"]
    app.session_state[states_key(ZH)] = [State.REJECTED]
    app.run()
    assert listed(app) == ["空.txt"]


def test_only_one_page_of_a_long_list_is_drawn(toy_server: Library, articles_folder: Path, app: AppTest) -> None:
    for number in range(1, 46):
        text = f"第{number}号通报\n发布时间：2024-01-{number % 28 + 1:02}\n第{number}号通报说的是第{number}件事。\n"
        (articles_folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    sync_paths(toy_server, [articles_folder])
    open_page(app)
    first = listed(app)
    assert len(first) == 20
    assert [caption.value for caption in app.caption if "共 45 条" in caption.value] == [
        "共 45 条，这里是第 1 至 20 条"
    ]
    app.session_state[page_key(CatalogueQuery(), 45)] = 3
    app.run()
    assert len(listed(app)) == 5 and not set(first) & set(listed(app))
    app.text_input(key=TEXT).set_value("第17号").run()
    assert listed(app) == ["17.txt"]


def test_chosen_articles_are_asked_and_nothing_else(two_articles: Library, app: AppTest) -> None:
    (two_articles.path.parent / "articles" / "wind.txt").write_text(WIND, encoding="utf-8")
    sync_paths(two_articles, [two_articles.path.parent / "articles"])
    open_page(app)
    tea, wind = listed(app).index("tea.txt"), listed(app).index("wind.txt")
    choose(app, two_articles, tea, wind)
    assert app.button(key="ask-chosen").label == "问这 2 篇"
    app.button(key="ask-chosen").click().run()
    assert [button.label for button in app.button if (button.key or "").startswith("chip-")] == ["只问选中的 2 篇"]
    assert ask(app) == "no_evidence", "the article that says it was not chosen"
    app.button(key="chip-0").click().run()
    assert ask(app) == "answered"


def test_new_conversation_is_begun_while_the_list_is_searched(two_articles: Library, app: AppTest) -> None:
    open_page(app)
    app.text_input(key=TEXT).set_value("春茶").run()
    app.button(key="new").click().run()
    assert not app.error
    assert [title.value for title in app.title] == ["问一问你的文章"]


def test_reader_asks_chosen_articles_and_changes_none(two_articles: Library, app: AppTest) -> None:
    Passwords(two_articles.path).set("librarian", "a long password")
    open_page(app)
    choose(app, two_articles, 0)
    assert app.button(key="ask-chosen").label == "问这一篇"
    assert not [button for button in app.button if button.key in ("withdraw", "correct")]


def test_withdrawn_article_no_longer_answers_and_undo_brings_it_back(two_articles: Library, app: AppTest) -> None:
    open_page(app)
    choose(app, two_articles, 0)
    app.button(key="withdraw").click().run()
    assert status_of(app).startswith("1 篇")
    assert "已撤下 1 篇，现在不再用它们回答；文件没有删除。" in [text.value for text in app.markdown]
    assert list(app.dataframe[0].value["state"]) == ["已撤下", "可以回答", "未收入"]
    assert ask(app) == "no_evidence"
    open_page(app)
    app.button(key="undo").click().run()
    assert status_of(app).startswith("2 篇")
    assert ask(app) == "answered"


def test_withdrawal_is_undone_after_a_restart_from_the_table(
    two_articles: Library, articles_folder: Path, app: AppTest
) -> None:
    two_articles.change(lambda writer: writer.withdraw_articles(["rain.txt"]))
    sync_paths(two_articles, [articles_folder])
    open_page(app)
    assert LAST_CHANGE not in app.session_state
    choose(app, two_articles, 0, 2)
    assert [button.label for button in app.button if button.key in ("withdraw", "reinstate")] == ["放回 1 篇"]
    app.button(key="reinstate").click().run()
    assert status_of(app).startswith("2 篇")
    assert ask(app) == "answered"


def test_reprint_that_still_answers_is_named_and_can_go_too(
    rain_server: Library, articles_folder: Path, app: AppTest
) -> None:
    long = "8月3日，青山镇降雨量为52毫米。镇里当晚转移了17户居民，学校停课一天，两座水库开闸放水，公路中断六小时。" * 2
    for name, source in (("rain.txt", "青山日报"), ("copy.txt", "晚报")):
        (articles_folder / name).write_text(f"青山镇大雨通报\n发布时间：2024-08-04　来源：{source}\n{long}\n", "utf-8")
    sync_paths(rain_server, [articles_folder])
    open_page(app)
    shown = list(app.dataframe[0].value["state"]).index("可以回答")
    choose(app, rain_server, shown)
    app.button(key="withdraw").click().run()
    assert "内容相同的转载还有 1 篇，仍会用来回答。" in [text.value for text in app.markdown]
    app.button(key="withdraw-reprints").click().run()
    assert rain_server.status().articles == 0
    app.button(key="undo").click().run()
    assert rain_server.status().articles == 2


def test_sync_shows_what_it_did_and_why_files_were_rejected(
    rain_server: Library, articles_folder: Path, app: AppTest
) -> None:
    open_page(app)
    (articles_folder / "空.txt").write_text("", encoding="utf-8")
    (articles_folder / "tea.txt").write_text(TEA, encoding="utf-8")
    app.button(key="sync").click().run()
    finish_sync(app)
    assert any(
        "同步完成：新增 1 篇，更新 0 篇，移除 0 篇，未变 1 篇，未收入 1 个。" in unescaped(caption.value)
        for caption in app.caption
    )
    rejected, articles = (table.value for table in app.dataframe)
    assert list(rejected["文件"]) == ["空.txt"]
    assert sorted(articles["id"]) == ["rain.txt", "tea.txt", "空.txt"]


def test_sync_of_a_missing_folder_is_one_sentence(rain_server: Library, articles_folder: Path, app: AppTest) -> None:
    open_page(app)
    (articles_folder / "rain.txt").unlink()
    articles_folder.rmdir()
    app.button(key="sync").click().run()
    finish_sync(app)
    assert len(app.error) == 1
    assert app.error[0].value.startswith("找不到 ")
    assert any("可能是磁盘没有接上" in warning.value for warning in app.warning)
    assert status_of(app).startswith("1 篇")


def test_emptied_folder_is_said_and_its_articles_go_when_the_button_is_pressed(
    rain_server: Library, articles_folder: Path, app: AppTest
) -> None:
    open_page(app)
    assert "allow-removals" not in [button.key for button in app.button]
    (articles_folder / "rain.txt").unlink()
    app.button(key="sync").click().run()
    assert finish_sync(app).summary == SyncSummary(
        unchanged=1, withheld=(Message("removals-withheld-empty", {"path": articles_folder, "count": 1}),)
    )
    assert any("篇文章没有移除：可能是磁盘没有挂载" in text.value for text in app.markdown)
    assert status_of(app).startswith("1 篇")
    app.button(key="allow-removals").click().run()
    assert finish_sync(app).summary == SyncSummary(removed=1)
    assert "allow-removals" not in [button.key for button in app.button]


def test_library_of_another_model_is_said_and_made_anew_from_the_page(
    rain_server: Library, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = Library.open(rain_server.path, ToyEmbedder("newer"))
    monkeypatch.setattr(
        ui.session,
        "open_question_answering",
        lambda settings, report: question_answering_over(renamed, settings, ToyReader()),
    )
    open_page(app)
    assert any("资料库是用模型 toy 做的，现在设置的模型是 newer。" in text.value for text in app.markdown)
    app.button(key="rebuild").click().run()
    state = finish_sync(app)
    assert (state.error, state.rebuilt, renamed.status().model) == (None, 1, "newer")
    assert any("更新完成：1 篇文章的检索数据都是新的了。" in unescaped(caption.value) for caption in app.caption)
    assert [button.key for button in app.button if button.key == "rebuild"] == []
    assert ask(app) == "answered"


def test_page_says_whether_the_folder_is_followed(two_articles: Library, app: AppTest) -> None:
    open_page(app)
    assert status_of(app).endswith("不自动跟上文件夹")
    server = ui.session.open_server()
    server.watcher.start()
    (server.settings.library.articles / "pear.txt").write_text("梨园丰收\n云台乡的梨园今年收了三十吨梨。\n", "utf-8")
    deadline = time.monotonic() + 20
    while server.watcher.state.changed_at is None and time.monotonic() < deadline:
        time.sleep(0.05)
    app.run()
    told = [unescaped(caption.help or "") for caption in app.caption if "正在自动留意" in unescaped(caption.help or "")]
    assert len(told) == 1 and "新增 1 篇，更新 0 篇，移除 0 篇，未收入 " in told[0]
    assert status_of(app).startswith("3 篇")


def unescaped(text: str) -> str:
    return text.replace("\\", "")


def test_upload_is_previewed_then_saved_synced_and_answerable(
    toy_server: Library, articles_folder: Path, app: AppTest
) -> None:
    open_page(app)
    app.file_uploader[0].upload("青山 雨?.txt", RAIN.encode()).upload("空.txt", b"").run()
    preview = app.dataframe[0].value.to_dict("records")
    assert [(row["加入后"], row["标题"], row["来源"], row["文件"]) for row in preview] == [
        ("新文章", "青山镇大雨通报", "青山日报", "青山 雨_.txt"),
        ("不能收入：文件是空的，请检查它是否保存完整", "空.txt", "", "空.txt"),
    ]
    assert [text.value for text in app.text] == [
        RAIN.rstrip(),
        "8月3日，青山镇降雨量为52毫米。镇里当晚转移了17户居民。",
        "标题：青山镇大雨通报\n署名、日期与来源：发布时间：2024-08-04　来源：青山日报",
    ]
    assert [expander.label for expander in app.expander] == ["未收入的内容（2 行）"]
    assert (list(articles_folder.iterdir()), toy_server.status().articles) == ([], 0)

    app.button(key="add").click().run()
    state = finish_sync(app)
    assert state.summary is not None
    assert (state.summary.added, state.summary.rejected) == (1, ())
    assert [path.name for path in articles_folder.iterdir()] == ["青山 雨_.txt"]
    assert [info.value for info in app.info] == [
        "青山 雨?\\.txt 存为 青山 雨\\_\\.txt（原名已被占用，或含有不能用作文件名的字符）。",
    ]
    assert app.file_uploader[0].value == []
    assert ask(app) == "answered"


def test_upload_with_nothing_to_add_cannot_be_added(toy_server: Library, app: AppTest) -> None:
    open_page(app)
    app.file_uploader[0].upload("空.txt", b"").run()
    button = app.button(key="add")
    assert (button.label, button.disabled) == ("没有可以加入的文章", True)


def test_hostile_upload_is_previewed_as_text(toy_server: Library, app: AppTest) -> None:
    hostile = "<img src=x onerror=alert(1)>标题\n来源：[点我](javascript:alert(1))\n![](http://evil.example/x.png)正文一句话。\n"
    open_page(app)
    app.file_uploader[0].upload("<b>x.txt", hostile.encode()).run()
    assert not any("](" in text.value and "\\]" not in text.value for text in [*app.markdown, *app.caption])
    assert not app.exception


def test_who_may_not_change_the_library_is_shown_no_way_to(two_articles: Library, app: AppTest) -> None:
    Passwords(two_articles.path).set("librarian", "a long password")
    open_page(app)
    assert ZH.read_only in status_of(app)
    assert list(app.get("button_group")[0].options) == [ZH.tab_articles, ZH.tab_figures]
    assert {button.key for button in app.button} & {"sync", "withdraw", "reinstate", "add", "check", "rebuild"} == set()
    assert listed(app) == ["rain.txt", "tea.txt", "空.txt"]


def test_change_by_who_may_not_is_refused_even_if_asked_for(two_articles: Library, app: AppTest) -> None:
    open_page(app)
    choose(app, two_articles, 0)
    Passwords(two_articles.path).set("librarian", "a long password")
    app.button(key="withdraw").click().run()
    assert two_articles.status().withdrawn == 0


def test_figures_are_drawn_and_told(two_articles: Library, app: AppTest) -> None:
    open_page(app, FIGURES)
    assert [heading.value for heading in app.subheader] == [ZH.figures_months, ZH.figures_sources]
    charts = app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    assert len(charts) == 2
    assert not app.exception


def test_check_says_that_the_library_is_whole(two_articles: Library, app: AppTest) -> None:
    open_page(app, HEALTH)
    app.button(key="check").click().run()
    assert [success.value for success in app.success] == [ZH.check_whole]
    assert any("toy" in text.value for text in app.markdown)
    assert f"Yinju {index.__version__}" in [text.value.replace("\\", "") for text in app.markdown]


def test_page_is_there_in_english(two_articles: Library, app: AppTest) -> None:
    app.session_state["language"] = "en"
    open_page(app)
    assert app.header[0].value == "Library"
    assert list(app.dataframe[0].value["state"]) == ["Active", "Active", "Rejected"]
    for view in (LIST, FIGURES, HEALTH):
        open_page(app, view)
        assert not app.exception
        said = [*app.caption, *app.markdown, *app.button, *app.subheader]
        assert [text for text in said if any("\u4e00" <= sign <= "\u9fff" for sign in shown(text))] == []


def shown(element: object) -> str:
    return str(getattr(element, "label", "") or getattr(element, "value", ""))
