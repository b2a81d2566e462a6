"""Roles, database and schemas, made once and safe to repeat (数据库初始化)."""

from __future__ import annotations

import psycopg
from psycopg import sql

from rongxin.base.common.errors import DomainError
from rongxin.config import home
from rongxin.config.postgres import address

SCHEMAS = ("records", "derived", "evidence", "jobs", "consent")
SEARCH_PATH = "public, jobs"
OLDEST = 150000


class DatabaseTooOld(DomainError):
    """The external server is older than PostgreSQL 15."""

    code = "SYS-503"
    title = "数据库版本过低"
    next_step = "请升级到 PostgreSQL 15 或更新版本后重试；没有做任何改动。"


def prepare() -> None:
    """Make the three roles, the database and its schemas where they are absent."""
    admin = address.administrator()
    with connect(admin) as connection:
        if connection.info.server_version < OLDEST:
            raise DatabaseTooOld()
        _make_roles(connection)
        _make_database(connection, address.database_name())
    with connect(admin.with_database(address.database_name())) as connection:
        _make_schemas(connection)


def connect(where: address.Address) -> psycopg.Connection[tuple[object, ...]]:
    """An autocommit connection."""
    return psycopg.connect(
        host=where.host,
        port=where.port,
        dbname=where.database,
        user=where.user,
        password=where.password,
        autocommit=True,
    )


def _make_roles(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    for role in address.ROLES:
        name = f"rongxin_{role}"
        known = connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone()
        verb = sql.SQL("alter role {} " if known else "create role {} ")
        connection.execute(
            verb.format(sql.Identifier(name))
            + sql.SQL("login nosuperuser nobypassrls nocreaterole password {}").format(home.secret(f"{role}.password"))
        )


def _make_database(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        connection.execute(
            sql.SQL("create database {} owner rongxin_owner encoding 'UTF8' template template0").format(
                sql.Identifier(name)
            )
        )


def _make_schemas(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    connection.execute("alter schema public owner to rongxin_owner")
    connection.execute("revoke create on schema public from public")
    for schema in SCHEMAS:
        connection.execute(
            sql.SQL("create schema if not exists {} authorization rongxin_owner").format(sql.Identifier(schema))
        )
        connection.execute(
            sql.SQL("grant usage on schema {} to rongxin_web, rongxin_worker").format(sql.Identifier(schema))
        )
    connection.execute("grant usage on schema public to rongxin_web, rongxin_worker")
