"""What lies on disk: the SQLite schema, transactions, and the FAISS index derived from them."""
