"""Command line of question answering: ask and its forms, batch, check, feedback, saved, copy-conversations,
evaluate, serve, mcp."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from index.command_line import Command, Commands, run_command
from index.embed.cache_folder import default_models_folder
from index.errors import LoadError, MissingPackageError
from index.messages import Message, printable, say
from index.opening import check_place, place_of
from index.progress import Progress, TerminalProgress, report_model
from index.settings import Settings
from index.snapshot import Filters
from qa.answer import Answer, Form, Status, iso, name_of
from qa.asking import (
    QuestionAnswering,
    load_checker,
    open_question_answering,
    question_answering_over,
)
from qa.batch import AskedQuestion, answer_file, check_file, write_document
from qa.collection import CitationStyle, as_lines, collection_to_json, export_collection, kept_collection
from qa.earlier import EarlierTurns
from qa.evaluation import (
    Asked,
    Figures,
    ask_all,
    build_library,
    cached_library_folder,
    compute_figures,
    is_right,
    library_without,
    read_question_set,
)
from qa.export import ExportedDocument, note_text, to_markdown, to_word
from qa.forms.holdings import topics_to_json
from qa.forms.picture import has_picture, to_csv, to_svg
from qa.history.conversations import copy_conversations
from qa.history.opening import open_history
from qa.json_form import answer_to_json, manuscript_to_json
from qa.manuscript import (
    CheckedManuscript,
    check_manuscript,
    export_manuscript,
    mark_of,
    read_manuscript,
    summary_of,
)
from qa.running import AnswerEvent, StageBegan, finished_answer
from qa.saved import find_saved, saved_to_json
from qa.scope import make_filters, read_day


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 failed with one sentence on standard error, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m qa", description="向资料库提问")
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    return run_command(parser, arguments)


def add_commands(commands: Commands) -> None:
    """Add this layer's commands."""

    def add(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--library", metavar="DIR", help="资料库文件夹，或 Milvus 上的地址（默认见 config.toml）")
        command.set_defaults(command=run, when_stopped="已停止。")
        return command

    ask = add("ask", _ask, "回答一个问题")
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--json", action="store_true")
    ask.add_argument(
        "--history", metavar="QUESTION", action="append", default=[], help="之前问过的问题，从早到晚，可以写几次"
    )
    brief = add("brief", _in_form, "概括一篇或几篇文章的要点")
    brief.add_argument("topic", metavar="ARTICLE_ID|TOPIC", help="文章的编号、标题，或一件事")
    timeline = add("timeline", _in_form, "梳理一件事的时间线")
    table = add("table", _in_form, "同一项指标按地方、时间和来源对比")
    posts = add("posts", _in_form, "一个人的履历，或一个职务先后由谁担任")
    posts.add_argument("topic", metavar="PERSON|POST", help="姓名，或“青岚县县长”这样的职务")
    in_force = add("in-force", _in_form, "一件事现在有效的规定，和已经废止、修订的")
    in_force.add_argument("topic", metavar="TOPIC", help="一件事，或“截至2022年养犬的规定”这样的问法")
    for command in (timeline, table):
        command.add_argument("topic", metavar="TOPIC", help="一件事，或“各县的优良天数”这样的问法")
        command.add_argument("--output", metavar="OUT", type=Path, help="写到这个文件：表格写成 .csv，图片写成 .svg")
    topics = add("topics", _topics, "列出资料库里的主题，或一个主题按时间和来源有多少篇")
    topics.add_argument("topic", metavar="TOPIC", nargs="?", default="", help="一个主题；不写就列出主要的主题")
    topics.add_argument("--json", action="store_true")
    forms = {brief: Form.BRIEF, timeline: Form.TIMELINE, table: Form.TABLE, posts: Form.POSTS, in_force: Form.IN_FORCE}
    for command, form in forms.items():
        command.add_argument("--json", action="store_true")
        command.set_defaults(form=form)
    for command in (brief, posts, in_force):
        command.set_defaults(output=None)
    batch = add("batch", _batch, "回答一个文件里的问题")
    batch.add_argument("questions", metavar="QUESTIONS.jsonl", type=Path)
    batch.add_argument("--output", metavar="ANSWERS.jsonl", type=Path, required=True)
    check = add("check", _check, "核对一篇稿子的每一句，或一个文件里的陈述与引文")
    checked = check.add_mutually_exclusive_group(required=True)
    checked.add_argument("file", metavar="FILE", type=Path, nargs="?", help="要核对的稿子：.txt、.docx 等")
    checked.add_argument("--pairs", metavar="PAIRS.jsonl", type=Path, help='一行一个 {"quote": "…", "statement": "…"}')
    check.add_argument("--output", metavar="OUT", type=Path, help="写到这个文件：稿子写成 .docx 或 .md，对写成 .jsonl")
    check.add_argument("--json", action="store_true", help="把核对的结果写成 JSON")
    for command in (ask, batch, *forms):
        command.add_argument("--since", metavar="DATE", type=_read_date, help="只用这天及以后发布的文章，如 2020-03-01")
        command.add_argument("--until", metavar="DATE", type=_read_date, help="只用这天及以前发布的文章")
        command.add_argument(
            "--source", metavar="NAME", action="append", default=[], help="只用这个来源的文章，可以写几次"
        )
    feedback = add("feedback", _feedback, "列出读者对回答的评价，最新的在前")
    feedback.add_argument("--json", action="store_true", help="一行一条评价")
    saved = add("saved", _saved, "列出保存的问题，和读过以后有什么新内容")
    saved.add_argument("--json", action="store_true", help="一行一个问题")
    collection = add("collection", _collection, "一个对话的摘编：显示，或写成 Word、Markdown")
    collection.add_argument("conversation", metavar="CONVERSATION", help="对话的编号，网址里 conversation= 后面的部分")
    collection.add_argument("--output", metavar="OUT", type=Path, help="写到这个文件：.docx 或 .md")
    styles = [style.value for style in CitationStyle]
    collection.add_argument("--style", choices=styles, default=styles[0], help="参考文献的写法")
    collection.add_argument("--json", action="store_true")
    copy = commands.add_parser("copy-conversations", help="把对话和评价复制到另一个资料库，如从文件夹到 Milvus")
    copy.add_argument("source", metavar="FROM", help="资料库文件夹，或 Milvus 上的地址")
    copy.add_argument("target", metavar="TO", help="要复制到的资料库，应已经在那里")
    copy.set_defaults(command=_copy_conversations, when_stopped="已停止。")
    evaluate = add("evaluate", _evaluate, "在一个评测文件夹上测量")
    evaluate.add_argument("folder", metavar="FOLDER", type=Path, help="评测文件夹，或一个 .jsonl 问题文件")
    evaluate.add_argument("--json", action="store_true")
    evaluate.add_argument("--without-answers", action="store_true", help="先移除答案所在的文章，测量拒答")
    evaluate.add_argument("--questions", metavar="ANSWERS.jsonl", type=Path, help="把每一题的结果写到这个文件")
    serve = add("serve", _serve, "用 HTTP 回答（docs/http.md）")
    serve.add_argument("--host", help="监听的地址（默认见 config.toml）")
    serve.add_argument("--port", type=_read_port, help="端口，0 表示任选一个空闲的")
    mcp = add("mcp", _mcp, "作为工具供智能体使用：MCP，标准输入输出（docs/http.md）")
    mcp.add_argument("--http", metavar="PORT", type=_read_port, help="改用 http://127.0.0.1:PORT/mcp，只供本机")


def _read_port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} 不是端口，应是 0 到 65535 之间的整数")
    return int(text)


