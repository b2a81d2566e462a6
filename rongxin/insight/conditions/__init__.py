"""The one condition language: whitelists, eligibility, filters and caps are trees over a subject's values (条件).

`reading.parse` turns data into a tree and refuses what does not fit the schema handed in; `faces` gives the tree
two faces, `ibis` for millions and `python` for one; `explain` says in Chinese what holds, what fails and what
would change it.
"""
