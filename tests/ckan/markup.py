"""Pages as the tests read them."""

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse


def soup(answer: TestResponse) -> BeautifulSoup:
    """Return a page."""
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def words(tag: Tag | None) -> str:
    """Return what an element says, with plain spaces."""
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def seen(tag: Tag | None) -> str:
    """Return what an element shows: without what is only spoken."""
    assert tag is not None
    for hidden in tag.select(".visually-hidden"):
        hidden.decompose()
    return " ".join(tag.get_text(" ").replace(" :", ":").replace(" ,", ",").split())
