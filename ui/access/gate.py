"""Who is let in: passwords, sign-ins and attempts together. One for each library, shared by all sessions."""

import os
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from index.settings import CONFIG_VARIABLE, PROJECT_ROOT, AccessSettings, Settings, load_settings
from ui.access.attempts import AttemptLimit
from ui.access.passwords import Passwords
from ui.access.roles import Role
from ui.access.sign_ins import SignIns


@dataclass(frozen=True)
class SignInResult:
    """A token where the password was right; else how long to wait before the next attempt, 0 where it was wrong."""

    token: str = ""
    wait_s: float = 0.0


@dataclass(frozen=True)
class Gate:
    """Answers who may do what. Safe to share between threads; raises PasswordError where the hashes are unreadable."""

    settings: AccessSettings
    passwords: Passwords
    sign_ins: SignIns
    attempts: AttemptLimit = field(default_factory=AttemptLimit)
    uploaders: dict[str, float] = field(default_factory=dict)
    """Until when a Streamlit session may send files, by its id."""

    def sign_in(self, password: str, address: str) -> SignInResult:
        """Check the password of somebody at `address`; nothing is said of what was wrong with it."""
        wait_s = self.attempts.take(address)
        if wait_s > 0:
            return SignInResult(wait_s=wait_s)
        role = self.passwords.find_role(password)
        if role is Role.VISITOR:
            return SignInResult()
        self.attempts.succeeded(address)
        return SignInResult(token=self.sign_ins.open(role, self.passwords.seal(role)))

    def role_of(self, token: str) -> Role:
        """Return the role of who holds this token; VISITOR once it has ended or its password was changed."""
        sign_in = self.sign_ins.use(token) if token else None
        if sign_in is None:
            return Role.VISITOR
        if sign_in.seal != self.passwords.seal(sign_in.role):
            self.sign_ins.close(token)
            return Role.VISITOR
        return sign_in.role

    def let_upload(self, session_id: str) -> None:
        """Let this Streamlit session send files for as long as a sign-in may rest."""
        now = time.monotonic()
        for ended in [known for known, until in list(self.uploaders.items()) if until < now]:
            self.uploaders.pop(ended, None)
        self.uploaders[session_id] = now + self.settings.idle_s

    def may_upload(self, session_id: str) -> bool:
        """Say whether this Streamlit session may send files now."""
        return self.uploaders.get(session_id, 0.0) >= time.monotonic()


def current_settings() -> Settings:
    """Return the settings as they stand in their file now, which is read again only when it has changed.

    Every request asks for them. Raises SettingsError.
    """
    path = os.environ.get(CONFIG_VARIABLE) or str(PROJECT_ROOT / "config.toml")
    try:
        status = os.stat(path)
        return _load(path, status.st_mtime_ns, status.st_size)
    except OSError:
        return load_settings()


@lru_cache(maxsize=8)
def _load(path: str, changed_ns: int, size: int) -> Settings:
    return load_settings()


_gates: dict[tuple[Path, AccessSettings], Gate] = {}
_opening = threading.Lock()


def gate_of(settings: Settings) -> Gate:
    """Return the gate of the library of these settings, always the same one."""
    key = (settings.library.folder, settings.access)
    with _opening:
        if key not in _gates:
            sign_ins = SignIns(settings.access.idle_s, settings.access.longest_s)
            _gates[key] = Gate(settings.access, Passwords(settings.library.folder), sign_ins)
        return _gates[key]
