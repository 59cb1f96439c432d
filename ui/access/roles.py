"""What a visitor may do."""

from enum import IntEnum


class Role(IntEnum):
    """Each role may do what those before it may."""

    VISITOR = 0
    """Nobody in particular: may do what needs no password."""
    READER = 1
    """May ask and read."""
    LIBRARIAN = 2
    """May change the library too."""


PASSWORD_ROLES = {"reader": Role.READER, "librarian": Role.LIBRARIAN}
"""The roles that have a password, by the names used on the command line and in the file."""
