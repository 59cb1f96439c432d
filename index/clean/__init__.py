"""Find the article in a page: main text, metadata, artefacts, paragraphs."""
