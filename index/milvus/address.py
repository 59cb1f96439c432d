"""Where a library on Milvus is: one line of text, as it stands in the settings and on the command line."""

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.errors import SettingsError

PREFIX = "milvus+"
TOKEN_VARIABLE = "YINJU_MILVUS_TOKEN"  # noqa: S105 - the name of the variable, not a token
"""Environment variable with the server's token ("user:password" or a key); none for a server without accounts."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


@dataclass(frozen=True)
class MilvusAddress:
    """A server's address or the path of a Milvus Lite file, and the library's name there."""

    uri: str
    name: str

    @property
    def token(self) -> str:
        """The secret of the server, from the environment; '' where none is set."""
        return os.environ.get(TOKEN_VARIABLE, "")

    def __str__(self) -> str:
        return f"{PREFIX}{self.uri}/{self.name}" if "://" in self.uri else f"{PREFIX}file:{self.uri}/{self.name}"


def is_milvus_address(text: str) -> bool:
    """Return whether `text` names a library on Milvus, not a folder."""
    return text.startswith(PREFIX)


def read_address(text: str) -> MilvusAddress:
    """Return the address that `text` says: milvus+http://host:19530/name, or milvus+file:/path/file.db/name.

    Raises SettingsError for anything else.
    """
    place, _, name = text.removeprefix(PREFIX).rpartition("/")
    place = re.sub(r"^(https?):/+", r"\1://", place)  # a path type on the way makes one slash of two
    kind = urlsplit(place).scheme
    if not text.startswith(PREFIX) or not _NAME.fullmatch(name) or kind not in ("http", "https", "file"):
        raise SettingsError(
            f"{text!r} 不是 Milvus 资料库的地址，应写成 milvus+http://主机:19530/名字 "
            "或 milvus+file:/文件夹/文件.db/名字（名字只用字母、数字和下划线）。"
        )
    if kind == "file":
        path = place.removeprefix("file:").removeprefix("//")
        if not path.endswith(".db"):
            raise SettingsError(f"{text!r} 里的文件名应以 .db 结尾，如 milvus+file:/data/yinju.db/news。")
        return MilvusAddress(path, name)
    return MilvusAddress(place, name)
