"""Answers with several facts: summaries, timelines, tables, posts, rules in force; all made of cited sentences."""
