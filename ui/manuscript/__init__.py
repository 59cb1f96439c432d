"""The page on which a text of one's own is checked (核稿)."""
