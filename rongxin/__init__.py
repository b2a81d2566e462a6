"""Rongxin 融信: an open financing credit service platform (融资信用服务平台)."""
