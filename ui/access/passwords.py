"""The passwords of the web app. Only their hashes are kept, in a private file of the library folder."""

import json
import os
import tempfile
import threading
import unicodedata
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from index.errors import YinjuError
from ui.access.roles import PASSWORD_ROLES, Role

FILE_NAME = "passwords.json"
LEAST_CHARS = 8
MOST_CHARS = 256
"""Nobody remembers more, and what is sent by a stranger is hashed at a cost."""


class PasswordError(YinjuError):
    """A password cannot be set, or the file of the hashes cannot be read."""


class Passwords:
    """The passwords of a library. Safe to share between threads and with the command that sets them."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME
        self._hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106
        # Hashing takes 64 MiB: one at a time, however many strangers try.
        self._hashing = threading.Lock()
        self._nobodys_hash = ""

    def are_set_for(self) -> frozenset[Role]:
        """Return the roles that have a password. Raises PasswordError where the file cannot be read."""
        return frozenset(role for name, role in PASSWORD_ROLES.items() if name in self._read())

    def seal(self, role: Role) -> str:
        """Return what changes whenever the password of `role` does; '' where it has none."""
        return next((self._read().get(name, "") for name, known in PASSWORD_ROLES.items() if known is role), "")

    def find_role(self, password: str) -> Role:
        """Return the highest role whose password this is, VISITOR where it is none's.

        Every role's hash is checked, an unset one's against a password nobody knows, so that the time taken says
        nothing about which are set and which was nearly right.
        """
        hashes = self._read()
        found = Role.VISITOR
        with self._hashing:
            for name, role in PASSWORD_ROLES.items():
                is_right = self._is_right(hashes.get(name) or self._unknown(), _normal(password)[:MOST_CHARS])
                found = role if is_right and name in hashes else found
        return found

    def set(self, role: str, password: str) -> None:
        """Keep the hash of `password` for the role of this name. Raises PasswordError where it is too short or long."""
        chars = len(_normal(password))
        if not LEAST_CHARS <= chars <= MOST_CHARS:
            raise PasswordError(f"密码有 {chars} 个字符，这里应有 {LEAST_CHARS} 到 {MOST_CHARS} 个，请换一个。")
        self._write({**self._read(), role: self._hasher.hash(_normal(password))})

    def remove(self, role: str) -> None:
        """Forget the password of the role of this name."""
        self._write({name: kept for name, kept in self._read().items() if name != role})

    def _is_right(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    def _unknown(self) -> str:
        self._nobodys_hash = self._nobodys_hash or self._hasher.hash(os.urandom(16).hex())
        return self._nobodys_hash

    def _read(self) -> dict[str, str]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            if not isinstance(kept, dict):
                raise TypeError("not an object")
            return {name: str(kept[name]) for name in PASSWORD_ROLES if name in kept}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError) as error:
            # Nobody is let in by a file that cannot be read.
            raise PasswordError(
                f"密码文件 {self._file} 读不出来，请检查权限，或删除它之后用 python -m ui password 重新设置。"
            ) from error

    def _write(self, hashes: dict[str, str]) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self._file.parent, prefix=".passwords-")  # mode 0600 by itself
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(hashes, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._file)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise PasswordError(f"无法写入 {self._file}（{reason}），请检查权限和磁盘空间。") from error


def _normal(password: str) -> str:
    """Return the password as it is compared: a Chinese keyboard may send full-width letters."""
    return unicodedata.normalize("NFKC", password)
