"""Day rows of whole weeks added up, so that a report about months reads few rows instead of one for each day."""
