"""`shortener demo`: years of believable clicks, the same for the same seed, to try the product and to measure it."""
