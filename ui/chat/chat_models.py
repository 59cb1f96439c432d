"""The chat model all sessions use: the one chosen on the screen, else the one of config.toml, else none."""

import threading
from pathlib import Path

from index.errors import YinjuError
from index.settings import ChatSettings
from qa.chat.choice import ChatChoice, load_choice, save_choice, settings_of, try_chat_model
from qa.chat.write import ChatReader, open_chat_reader


class ChatModels:
    """Opens the chat model and changes it. Safe to share between sessions.

    A model that cannot be opened never keeps anybody from asking: `failure` says why it is not used.
    """

    def __init__(self, settings: ChatSettings, folder: Path) -> None:
        """Open what is chosen for the library in `folder`."""
        self.of_file = settings
        """The settings of config.toml."""
        self._folder = folder
        self._lock = threading.Lock()
        self.choice: ChatChoice | None = None
        self.reader: ChatReader | None = None
        self.failure = ""
        try:
            self.choice = load_choice(folder)
            self.reader = open_chat_reader(self.settings)
        except YinjuError as error:
            self.failure = str(error)

    @property
    def settings(self) -> ChatSettings:
        """What is used, whichever way it was chosen; its `model` is empty for no chat model."""
        return settings_of(self.of_file, self.choice)

    def choose(self, choice: ChatChoice | None) -> None:
        """Use another chat model from the next question on, and after a restart; None goes back to config.toml.

        A chat model is tried first. Raises YinjuError, with everything as it was.
        """
        settings = settings_of(self.of_file, choice)
        if settings.model:
            try_chat_model(settings)
        reader = open_chat_reader(settings)
        with self._lock:
            save_choice(self._folder, choice)
            self.choice, self.reader, self.failure = choice, reader, ""
