"""Answers that are packed for those who take them so."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from ckan.tests import factories
from werkzeug.test import TestResponse

Page = Callable[..., TestResponse]
Make = Callable[..., dict[str, object]]
TAKES = {"Accept-Encoding": "gzip, deflate"}
SEARCH = "/api/3/action/package_search?rows=10"


@pytest.mark.parametrize("address", [SEARCH, "/catalog.xml", "/catalog.ttl", "/catalog.jsonld"])
class TestPacked:
    def test_same(self, page: Page, dataset: Make, address: str):
        """A harvester that takes gzip gets the same text in fewer bytes, anybody else as before."""
        dataset(notes="Опис набору. " * 100)
        plain, packed = page(address), page(address, headers=TAKES)
        assert (plain.content_encoding, packed.content_encoding) == (None, "gzip")
        assert len(packed.data) < len(plain.data) / 2
        assert gzip.decompress(packed.data) == plain.data
        assert {"Accept-Encoding"} <= set(plain.vary) & set(packed.vary)

    def test_known(self, page: Page, dataset: Make, address: str):
        """Whoever has the packed text already is told so, where the address has a tag."""
        dataset(notes="Опис набору. " * 100)
        tag = page(address, headers=TAKES).headers.get("ETag")
        assert (tag is None) == (address == SEARCH)
        if tag:
            page(address, 304, headers={**TAKES, "If-None-Match": tag})


def test_members_are_not(page: Page, dataset: Make):
    """What a member of an organisation reads is not packed: a size could tell of a secret."""
    dataset(notes="Опис набору. " * 100)
    token = factories.UserWithToken()["token"]
    answer = page(SEARCH, headers={**TAKES, "Authorization": token})
    assert answer.content_encoding is None


def test_short(page: Page):
    """A short answer is not packed: it would not become shorter on the line."""
    assert page("/api/3/action/organization_list", headers=TAKES).content_encoding is None
