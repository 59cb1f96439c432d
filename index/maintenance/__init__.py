"""What keeps a library whole: checked, made anew, backed up and restored."""
