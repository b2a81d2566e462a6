"""The chapters of a report, one module each: material in, blocks out (报告章节)."""
