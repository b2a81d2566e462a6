"""How each role reaches the database (数据库地址)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from rongxin.config import home
from rongxin.config.postgres import layout

ROLES = ("owner", "web", "worker")


@dataclass(frozen=True)
class Address:
    """Host (or socket folder), port, database, user and password of one connection."""

    host: str
    port: int
    database: str
    user: str
    password: str

    @property
    def uri(self) -> str:
        """A libpq URI, as ADBC wants it."""
        return (
            f"postgresql://{quote(self.user)}:{quote(self.password)}@/{quote(self.database)}"
            f"?host={quote(self.host, safe='')}&port={self.port}"
        )

    def with_database(self, database: str) -> Address:
        """The same server and user, another database."""
        return Address(self.host, self.port, database, self.user, self.password)


def external() -> bool:
    """True when DATABASE_URL points to a server of somebody else's."""
    return bool(os.environ.get("DATABASE_URL"))


def database_name() -> str:
    """The database of this installation; tests name their own in RONGXIN_DATABASE."""
    if named := os.environ.get("RONGXIN_DATABASE"):
        return named
    if external():
        return unquote(urlsplit(os.environ["DATABASE_URL"]).path.lstrip("/")) or "rongxin"
    return "rongxin"


def administrator() -> Address:
    """Who may create roles and databases: the superuser of the embedded server, or the user of DATABASE_URL."""
    if external():
        parts = urlsplit(os.environ["DATABASE_URL"])
        return Address(
            parts.hostname or "127.0.0.1",
            parts.port or 5432,
            "postgres",  # the maintenance database: ours may have to be made first
            unquote(parts.username or "postgres"),
            unquote(parts.password or ""),
        )
    return Address(str(layout.socket_folder()), layout.PORT, "postgres", "postgres", home.secret("postgres.password"))


def of(role: str) -> Address:
    """The address of `owner`, `web` or `worker`."""
    if role not in ROLES:
        raise ValueError(f"RONGXIN_ROLE is {role!r}; known roles: {', '.join(ROLES)}")
    admin = administrator()
    return Address(admin.host, admin.port, database_name(), f"rongxin_{role}", home.secret(f"{role}.password"))
