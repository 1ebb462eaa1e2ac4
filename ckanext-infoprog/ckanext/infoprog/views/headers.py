"""Security headers on every answer."""

from flask import Blueprint, Response, request

from ckanext.infoprog import helpers

headers = Blueprint("infoprog_headers", __name__)

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SHARED_RULES = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "connect-src 'self'; font-src 'self'; img-src 'self' data:; manifest-src 'self'; "
)
# Pages for visitors run no script at all.
PUBLIC_POLICY = SHARED_RULES + "style-src 'self'"
# CKAN's editing forms run scripts of its own files only; their widgets write styles as they go.
EDITING_POLICY = (
    SHARED_RULES + "script-src 'self'; style-src 'self' 'unsafe-inline'; frame-src 'self'"
)
# Two of them carry handlers within their buttons: the field of a file, the list of API tokens.
HANDLERS_POLICY = EDITING_POLICY + "; script-src-attr 'unsafe-inline'"
WITH_HANDLERS = ("resource.new", "resource.edit", "user.api_tokens")
# Somebody's file that a browser would draw as a page of this portal: no script, no form, no origin.
FILE_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
DRAWN = ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml")


def _is_file() -> bool:
    return (request.endpoint or "").endswith((".download", "uploaded_file"))


@headers.after_app_request
def add_headers(response: Response) -> Response:
    """Add what each answer must carry, unless the view has said otherwise."""
    for name, value in COMMON.items():
        response.headers.setdefault(name, value)
    if response.mimetype in DRAWN and (_is_file() or response.mimetype != "text/html"):
        response.headers["Content-Security-Policy"] = FILE_POLICY
    elif response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", _policy())
    return response


def _policy() -> str:
    if helpers.infoprog_is_public():
        return PUBLIC_POLICY
    with_handlers = (request.endpoint or "").endswith(WITH_HANDLERS)
    return HANDLERS_POLICY if with_handlers else EDITING_POLICY
