"""Exports that make themselves: what is asked (`asked`), when (`plan`), the file (`making`), the mail (`letter`)."""
