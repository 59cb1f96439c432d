"""Answers as documents with footnotes: Markdown and Word."""
