"""Loan applications from submission to settlement, their clocks and the banks that answer them (融资申请)."""
