"""Measurements of this machine: how fast the parts are, beside others."""
