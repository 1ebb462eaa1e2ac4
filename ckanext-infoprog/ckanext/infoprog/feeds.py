"""The Atom feeds: in the language of the reader, with links to pages, under names that stay."""

import datetime as dt
import re
from typing import Any, Final

import ckan.plugins.toolkit as tk
from ckan.views.feed import CKANFeed

from ckanext.infoprog import helpers
from ckanext.infoprog.linked import identity

ORGANIZATION: Final = re.compile(r"feeds/organization/([0-9A-Za-z_-]+)\.atom$")


class Feed(CKANFeed):  # type: ignore[misc]
    """CKAN's feed without what is wrong in it: language, links, names, the moment of change."""

    _newest: dt.datetime | None = None

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
            _page(feed_guid or "") or _absolute(feed_link),
            tk._("Datasets changed last"),
            helpers.infoprog_lang(),
            title,
            _lasting(feed_guid or ""),
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
        item["unique_id"] = _lasting(item["unique_id"])
        self._newest = max(filter(None, [self._newest, _in_utc(item["updated"])]))
        self.updated(self._newest)
        empty = [name for name in ("author_name", "author_email") if not item.get(name)]
        super().add_item(**{name: value for name, value in item.items() if name not in empty})


def _absolute(address: str) -> str:
    return address if "://" in address else f"{tk.config['ckan.site_url']}{address}"


def _page(guid: str) -> str:
    """Return the page of the publisher whose feed it is: CKAN's link finds nothing."""
    found = ORGANIZATION.search(guid)
    return tk.h.url_for("organization.read", id=found[1], _external=True) if found else ""


def _lasting(guid: str) -> str:
    """Return a name that follows no change of the portal's address."""
    site = str(tk.config["ckan.site_url"]).rstrip("/")
    if not guid.startswith(site):
        return guid
    return f"{identity.base()}/{guid.removeprefix(site).lstrip('/')}"


def _in_utc(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
