"""Follow folders: learn of changes, wait until they are complete, have them synced."""
