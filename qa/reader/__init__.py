"""The reader that needs no chat model: it chooses the articles' own sentences, or refuses."""
