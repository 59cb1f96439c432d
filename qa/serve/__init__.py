"""Question answering over HTTP: `yinju serve`. FastAPI is imported in here only."""
