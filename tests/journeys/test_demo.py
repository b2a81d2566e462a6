"""The demonstration is played whole, small, in a home of its own; afterwards nothing of it runs."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from django_otp.oath import totp

from rongxin.doors.simulation.demo.processes import free_port

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / f".rongxin-test-{os.environ.get('RONGXIN_TEST_SLOT', 'main')}-demo"
WORDS = ("demo", "--json", "--subjects", "220", "--applicants", "5", "--seed", "4")
LONGEST = 400


def _command(profile: str, *more: str, serve: bool) -> tuple[list[str], dict[str, str]]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("RONGXIN_", "DJANGO_", "DEMO_"))
    }
    environment |= {"RONGXIN_HOME": str(HOME), "RONGXIN_PROFILE": profile, "DEMO_SERVE": "1" if serve else "0"}
    return [sys.executable, "-m", "rongxin.doors.cli", *WORDS, *more], environment


def _ran(profile: str) -> dict[str, Any]:
    words, environment = _command(profile, serve=False)
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=LONGEST, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _signed_in(site: str, username: str) -> str:
    """Sign in with a sample account as a browser would; the path where it leads."""
    account = next(
        one for one in json.loads((HOME / "demo" / "accounts.json").read_text()) if one["username"] == username
    )
    with httpx.Client(base_url=site, trust_env=False, follow_redirects=True, timeout=30) as browser:

        def send(path: str, **fields: str) -> httpx.Response:
            page = browser.get(path)
            page.raise_for_status()
            fields["csrfmiddlewaretoken"] = browser.cookies["csrftoken"]
            return browser.post(path, data=fields, headers={"Referer": site})

        answer = send("/sign-in/", username=username, password=account["password"])
        if answer.url.path == "/sign-in/code/":
            code = f"{totp(base64.b32decode(account['secret'])):06d}"
            answer = send("/sign-in/code/", code=code)
        assert answer.status_code == httpx.codes.OK
        return answer.url.path


def _left_over() -> list[str]:
    """Command lines of processes that still work in the demonstration's home."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"RONGXIN_HOME={HOME}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def _check(found: dict[str, Any]) -> None:
    totals = found["totals"]
    rows = totals["rows"]
    assert rows["received"] == rows["accepted"] + rows["duplicates"] + rows["quarantined"] + rows["queued"]
    assert rows["accepted"] > 0.9 * rows["received"]
    assert all(totals["items"][item]["quarantined"] for item in ("registration", "social_insurance"))
    graded = totals["evaluations"][0]
    assert sum(graded["grades"].values()) == graded["subjects"] >= 200
    funnel = totals["funnel"]
    assert funnel["registered"] >= funnel["consented"] >= funnel["applied"] == 5
    assert funnel["accepted"] == 5
    assert funnel["disbursed"] + funnel["refused"] == 5
    assert float(funnel["disbursed_yuan"]) > 0
    assert totals["evidence"]["ok"]
    assert totals["evidence"]["entries"] > 50
    names = [step["step"] for step in found["steps"]]
    assert names[:4] == ["prepare", "register", "simulate", "ingest"]
    assert names[-1] == "verify"
    fetched = next(step for step in found["steps"] if step["step"] == "apply")["fetched"]
    assert fetched >= 5


def test_demo_serves_its_pages_until_it_is_stopped_and_leaves_nothing_running() -> None:
    port = free_port()
    words, environment = _command("demo", "--port", str(port), serve=True)
    running = subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert running.stderr is not None
        said = []
        for line in running.stderr:
            said.append(line)
            if "网页已开放" in line:
                break
        assert running.poll() is None, "".join(said[-40:])
        assert "otpauth://totp/" in "".join(said)
        site = f"http://127.0.0.1:{port}"
        assert _signed_in(site, "enterprise-01").startswith("/enterprise/")
        assert _signed_in(site, "officer-yunxi-ccb").startswith("/institution/")
    finally:
        running.send_signal(signal.SIGTERM)
        out, errors = running.communicate(timeout=60)
    assert running.returncode == 0, errors[-3000:]
    _check(json.loads(out))
    kept = HOME / "demo" / "accounts.json"
    assert kept.stat().st_mode & 0o077 == 0
    time.sleep(0.5)
    assert _left_over() == []


@pytest.mark.parametrize("profile", ["linyi"])
def test_demo_runs_with_the_profile_of_a_region(profile: str) -> None:
    _check(_ran(profile))
    assert _left_over() == []
