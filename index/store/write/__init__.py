"""Changing a library: one writer at a time, whole articles, in transactions."""
