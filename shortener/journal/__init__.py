"""The journal: what a visit is, where workers commit it before they answer, and how it is read back."""
