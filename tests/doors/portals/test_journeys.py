"""A real browser walks the pages: three journeys, every width and mode, keyboard and no script."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from rongxin.base.parties import queries as parties
from rongxin.data.ingest import actions as ingest_actions
from rongxin.data.ingest import queries as ingest
from tests import make
from tests.doors.portals.town import Town

OPEN = ["/", "/products/", "/products/rcb-seedling/", "/verify/", "/data/", "/evidence/", "/sign-in/"]
OWN = ["/enterprise/", "/enterprise/credit/", "/enterprise/consents/", "/enterprise/products/", "/enterprise/apply/rcb-machinery/",
       "/enterprise/applications/", "/enterprise/looked/?own=1"]  # fmt: skip
Open = Callable[..., Any]

UNBOUND = """() => [...document.querySelectorAll('input:not([type=hidden]),select,textarea')]
  .filter(one => !one.labels.length && !one.getAttribute('aria-label')).map(one => one.outerHTML)"""
SMALL = """() => [...document.querySelectorAll('main button, main .btn, main input:not([type=checkbox]):not([type=hidden]), main select')]
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 120))"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def town(town: Town) -> Town:
    """The same people with passwords hashed as the running site does it; other tests hash fast."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        for person in (town.signatory, town.officer, town.clerk):
            person.set_password(make.PASSWORD)
            person.save(update_fields=["password"])
    return town


def check(visit: Any, path: str) -> None:
    """What holds on every page, whatever its width and mode."""
    visit.go(path)
    assert visit.page.evaluate(WIDER) <= 0, f"{path} scrolls sideways"
    assert visit.page.evaluate(UNBOUND) == [], f"{path} has an input without a label"
    assert visit.page.evaluate(SMALL) == [], f"{path} has a target below 44 px"
    assert visit.page.locator("h1").count() == 1, f"{path} has no single heading"
    assert visit.complaints == [], f"{path}: {visit.complaints}"


@pytest.mark.parametrize("mode", ["", "dark", "elder", "elder.dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_phone_and_desk_in_every_mode(town: Town, visit: Open, width: int, mode: str) -> None:
    here = visit(width)
    here.page.context.add_cookies([{"name": "rx-mode", "value": mode, "url": here.site}])
    for path in OPEN:
        check(here, path)
    here.sign_in(town.signatory.username, make.PASSWORD)
    for path in [*OWN, f"/enterprise/requests/{town.asked.pk}/", f"/enterprise/applications/{town.application.pk}/"]:
        check(here, path)


def test_work_pages_fit_phone_and_desk(town: Town, visit: Open) -> None:
    bank, clerk = visit(390), visit(390)
    bank.sign_in(town.officer.username, make.PASSWORD, town.code(town.officer))
    clerk.sign_in(town.clerk.username, make.PASSWORD, town.code(town.clerk))
    for here, paths in ((bank, ["/institution/", f"/institution/cases/{town.application.pk}/"]),
                        (clerk, ["/department/", "/department/batches/"])):  # fmt: skip
        for width in (390, 1280):
            here.page.set_viewport_size({"width": width, "height": 860})
            for path in paths:
                check(here, path)


def test_the_enterprise_answers_a_request_on_its_phone(town: Town, visit: Open) -> None:
    here = visit(390)
    here.sign_in(town.signatory.username, make.PASSWORD)
    here.press("逐项看看")
    assert here.page.locator("input:checked").count() == 0
    here.page.get_by_label("纳税信用级别").check()
    assert "同意所选 1 项并签署" in here.text()
    yes, no = (here.page.locator("main .rx-equal .btn").nth(place).bounding_box() for place in (0, 1))
    assert (yes["width"], yes["height"]) == (no["width"], no["height"])
    here.press("同意所选 1 项并签署")
    assert "已同意 1 项" in here.text()
    assert "东岭银行" in here.text()
    assert here.complaints == []


def test_the_enterprise_applies_without_a_script(town: Town, visit: Open) -> None:
    here = visit(1280, script=False)
    here.sign_in(town.signatory.username, make.PASSWORD)
    here.go("/enterprise/apply/rcb-machinery/")
    for name, value in (("amount_wan", "20"), ("term_months", "24"), ("use", "购买拖拉机一台")):
        here.page.fill(f"#f-{name}", value)
    here.press("下一步")
    assert "云溪农商银行想看这些信息" in here.text()
    for box in here.page.locator(".rx-choice:has(.rx-tag-need) input").all():
        box.check()
    here.press("同意所选的并签署")
    assert "申请已提交" in here.text()
    assert "还剩 3 个工作日" in here.text()


def test_the_bank_accepts_reads_and_approves(town: Town, visit: Open) -> None:
    here = visit()
    here.sign_in(town.officer.username, make.PASSWORD, town.code(town.officer))
    here.go(f"/institution/?q={town.application.number}")
    here.page.get_by_role("link", name=town.application.number).click()
    here.page.get_by_role("button", name="受理", exact=True).click()
    assert "已登记：受理" in here.text()
    here.page.get_by_role("button", name="查看信用报告").click()
    assert "融资信用报告" in here.text()
    assert town.enterprise.name in here.text()
    here.page.get_by_role("link", name="‹").click()
    here.page.fill("#f-amount_wan", "25")
    here.page.fill("#f-rate_percent", "3.95")
    here.page.fill("#f-valid_until", "2099-12-31")
    here.page.get_by_role("button", name="同意授信").click()
    assert "已授信" in here.text()
    assert here.complaints == []


def test_the_department_sends_a_file_and_takes_the_faulty_rows_home(town: Town, visit: Open, tmp_path: Path) -> None:
    sent, name = tmp_path / "登记.csv", f"云溪样例{secrets.token_hex(3)}有限公司"
    lines = [
        "企业名称,统一社会信用代码,成立日期",
        f"{name},{make.make_uscc()},2021-03-01",
        f"{name}二,{make.make_uscc()},2021-13-41",
    ]
    sent.write_bytes("\n".join(lines).encode("gb18030"))
    here = visit()
    here.sign_in(town.clerk.username, make.PASSWORD, town.code(town.clerk))
    if here.page.locator("#f-item option").count() > 1:
        here.page.select_option("#f-item", "registration")
    here.page.set_input_files("#f-file", str(sent))
    here.page.get_by_role("button", name="报送").click()
    assert "正在检查" in here.text()
    by = parties.actor_of(town.clerk, "job")
    batch = ingest.batches(by=by)[0]
    ingest_actions.process(by=by, batch_id=batch.pk)
    here.page.get_by_text("检查结果").wait_for(timeout=10_000)  # comes by itself
    assert "下载问题行" in here.text()
    with here.page.expect_download() as download:
        here.press("下载问题行")
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    check(here, f"/department/batches/{batch.pk}/")


def test_keyboard_alone_reaches_the_text_and_signs_in(town: Town, visit: Open) -> None:
    here = visit()
    here.go("/sign-in/")
    here.page.keyboard.press("Shift+Tab")
    here.go("/")
    here.page.keyboard.press("Tab")
    assert here.page.evaluate("document.activeElement.textContent") == "跳到正文"
    here.page.keyboard.press("Enter")
    here.page.keyboard.press("Tab")
    assert here.page.evaluate("document.activeElement.closest('main') !== null")
    outline = here.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    here.go("/sign-in/")
    here.page.focus("#f-username")
    here.page.keyboard.type(town.signatory.username)
    here.page.keyboard.press("Tab")
    here.page.keyboard.type(make.PASSWORD)
    here.page.keyboard.press("Enter")
    here.page.wait_for_url("**/enterprise/")


def test_elder_mode_is_larger_one_column_and_needs_no_script(visit: Open) -> None:
    here = visit(1280, script=False)
    here.go("/")
    here.page.get_by_role("button", name="长者模式").first.click()
    assert here.page.get_attribute("html", "data-mode") == "elder"
    here.page.get_by_role("button", name="标准模式").first.click()
    assert here.page.get_attribute("html", "data-mode") == ""
