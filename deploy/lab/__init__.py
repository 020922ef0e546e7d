"""The laboratory: the whole network on one machine, of network namespaces and real programs."""
