"""One append-only log whose entries are sealed in a Merkle tree with signed heads (存证).

Actions append entries inside their own transaction (`actions.append`); a sealer gives every visible
unsealed entry the next leaf and signs the head (`actions.seal`); anybody can check a proof offline
(`merkle`, `proofs`) and the whole log at home (`audit.verify`). The tables stand in schema `evidence`
and are spoken to in SQL: they have no Django models because nothing but this package may touch them.
"""
