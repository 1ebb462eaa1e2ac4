"""docs/passport.md names the keys of passport.json as they are."""

import re
from pathlib import Path

from ckanext.infoprog.core.passport import contents

PAGE = Path(__file__).parents[3] / "docs" / "passport.md"


def test_keys() -> None:
    """Every key of passport.json stands in the documentation beside its Ukrainian one, in order."""
    listed = re.findall(
        r"^\| `(\w+)` \| ([А-ЯІЇЄҐ][^|]*) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert listed == [(one.key, one.label["uk"]) for one in contents.headings()]
