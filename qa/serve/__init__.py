"""Question answering over HTTP: `python -m qa serve`. FastAPI, its parts and pydantic are imported in here only."""
