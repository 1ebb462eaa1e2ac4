"""The Atom feeds: in the language of the reader, with links to pages."""

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.views.feed import CKANFeed

from ckanext.infoprog import helpers


class Feed(CKANFeed):  # type: ignore[misc]
    """CKAN's feed without what is wrong in it: the language and the links from page to page."""

    def __init__(
        self,
        feed_title: str,
        feed_link: str,
        feed_description: str,
        language: str | None,
        author_name: str | None,
        feed_guid: str | None,
        feed_url: str | None,
        *_pages: str | None,
        **_named_pages: str | None,
    ) -> None:
        """Begin a feed; its pages beyond the first are wrongly addressed, so none is named."""
        title = helpers.infoprog_site_title()
        publisher = feed_title.rpartition(': "')[2].rstrip('"') if ': "' in feed_title else ""
        super().__init__(
            f"{title}: {publisher}" if publisher else title,
            _absolute(feed_link),
            tk._("Datasets changed last"),
            helpers.infoprog_lang(),
            title,
            feed_guid,
            _absolute(feed_url or ""),
            None,
            None,
            None,
            None,
        )

    def add_item(self, **item: Any) -> None:  # noqa: ANN401 - CKAN's own signature
        """Add a dataset with a link to its page; CKAN's leads into the API."""
        dataset = item["unique_id"].rpartition("/")[2]
        item["link"] = tk.h.url_for("dataset.read", id=dataset, _external=True)
        empty = [name for name in ("author_name", "author_email") if not item.get(name)]
        super().add_item(**{name: value for name, value in item.items() if name not in empty})


def _absolute(address: str) -> str:
    return address if "://" in address else f"{tk.config['ckan.site_url']}{address}"