def _read_date(text: str) -> date:
    try:
        return read_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _filters(options: argparse.Namespace) -> Filters:
    return make_filters(options.since, options.until, options.source)


def _open(options: argparse.Namespace, settings: Settings, *, may_change: bool = False) -> QuestionAnswering:
    place = place_of(settings.library, options.library)
    check_place(place)  # a library that is not there is said before a model is loaded
    named = None if may_change and options.library is None else place  # the settings' own library is changed in place
    return open_question_answering(settings, named, report_model)


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    filters = _filters(options)
    answering = _open(options, settings)
    history = EarlierTurns(answering).turns(options.history, filters)
    return _tell(options, _follow(answering.stream(options.question, filters, history)))


def _in_form(options: argparse.Namespace, settings: Settings) -> int:
    filters = _filters(options)
    draw = _drawing(options.output)
    answering = _open(options, settings)
    answer = _follow(answering.stream_form(options.form, options.topic, filters))
    if draw is not None and has_picture(answer):
        write_document(options.output, draw(answer).encode())
        print(f"已写入 {options.output}", file=sys.stderr)
    return _tell(options, answer)


def _follow(events: Iterator[AnswerEvent]) -> Answer:
    """Return the answer the events end in, showing a progress bar for longer stages."""
    stage, unit = Message("form-gathering"), Message("unit-articles")
    with TerminalProgress() as progress:

        def told() -> Iterator[AnswerEvent]:
            for event in events:
                if isinstance(event, StageBegan) and event.total:
                    progress(Progress(stage, event.done, event.total, unit))
                yield event

        return finished_answer(told())


