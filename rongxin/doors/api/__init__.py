"""How machines come in: tokens, applications, disclosures, feedback, proofs (接口)."""
