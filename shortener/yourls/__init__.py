"""What YOURLS does to addresses and keywords, and how it signs: pure rules, for its API and for what comes from it."""
