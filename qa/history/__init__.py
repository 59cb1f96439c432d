"""Conversations and ratings, kept beside the library: in a file of its folder, or shared on Milvus."""
