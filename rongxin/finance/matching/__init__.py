"""Financing products, and which of them a subject may have and why (融资产品与匹配)."""
