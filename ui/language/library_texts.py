"""The texts of the library page in the reader's language."""

from ui.language.labels import Labels
from ui.language.library_labels import LibraryLabels
from ui.language.library_labels_en import LIBRARY_EN

LIBRARY_ZH = LibraryLabels()


def library_texts(labels: Labels) -> LibraryLabels:
    """Return the texts in the language of `labels`, Chinese where there are none."""
    return LIBRARY_EN if labels.language == LIBRARY_EN.language else LIBRARY_ZH
