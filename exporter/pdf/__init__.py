"""Stages 4 and 5: an Edition and its Layout become pages and one PDF."""
