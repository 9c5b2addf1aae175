"""The small Markdown as plain text, for a mail: lists keep their signs, a link stands behind its words."""

from markdown_it.token import Token

from webapp.filters import MARKDOWN


def plain(text: str) -> str:
    """What an admin wrote, without the signs that only mean how it is to look."""
    lines: list[str] = []
    orders: list[int] = []  # of the lists that one is inside of: the next number, 0 where there are none
    for token in MARKDOWN.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            orders.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else 0)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            orders.pop()
            lines += [""] if not orders else []
        elif token.type == "list_item_open":
            lines.append("  " * (len(orders) - 1) + _sign(orders))
        elif token.type == "inline":
            words = _inline(token.children or [])
            lines.append(lines.pop() + words if orders and lines else words)
        elif token.type == "paragraph_close" and not orders:
            lines.append("")
    return "\n".join(lines).strip()


def _sign(orders: list[int]) -> str:
    if not orders[-1]:
        return "- "
    orders[-1] += 1
    return f"{orders[-1] - 1}. "


def _inline(tokens: list[Token]) -> str:
    words, address, begun = "", "", 0
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            words += "\n"
        elif token.type == "link_open":
            address, begun = str(token.attrGet("href") or ""), len(words)
        elif token.type == "link_close":
            words += "" if words[begun:] == address else f" ({address})"
        else:
            words += token.content
    return words
