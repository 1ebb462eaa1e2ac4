"""Messages of the portal commands in the language of the person at the terminal."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

_LOCALE_DIR = Path(__file__).parent / "i18n"


def _language() -> str:
    """Return `uk` or `en`: INFOPROG_LANG, else the terminal's language, else Ukrainian."""
    wanted = os.environ.get("INFOPROG_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    return "en" if (wanted or "uk").lower().startswith(("en", "c", "posix")) else "uk"


_ = gettext.translation("portal", _LOCALE_DIR, languages=[_language()], fallback=True).gettext
