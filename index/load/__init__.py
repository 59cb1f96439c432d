"""Turn files into Articles: decode the bytes, read the format, clean the text. The entry point is `loader`."""
