"""What the publisher's pages of the reporting cycle share: who asks, what is said, what is sent.

Each form works without scripts: what is refused is said on the page that it was sent from.
"""

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context
from flask import Response, request
from werkzeug.wrappers import Response as Answer

from ckanext.infoprog import helpers
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.logic import scene
from ckanext.infoprog.storage import versions
from ckanext.infoprog.views import answering, reader

Json = dict[str, Any]
REFUSED = 409


def do(action: str, **data: object) -> Json:
    """Call an action of the cycle as whoever is here."""
    done: Json = tk.get_action(f"infoprog_cycle_{action}")(context(), data)
    return done


def context() -> Context:
    """Return who is here, as actions are told."""
    return Context(user=tk.current_user.name)


def page(template: str, data: Json, refusal: list[str]) -> Response:
    """Return a page; what was refused stands on its top."""
    whole = {**data, "refusal": refusal, "published": reader.number("published", 0)}
    body = tk.render(f"infoprog/cycle/{template}.html", whole)
    return Response(body, status=REFUSED if refusal else 200)


def titled(slug: str) -> Json:
    """Return what every page here shows: the programme, its current version, the language."""
    found = scene.pointer(slug)
    manifest, lang = versions.read_manifest(found.manifest), helpers.infoprog_lang()
    own = manifest.dataset.get("title_en") if lang == "en" else None
    return {
        "slug": found.name,
        "title": own or manifest.dataset["title"],
        "version": found.version,
        "lang": lang,
        "prefix": answering.prefix(),
    }


def sent(
    done: Callable[[], Json],
    lead: Callable[[Json], Answer],
    refused: Callable[[list[str]], Response],
) -> Answer:
    """Do what was sent and lead on; what is refused is said on a page, to programs as JSON."""
    try:
        made = done()
    except RefusedError as error:
        if not _wants_page():
            raise
        return refused(said(error))
    except tk.ValidationError as error:
        return refused(said(error))
    if _wants_page():
        return lead(made)
    return Response(tk.h.dump_json({"success": True, "result": made}), mimetype=reader.JSON)


def said(error: Exception) -> list[str]:
    """Return why something was refused, a sentence a finding, in the reader's language."""
    if isinstance(error, RefusedError):
        lang = helpers.infoprog_lang()
        found = error.params.get("findings")
        if isinstance(found, list):
            return [str(one["message"][lang]) for one in found]
        return [error.in_language(lang)]
    summary = getattr(error, "error_summary", {})
    return [f"{name}: {sentence}" for name, sentence in summary.items()] or [str(error)]


def _wants_page() -> bool:
    return "text/html" in request.headers.get("Accept", "")
