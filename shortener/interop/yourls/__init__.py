"""Moving in from YOURLS: its tables are read from a dump, checked first, and then handed to links, clicks, accounts."""
