"""Saved questions asked after `yinju sync`: no server needs to run for them to be kept up to date."""

import sys
from pathlib import Path

from index.errors import YinjuError
from index.library import Library
from index.messages import printable
from index.settings import Settings


def ask_saved_again(library: Library, settings: Settings) -> None:
    """Ask everybody's saved questions anew, and print those whose answer has become another one.

    Where nothing is saved no model is loaded. What goes wrong is said on standard error: the sync itself is done.
    """
    if isinstance(library.place, Path) and not (library.place / "history.sqlite3").exists():
        return
    from qa.asking import load_reader_model, question_answering_over
    from qa.history.opening import open_history
    from qa.history.shelf import SAVED
    from qa.saved import SavedQuestions

    try:
        shelf = open_history(library.place).shelf
        if not shelf.find(SAVED):
            return
        saved = SavedQuestions(question_answering_over(library, settings, load_reader_model(settings)), shelf)
        for asked in saved.refresh():
            if asked.has_just_changed:
                sys.stdout.write(f"“{printable(asked.question)}”有新内容：{len(asked.new)} 句\n")
    except YinjuError as error:
        sys.stderr.write(f"{error}\n")
