"""SQL that stands in a file beside its migration (SQL 文件)."""

from __future__ import annotations

from pathlib import Path


def beside(module_file: str, name: str) -> str:
    """The text of `../sql/<name>` seen from a migration module.

    Percent signs pass unchanged: Django's RunSQL hands a plain string to the driver without parameters.
    """
    return (Path(module_file).resolve().parents[1] / "sql" / name).read_text(encoding="utf-8")
