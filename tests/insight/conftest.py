"""Lets the tests of these rooms import `population` (洞察测试)."""
