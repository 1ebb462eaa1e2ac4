"""The calendar of reports, as a page and for calendar programs."""

from functools import partial

from flask import Blueprint, Response

from ckanext.infoprog.core.pages import calendarpage
from ckanext.infoprog.views import publicpage, published

calendars = Blueprint("infoprog_calendar", __name__)

MOST = 30


@calendars.route("/calendar")
@calendars.route("/calendar.<any(csv, xlsx, json, ics):suffix>")
def shown(suffix: str = "") -> Response:
    """Show when reports are due, or give it as a file; of very many programmes the first."""
    make = partial(calendarpage.page, beyond=max(0, published.count_every() - MOST))
    template = "infoprog/pages/calendar.html"
    return publicpage.of_portal(template, make, published.every(MOST), suffix)