def _drawing(output: Path | None) -> Callable[[Answer], str] | None:
    """Return what renders an answer in a form for a file with this suffix. Raises LoadError for any other suffix."""
    if output is None:
        return None
    draw: dict[str, Callable[[Answer], str]] = {".csv": to_csv, ".svg": to_svg}
    if output.suffix.lower() not in draw:
        raise LoadError(Message("form-output", {"file": output}))
    return draw[output.suffix.lower()]


def _topics(options: argparse.Namespace, settings: Settings) -> int:
    with _open(options, settings).library.snapshot() as snapshot:
        found = topics_to_json(snapshot, options.topic.strip())
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
    elif not options.topic.strip():
        for topic in found["topics"]:
            print(f"{printable(topic['name'])}　{topic['articles']} 篇")
    else:
        most = "，只看了最相关的" if found["is_cut"] else ""
        print(f"在 {found['searched']} 篇文章里{most}，有 {found['articles']} 篇说到“{printable(options.topic)}”。")
        for name, counts in (("time", found["by_time"]), ("source", found["by_source"])):
            for count in counts:
                print(f"  {printable(count[name]) or '来源不详'}　{count['articles']} 篇")
        if found["undated"]:
            print(f"  没有注明日期　{found['undated']} 篇")
    return 0


def _tell(options: argparse.Namespace, answer: Answer) -> int:
    if options.json:
        print(json.dumps(answer_to_json(answer), ensure_ascii=False))
    else:
        _print_answer(answer)
    return 0


def _print_answer(answer: Answer) -> None:
    print(printable(answer.text, keep="\n\t"))
    if answer.note:
        print(f"\n注：{answer.note}")
    for statement in answer.statements:
        if not statement.is_supported:
            print(f"未找到依据：{printable(statement.text)}")
    if answer.nearest is not None:
        print(f"\n{say(Message('nearest-sentence'))}{printable(answer.nearest.text)}")
        title = printable(answer.nearest.article.title or answer.nearest.article.id)
        print(f"    {title}，第 {answer.nearest.paragraph} 段")
    if answer.status is Status.NO_EVIDENCE and answer.passages:
        print("\n最接近的文章：")
        for title in dict.fromkeys(p.article.title or say(name_of(p.article)) for p in answer.passages):
            print(f"  {printable(title)}")
    for citation in answer.citations:
        article = citation.quote.article
        facts = "，".join(filter(None, (iso(article.published), article.source)))
        print()
        print(
            printable(f"[{citation.number}] {article.title or say(name_of(article))}{f'（{facts}）' if facts else ''}")
        )
        print(f"    第 {citation.quote.paragraph} 段：{printable(citation.quote.text)}")


