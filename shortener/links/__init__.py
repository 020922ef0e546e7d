"""What a link is: its slug, target, domain and tags, and every change to them, numbered for the caches."""
