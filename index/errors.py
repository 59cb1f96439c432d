"""The errors a caller can catch.

    YinjuError
    ├── SettingsError          config.toml or an environment variable is wrong
    ├── MissingPackageError    an optional package is not installed; carries the install line
    ├── ModelError             a model cannot be made, loaded or run
    ├── ChatModelError         the chat model cannot be reached or does not answer
    ├── LoadError              a file cannot be turned into articles; carries the reason
    └── LibraryError           the library folder cannot be used
        ├── LibraryBusyError   another process is changing it
        ├── AsksOnlyError      its articles are changed on another machine
        ├── LibraryDamagedError  a file of it is damaged; says what to do
        └── ModelMismatchError it was made with another embedding model

Every error carries its Message: what was found, what was expected, what to do. `str(error)` is the Chinese sentence.
"""

from index.messages import Message, say, sentence


class YinjuError(Exception):
    """Base of every error this program raises on purpose."""

    def __init__(self, message: Message | str) -> None:
        self.message = sentence(message) if isinstance(message, str) else message
        super().__init__(self.message)

    def __str__(self) -> str:
        return say(self.message)


class SettingsError(YinjuError):
    """A setting cannot be used."""


class MissingPackageError(YinjuError):
    """An optional package is missing."""

    def __init__(self, package: str, purpose: Message) -> None:
        super().__init__(Message("package-missing", {"package": package, "purpose": purpose}))
        self.package = package


class ModelError(YinjuError):
    """A model cannot be made, loaded or run."""


class ChatModelError(YinjuError):
    """The chat model cannot be reached, is too slow or fails; the question is answered without it."""


class LoadError(YinjuError):
    """A file cannot be turned into articles."""


class LibraryError(YinjuError):
    """The library folder cannot be used."""


class LibraryBusyError(LibraryError):
    """Another process is changing the library."""


class AsksOnlyError(LibraryError):
    """The library's articles are changed on another machine; this one only asks."""


class LibraryDamagedError(LibraryError):
    """A file of the library is damaged."""


class ModelMismatchError(LibraryError):
    """The library was made with another embedding model."""
