"""Pure functions on Chinese text: sentences, the folded search form, words."""
