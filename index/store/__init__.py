"""Storage: the SQLite schema, transactions, and the FAISS index derived from them."""
