"""The frame of a page that stands alone: style within it, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1b2733; --paper: #fff; --quiet: #56636f;
  --rule: #c9d1d9; --error: #b3261e; --warning: #8a5300; --notice: #0b5cad; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #12181f; --quiet: #a3b1bf;
  --rule: #3b4754; --error: #ff9c94; --warning: #f2b35c; --notice: #8cc4ff; --good: #7bd49b; } }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.25; } h3, h4 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
section { border-top: 1px solid var(--rule); margin-top: 2rem; }
summary h3 { display: inline; } code, .quiet { color: var(--quiet); }
a { color: var(--notice); } li { margin-bottom: .5rem; }
.error { color: var(--error); } .warning { color: var(--warning); }
.notice { color: var(--notice); } .good { color: var(--good); }
.wide { overflow-x: auto; margin-top: 1.5rem; } table { border-collapse: collapse; }
caption { text-align: left; font-weight: 600; padding-bottom: .25rem; }
th, td { border-bottom: 1px solid var(--rule); padding: .25rem .75rem .25rem 0; }
th { text-align: left; overflow-wrap: normal; } td { text-align: right; }
@media print { body { max-width: none; } }
"""


def page(lang: str, title: str, body: Iterable[str]) -> str:
    """Return an HTML page; `body` is markup, the title is text."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
    )
    parts = (
        "<!doctype html>",
        f'<html lang="{lang}"><head>',
        *head,
        "</head><body><main>",
        *body,
        "</main></body></html>",
    )
    return "\n".join(parts) + "\n"
