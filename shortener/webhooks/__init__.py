"""Webhooks: who is told (`register`) of what (`events`, `filling`), the queue (`outbox`), who sends (`sender`)."""
