"""The page that checks the reader's own text (核稿)."""
