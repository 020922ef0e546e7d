"""Many links at once: rows from a file, a pasted list or a search, each judged first, then applied, then undone."""
