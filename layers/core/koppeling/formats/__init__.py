"""Bytes become documents (formaten). Personal data stops in this room."""
