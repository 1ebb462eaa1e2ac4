"""A step is followed to its end: past lost answers and busy portals, never without end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from ckanext.infoprog.core.client import Client, Patience, PortalError
from ckanext.infoprog.core.errors import InfoprogError
from ckanext.infoprog.core.publish.follow import Pace, follow
from ckanext.infoprog.core.publish.publication import Publication
from ckanext.infoprog.core.publish.refusals import RefusedError
from ckanext.infoprog.core.publish.remote import Remote
from tests.core.client import wire

PACE = Pace(poll=0.02, anew=0.1, quiet=0.6, stuck=1.2)
PATIENCE = Patience(tries=1, connect=1.0, read=0.3)
BEGUN = Publication("7f", "a", "staged")


def shown(state: str, **more: object) -> bytes:
    return wire.result({"id": "7f", "package": "a", "state": state} | more)


def followed(
    step: Callable[[int], wire.Reply], show: Callable[[int], wire.Reply]
) -> tuple[Publication | InfoprogError, int]:
    """Follow a commit whose n-th calls are answered so; return its end and how many there were."""
    calls = {"step": 0, "show": 0}

    def choose(_at: int, request: str) -> wire.Reply:
        kind = "step" if "publication_commit" in request else "show"
        calls[kind] += 1
        return (step if kind == "step" else show)(calls[kind])

    with wire.answering(choose) as at:
        remote = Remote(Client(at.address, patience=PATIENCE))
        try:
            end: Publication | InfoprogError = follow(
                remote, BEGUN, "commit", lambda *_: None, PACE
            )
        except InfoprogError as error:
            end = error
    return end, calls["step"]


class TestWell:
    def test_at_once(self):
        """An answer that comes at once is the end."""
        end, calls = followed(lambda _: shown("done", version=2), lambda _: shown("staged"))
        assert isinstance(end, Publication)
        assert (end.version, calls) == (2, 1)

    def test_while_looking(self):
        """An answer that comes while the portal is being looked at is heard, not asked for anew."""
        answered = threading.Event()

        def step(_: int) -> bytes:
            answered.wait(5)
            return shown("done", version=2)

        def show(_: int) -> bytes:
            answered.set()
            time.sleep(2 * PACE.anew)
            return shown("staged")

        end, calls = followed(step, show)
        assert isinstance(end, Publication)
        assert (end.version, calls) == (2, 1)

    @pytest.mark.parametrize(
        "lost", [wire.reset, wire.slow, b"", wire.plain("502 Bad", ""), wire.json("200 OK", "{")]
    )
    def test_lost_answer(self, lost: wire.Reply):
        """Where the answer is lost, the portal is watched until it is done; nobody asks twice."""
        end, calls = followed(lambda _: lost, lambda n: shown("done" if n > 2 else "loaded", n=n))
        assert isinstance(end, Publication)
        assert calls == 1

    def test_nothing_happened(self):
        """Where nothing moves behind a lost answer, the step is called anew."""
        end, calls = followed(
            lambda n: wire.reset if n == 1 else shown("done"), lambda _: shown("staged")
        )
        assert isinstance(end, Publication)
        assert calls == 2

    @pytest.mark.parametrize("code", ["busy", "fenced", "lock-timeout"])
    def test_another_is_at_it(self, code: str):
        """While another process works on it, the publication is watched until that one is done."""
        end, _ = followed(
            lambda _: wire.refused(code, package="a", id="7f"),
            lambda n: shown("done" if n > 4 else "switched", heartbeat=str(n)),
        )
        assert isinstance(end, Publication)

    def test_portal_away(self):
        """A portal that is away for a while is waited for."""
        end, _ = followed(
            lambda _: wire.reset, lambda n: wire.reset if n < 4 else shown("done", version=2)
        )
        assert isinstance(end, Publication)

    def test_decided(self):
        """An answer before the end is not taken for the end."""
        end, _ = followed(
            lambda n: shown("decided"), lambda n: shown("done" if n > 2 else "switched")
        )
        assert isinstance(end, Publication)
        assert end.state == "done"


class TestNotWell:
    def test_refused(self):
        """A refusal of the step is told at once."""
        end, calls = followed(
            lambda _: wire.refused("moved-on", planned=1), lambda _: shown("open")
        )
        assert isinstance(end, RefusedError)
        assert (end.code, calls) == ("moved-on", 1)

    def test_ended_elsewhere(self):
        """A publication that somebody took back while its answer was lost is told so."""
        reason = {"message": "зарано"}
        end, _ = followed(lambda _: wire.reset, lambda _: shown("aborted", reason=reason))
        assert isinstance(end, RefusedError)
        assert end.code == "publication-over"

    def test_token_revoked(self):
        """A token that is revoked on the way ends the wait."""
        end, _ = followed(lambda _: wire.slow, lambda _: wire.refused("anonymous"))
        assert isinstance(end, RefusedError)
        assert end.code == "anonymous"

    def test_silent(self):
        """A publication without a sign of life is given up, with what to do."""
        end, calls = followed(lambda _: wire.reset, lambda _: shown("loaded"))
        assert isinstance(end, PortalError)
        assert end.code == "lost"
        assert calls > 1

    def test_silent_behind_an_answer(self):
        """One whose call was answered and that then stands still is called silent."""
        end, _ = followed(lambda _: shown("decided"), lambda _: shown("decided"))
        assert isinstance(end, PortalError)
        assert end.code == "silent"
        assert "infoprog publications" in end.in_language("uk")

    def test_stuck(self):
        """One that shows life and gets no further is not waited for without end."""
        end, _ = followed(lambda _: shown("decided"), lambda n: shown("decided", heartbeat=str(n)))
        assert isinstance(end, PortalError)
        assert end.code == "stuck"
