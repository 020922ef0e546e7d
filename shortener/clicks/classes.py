"""What kinds of visitor there are: people, robots, link previews, browsers that fetch early, and who can't be told."""

HUMAN, BOT, PREVIEW, PREFETCH, UNKNOWN = "human", "bot", "preview", "prefetch", "unknown"
CLASSES = (HUMAN, BOT, PREVIEW, PREFETCH, UNKNOWN)
