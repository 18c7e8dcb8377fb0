"""What the other tests stand on: a fault is seen when there is one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Seats
from tests.browser.desk import Complaints
from tests.browser.reading import axe_violations, bring_axe, past_the_edge
from tests.browser.server import Office

pytestmark = pytest.mark.browser

SCRIPT = "Object.assign(document.createElement('script'), {textContent: 'window.broken = true'})"


@pytest.mark.parametrize(
    ("breach", "heard"),
    [
        ("document.body.insertAdjacentHTML('beforeend', '<p style=\"top:0\">')", "style"),
        (f"document.head.append({SCRIPT})", "script"),
        ("new Image().src = 'http://stranger.invalid/x.png'", "img-src"),
        ("setTimeout(() => { throw new Error('torn') })", "torn"),
    ],
)
def test_a_breach_of_the_content_policy_is_heard(
    office: Office, browser: Browser, breach: str, heard: str
) -> None:
    context = browser.new_context()
    complaints = Complaints(office.url)
    context.on("page", complaints.listen)
    page = context.new_page()
    page.goto(f"{office.url}/dang-nhap/")
    assert complaints.said == []
    page.evaluate(f"() => {{ {breach}; }}")
    page.wait_for_timeout(200)
    assert page.evaluate("window.broken") is None, "the policy let a script in"
    context.close()
    assert any(heard in said for said in complaints.said), complaints.said


@pytest.mark.parametrize("brought", [False, True])
def test_a_fault_of_a_page_is_found(office: Office, seats: Seats, *, brought: bool) -> None:
    guest = seats(office, width=390)
    if brought:
        bring_axe(guest.context)
    guest.go("/dang-nhap/")
    assert axe_violations(guest.page) == []
    assert past_the_edge(guest.page) == []
    guest.page.evaluate(
        """() => {
            const wide = document.querySelector('main h1').cloneNode(true);
            wide.style.inlineSize = '120vw';
            document.querySelector('main').append(document.createElement('img'), wide);
        }"""
    )
    assert any(found.startswith("image-alt: ") for found in axe_violations(guest.page))
    assert past_the_edge(guest.page) != []
