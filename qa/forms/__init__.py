"""Answers of more than one fact: summaries, timelines, tables, posts, what is in force; all of cited sentences."""
