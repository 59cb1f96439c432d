"""Decides who is let in, from passwords, sign-ins and attempts. One gate per library, shared by all sessions."""

import contextlib
import fcntl
import hashlib
import ipaddress
import json
import os
import secrets
import tempfile
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from index.errors import YinjuError
from index.library import make_private_folder
from index.messages import Message
from index.settings import CONFIG_VARIABLE, HOME, AccessSettings, Settings, load_settings

# ---- What a visitor may do


class Role(IntEnum):
    """Each role may also do what those before it may."""

    VISITOR = 0
    """Anonymous: may do whatever needs no password."""
    READER = 1
    """May ask and read."""
    LIBRARIAN = 2
    """May also change the library."""


PASSWORD_ROLES = {"reader": Role.READER, "librarian": Role.LIBRARIAN}
"""The roles that have a password, by the names used on the command line and in the file."""


# ---- How long a stranger waits between wrong passwords


FREE_ATTEMPTS = 3
"""Wrong passwords an address may send before it waits: a person mistypes."""
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 900.0
FREE_ATTEMPTS_IN_TOTAL = 30
LONGEST_WAIT_IN_TOTAL_S = 20.0
"""Somebody who tries from many addresses slows everybody down, but must not lock the librarian out."""
FORGOTTEN_AFTER_S = 3600.0
MAX_ADDRESSES = 10_000
MAX_COUNTS_BYTES = 8 * 1024 * 1024
EVERYBODY = ""


@dataclass
class _Record:
    wrong: int = 0
    last: float = 0.0
    wait_s: float = 0.0


class AttemptLimit:
    """Counts wrong passwords per address and in total; each one past the free ones doubles the wait.

    An address that has sent a right password is limited by its own count only: strangers cannot lock it out. All
    threads and processes with the same `file` share its counts; if it cannot be written, each counts for itself.
    """

    def __init__(self, clock: Callable[[], float] = time.time, file: Path | None = None) -> None:
        self._clock = clock
        self._file = file
        self._lock = threading.Lock()
        self._records: dict[str, _Record] = {}
        self._known: set[str] = set()

    def take(self, address: str) -> float:
        """Return 0 and count a wrong attempt in advance, or return the seconds `address` still has to wait.

        Counted before the password is checked, so that a hundred concurrent requests are a hundred attempts.
        """
        with self._shared():
            now = self._clock()
            self._forget(now)
            network = network_of(address)
            keys = (network,) if network in self._known else (EVERYBODY, network)
            left = max(self._left(key, now) for key in keys)
            if left > 0:
                return left
            for key in keys:
                self._count(self._records.setdefault(key, _Record()), key, now)
            return 0.0

    def succeeded(self, address: str) -> None:
        """Take back what `take` counted, and clear the wrong attempts of this address."""
        with self._shared():
            network = network_of(address)
            self._records.pop(network, None)
            everybody = self._records.get(EVERYBODY)
            if everybody is not None and network not in self._known:
                everybody.wrong -= 1
                everybody.wait_s = _wait_s(everybody.wrong, EVERYBODY)
            if len(self._known) < MAX_ADDRESSES:
                self._known.add(network)

    @contextmanager
    def _shared(self) -> Iterator[None]:
        """Lock the counts that processes share through the file: read before the block, written after it."""
        with self._lock:
            if self._file is None:
                yield
                return
            try:
                handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError:  # the folder is not writable: this process counts for itself
                yield
                return
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                self._read(handle)
                yield
                self._write(handle)
            finally:
                os.close(handle)

    def _read(self, handle: int) -> None:
        """Load the counts from the file; a new or torn one is ignored."""
        try:
            kept = json.loads(os.pread(handle, MAX_COUNTS_BYTES, 0) or b"{}")
            records = {
                str(key): _Record(int(wrong), float(last), float(wait)) for key, wrong, last, wait in kept["records"]
            }
            known = {str(network) for network in kept["known"]}
        except (ValueError, TypeError, KeyError):
            return
        self._records, self._known = records, known

    def _write(self, handle: int) -> None:
        kept = {
            "records": [[key, record.wrong, record.last, record.wait_s] for key, record in self._records.items()],
            "known": sorted(self._known),
        }
        with contextlib.suppress(OSError):  # a full disk: this process keeps counting for itself
            os.pwrite(handle, text := json.dumps(kept).encode(), 0)
            os.ftruncate(handle, len(text))

    def _left(self, key: str, now: float) -> float:
        record = self._records.get(key)
        if record is None:
            return 0.0
        record.last = min(record.last, now)  # a clock set back must not make anybody wait for years
        return max(0.0, record.last + record.wait_s - now)

    def _count(self, record: _Record, key: str, now: float) -> None:
        record.wrong += 1
        record.last = now
        record.wait_s = _wait_s(record.wrong, key)

    def _forget(self, now: float) -> None:
        for key in [key for key, record in self._records.items() if now - record.last > FORGOTTEN_AFTER_S]:
            del self._records[key]
        while len(self._records) > MAX_ADDRESSES:  # the oldest first; the total stays
            del self._records[next(key for key in self._records if key != EVERYBODY)]


