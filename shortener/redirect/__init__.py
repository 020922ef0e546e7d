"""The hot path: from a request line to a redirect, with the visit on disk before the answer."""
