"""Lessons, notebooks, quiz banks and evidence in; a static Jupyter Book out."""

__version__ = "0.1.0"
