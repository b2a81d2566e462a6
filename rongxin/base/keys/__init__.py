"""Envelope keys for personal fields, crypto suites and signing keys (密钥).

A personal field is encrypted with a data key of its subject; the data key is kept wrapped by a
key-encryption key that never enters the database. Whoever has only the database, or only a backup of
it, reads nothing; destroying a subject's data keys makes what they protected unreadable for ever.
"""
