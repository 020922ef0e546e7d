"""Addresses and hosts as the network knows them: canonical forms, and who the client really is."""
