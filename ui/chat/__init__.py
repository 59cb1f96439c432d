"""The conversation on screen: questions, answers, what is shown around them, and the chat model."""
