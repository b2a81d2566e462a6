"""A made-up city whose departments send files as real departments do (虚构城市).

Everything is drawn from a seeded generator: the same seed, number, years and day give the same rows. Names are
put together from syllables, codes stand under divisions that no place has (9901xx), and no record belongs to
anybody. `city` draws the subjects, `facts` what is true of them, `spelling` how a department writes it down,
`faults` what goes wrong on the way (and is noted in the truth file), `delivering` the files.
"""
