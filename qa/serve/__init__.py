"""Question answering over HTTP: `yinju serve`. FastAPI, its parts and pydantic are imported in here only."""
