"""axe-core (vendored, for tests only) and the narrow screen: what is wrong with a page for somebody.

Its source is handed to the page through the browser's own protocol, which the page's strict policy does not concern.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}  # WCAG 2.2's, off by default
SIZES = ({"width": 390, "height": 844}, {"width": 1280, "height": 800})
NARROWEST = {"width": 320, "height": 640}

# What reaches beyond the page's end edge; what is inside a box that scrolls by itself is not counted.
BEYOND = """() => {
  const edge = innerWidth + 1, found = [];
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.width && (box.right > edge || box.left < -1) && getComputedStyle(element).position !== "absolute")
      found.push(`<${element.tagName.toLowerCase()} class="${element.className}"> up to ${Math.round(box.right)}`);
  }
  if (document.scrollingElement.scrollWidth <= innerWidth) return [];
  return ["the page scrolls sideways", ...found.slice(0, 5)];
}"""


def problems_on(page: Page) -> list[str]:
    """What axe finds at a phone's and a laptop's size, light and dark, and what overflows at 320 px, both ways."""
    found = []
    page.evaluate(SOURCE)
    for size in SIZES:
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            violations = page.evaluate("options => axe.run(document, options)", OPTIONS)["violations"]
            found += [f"{size['width']} px, {scheme}: {_in_words(violation)}" for violation in violations]
    return found + overflow_on(page)


def overflow_on(page: Page) -> list[str]:
    """What makes the page scroll sideways at 320 px, read from left to right and from right to left."""
    page.set_viewport_size(NARROWEST)
    found = [f"320 px: {what}" for what in page.evaluate(BEYOND)]
    page.evaluate("() => { document.documentElement.dir = 'rtl' }")
    return found + [f"320 px, right to left: {what}" for what in page.evaluate(BEYOND)]


def _in_words(violation: dict[str, Any]) -> str:
    nodes = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:4])
    return f"{violation['id']} ({violation['help']}): {nodes} {violation['nodes'][0].get('failureSummary', '')}"
