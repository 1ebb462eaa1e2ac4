"""The page of who answers for what in a programme, and the form that changes it."""

import ckan.plugins.toolkit as tk
from flask import Response, request
from werkzeug.wrappers import Response as Answer

from ckanext.infoprog.views import cycling


def members(slug: str) -> Response:
    """Show who answers for what, with the form that changes it."""
    return _page(slug, [])


def change_members(slug: str) -> Answer:
    """Change who answers, which is published at once."""
    given = request.form
    wishes = [
        dict(zip(("kind", "key", "body"), one.split("\t"), strict=False))
        for one in given.getlist("remove")
    ]
    kind, _, key = given.get("target", "").partition("\t")
    added = [{"kind": kind, "key": key, "body": given.get("body", "")}] if kind else []
    new = given.get("new", "").strip()
    asked = {
        "package": slug, "new": [new] if new else [], "remove": wishes, "add": added,
        "note": given.get("note", ""), "allow_warnings": True,
    }  # fmt: skip
    return cycling.sent(
        lambda: cycling.do("members_change", **asked),
        lambda done: tk.redirect_to("infoprog_cycle.members", slug=slug, published=done["version"]),
        lambda refusal: _page(slug, refusal),
    )


def _page(slug: str, refusal: list[str]) -> Response:
    """Return the page; what was refused stands on its top."""
    data = {**cycling.titled(slug), "found": cycling.do("members", package=slug)}
    return cycling.page("members", data, refusal)
