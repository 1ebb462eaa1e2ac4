"""What a site says of its own health."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

from portal.settings import HOST, Settings
from portal.sites import Site


def unwell(site: Site, settings: Settings) -> list[str] | None:
    """Return the parts that are not well: none where all is well, None where nobody answers."""
    ours = "infoprog" in site.plugins.split()
    path = "readyz" if ours else "api/3/action/status_show"
    try:
        with urllib.request.urlopen(f"http://{HOST}:{site.port(settings)}/{path}", timeout=15):
            return []
    except urllib.error.HTTPError as error:
        return _parts(error) or [f"HTTP {error.code}"]
    except OSError:
        return None


def _parts(error: urllib.error.HTTPError) -> list[str]:
    try:
        parts = json.loads(error.read())["parts"]
        return [name for name, part in parts.items() if not part["ok"]]
    except (ValueError, KeyError, TypeError):
        return []


def lacking(site: Site, settings: Settings) -> int:
    """Return how many published packages the search of rows lacks; 0 where nobody answers."""
    address = f"http://{HOST}:{site.port(settings)}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=15) as answer:
            return int(json.loads(answer.read())["parts"]["rows"]["behind"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
