"""`python -m shortener` is the same as the command `shortener`."""

from shortener.cli import main

if __name__ == "__main__":
    main(prog_name="shortener")
