"""Measure the service on files of questions."""
