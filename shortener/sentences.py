"""What every error that an operator or a program can meet has in common."""


class Sentence(Exception):
    """Its message is one sentence, or a few: what is wrong, where, and what to do."""
