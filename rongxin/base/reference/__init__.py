"""Tables that everybody shares: working days, divisions, industries (参考表).

The tables are CSV files in `tables/`, read once and checked as they are read; `tables/SOURCES.md` says where
they come from. Nothing here is regional policy: that stands in the profile.
"""
