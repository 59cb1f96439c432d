"""Open the library that the settings or a command name: a folder, or an address on Milvus."""

from pathlib import Path

from index.chinese.dictionary import read_dictionary
from index.chinese.words import use_dictionary
from index.embed.embedder import Embedder
from index.errors import LibraryError
from index.library import DATABASE_NAME, Library, LibraryStatus, open_database, read_status
from index.load.source import use_text_columns
from index.messages import Message
from index.milvus.client import is_milvus_address, read_address
from index.milvus.library import MilvusLibrary, read_published_status
from index.settings import LibrarySettings
from index.store.embeddings import keep_removed_for


def place_of(settings: LibrarySettings, named: Path | str | None = None) -> Path | str:
    """Return where the library is: as named by the command, else the settings' address, else their folder."""
    place = str(named or settings.milvus or settings.folder)
    return place if is_milvus_address(place) else Path(place)


def folder_of(place: Path | str) -> Path:
    """Return the place as a folder. Raises LibraryError for an address on Milvus."""
    if isinstance(place, str):
        raise LibraryError(Message("milvus-needs-folder", {"place": place}))
    return place


def own_folder(settings: LibrarySettings, place: Path | str) -> Path:
    """Return the source folder of the library at `place`: itself, or the settings' folder if that contains a library
    and `place` is the settings' address on Milvus. Raises LibraryError for another address."""
    is_published_from_here = place == settings.milvus and has_folder(settings)
    return settings.folder if is_published_from_here else folder_of(place)


def check_place(place: Path | str) -> None:
    """Raise LibraryError if there is no library at `place`; a quick check before a model is loaded."""
    if isinstance(place, str):
        read_published_status(read_address(place))
    else:
        open_database(place).close()


def read_status_of(place: Path | str) -> LibraryStatus:
    """Return a library's status without a model. Raises LibraryError if there is none."""
    if isinstance(place, str):
        return read_published_status(read_address(place))
    database = open_database(place)
    try:
        with database.reading() as connection:
            return read_status(connection, place)
    finally:
        database.close()


def open_library(
    settings: LibrarySettings, embedder: Embedder, place: Path | str, *, may_change: bool = True
) -> Library:
    """Return the library at `place`. One on Milvus is changed in the settings' folder and published from there.

    From now on, the whole process uses the settings' dictionary for segmentation and takes texts from the settings'
    columns. With `may_change` False, or if that folder contains no library, it can only be queried. Raises
    LibraryError, LibraryDamagedError, ModelMismatchError, SettingsError and MissingPackageError.
    """
    use_dictionary(read_dictionary(settings.dictionary))
    use_text_columns(settings.text_columns)
    keep_removed_for(settings.keep_removed_days)
    if not isinstance(place, str):
        return Library.open(place, embedder)
    return MilvusLibrary.open_at(read_address(place), embedder, settings.folder, may_change=may_change)


def has_folder(settings: LibrarySettings) -> bool:
    """Return whether the settings' folder contains a library."""
    return (settings.folder / DATABASE_NAME).is_file()
