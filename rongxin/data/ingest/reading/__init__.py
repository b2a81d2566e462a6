"""A file as a header and numbered rows of text, whatever it came as (读取).

`table.read` is the way in. Nothing here knows items beyond the headings it is told to look for,
and nothing is changed: cells come out as they were sent.
"""
