"""The drawings of charts without CKAN: the macros need Jinja alone."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader

from ckanext.infoprog.core.pages.charts.chart import Chart

TEMPLATES = Path(str(resources.files("ckanext.infoprog"))) / "templates"
IMPORTS = (
    "{% from 'infoprog/charts/figure.html' import figure %}"
    "{% from 'infoprog/charts/svg.html' import svg, alone %}"
    "{% from 'infoprog/charts/spark.html' import draw as spark %}"
)


@cache
def environment() -> Environment:
    """Return Jinja as CKAN has it, as far as the macros need it."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.globals["h"] = SimpleNamespace(infoprog_text_lang=lambda text: "")
    return made


def lean(text: str) -> str:
    """Return markup without the room between its lines."""
    return "\n".join(line for one in text.splitlines() if (line := one.strip()))


def figure(chart: Chart) -> str:
    """Return a chart with all that belongs to it, as a page shows it."""
    source = IMPORTS + "{{ figure(chart, '', '/programme/x', '') }}"
    return lean(environment().from_string(source).render(chart=chart))


def alone(chart: Chart) -> str:
    """Return a chart as an image of its own."""
    source = IMPORTS + "{{ alone(chart, 'sans-serif') }}"
    return lean(environment().from_string(source).render(chart=chart))


def sparkline(bars: tuple[int | None, ...]) -> str:
    """Return a sparkline."""
    return environment().from_string(IMPORTS + "{{ spark(bars) }}").render(bars=bars)


def text(markup: str) -> str:
    """Return what people read of markup: no element, no attribute, no head of a document."""
    return re.sub(r"<[^>]*>", " ", markup)
