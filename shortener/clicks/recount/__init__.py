"""Second looks at stored clicks, by newer rules and for bursts: rows and counts move together, or not at all."""
