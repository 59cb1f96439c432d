from pathlib import Path

import pytest

from ui.library.uploads import MAX_UPLOAD_MB, UploadError, is_saved, safe_name, save_upload


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("青山.txt", "青山.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.md", "boot.md"),
        ("/abs/olute.html", "olute.html"),
        (".hidden.txt", "hidden.txt"),
        ("..", "article"),
        ("", "article"),
        (".txt", "txt"),
        ("a\x00b\n\u202ec.txt", "a_b__c.txt"),
        ('<i>:"|?*.md', "_i______.md"),
        ("CON.txt", "CON_.txt"),
        ("draft.txt~", "draft.txt"),
        ("长" * 100 + ".txt", "长" * 60 + ".txt"),
    ],
)
def test_names_stay_inside_the_folder(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_file_is_saved_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    saved = save_upload(tmp_path / "articles", "雨.txt", "下雨。".encode())
    assert saved.name == "雨.txt"
    assert [(path.name, path.read_bytes()) for path in (tmp_path / "articles").iterdir()] == [
        ("雨.txt", "下雨。".encode())
    ]


def test_taken_name_gets_a_number_and_the_first_file_stays(tmp_path: Path) -> None:
    names = [save_upload(tmp_path, "雨.txt", content).name for content in (b"one", b"two", b"three")]
    assert names == ["雨.txt", "雨-2.txt", "雨-3.txt"]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"one", b"two", b"three"]


def test_same_content_is_not_saved_twice(tmp_path: Path) -> None:
    save_upload(tmp_path, "雨.txt", b"one")
    save_upload(tmp_path, "雨.txt", b"two")
    assert save_upload(tmp_path, "雨.txt", b"two").name == "雨-2.txt"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["雨-2.txt", "雨.txt"]


def test_unreadable_format_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UploadError, match=r"^病毒\.exe 的格式不能读取，没有存入；可以上传的是 .*\.txt"):
        save_upload(tmp_path, "病毒.exe", b"MZ")
    assert list(tmp_path.iterdir()) == []


def test_too_large_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UploadError, match=r"^大\.txt 超过 20 MB，没有存入；请拆成较小的文件再上传。$"):
        save_upload(tmp_path, "大.txt", b"x" * (MAX_UPLOAD_MB * 1024 * 1024 + 1))
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "articles").write_text("")
    with pytest.raises(UploadError, match=r"^无法把 雨\.txt 存入 .*articles（.+），请检查磁盘空间和权限。$"):
        save_upload(tmp_path / "articles", "雨.txt", b"one")


def test_file_that_is_there_already_is_known_by_name_and_content(tmp_path: Path) -> None:
    save_upload(tmp_path, "../雨?.txt", b"one")
    assert is_saved(tmp_path, "雨?.txt", b"one")
    assert not is_saved(tmp_path, "雨?.txt", b"two")
    assert not is_saved(tmp_path, "风.txt", b"one")
    assert not is_saved(tmp_path / "nowhere", "雨.txt", b"one")
