"""The way out: what each slug answers today, in files that a bare web server or another program can serve from."""
