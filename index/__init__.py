"""Articles in, searchable library out: load, clean, chunk, embed, store, search."""
