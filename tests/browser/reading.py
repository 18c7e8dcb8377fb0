"""What the browser tests read off a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).parents[2] / "assets" / "test" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def bring_axe(context: BrowserContext) -> None:
    """Have axe in every page of a browser that looks at them all: half as dear as `axe_violations`
    bringing it into each.
    """
    context.add_init_script(_axe())


def axe_violations(page: Page) -> list[str]:
    """Each violation as "rule: element"; axe comes in through the debugger, past the policy."""
    if not page.evaluate("Boolean(window.axe)"):
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": _axe()})
        session.detach()
    found: list[str] = page.evaluate(
        """rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(
            result => result.violations.flatMap(
                one => one.nodes.map(node => `${one.id}: ${node.target.join(' ')}`)))""",
        RULES,
    )
    return found


def past_the_edge(page: Page) -> list[str]:
    """What makes the page scroll sideways; empty when it does not."""
    found: list[str] = page.evaluate(
        """() => {
            const edge = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= edge) return [];
            return [...document.querySelectorAll('body *')]
                .filter(one => one.getBoundingClientRect().right > edge + 1)
                .map(one => one.outerHTML.slice(0, 100));
        }"""
    )
    return found
