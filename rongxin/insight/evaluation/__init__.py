"""Evaluation: a subject's values become points, a grade, reasons, and what would raise it (信用评价).

A model is a TOML file in `models/`; a scorer gives it two faces, `ibis` for a region and `python` for one subject
with its reasons. Results are appended, never changed, and can be computed again from what is stored with them.
"""
