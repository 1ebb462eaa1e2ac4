"""The calendar of reports, as a page and for calendar programs."""

from functools import partial

from flask import Blueprint, Response, request

from ckanext.infoprog.core.pages import calendarpage
from ckanext.infoprog.views import publicpage, published

calendars = Blueprint("infoprog_calendar", __name__)


@calendars.route("/calendar")
@calendars.route("/calendar.<any(csv, xlsx, json, ics):suffix>")
def shown(suffix: str = "") -> Response:
    """Show when reports are due, or give it as a file; of very many programmes a part."""
    part, found = published.part(request.args, published.PROGRAMME, "programme")
    make = partial(calendarpage.page, part=part)
    return publicpage.of_portal("infoprog/pages/calendar.html", make, found, suffix, part)
