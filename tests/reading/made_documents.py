"""Documents of formats that no one writes by hand, made from small descriptions, by the name of the file."""

from collections.abc import Callable

from tests.reading.book_and_mail_documents import BOOK_AND_MAIL_DOCUMENTS
from tests.reading.pdf_documents import PDF_DOCUMENTS
from tests.reading.sheet_and_slide_documents import SHEET_AND_SLIDE_DOCUMENTS
from tests.reading.word_documents import WORD_DOCUMENTS

MADE_DOCUMENTS: dict[str, Callable[[], bytes]] = {
    **WORD_DOCUMENTS,
    **SHEET_AND_SLIDE_DOCUMENTS,
    **BOOK_AND_MAIL_DOCUMENTS,
    **PDF_DOCUMENTS,
}
