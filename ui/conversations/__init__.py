"""The reader's conversations beside the chat: to list, open, rename, export and delete."""
