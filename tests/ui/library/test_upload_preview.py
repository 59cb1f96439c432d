"""The preview of an upload saves nothing, and the sync then does what it showed."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from index.library import Library
from index.sync.sources import sync_paths
from tests.said import said
from ui.library.uploads import MAX_LISTED, Outcome, UploadPreview, preview_upload, save_upload

RAIN = "青山镇大雨通报\n发布时间：2024-08-04　来源：青山日报\n8月3日，青山镇降雨量为52毫米。镇里当晚转移了17户居民。\n"
BRIDGE = (
    "松溪大桥昨天正式通车，全长一千二百米，双向六车道，是松溪县最长的一座桥。大桥于三年前开工，总投资四亿八千万元，"
    "由省里和县里各出一半。通车以后，从县城到云台乡只要二十分钟，比过去少走十八公里山路，沿线三个乡的学生可以到县城读高中。"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


def preview(library: Library, folder: Path, *files: tuple[str, bytes]) -> UploadPreview:
    return preview_upload(files, library, folder, lambda _: None)


def packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_article_and_rejection_are_told_apart_and_nothing_is_saved(library: Library, folder: Path) -> None:
    found = preview(library, folder, ("雨.txt", RAIN.encode()), ("空.txt", b""))
    assert [(item.file, item.name, item.outcome, said(item.reason) or item.same_as) for item in found.items] == [
        ("雨.txt", "雨.txt", Outcome.NEW, ""),
        ("空.txt", "空.txt", Outcome.REJECTED, "文件是空的，请检查它是否保存完整"),
    ]
    assert (found.addable, found.files) == (1, {0})
    assert (list(folder.iterdir()), library.status().articles) == ([], 0)


def test_members_of_an_archive_are_listed_one_by_one(library: Library, folder: Path) -> None:
    content = packed({"a.txt": RAIN.encode(), "../../b.txt": BRIDGE.encode(), "c.exe": b"MZ", "__MACOSX/d.txt": b"x"})
    found = preview(library, folder, ("包.zip", content))
    assert [(item.name, item.outcome) for item in found.items] == [
        ("包.zip/a.txt", Outcome.NEW),
        ("包.zip/b.txt", Outcome.NEW),
        ("包.zip/c.exe", Outcome.REJECTED),
    ]
    assert (found.addable, found.files) == (2, {0})


def test_bomb_is_rejected_with_the_reason(library: Library, folder: Path) -> None:
    found = preview(library, folder, ("bomb.zip", packed({"a.txt": b"0" * 50_000_000})))
    assert [(item.outcome, said(item.reason) or item.same_as) for item in found.items] == [
        (Outcome.REJECTED, "这个文件解开后大得不正常，已跳过")
    ]
    assert found.files == frozenset()


def test_file_that_is_there_already_is_known_and_not_saved_again(library: Library, folder: Path) -> None:
    save_upload(folder, "雨.txt", RAIN.encode())
    sync_paths(library, [folder])
    found = preview(library, folder, ("雨.txt", RAIN.encode()))
    assert ([item.outcome for item in found.items], found.addable, found.files) == ([Outcome.KNOWN], 0, frozenset())


def test_text_known_under_another_name_is_a_reprint_of_it(library: Library, folder: Path) -> None:
    save_upload(folder, "桥.txt", f"松溪大桥建成通车\n发布时间：2024-05-01　来源：日报\n{BRIDGE}\n".encode())
    sync_paths(library, [folder])
    found = preview(
        library,
        folder,
        ("转载.txt", f"松溪县有了新桥\n发布时间：2024-05-02　来源：日报\n{BRIDGE}\n".encode()),
        ("雨.txt", RAIN.encode()),
    )
    assert [(item.outcome, said(item.reason) or item.same_as) for item in found.items] == [
        (Outcome.REPRINT, "松溪大桥建成通车"),
        (Outcome.NEW, ""),
    ]
    assert (found.addable, found.files) == (2, {0, 1})


def test_two_of_one_upload_that_say_the_same_are_an_original_and_its_reprint(library: Library, folder: Path) -> None:
    found = preview(
        library,
        folder,
        ("a.txt", f"松溪大桥建成通车\n发布时间：2024-05-01　来源：日报\n{BRIDGE}\n".encode()),
        ("b.txt", f"松溪县又添新桥\n发布时间：2024-05-02　来源：日报\n{BRIDGE}\n".encode()),
    )
    assert sorted((item.outcome.value, said(item.reason) or item.same_as) for item in found.items) == [
        ("new", ""),
        ("reprint", "松溪大桥建成通车"),
    ]


def test_record_whose_id_another_article_has_is_said_beforehand(library: Library, folder: Path) -> None:
    def records(*ids: str) -> bytes:
        rows = [{"id": id, "title": f"通报{id}", "text": f"青山镇第{id}号通报，当天下了大雨。"} for id in ids]
        return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()

    save_upload(folder, "a.jsonl", records("rain", "dam"))
    sync_paths(library, [folder])
    found = preview(library, folder, ("b.jsonl", records("dam", "road")))
    assert [(item.name, item.outcome) for item in found.items] == [("dam", Outcome.TAKEN), ("road", Outcome.NEW)]
    save_upload(folder, "b.jsonl", records("dam", "road"))
    summary = sync_paths(library, [folder])
    assert (summary.added, [item.name for item in summary.rejected]) == (1, ["dam"])


def test_many_articles_are_counted_though_only_the_first_are_listed(library: Library, folder: Path) -> None:
    rows = [{"id": f"r{n}", "text": f"青山镇第{n}号通报，{n}日下了大雨。"} for n in range(MAX_LISTED + 20)]
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    found = preview(library, folder, ("很多.jsonl", content), ("雨.txt", RAIN.encode()))
    assert (len(found.items), found.counts.total(), found.files) == (MAX_LISTED, MAX_LISTED + 21, {0, 1})


def test_what_was_previewed_is_what_the_sync_takes_in(library: Library, folder: Path) -> None:
    files = [("雨.txt", RAIN.encode("gb18030")), ("包.zip", packed({"a.txt": BRIDGE.encode(), "b.txt": b""}))]
    found = preview(library, folder, *files)
    for place in found.files:
        save_upload(folder, *files[place])
    summary = sync_paths(library, [folder])
    assert (summary.added, len(summary.rejected)) == (found.addable, found.counts[Outcome.REJECTED])
    with library.snapshot() as snapshot:
        for item in found.items:
            if item.preview is not None:
                stored = snapshot.article(item.preview.article.id)
                assert stored is not None and stored.paragraphs == item.preview.article.paragraphs
