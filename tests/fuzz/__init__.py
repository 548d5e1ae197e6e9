"""Spoilt copies of sound files, thrown at every loader: ``python -m tests.fuzz --help``."""
