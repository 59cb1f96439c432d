"""HTML pages as lines of text, and what their heads say."""
