"""Whether a form may be taken at all: its sign held against what is asked now."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.infoprog.core.catalogue import issue
from ckanext.infoprog.core.cycle import stamp
from ckanext.infoprog.core.cycle.asked import Asked
from ckanext.infoprog.core.cycle.stamp import Stamp
from ckanext.infoprog.core.issues import Issue


def signed(
    sign: Stamp, every: Mapping[str, Asked], programme: str, period: str, name: str
) -> list[Issue]:
    """Return why a form of this sign cannot be taken for a programme and a period."""
    ours = stamp.expected(next(iter(every.values()))).form if every else sign.form
    if sign.form != ours:
        return [issue("form-making", path=name, given=sign.form, wanted=ours)]
    if sign.programme != programme:
        return [issue("form-programme", path=name, given=sign.programme, wanted=programme)]
    if sign.period != period:
        return [issue("form-period", path=name, given=sign.period, wanted=period)]
    asked = every.get(sign.body)
    if asked is None:
        return [issue("form-body", path=name, given=sign.body, period=period)]
    if sign.edition != asked.edition:
        return [issue("form-edition", path=name, given=sign.edition, wanted=asked.edition)]
    if sign.version != asked.version:
        return [issue("form-outdated", path=name, body=asked.body, period=period)]
    return []
