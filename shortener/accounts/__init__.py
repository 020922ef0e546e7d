"""People: who may sign in, how that is proved and limited, and what each of them may do."""
