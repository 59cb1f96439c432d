"""Who wrote an article, who published it and when, as its lines say."""
