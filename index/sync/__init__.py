"""Make a library match files and folders: look through them, tell what changed, add, update and remove just that."""
