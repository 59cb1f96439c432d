"""The library's serving copy on Milvus, which many web servers share; docs/milvus.md."""
