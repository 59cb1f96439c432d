"""Make a library match files and folders: scan them, find what changed, and add, update and remove only that."""
