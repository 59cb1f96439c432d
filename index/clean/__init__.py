"""Find the article in a page: main text, metadata, artefacts, paragraphs. The entry point is `page`."""
