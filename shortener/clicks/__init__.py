"""From journals to numbers: the collector enriches visits and stores clicks, rollups and its position together."""
