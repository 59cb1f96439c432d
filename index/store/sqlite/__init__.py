"""The SQLite file of a library: connections, tables, and the questions asked of them."""
