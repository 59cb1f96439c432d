"""All texts on screen in Chinese and English, and which language the reader has chosen."""
