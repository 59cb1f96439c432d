"""The conversation on screen: question, answer, what goes with both, and the chat model behind them."""
