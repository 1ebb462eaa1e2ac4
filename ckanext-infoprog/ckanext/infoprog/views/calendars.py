"""The calendar of reports, as a page and for calendar programs."""

from flask import Blueprint, Response, request

from ckanext.infoprog.core.pages import calendarpage, extract
from ckanext.infoprog.core.pages.frame import Page, Reader
from ckanext.infoprog.views import publicpage, published

calendars = Blueprint("infoprog_calendar", __name__)


@calendars.route("/calendar")
@calendars.route("/calendar.<any(csv, xlsx, json, ics):suffix>")
def shown(suffix: str = "") -> Response:
    """Show when reports are due, or give it as a file; of very many programmes a part."""
    part, found = published.part(
        request.args, extract.CALENDAR, published.PROGRAMME, only="programme"
    )

    def make(reader: Reader) -> Page:
        return calendarpage.page(published.extracts(extract.CALENDAR, found), reader, part)

    return publicpage.of_portal("infoprog/pages/calendar.html", make, found, suffix, part)
