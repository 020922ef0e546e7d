"""Clicks as files: which ones (`wanted`), up to where (`mark`), a page of them at a time (`pages`), and what they are
(`about`)."""
