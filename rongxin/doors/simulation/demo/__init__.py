"""The demonstration: a made-up city from its departments' files to paid-out loans (演示).

`story` tells the steps in their order; each of the others is one scene: `fresh` an empty database, `cast` the parties
and their accounts, `delivery` the files, `credit` snapshot and grades, `market` enterprises that apply and banks that
decide, `processes` the real web, worker, bank and department processes, `table` what a person reads at the end.
"""
