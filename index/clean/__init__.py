"""Find the article in a page: main text, metadata, artefacts, paragraphs. `page` is where one comes in."""
