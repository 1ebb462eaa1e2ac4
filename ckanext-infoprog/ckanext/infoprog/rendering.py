"""What becomes of the Markdown that publishers write."""

from collections.abc import Callable
from typing import Final

import ckan.plugins.toolkit as tk
import nh3
from markupsafe import Markup

#: A picture tells its owner who reads the page, and `bdo` turns what stands beside it.
UNWANTED: Final = frozenset({"img", "map", "area", "bdo"})
TAGS: Final = frozenset(nh3.ALLOWED_TAGS) - UNWANTED


@tk.chained_helper
def render_markdown(
    stock: Callable[..., str],
    data: str,
    auto_link: bool = True,  # noqa: FBT001, FBT002 - CKAN's own signature
    allow_html: bool = False,  # noqa: FBT001, FBT002
) -> Markup:
    """Return CKAN's rendering without pictures; no markup but Markdown's is ever let through."""
    del allow_html
    return Markup(nh3.clean(str(stock(data, auto_link)), tags=set(TAGS)))
