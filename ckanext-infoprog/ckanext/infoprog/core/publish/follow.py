"""A step of a publication, followed to its end, also where the answer to the call is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ckanext.infoprog.core.client import Patience, PortalError
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.publish.progress import Doing
from ckanext.infoprog.core.publish.publication import WELL, Publication
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.remote import Remote

GOALS: Final = {"stage": "staged", "check": "checked", "commit": "done"}
Watch = Callable[[Doing, Publication], None]
ELSEWHERE: Final = frozenset({"busy", "fenced", "lock-timeout"})  # another process is at it


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how often the portal is asked, when a step is called anew, what is no life.

    `stuck` bounds a step that shows life and gets no further.
    """

    poll: float = 1.0
    anew: float = 15.0
    quiet: float = 90.0
    stuck: float = 600.0


def follow(
    remote: Remote, publication: Publication, action: str, tell: Watch, pace: Pace
) -> Publication:
    """Return the publication behind a step: stage, check or commit.

    Raises the refusal that ended it, or `silent` where it shows no sign of life.
    """
    return _Followed(remote, publication, action, tell, pace).end()


class _Call(threading.Thread):
    """The call of a step, whose answer may come late or never."""

    def __init__(self, remote: Remote, publication: str, action: str) -> None:
        """Begin the call."""
        super().__init__(daemon=True)
        self.remote, self.publication, self.action = remote, publication, action
        self.answer: Publication | None = None
        self.error: Exception | None = None
        self.heard = False
        self.start()

    def run(self) -> None:
        """Keep what the portal answers."""
        try:
            self.answer = self.remote.step(self.action, self.publication)
        except Exception as error:  # noqa: BLE001 - told to the thread that waits
            self.error = error


class _Followed:
    """A step under way: its call, what the portal shows of it, and since when nothing moved."""

    def __init__(
        self, remote: Remote, publication: Publication, action: str, tell: Watch, pace: Pace
    ) -> None:
        """Begin the first call."""
        self.remote, self.action, self.tell, self.pace = remote, action, tell, pace
        self.watch = remote.twin(Patience(tries=1, read=20.0))
        self.last = publication
        self.moved = self.called = self.further = time.monotonic()
        self.call = _Call(remote.twin(), publication.id, action)

    def end(self) -> Publication:
        """Return the publication when the step is done."""
        while not self._done():
            self.call.join(self.pace.poll)
            self._hear()
            if not self._done():
                self._look()
                self._judge()
        return self.last

    def _done(self) -> bool:
        """Whether the step is behind; raise what ended the publication otherwise."""
        if self.last.over and self.last.state not in WELL:
            raise self.last.refusal()
        return self.last.reached(GOALS[self.action])

    def _hear(self) -> None:
        """Take the call's answer where it has come; raise what no waiting mends."""
        answer, error = self.call.answer, self.call.error
        if answer is not None and not self.call.heard:
            self._saw(answer)
        if error is not None and not _may_pass(error):
            raise error
        self.call.heard = answer is not None or error is not None

    def _look(self) -> None:
        """Look how far the publication is; a portal that is away shows nothing."""
        try:
            self._saw(self.watch.show(self.last.id))
        except PortalError as error:
            if not error.lost:
                raise
        if self.call.heard:
            time.sleep(self.pace.poll)

    def _saw(self, shown: Publication) -> None:
        """Keep what was shown, and whether something moved."""
        if shown.sign_of_life != self.last.sign_of_life:
            self.moved = time.monotonic()
        if shown.place != self.last.place:
            self.further = time.monotonic()
        self.last = shown
        self.tell(Doing.from_portal(self.action, shown.state, shown.progress), shown)

    def _judge(self) -> None:
        """Call the step anew where its call is over and nothing moves; give up in the end."""
        now = time.monotonic()
        if now - self.moved > self.pace.quiet:
            if isinstance(self.call.error, InfoprogError):
                raise self.call.error
            raise self._given_up("silent", now - self.moved)
        if now - self.further > self.pace.stuck:
            raise self._given_up("stuck", now - self.further)
        # What came while the portal was being looked at is heard first.
        if self.call.heard and now - max(self.moved, self.called) > self.pace.anew:
            self.called = now
            self.call = _Call(self.remote.twin(), self.last.id, self.action)

    def _given_up(self, code: str, seconds: float) -> PortalError:
        """Return that a publication is not waited for any longer."""
        return PortalError(
            code,
            id=self.last.id,
            package=self.last.package,
            state=self.last.state,
            seconds=int(seconds),
        )


def _may_pass(error: Exception) -> bool:
    """Whether a call's failure leaves the publication as it is, for another try."""
    if isinstance(error, RefusedError):
        return error.code in ELSEWHERE
    return isinstance(error, PortalError) and error.lost
