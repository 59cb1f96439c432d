"""Command line of the index: sync, read, remove, reinstate, status, verify, backup, restore, rebuild, migrate."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.article import Article, Rejection
from index.background import VectorMaker
from index.chinese.dictionary import read_dictionary
from index.chinese.words import use_dictionary
from index.command_line import Commands, run_command
from index.embed.embedder import load_embedder
from index.errors import LibraryError, YinjuError
from index.library import Library, open_database
from index.load.loader import iter_articles
from index.maintenance import backup_library, find_problems, rebuild_library, restore_library
from index.messages import Message, printable, say
from index.milvus.client import read_address
from index.milvus.migrate import migrate_to_folder, migrate_to_milvus
from index.opening import check_place, folder_of, open_library, own_folder, place_of, read_status_of
from index.progress import TerminalProgress, report_model
from index.settings import Settings, example_file, write_reference
from index.sync.sources import SyncRules, SyncSummary, sync_paths
from index.sync.watcher import watch_paths

Place = Path | str
"""A library folder, or an address on Milvus."""
AfterSync = Callable[[Library, Settings], None]
"""What layers above do after each sync, if they set it as the command's `after_sync`."""
LINE_SIGNS = "\n\t"
"""Control characters of a text that may be sent to a terminal."""
WHEN_STOPPED = "已停止；已完成的部分都已保存。"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 failed with one sentence on standard error, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m index", description="管理资料库")
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    return run_command(parser, arguments)


