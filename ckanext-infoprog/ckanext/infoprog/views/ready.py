"""Pages that show a state of the portal: kept ready by all that they show.

What they show is asked anew for every reader, so that nothing is shown that is no more; only the
writing of the page is spared where it says the same.
"""

from collections.abc import Callable

import ckan.plugins.toolkit as tk
from flask import Response, request

from ckanext.infoprog import helpers
from ckanext.infoprog.views import reader
from ckanext.infoprog.views.rendered import rendered


def answer(shown: object, make: Callable[[], str]) -> Response:
    """Return what `make` writes of what is shown; only strangers without cookies share it."""
    if tk.current_user.is_authenticated or request.cookies:
        return reader.tagged(make())
    page = (request.host, request.full_path, str(tk.h.lang()), reader.release())
    portal = (helpers.infoprog_site_title(), helpers.infoprog_contact_email())
    key = repr((*page, *portal, shown))
    body = rendered.get(key)
    if body is None:
        body = make().encode()
        rendered.keep(key, body)
    response = Response(body)
    reader.tag(response)
    return response
