"""Turn files into Articles: decode the bytes, read the format, hand clean text on."""
