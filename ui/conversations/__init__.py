"""The reader's conversations beside the chat: listed, opened, renamed, exported, deleted."""
