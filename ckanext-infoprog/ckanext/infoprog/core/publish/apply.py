"""A publication carried through: begun, files sent, staged, checked, committed, followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ckanext.infoprog.core.publish import sending
from ckanext.infoprog.core.publish.follow import Pace, follow
from ckanext.infoprog.core.publish.manifest import Input
from ckanext.infoprog.core.publish.progress import Doing, Tell
from ckanext.infoprog.core.publish.publication import WELL, Publication
from ckanext.infoprog.core.publish.remote import Remote
from ckanext.infoprog.core.publish.request import Request


@dataclass(slots=True)
class Course:
    """Where a publication stands, for whoever is interrupted: `last` is what was seen of it."""

    remote: Remote
    tell: Tell
    pace: Pace
    last: Publication | None = None
    sent: int = 0

    def run(self, request: Request, folder: Path | None = None) -> Publication:
        """Begin and carry through; with `hold` it ends behind the portal's check.

        `folder` is where the request's files lie. A publication that would change nothing ends as
        `unchanged`.
        """
        self.tell(Doing("begin"))
        begun = self._seen(self.remote.begin(request))
        if begun.over:
            return self._ended(begun)
        if folder is not None:
            inputs = [Input(**one) for one in request["inputs"]]
            self._send(begun, folder, inputs)
        self._step("stage")
        self._step("check")
        return self._now() if request["hold"] else self._step("commit")

    def resume(self, publication: str) -> Publication:
        """Carry a publication through whose files are on the portal."""
        shown = self._seen(self.remote.show(publication))
        return self._ended(shown) if shown.over else self._step("commit")

    def _send(self, begun: Publication, folder: Path, inputs: Iterable[Input]) -> None:
        """Send what the portal wants."""
        if begun.missing:
            self.sent = sending.send(
                self.remote, begun.id, folder, inputs, frozenset(begun.missing), self.tell
            )

    def _step(self, action: str) -> Publication:
        """Let the portal do a step."""
        before = self._now()
        if before.over:
            return before
        self.tell(Doing(action))
        return self._seen(follow(self.remote, before, action, self._watch, self.pace))

    def _watch(self, doing: Doing, shown: Publication) -> None:
        """Keep what is seen on the way, and tell of it."""
        self.last = shown
        self.tell(doing)

    def _seen(self, shown: Publication) -> Publication:
        """Keep what was seen of the publication."""
        self.last = shown
        return shown

    def _now(self) -> Publication:
        """Return what was seen last."""
        assert self.last is not None  # noqa: S101 - begun before any step
        return self.last

    def _ended(self, publication: Publication) -> Publication:
        """Return a publication that ended well; raise what ended it otherwise."""
        if publication.state not in WELL:
            raise publication.refusal()
        return publication
