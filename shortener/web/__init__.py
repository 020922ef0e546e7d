"""What the faces share: who asks, what a request may be, and what an answer always carries."""
