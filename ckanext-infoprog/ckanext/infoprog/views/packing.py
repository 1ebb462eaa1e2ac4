"""Answers of the API and the catalogue packed for those who take them so: harvesters do.

Only what everybody may read is packed, so that no size tells of a secret.
"""

import gzip
from typing import Final

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

packing = Blueprint("infoprog_packing", __name__)

GZIP: Final = "gzip"
PACKED: Final = frozenset(
    {"application/json", "application/ld+json", "application/rdf+xml", "text/turtle", "text/n3"}
)
LEAST: Final = 1000  # bytes; less than that goes into one packet anyway


@packing.after_app_request
def pack(response: Response) -> Response:
    """Pack an answer that is long, public and of one piece, where the client takes gzip."""
    if not _is_packable(response):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings[GZIP]:
        return response
    response.set_data(gzip.compress(response.get_data(), mtime=0))
    response.content_encoding = GZIP
    tag, _is_weak = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)  # the same content in other bytes
    return response


def _is_packable(response: Response) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.mimetype in PACKED
        and not response.is_streamed
        and not response.direct_passthrough
        and not response.content_encoding
        and "Content-Disposition" not in response.headers
        and not tk.current_user.is_authenticated
        and len(response.get_data()) >= LEAST
    )
