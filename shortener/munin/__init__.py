"""The node's figures as munin's master collects them."""
