"""The command line of question answering: standard output, standard error and the exit status."""

import json
from pathlib import Path

import pytest

import qa.__main__ as program
import qa.asking
from index.embed.embedder import Embedder
from index.library import Library
from index.milvus.client import read_address
from index.milvus.migrate import migrate_to_milvus
from index.progress import ignore_progress
from index.settings import Settings
from qa.asking import QuestionAnswering, question_answering_over
from qa.collection import Collection, collect, keep_collection
from qa.conversation.turn import Turn
from qa.history.conversations import Rating
from qa.history.opening import open_history
from tests.conftest import add_articles, make_article
from tests.qa.chat_server import Reply, chat_server
from tests.qa.conftest import BRIDGE, OPENING, PEAR
from tests.toy_embedder import ToyEmbedder
from tests.toy_reader import ToyReader

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a library folder with three articles; the commands run with the toy embedder."""

    def open_toy(settings: Settings, path: Path, _: object) -> QuestionAnswering:
        return question_answering_over(Library.open(path, ToyEmbedder()), settings, ToyReader())

    monkeypatch.setattr(program, "open_question_answering", open_toy)
    library = Library.open(tmp_path / "library", ToyEmbedder())
    add_articles(library, BRIDGE, PEAR, OPENING)
    library.close()
    return str(tmp_path / "library")


def test_ask_prints_the_answer_and_its_citations(folder: str, capsys: Capture) -> None:
    assert program.main(["ask", "澄青大桥全长多少米？", "--library", folder]) == 0
    output, errors = capsys.readouterr()
    lines = output.splitlines()
    assert errors == ""
    assert lines[0].startswith("澄青大桥5月1日正式通车，全长820米。[1]")
    assert "[1] 澄青大桥通车（2020-05-01，澄青日报）" in lines
    assert "    第 1 段：澄青大桥5月1日正式通车，全长820米。" in lines


def test_ask_prints_what_the_chat_model_could_not_support(
    folder: str, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server(Reply(("澄青大桥全长820米[1]。", "造价三亿元[1]。"))) as server:
        config = tmp_path / "config.toml"
        config.write_text(f'[chat]\nmodel = "openai:scripted"\nbase_url = "{server.address}"\n')
        monkeypatch.setenv("YINJU_CONFIG", str(config))
        assert program.main(["ask", "澄青大桥全长多少米？", "--library", folder]) == 0
    assert capsys.readouterr().out.splitlines()[:4] == [
        "澄青大桥全长820米。[1]",
        "",
        "注：对话模型写的话中有 1 句在文章里找不到依据，没有算作回答。",
        "未找到依据：造价三亿元。",
    ]


def test_ask_prints_one_json_object(folder: str, capsys: Capture) -> None:
    assert program.main(["ask", "澄青大桥全长多少米？", "--json", "--library", folder]) == 0
    output, errors = capsys.readouterr()
    answer = json.loads(output)
    assert (output.count("\n"), errors, answer["status"]) == (1, "", "answered")


def test_follow_up_is_understood_from_the_questions_before(folder: str, capsys: Capture) -> None:
    asked = ["ask", "什么时候通车的？", "--json", "--library", folder]
    assert program.main(asked) == 0
    assert json.loads(capsys.readouterr().out)["asked"] == "什么时候通车的？"
    assert program.main([*asked, "--history", "梨花节在哪里？", "--history", "澄青大桥全长多少米？"]) == 0
    assert "澄青大桥" in json.loads(capsys.readouterr().out)["asked"]


def test_refusal_exits_0_and_names_the_nearest_articles(folder: str, capsys: Capture) -> None:
    assert program.main(["ask", "水库里有什么鱼？", "--library", folder]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["这些文章里没有找到能回答这个问题的依据（已检索 3 篇文章）。", "", "最接近的文章："]
    assert sorted(lines[3:]) == ["  图书馆延时", "  梨花节开幕", "  澄青大桥通车"]


def test_dates_filter_the_articles(folder: str, capsys: Capture) -> None:
    for option, day, expected in (("--since", "2021-01-01", {"pear"}), ("--until", "2020-12-31", {"bridge"})):
        assert program.main(["ask", "大桥？", "--json", option, day, "--library", folder]) == 0
        assert {p["article"] for p in json.loads(capsys.readouterr().out)["passages"]} == expected


def test_batch_writes_the_file_and_says_how_many(folder: str, tmp_path: Path, capsys: Capture) -> None:
    questions, output = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text('{"id": "q1", "question": "澄青大桥全长多少米？"}\n')
    assert program.main(["batch", str(questions), "--output", str(output), "--library", folder]) == 0
    printed, errors = capsys.readouterr()
    assert printed == f"回答了 1 个问题，写入 {output}\n"
    assert "回答: 100%" in errors
    assert json.loads(output.read_text())["id"] == "q1"


def test_evaluate_prints_figures(folder: str, tmp_path: Path, capsys: Capture) -> None:
    question = {"id": "1", "question": "澄青大桥全长多少米？", "answers": [["820米"]], "articles": ["bridge"]}
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "questions.jsonl").write_text(json.dumps(question, ensure_ascii=False))
    assert program.main(["evaluate", str(tmp_path / "set"), "--json", "--library", folder]) == 0
    output, _ = capsys.readouterr()
    figures = json.loads(output)
    assert (output.count("\n"), figures["articles"], figures["questions"], figures["accuracy"]) == (1, 3, 1, 1.0)
    assert program.main(["evaluate", str(tmp_path / "set"), "--without-answers", "--library", folder]) == 0
    lines = dict(line.split() for line in capsys.readouterr().out.splitlines())
    assert (lines["articles"], lines["answerable"], lines["refusal"], lines["accuracy"]) == ("2", "0", "1.000", "-")


def test_folder_without_a_library_says_what_to_run(folder: str, tmp_path: Path, capsys: Capture) -> None:
    missing = tmp_path / "missing"
    assert program.main(["ask", "大桥？", "--library", str(missing)]) == 1
    expected = f"{missing} 里没有资料库，请先运行 yinju sync 文章文件夹 --library {missing}。\n"
    assert capsys.readouterr() == ("", expected)
    assert not missing.exists()


def test_library_path_that_is_a_file_is_said_in_one_sentence(folder: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "file"
    path.write_text("mine")
    assert program.main(["ask", "大桥？", "--library", str(path)]) == 1
    assert capsys.readouterr() == ("", f"资料库路径 {path} 是一个文件，这里应是一个文件夹，请换一个路径。\n")


def test_dates_in_the_wrong_order_are_said_in_one_sentence(folder: str, capsys: Capture) -> None:
    dates = ["--since", "2021-01-02", "--until", "2021-01-01"]
    assert program.main(["ask", "大桥？", *dates, "--library", folder]) == 1
    assert capsys.readouterr() == ("", "起始日期 2021-01-02 晚于截止日期 2021-01-01，请改正。\n")


def test_questions_that_cannot_be_read_leave_no_output(folder: str, tmp_path: Path, capsys: Capture) -> None:
    output = tmp_path / "answers.jsonl"
    missing = tmp_path / "missing.jsonl"
    assert program.main(["batch", str(missing), "--output", str(output), "--library", folder]) == 1
    expected = f"无法读取问题文件 {missing}，它应是 UTF-8 编码的 .jsonl。\n"
    assert capsys.readouterr() == ("", expected)
    assert not output.exists()


def test_details_that_cannot_be_written_are_said_in_one_sentence(folder: str, tmp_path: Path, capsys: Capture) -> None:
    question = {"id": "1", "question": "澄青大桥全长多少米？", "answers": [["820米"]], "articles": ["bridge"]}
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "questions.jsonl").write_text(json.dumps(question, ensure_ascii=False))
    details = tmp_path / "missing" / "details.jsonl"
    arguments = ["evaluate", str(tmp_path / "set"), "--questions", str(details), "--library", folder]
    assert program.main(arguments) == 1
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.splitlines()[-1].startswith(f"无法写入 {details}（")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["ask"],
        ["ask", "大桥？", "多余"],
        ["ask", "大桥？", "--since", "2021年1月"],
        ["ask", "大桥？", "--unknown"],
        ["batch", "q.jsonl"],
        ["evaluate"],
    ],
)
def test_wrong_usage_exits_2_with_the_usage_on_standard_error(capsys: Capture, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        program.main(arguments)
    output, errors = capsys.readouterr()
    assert (caught.value.code, output) == (2, "")
    assert errors.startswith("usage: python -m qa")


def test_missing_reader_model_is_one_sentence(
    tmp_path: Path, bundled_embedder: Embedder, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    Library.open(tmp_path / "library", bundled_embedder).close()
    monkeypatch.setattr(qa.asking, "DEFAULT_FOLDER", tmp_path / "nothing")
    assert program.main(["ask", "澄青大桥全长多少米？", "--library", str(tmp_path / "library")]) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("没有找到可用的阅读模型配置 ")


def test_source_may_be_given_more_than_once(folder: str, capsys: Capture) -> None:
    question = ["ask", "水库里有什么鱼？", "--library", folder]
    assert program.main([*question, "--source", "澄青日报", "--source", "没有这家"]) == 0
    assert "（已检索来自“澄青日报”、“没有这家”的 2 篇文章）" in capsys.readouterr().out


def test_feedback_lists_what_readers_thought(folder: str, capsys: Capture) -> None:
    answering = question_answering_over(Library.open(Path(folder), ToyEmbedder()), Settings(), ToyReader())
    turn = Turn(answering.ask("澄青大桥全长多少米？"))
    number = open_history(Path(folder)).conversations.add("c", turn, "me")
    answering.library.close()
    assert program.main(["feedback", "--library", folder]) == 0
    assert capsys.readouterr().out == "共 0 条评价。\n"
    open_history(Path(folder)).ratings.rate(number, Rating(False, "少了引桥"))
    assert program.main(["feedback", "--library", folder]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("  没有帮助  澄青大桥全长多少米？")
    assert [line.strip() for line in lines[1:]] == ["少了引桥", turn.answer.text, "", "共 1 条评价。"]
    assert program.main(["feedback", "--json", "--library", folder]) == 0
    (given,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (given["question"], given["is_helpful"], given["reason"]) == (turn.question, False, "少了引桥")
    assert given["answer"] == turn.answer.text


def test_conversations_go_with_a_library_that_moves_to_milvus(folder: str, lite_file: Path, capsys: Capture) -> None:
    answering = question_answering_over(Library.open(Path(folder), ToyEmbedder()), Settings(), ToyReader())
    history = open_history(Path(folder))
    number = history.conversations.add("c", Turn(answering.ask("澄青大桥全长多少米？")), "me")
    history.ratings.rate(number, Rating(True))
    answering.library.close()
    address = f"milvus+file:{lite_file}/moved"
    assert program.main(["copy-conversations", folder, address]) == 1
    assert "里还没有资料库" in capsys.readouterr().err
    migrate_to_milvus(Path(folder), read_address(address), ignore_progress)
    assert program.main(["copy-conversations", folder, address]) == 0
    assert capsys.readouterr().out == "复制了 1 个对话；已在那里的保持原样。\n"
    assert program.main(["copy-conversations", folder, address]) == 0
    assert capsys.readouterr().out == "复制了 0 个对话；已在那里的保持原样。\n"
    assert program.main(["feedback", "--library", address]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0].split()[1:], lines[-1]) == (["有帮助", "澄青大桥全长多少米？"], "共 1 条评价。")


def test_feedback_of_a_library_that_is_not_there_is_one_sentence(tmp_path: Path, capsys: Capture) -> None:
    assert program.main(["feedback", "--library", str(tmp_path / "none")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "none").exists()


def test_topics_and_pictures_are_told_by_the_command_line(folder: str, tmp_path: Path, capsys: Capture) -> None:
    assert program.main(["topics", "澜青大桥", "--library", folder, "--json"]) == 0
    held = json.loads(capsys.readouterr().out)
    assert held["articles"] == sum(count["articles"] for count in held["by_source"])
    assert program.main(["topics", "--library", folder]) == 0
    assert program.main(["timeline", "澄青大桥", "--library", folder, "--output", str(tmp_path / "line.txt")]) == 1
    assert "应是 .csv（表格）或 .svg（图片）" in capsys.readouterr().err
    assert program.main(["timeline", "澄青大桥", "--library", folder, "--output", str(tmp_path / "line.svg")]) == 0
    assert (tmp_path / "line.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_collection_is_printed_and_written(folder: str, tmp_path: Path, capsys: Capture) -> None:
    answering = question_answering_over(Library.open(Path(folder), ToyEmbedder()), Settings(), ToyReader())
    history = open_history(Path(folder))
    answer = answering.ask("澄青大桥全长多少米？")
    history.conversations.add("c" * 22, Turn(answer))
    held = Collection().with_all([collect(answer.citations[0].quote, answer.question)])
    keep_collection(history.shelf, "c" * 22, held, "")
    answering.library.close()
    assert program.main(["collection", "c" * 22, "--library", folder]) == 0
    said = capsys.readouterr().out
    assert (
        said.startswith("澄青大桥5月1日正式通车，全长820米。[1]")
        and "[1] 林小雨. 澄青大桥通车[N]. 澄青日报, 2020-05-01." in said
    )
    output = tmp_path / "held.md"
    assert program.main(["collection", "c" * 22, "--library", folder, "--output", str(output)]) == 0
    assert capsys.readouterr().out == "" and "[^1]:" in output.read_text(encoding="utf-8")
    assert program.main(["collection", "c" * 22, "--library", folder, "--json", "--style", "plain"]) == 0
    (sentence,) = json.loads(capsys.readouterr().out)["sentences"]
    assert sentence["text"] == answer.citations[0].quote.text and sentence["reference"].startswith("《澄青大桥通车》")
    assert program.main(["collection", "d" * 22, "--library", folder]) == 0
    assert "没有摘编" in capsys.readouterr().out


def test_posts_and_rules_are_commands(folder: str, capsys: Capture) -> None:
    library = Library.open(Path(folder), ToyEmbedder())
    add_articles(
        library,
        make_article("p", "澄青市2021年4月6日决定，任命柳知秋为澄青市水务局局长。", title="澄青市任免名单"),
        make_article("r", "第一条 遛犬须用犬绳。\n第二条 本办法自2019年5月1日起施行。", title="澄青市养犬管理办法"),
    )
    library.close()
    assert program.main(["posts", "澄青市水务局局长", "--library", folder]) == 0
    assert "柳知秋" in capsys.readouterr().out
    assert program.main(["in-force", "澄青市养犬", "--library", folder]) == 0
    assert "澄青市养犬管理办法" in capsys.readouterr().out
