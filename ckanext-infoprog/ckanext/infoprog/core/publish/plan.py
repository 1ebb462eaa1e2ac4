"""A plan: what publishing a package would change on a portal, and what it was made against.

Making one writes nothing, here or there. A plan is kept as JSON and applied as it stands, or not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from ckanext.infoprog.core.derive import organisations
from ckanext.infoprog.core.errors import UsageError
from ckanext.infoprog.core.publish.difference import Difference
from ckanext.infoprog.core.publish.local import Local
from ckanext.infoprog.core.publish.manifest import Findings, Input
from ckanext.infoprog.core.publish.publication import Base, Drift
from ckanext.infoprog.core.publish.refusals import RefusedError

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing one package would do.

    `base` is the version it is planned against, 0 for none; `entry` is the organisation's in
    organizations.yaml; `expected` are the SHA-256 of the files that will be published, by name;
    `send` are the package's files that the portal lacks; a `withdrawn` dataset comes back.
    """

    package: str
    package_id: str
    organization: str
    base: int
    metadata_hash: str
    schemas: str
    entry: Mapping[str, Any] | None
    difference: Difference
    title: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    expected: Mapping[str, str] = field(default_factory=dict)
    send: tuple[Input, ...] = ()
    findings: Findings = Findings()
    drift: tuple[Drift, ...] = ()
    withdrawn: bool = False

    @property
    def creates(self) -> bool:
        """Whether the portal has no version of the package yet."""
        return self.base == 0

    @property
    def is_empty(self) -> bool:
        """Whether publishing would change nothing."""
        standing = not (self.creates or self.withdrawn or self.drift)
        return standing and self.difference.is_empty

    @property
    def bytes_to_send(self) -> int:
        """How many bytes would be sent."""
        return sum(one.size for one in self.send)

    def refuse_other(self, local: Local) -> None:
        """Refuse to apply the plan to a package that is no longer the planned one."""
        planned = {one.path: one.sha256 for one in self.inputs}
        there = {one.path: one.sha256 for one in local.inputs}
        differing = sorted(p for p in planned | there if planned.get(p) != there.get(p))
        if local.schemas != self.schemas:
            differing.append("schemas")
        if local.entry != self.entry:
            differing.append(organisations.FILE)
        if differing:
            what = ", ".join(differing[:5])
            raise RefusedError("plan-differs", package=self.package, what=what)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the plan that plain JSON values hold."""
        return cls(
            **{
                **plain,
                "difference": Difference.from_dict(plain["difference"]),
                "inputs": tuple(Input(**one) for one in plain["inputs"]),
                "send": tuple(Input(**one) for one in plain["send"]),
                "findings": Findings(**plain["findings"]),
                "drift": tuple(Drift(**one) for one in plain["drift"]),
            }
        )


def make(local: Local, base: Base, difference: Difference, expected: Mapping[str, str]) -> Plan:
    """Return the plan of a package against what stands on the portal."""
    there = base.manifest.hashes() if base.manifest else frozenset()
    wanted = {one.sha256: one for one in local.inputs if one.sha256 not in there}
    return Plan(
        package=local.name,
        package_id=local.id,
        organization=local.meta.organization,
        base=base.version,
        metadata_hash=base.metadata_hash,
        schemas=local.schemas,
        entry=local.entry,
        difference=difference,
        title=dict(local.meta.title),
        inputs=local.inputs,
        expected=dict(expected),
        send=tuple(wanted.values()),
        findings=local.findings,
        drift=base.drift,
        withdrawn=base.withdrawn,
    )


def to_json(plans: Iterable[Plan], portal: str) -> str:
    """Return plans as text, with the portal that they were made for."""
    entries = [asdict(one) for one in plans]
    whole = {"format": FORMAT, "portal": portal, "plans": entries}
    return json.dumps(whole, ensure_ascii=False, indent=1, default=str) + "\n"


def from_json(text: str, portal: str) -> tuple[Plan, ...]:
    """Return the plans of a text; those for another portal are refused."""
    try:
        whole = json.loads(text)
        if whole["format"] != FORMAT:
            raise UsageError(f"The plan has format {whole['format']}; this release reads {FORMAT}.")
        plans = tuple(Plan.from_dict(one) for one in whole["plans"])
        planned_for = str(whole["portal"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"This is not a plan of infoprog plan --to: {error!r}.") from error
    if planned_for != portal:
        raise UsageError(f"The plan was made for {planned_for}, not for {portal}.")
    return plans
