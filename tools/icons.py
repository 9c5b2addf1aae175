"""The app's icons, `webapp/static/icons/*.png`, drawn in a browser from the sign that every page bears."""

import sys

from playwright.sync_api import sync_playwright

from tests.e2e.browser import ARGUMENTS, chromium
from webapp.assets import STATIC

FOLDER = STATIC / "icons"
PAPER, CLAY, MOSS = "#fbf6ee", "#8a3b12", "#4a6140"  # the light palette of css/base.css
SIGN = "<rect x='5' y='1' width='6' height='9' rx='1' fill='{blaze}'/>"
SIGN += "<path d='M1 14q5-5 14-2' stroke='{trail}' stroke-width='2' stroke-linecap='round' fill='none'/>"
ROUNDED = "<rect x='-4' y='-4' width='24' height='24' rx='5' fill='{paper}'/>"
FULL = "<rect x='-8' y='-8' width='32' height='32' fill='{paper}'/>"

# How large, the corners of the drawing, the ground. A maskable one is cut to a circle of four fifths; a badge is a
# shape of one colour on nothing.
ICONS = {
    "icon-192.png": (192, "-4 -4 24 24", ROUNDED),
    "icon-512.png": (512, "-4 -4 24 24", ROUNDED),
    "maskable-512.png": (512, "-8 -8 32 32", FULL),
    "badge-96.png": (96, "-1 -1 18 18", ""),
}


def main() -> int:
    """Draw them; 1 if there is no browser."""
    if not chromium().exists():
        print(f"{chromium()} is not there: apt-get install chromium")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name, (size, corners, ground) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            colours = {"paper": PAPER, "blaze": CLAY if ground else "#fff", "trail": MOSS if ground else "#fff"}
            drawing = (ground + SIGN).format(**colours)
            image = f"<svg xmlns='http://www.w3.org/2000/svg' width='{size}' height='{size}' viewBox='{corners}'>"
            page.set_content(f"<body style='margin:0;background:transparent'>{image}{drawing}</svg>")
            page.screenshot(path=FOLDER / name, omit_background=True)
            print(f"{name}: {(FOLDER / name).stat().st_size} bytes")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