def add_commands(commands: Commands) -> None:
    """Add this layer's commands."""

    def add(name: str, run: Callable[[argparse.Namespace, Settings, Place], int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--library", metavar="DIR", help="资料库文件夹，或 Milvus 上的地址（默认见 config.toml）")

        def run_there(options: argparse.Namespace, settings: Settings) -> int:
            return run(options, settings, place_of(settings.library, options.library))

        command.set_defaults(command=run_there, when_stopped=WHEN_STOPPED)
        return command

    sync = add("sync", _sync, "让资料库与这些文件和文件夹一致")
    sync.add_argument("paths", nargs="+", metavar="PATH", type=Path)
    sync.add_argument(
        "--allow-removals",
        action="store_true",
        help="文件夹空了或少了大半时，也移除其中不见了的文章（平常会保留，怕是磁盘没有挂载）",
    )
    sync.add_argument(
        "--reread", action="store_true", help="按内容比较每个文件，不管大小和时间有没有变（文件时间不可信时用）"
    )
    sync.add_argument(
        "--vectors-later",
        action="store_true",
        help="文字存好就结束，先按词回答；向量由网页、服务或下一次同步补上",
    )
    sync.add_argument("--watch", action="store_true", help="一直运行，文件一变就同步")
    sync.set_defaults(after_sync=None)
    read = add("read", _read, "显示会从一个文件里收入什么，不收入")
    read.add_argument("file", metavar="FILE", type=Path)
    read.add_argument("--json", action="store_true", help="一个列表，一篇文章一项")
    remove = add("remove", _remove, "撤下文章：文件不动，以后同步也不再用它们回答，直到放回")
    remove.add_argument("ids", nargs="+", metavar="ARTICLE_ID")
    reinstate = add("reinstate", _reinstate, "放回撤下的文章")
    reinstate.add_argument("ids", nargs="+", metavar="ARTICLE_ID")
    add("status", _status, "显示资料库的状态").add_argument("--json", action="store_true")
    add("verify", _verify, "检查资料库是否完整")
    backup = add("backup", _backup, "把资料库和对话记录备份成一个文件，使用中也可以")
    backup.add_argument("file", metavar="FILE", type=Path)
    restore = add("restore", _restore, "检查备份后，把资料库和对话记录恢复成备份时的样子")
    restore.add_argument("file", metavar="FILE", type=Path)
    add("rebuild", _rebuild, "从已存的文章重新生成片段、词和向量")
    migrate = add("migrate", _migrate, "把资料库搬到 Milvus，或搬回文件夹；不重算向量，中断后再运行会接着做")
    migrate.add_argument("source", metavar="FROM")
    migrate.add_argument("target", metavar="TO")
    shown = add("settings", _print_settings, "显示所有设置的说明")
    shown.add_argument("--file", action="store_true", help="改为显示一个写好默认值的 config.toml，可以从它改起")


def _open(settings: Settings, place: Place) -> Library:
    embedder = load_embedder(settings.embedding, report_model)
    return open_library(settings.library, embedder, place)


def _sync(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    with closing(_open(settings, place)) as library:
        with TerminalProgress() as progress:
            summary = sync_paths(
                library,
                options.paths,
                report=progress,
                rules=SyncRules(options.allow_removals, by_content=options.reread, vectors_later=True),
            )
        _print_summary(summary)
        after: AfterSync = options.after_sync or (lambda library, settings: None)
        if options.watch:
            print("正在监视，按 Ctrl+C 停止。", file=sys.stderr)
            after(library, settings)

            def note(summary: SyncSummary) -> None:
                _print_summary(summary)
                after(library, settings)

            with VectorMaker(library):
                watch_paths(library, options.paths, on_change=note, on_error=_print_error)
        if not options.vectors_later:
            with TerminalProgress() as progress:
                library.make_vectors(progress)
        after(library, settings)
    return 1 if summary.withheld else 0


def _print_error(error: YinjuError) -> None:
    print(str(error), file=sys.stderr, flush=True)


def _print_summary(summary: SyncSummary) -> None:
    for rejection in summary.rejected:
        print(f"未收入 {printable(rejection.name)}：{say(rejection.reason)}", file=sys.stderr)
    for reason in summary.withheld:
        print(say(reason), file=sys.stderr)
    print(summary_line(summary), flush=True)


def summary_line(summary: SyncSummary) -> str:
    """Return a one-line summary of a sync."""
    reprints = f"（其中 {summary.reprints} 篇是转载，已并入原文）" if summary.reprints else ""
    return (
        f"新增 {summary.added} 篇，更新 {summary.updated} 篇{reprints}，移除 {summary.removed} 篇，"
        f"未变 {summary.unchanged} 篇，未收入 {len(summary.rejected)} 个"
    )


def _read(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    articles = []
    for item in iter_articles(options.file, options.file.name):
        if isinstance(item, Rejection):
            print(f"不会收入 {printable(item.name)}：{say(item.reason)}", file=sys.stderr)
        else:
            articles.append(item)
    if options.json:
        print(json.dumps([_article_to_json(article) for article in articles], ensure_ascii=False))
    elif articles:
        print("\n\n".join(map(_article_as_text, articles)))
    return 0 if articles else 1


def _article_to_json(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "face": article.face,
        "published": article.published.isoformat() if article.published else None,
        "source": article.source,
        "author": article.author,
        "fields": {field.name: field.value for field in article.fields},
        "paragraphs": [paragraph.text for paragraph in article.paragraphs],
        "removed": [{"text": line.text, "role": line.role} for line in article.removed],
    }


def _article_as_text(article: Article) -> str:
    facts = {
        "编号": article.id,
        "标题": article.title or say(Message("article-untitled", {"face": article.face})),
        "日期": str(article.published or ""),
        "来源": article.source,
        "作者": article.author,
        "注意": say(article.note),
        **{field.name: field.value for field in article.fields},
    }
    lines = [f"{name}　{printable(value)}" for name, value in facts.items() if value]
    lines += [
        f"{paragraph.number:>4}　{printable(paragraph.text, keep=LINE_SIGNS)}" for paragraph in article.paragraphs
    ]
    if article.removed:
        lines += ["不收入的内容："] + [
            f"　　{line.role}　{printable(line.text, keep=LINE_SIGNS)}" for line in article.removed
        ]
    return "\n".join(lines)


def _remove(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    check_place(place)  # report a missing library before loading a model
    with closing(_open(settings, place)) as library:
        removed = library.change(lambda writer: writer.withdraw_articles(options.ids))
    print(f"移除 {len(removed)} 篇")
    return _name_missing(options.ids, removed, "资料库里没有编号为 {} 的文章。")


def _reinstate(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    check_place(place)
    with closing(_open(settings, place)) as library:
        back = library.change(lambda writer: writer.reinstate_articles(options.ids))
    print(f"放回 {len(back)} 篇")
    return _name_missing(
        options.ids, back, "没有放回 {}：没有撤下过这些编号的文章，或文件已经不在（文件回来时会重新收入）。"
    )


def _name_missing(asked: list[str], done: list[str], sentence: str) -> int:
    """Print what was asked for and not done to standard error; return the exit status."""
    missing = [article_id for article_id in asked if article_id not in done]
    if missing:
        print(sentence.format(printable("、".join(missing))), file=sys.stderr)
    return 1 if missing else 0


def _status(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    status = read_status_of(place)
    if options.json:
        print(json.dumps(asdict(status), ensure_ascii=False))
        return 0
    withdrawn = f"，另有撤下的 {status.withdrawn} 篇" if status.withdrawn else ""
    lines = {
        "资料库": status.path,
        "文章": f"{status.articles} 篇（其中转载 {status.reprints} 篇）{withdrawn}",
        "片段": f"{status.chunks} 个" + (f"（还有 {status.pending} 个在等向量，先按词回答）" if status.pending else ""),
        "版本": str(status.version),
        "模型": status.model,
        "占用": f"{status.bytes_on_disk / 1e6:.1f} MB",
        "上次同步": status.synced_at or "从未",
    }
    print("\n".join(f"{name}　{value}" for name, value in lines.items()))
    for reason in status.withheld:
        print(f"注意　{say(reason)}")
    return 0


def _verify(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    folder = own_folder(settings.library, place)
    use_dictionary(read_dictionary(settings.library.dictionary))  # the words compared were segmented with it
    with closing(open_database(folder)) as database:
        problems = find_problems(database)
    for problem in problems:
        print(say(problem.message), file=sys.stderr)
    if not problems:
        print("资料库完好")
    elif all(problem.is_repairable for problem in problems):
        print(f"资料库有问题，文章没有受损，请运行 yinju rebuild --library {folder}。", file=sys.stderr)
    else:
        print(f"资料库已损坏，请从备份恢复，或删除 {folder} 后重新同步文章。", file=sys.stderr)
    return 1 if problems else 0


def _print_settings(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    print(example_file() if options.file else write_reference(), end="")
    return 0


def _rebuild(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    open_database(own_folder(settings.library, place)).close()
    with closing(_open(settings, place)) as library, TerminalProgress() as progress:
        count = rebuild_library(library, report=progress)
    print(f"重新生成了 {count} 篇文章的索引")
    return 0


def _backup(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    with TerminalProgress() as progress:
        facts = backup_library(own_folder(settings.library, place), options.file, report=progress)
    print(f"已备份 {facts.articles} 篇文章到 {options.file}")
    return 0


def _restore(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    folder = own_folder(settings.library, place)
    with TerminalProgress() as progress:
        facts = restore_library(options.file, folder, report=progress)
    print(f"已恢复 {facts.made_at} 的备份：{facts.articles} 篇文章；此后变动的文件请再同步一次。")
    if isinstance(place, str):
        print(f"Milvus 上还是恢复以前的文章，请运行 yinju migrate {folder} {place}。", file=sys.stderr)
    return 0


def _migrate(options: argparse.Namespace, settings: Settings, place: Place) -> int:
    source, target = (place_of(settings.library, name) for name in (options.source, options.target))
    with TerminalProgress() as progress:
        if isinstance(target, str):
            count = migrate_to_milvus(folder_of(source), read_address(target), progress)
        elif isinstance(source, str):
            embedder = load_embedder(settings.embedding, report_model)
            count = migrate_to_folder(read_address(source), target, embedder, progress)
        else:
            raise LibraryError(Message("migrate-folders"))
    print(f"{options.target} 里现在有 {count} 篇文章")
    return 0


if __name__ == "__main__":
    sys.exit(main())