def _batch(options: argparse.Namespace, settings: Settings) -> int:
    filters = _filters(options)
    answering = _open(options, settings)
    with TerminalProgress() as progress:
        count = answer_file(answering, options.questions, options.output, filters=filters, report=progress)
    print(f"回答了 {count} 个问题，写入 {options.output}")
    return 0


def _check(options: argparse.Namespace, settings: Settings) -> int:
    if options.pairs is None:
        return _check_manuscript(options, settings)
    if options.output is None:
        raise LoadError(Message("pairs-no-output"))
    model = load_checker(settings, report_model)
    with TerminalProgress() as progress:
        count = check_file(options.pairs, options.output, model=model, report=progress)
    print(f"核对了 {count} 对，写入 {options.output}")
    return 0


def _check_manuscript(options: argparse.Namespace, settings: Settings) -> int:
    writer = _document_writer(options.output)
    try:
        data = options.file.read_bytes()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LoadError(Message("input-rejected", {"reason": Message("file-unopened", {"reason": reason})})) from error
    manuscript = read_manuscript(options.file.name, data)
    answering = _open(options, settings)
    with TerminalProgress() as progress:
        stage, unit = Message("stage-claims"), Message("unit-sentences")
        checked = check_manuscript(
            answering, manuscript, lambda done, every: progress(Progress(stage, done, every, unit))
        )
    if writer is not None:
        write_document(options.output, writer(export_manuscript(checked, date.today())))
    if options.json:
        print(json.dumps(manuscript_to_json(checked), ensure_ascii=False))
    elif writer is None:
        _print_manuscript(checked)
    if writer is not None:
        print(f"已写入 {options.output}", file=sys.stderr)
    return 0


def _document_writer(output: Path | None) -> Callable[[ExportedDocument], bytes] | None:
    """Return what renders a document for the output's suffix, None without an output."""
    if output is None:
        return None
    writers: dict[str, Callable[[ExportedDocument], bytes]] = {
        ".docx": to_word,
        ".md": lambda document: to_markdown(document).encode(),
    }
    if output.suffix.lower() not in writers:
        raise LoadError(Message("manuscript-format", {"file": output}))
    return writers[output.suffix.lower()]


def _print_manuscript(checked: CheckedManuscript) -> None:
    for sentence in checked.sentences:
        print(f"[{mark_of(sentence)}] {printable(sentence.text)}")
        for quote in sentence.quotes:
            print(f"    {printable(note_text(quote))}")
    print(f"\n{say(summary_of(checked))}")


def _feedback(options: argparse.Namespace, settings: Settings) -> int:
    place = place_of(settings.library, options.library)
    check_place(place)  # a library that is not there is said, not made
    rated_answers = open_history(place).ratings.list()
    for rated in rated_answers:
        rating = rated.rating
        if options.json:
            kept = {"question": rated.question, "answer": rated.answer, **asdict(rating), "given_at": rated.given_at}
            print(json.dumps(kept, ensure_ascii=False))
        else:
            print(f"{rated.given_at[:10]}  {'有帮助  ' if rating.is_helpful else '没有帮助'}  {rated.question}")
            print("\n".join(f"            {line}" for line in (rating.reason, rated.answer) if line), end="\n\n")
    if not options.json:
        print(f"共 {len(rated_answers)} 条评价。")
    return 0


def _saved(options: argparse.Namespace, settings: Settings) -> int:
    place = place_of(settings.library, options.library)
    check_place(place)  # a library that is not there is said, not made
    found = find_saved(open_history(place).shelf)
    for saved in found:
        if options.json:
            print(json.dumps(saved_to_json(saved), ensure_ascii=False))
            continue
        print(f"{printable(saved.question)}　{f'新增 {len(saved.new)} 句' if saved.new else '没有新内容'}")
        for line in saved.new:
            where = "，".join(filter(None, (line.published, line.source, line.title)))
            print(f"    {printable(line.text)}（{printable(where)}）")
    if not options.json:
        print(f"共 {len(found)} 个保存的问题。")
    return 0


