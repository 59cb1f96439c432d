"""What a question asks, read by rule: its kind of answer, its words, its parts, its filters."""
