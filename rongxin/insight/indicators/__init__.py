"""Indicators: what is known of a subject, as numbers (指标).

Each is declared once as an Ibis expression over one item (`definitions`), all of an item are fused into one scan
(`fused`), compiled once per engine (`compiled`) and joined to the subjects (`statement`). The same declaration runs
on DuckDB over a snapshot and on PostgreSQL for one subject.
"""