def _wait_s(wrong: int, key: str) -> float:
    free, longest = (
        (FREE_ATTEMPTS_IN_TOTAL, LONGEST_WAIT_IN_TOTAL_S) if key == EVERYBODY else (FREE_ATTEMPTS, LONGEST_WAIT_S)
    )
    if wrong < free:
        return 0.0
    return float(min(longest, FIRST_WAIT_S * 2 ** min(wrong - free, 20)))


def network_of(address: str) -> str:
    """Return what counts as one address: for IPv6 the /64 network that a household or an office is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address or "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


# ---- The passwords of the web app. Only their hashes are kept, in a private file of the library folder


FILE_NAME = "passwords.json"
LEAST_CHARS = 8
MOST_CHARS = 256
"""Nobody remembers more, and hashing what a stranger sends is expensive."""


class PasswordError(YinjuError):
    """A password cannot be set, or the file of hashes cannot be read."""


class Passwords:
    """The passwords of a library. Safe to share between threads, and with the command that sets them."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME
        self._hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106
        # Each hash takes 64 MiB of memory: only one at a time, however many strangers try.
        self._hashing = threading.Lock()
        self._nobodys_hash = ""

    def are_set_for(self) -> frozenset[Role]:
        """Return the roles that have a password. Raises PasswordError if the file cannot be read."""
        return frozenset(role for name, role in PASSWORD_ROLES.items() if name in self._read())

    def seal(self, role: Role) -> str:
        """Return a text that changes whenever the password of `role` does; '' if it has none."""
        return next((self._read().get(name, "") for name, known in PASSWORD_ROLES.items() if known is role), "")

    def find_role(self, password: str) -> Role:
        """Return the highest role with this password, VISITOR if there is none.

        Every role's hash is checked, an unset one's against a password nobody knows, so that the time taken reveals
        neither which are set nor which was nearly right.
        """
        hashes = self._read()
        found = Role.VISITOR
        with self._hashing:
            for name, role in PASSWORD_ROLES.items():
                is_right = self._is_right(hashes.get(name) or self._unknown(), _normal(password)[:MOST_CHARS])
                found = role if is_right and name in hashes else found
        return found

    def set(self, role: str, password: str) -> None:
        """Store the hash of `password` for the named role. Raises PasswordError if it is too short or too long."""
        chars = len(_normal(password))
        if not LEAST_CHARS <= chars <= MOST_CHARS:
            facts = {"chars": chars, "least": LEAST_CHARS, "most": MOST_CHARS}
            raise PasswordError(Message("password-length", facts))
        self._write({**self._read(), role: self._hasher.hash(_normal(password))})

    def remove(self, role: str) -> None:
        """Remove the password of the named role."""
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
            # An unreadable file lets nobody in.
            raise PasswordError(Message("passwords-unreadable", {"file": self._file})) from error

    def _write(self, hashes: dict[str, str]) -> None:
        try:
            make_private_folder(self._file.parent)
            handle, temporary = tempfile.mkstemp(dir=self._file.parent, prefix=".passwords-")  # mode 0600 by itself
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(hashes, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self._file)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise PasswordError(Message("file-unwritable", {"file": self._file, "reason": reason})) from error


def _normal(password: str) -> str:
    """Return the password as it is compared: a Chinese keyboard may send full-width letters."""
    return unicodedata.normalize("NFKC", password)


# ---- Who is signed in: tokens that only the browser knows; the server keeps their digests in memory


TOKEN_BYTES = 32
MAX_SIGN_INS = 10_000


@dataclass(frozen=True)
class SignIn:
    """`seal` identifies the password it was opened with: changing the password ends it."""

    role: Role
    seal: str
    opened: float
    used: float


