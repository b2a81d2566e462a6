"""On whose leave: consents, their state, and each act of showing (授权与对外提供).

A consent is immutable; whether it is in force is a row of its own. Each disclosure is committed with its
evidence before anything is read, and the database checks both.
"""
