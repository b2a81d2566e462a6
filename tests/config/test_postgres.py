"""The embedded server tells what failed, and nothing of whom it was about."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from rongxin.config.postgres import address, layout
from tests import make


@pytest.mark.usefixtures("database")
@pytest.mark.skipif(address.external(), reason="the log of an external server is its operator's")
def test_the_log_of_the_server_holds_no_code_and_no_statement() -> None:
    _, code = make.make_subject()
    with connection.cursor() as cursor, pytest.raises(DatabaseError) as caught:
        cursor.execute(
            "insert into subjects_identifier (subject_id, kind, issuer, value, recorded_at)"
            " select subject_id, kind, issuer, value, recorded_at from subjects_identifier where value = %s",
            [code],
        )
    assert code in str(caught.value), "the detail names the code"
    log = (layout.base_folder() / "postgres.log").read_text(encoding="utf-8", errors="replace")
    assert "duplicate key value" in log
    assert code not in log