class SignIns:
    """The open sign-ins; a restart of the server ends them all. Thread-safe."""

    def __init__(self, idle_s: float, longest_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._idle_s = idle_s
        self._longest_s = longest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, SignIn] = {}

    def open(self, role: Role, seal: str) -> str:
        """Return the token of a new sign-in."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._lock:
            now = self._clock()
            self._drop_ended(now)
            self._open[_digest(token)] = SignIn(role, seal, now, now)
        return token

    def use(self, token: str) -> SignIn | None:
        """Return the sign-in of this token and note its use; None if it has ended or never existed."""
        with self._lock:
            now = self._clock()
            found = self._open.get(_digest(token))
            if found is None or self._has_ended(found, now):
                self._open.pop(_digest(token), None)
                return None
            used = self._open[_digest(token)] = replace(found, used=now)
            return used

    def close(self, token: str) -> None:
        """End the sign-in of this token."""
        with self._lock:
            self._open.pop(_digest(token), None)

    def _has_ended(self, sign_in: SignIn, now: float) -> bool:
        return now - sign_in.used > self._idle_s or now - sign_in.opened > self._longest_s

    def _drop_ended(self, now: float) -> None:
        for digest in [digest for digest, sign_in in self._open.items() if self._has_ended(sign_in, now)]:
            del self._open[digest]
        while len(self._open) >= MAX_SIGN_INS:
            del self._open[next(iter(self._open))]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# ---- Who is let in: passwords, sign-ins and attempts together. One gate per library, shared by all sessions


@dataclass(frozen=True)
class SignInResult:
    """A token if the password was right; else the seconds to wait before the next attempt, 0 if it was wrong."""

    token: str = ""
    wait_s: float = 0.0


@dataclass(frozen=True)
class Gate:
    """Says who may do what. Safe to share between threads; raises PasswordError if the hashes are unreadable."""

    settings: AccessSettings
    passwords: Passwords
    sign_ins: SignIns
    attempts: AttemptLimit = field(default_factory=AttemptLimit)
    librarian_attempts: AttemptLimit = field(default_factory=AttemptLimit)
    """Counted apart: the reader's password must not reset the count between guesses at the librarian's."""
    uploaders: dict[str, float] = field(default_factory=dict)
    """Until when each Streamlit session may send files, by its id."""

    def sign_in(self, password: str, address: str) -> SignInResult:
        """Check a password sent from `address`; the result does not say what was wrong with it."""
        wait_s = self.attempts.take(address)
        if wait_s > 0:
            return SignInResult(wait_s=wait_s)
        role = self.passwords.find_role(password)
        if role is not Role.READER:
            # Checked after hashing, whatever the outcome, so that a wait reveals nothing about the password.
            if (wait_s := self.librarian_attempts.take(address)) > 0:
                return SignInResult(wait_s=wait_s)
            if role is Role.VISITOR:
                return SignInResult()
            self.librarian_attempts.succeeded(address)
        self.attempts.succeeded(address)
        return SignInResult(token=self.sign_ins.open(role, self.passwords.seal(role)))

    def role_of(self, token: str) -> Role:
        """Return the role of this token; VISITOR once its sign-in has ended or its password was changed."""
        sign_in = self.sign_ins.use(token) if token else None
        if sign_in is None:
            return Role.VISITOR
        if sign_in.seal != self.passwords.seal(sign_in.role):
            self.sign_ins.close(token)
            return Role.VISITOR
        return sign_in.role

    def let_upload(self, session_id: str) -> None:
        """Let this Streamlit session send files for as long as a sign-in may be idle."""
        now = time.monotonic()
        for ended in [known for known, until in list(self.uploaders.items()) if until < now]:
            self.uploaders.pop(ended, None)
        self.uploaders[session_id] = now + self.settings.idle_s

    def may_upload(self, session_id: str) -> bool:
        """Say whether this Streamlit session may send files now."""
        return self.uploaders.get(session_id, 0.0) >= time.monotonic()


def current_settings() -> Settings:
    """Return the current settings; their file is read again only when it has changed, as every request asks for them.

    Raises SettingsError.
    """
    path = os.environ.get(CONFIG_VARIABLE) or str(HOME / "config.toml")
    try:
        status = os.stat(path)
        return _load(path, status.st_mtime_ns, status.st_size)
    except OSError:
        return load_settings()


@lru_cache(maxsize=8)
def _load(path: str, changed_ns: int, size: int) -> Settings:
    return load_settings()


ATTEMPT_FILES = ("attempts.json", "librarian-attempts.json")
"""In the library's folder, readable by its owner only: the recent wrong attempts by address."""

_gates: dict[tuple[Path, AccessSettings], Gate] = {}
_opening = threading.Lock()


def gate_of(settings: Settings) -> Gate:
    """Return the gate of the library in these settings, always the same object."""
    key = (settings.library.folder, settings.access)
    with _opening:
        if key not in _gates:
            sign_ins = SignIns(settings.access.idle_s, settings.access.longest_s)
            folder = settings.library.folder
            everybodys, librarians = (AttemptLimit(file=folder / name) for name in ATTEMPT_FILES)
            _gates[key] = Gate(settings.access, Passwords(folder), sign_ins, everybodys, librarians)
        return _gates[key]
