"""The declared indicators, one module per item (指标定义).

A definition is a pure Ibis expression: table in, value out. It uses `numbers` for arithmetic and `at` for days,
names no engine and reads no environment.
"""
