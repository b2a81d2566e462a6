"""Rows checked as the catalogue says, compiled to one pass of DuckDB (行级校核).

`staging` holds the rows of one batch, `convert` turns text into types, `checks` turns the catalogue's rules into
conditions, `shifted` notices a whole file under the wrong headings.
"""
