"""Whether an old server and this one answer alike: real requests in, every difference with its reason out."""
