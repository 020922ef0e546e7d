"""A link shortener for organisations that print their links."""

__version__ = "0.1.0"
