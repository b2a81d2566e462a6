"""Rows checked as the catalogue says, compiled to one pass of DuckDB (行级校核).

`convert` turns text into types and `checks` the catalogue's rules into conditions; `plan` makes one statement of
them, `staging` runs it piece by piece and lays the rows aside in a `spool`; `shifted` notices a whole file under
the wrong headings.
"""
