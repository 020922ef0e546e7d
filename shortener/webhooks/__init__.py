"""Webhooks: who is told (`register`), of what (`events`, `filling`, `batches`), what came of it (`outbox`), and who sends (`sender`)."""
