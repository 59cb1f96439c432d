"""Tell whether two articles are the same story, by their texts alone."""
