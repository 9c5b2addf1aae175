"""Text that means harm: what members might write into any field. `MARK` is in whatever would act if it could."""

MARK = "evilmark"
_LTR, _RTL, _POP = "\u202a", "\u202e", "\u202c"

CORPUS = (
    f"<script>document.title='{MARK}'</script>",
    f"<img src=/{MARK}.png onerror=\"alert('{MARK}')\">",
    f'"><svg onload="fetch(\'/{MARK}\')">',
    f"' autofocus onfocus=alert('{MARK}') x='",
    f"<a href=\"javascript:alert('{MARK}')\">link</a>",
    f'<div hx-get="/{MARK}" hx-trigger="load">hx</div>',
    f'<div data-hx-get="/{MARK}" data-hx-trigger="load">data-hx</div>',
    f'<hx-partial hx-target="body"><p id="{MARK}">partial</p></hx-partial>',
    f'<ul hx-swap-oob="beforeend:body"><li id="{MARK}">oob</li></ul>',
    f'<div ws-connect="/{MARK}" hx-ws:connect="/{MARK}" hx-ext="ws">socket</div>',
    f'<meta http-equiv="refresh" content="0;url=/{MARK}"><base href="//{MARK}.example/">',
    f'<link rel=stylesheet href=/{MARK}.css><style>@import "/{MARK}.css";</style>',
    f"<iframe src=/{MARK}></iframe><object data=/{MARK}></object><form action=/{MARK}><button>go",
    f"</textarea></title></script><img src=/{MARK}>",
    f"<!-- {MARK} --><![CDATA[ {MARK} ]]>",
    "{{7*7}} {% raw %} ${7*7} %(name)s {partner} {0} %s",
    f"[click](javascript:alert('{MARK}')) ![x](https://{MARK}.example/x.png) <https://{MARK}.example>",
    f"https://{MARK}.example/?a=1&b=<b>\"'",
    f"{_RTL}gnp.exe {_LTR}mixed{_POP} \u2066isolated\u2069 שלום עולם مرحبا",
    "zero\u200bwidth\u200djoin\ufeffed\u2060word \u00ad soft",
    "Z" + "\u0335\u0336\u0337\u0338\u0489\u0301\u0302\u0303" * 12 + "algo",
    "W" * 500,
    "👩\u200d👩\u200d👧\u200d👦🏳️\u200d🌈👩🏽\u200d🚀" * 8,
    "\x1b[31mred\x1b[0m \x9b2J \x07 bell",
    '=HYPERLINK("https://evilmark.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    f"subject\r\nBcc: {MARK}@example.org\r\n\r\n<b>body</b>",
    f"line\u2028separator\u2029paragraph\x85next {MARK}",
)


def fitting(most: int | None, turn: int) -> str:
    """All of it for a long field; for a short one whatever entry fits that has its turn."""
    if most is None or most >= 1000:
        return "\n".join(CORPUS)[: min(most or 3900, 3900)]
    fit = [text for text in CORPUS if len(text) <= most] or [CORPUS[0][:most]]
    return fit[turn % len(fit)]