def _collection(options: argparse.Namespace, settings: Settings) -> int:
    writer = _document_writer(options.output)
    place = place_of(settings.library, options.library)
    check_place(place)  # a library that is not there is said, not made
    history, today, style = open_history(place), date.today(), CitationStyle(options.style)
    held = kept_collection(history.shelf, options.conversation)
    if writer is not None:
        kept = history.conversations.whole(options.conversation)
        title = say(Message("collection-title", {"title": kept.title if kept else options.conversation}))
        write_document(options.output, writer(export_collection(held, today, style, title=title)))
        print(f"已写入 {options.output}", file=sys.stderr)
    if options.json:
        print(json.dumps(collection_to_json(held, today, style), ensure_ascii=False))
    elif not held.sentences:
        print("这个对话没有摘编。")
    elif writer is None:
        print(printable(as_lines(held, today, style), keep="\n"))
    return 0


def _copy_conversations(options: argparse.Namespace, settings: Settings) -> int:
    places = [place_of(settings.library, named) for named in (options.source, options.target)]
    for place in places:
        check_place(place)  # a library that is not there is said, not made
    source, target = (open_history(place).conversations for place in places)
    with TerminalProgress() as progress:
        copied = copy_conversations(source, target, progress)
    print(f"复制了 {copied} 个对话；已在那里的保持原样。")
    return 0


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from qa.serve.server import serve

    http = settings.http
    http = replace(http, host=options.host or http.host, port=http.port if options.port is None else options.port)
    serve(_open(options, settings, may_change=True), http)
    return 0


def _mcp(options: argparse.Namespace, settings: Settings) -> int:
    try:
        from qa.mcp_server import serve_http, serve_stdio
    except ModuleNotFoundError as error:
        raise MissingPackageError("mcp", Message("purpose-mcp")) from error
    if options.http is None:
        serve_stdio(lambda: _open(options, settings))
    else:
        serve_http(lambda: _open(options, settings), options.http)
    return 0


def _evaluate(options: argparse.Namespace, settings: Settings) -> int:
    questions = read_question_set(options.folder)
    cache = Path(settings.embedding.cache) if settings.embedding.cache else default_models_folder().parent
    folder = Path(options.library or cached_library_folder(options.folder, cache))
    progress = TerminalProgress()
    if not (options.folder / "articles.jsonl").is_file():
        check_place(folder)
    answering = open_question_answering(settings, folder, report_model)
    library = build_library(options.folder, folder, answering.library.embedder, progress)
    if options.without_answers:
        removed = sorted({id for question in questions for id in question.articles})
        questions = [replace(question, answers=(), articles=()) for question in questions]
        with library_without(library, removed) as rest:
            without = question_answering_over(rest, settings, answering.reader.model, answering.checker)
            figures = _measure(without, questions, progress, options.questions)
            articles = rest.status().articles
    else:
        figures = _measure(answering, questions, progress, options.questions)
        articles = library.status().articles
    _print_figures(figures, articles, as_json=options.json)
    return 0


def _measure(
    answering: QuestionAnswering, questions: list[AskedQuestion], progress: TerminalProgress, details: Path | None
) -> Figures:
    asked = ask_all(answering, questions, progress)
    progress.close()
    if details is not None:
        _write_details(asked, details)
    return compute_figures(asked)


def _write_details(asked: list[Asked], path: Path) -> None:
    lines = [
        json.dumps({"id": a.question.id, "right": is_right(a), "answers": a.question.answers,
                    "articles": a.question.articles, "found": a.found_articles[:10],
                    **answer_to_json(a.answer)}, ensure_ascii=False)
        for a in asked
    ]  # fmt: skip
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise LoadError(Message("output-unwritable", {"file": path, "reason": reason})) from error


def _print_figures(figures: Figures, articles: int, *, as_json: bool) -> None:
    values = {"articles": articles, **figures.as_dict()}
    if as_json:
        print(json.dumps(values))
        return
    for name, value in values.items():
        print(f"{name:20} {'-' if value is None else f'{value:.3f}' if isinstance(value, float) else value}")


if __name__ == "__main__":
    sys.exit(main())
