"""axe-core, which looks as accessibility experts do, asked about the page that a browser shows."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FOUND = """async rules => (await axe.run(document, rules)).violations
  .map(v => `${v.id}: ${v.help}: ` + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(' | '))"""


def found(page: Page, axe: str) -> Any:
    page.evaluate(axe)
    return page.evaluate(FOUND, RULES)
