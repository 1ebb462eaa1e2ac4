"""A publication as the API tells of it: states, refusals, what is new to this release."""

import pytest

from ckanext.infoprog.core.publish.publication import ORDER, Base, Publication


def publication(state: str, **more: object) -> Publication:
    return Publication.from_dict({"id": "1", "package": "a", "state": state, **more})


class TestStates:
    @pytest.mark.parametrize("state", ORDER)
    def test_decided(self, state: str):
        """From `decided` on a publication only goes forward."""
        assert publication(state).decided == (ORDER.index(state) >= 4)

    def test_reached(self):
        """A state lies behind a publication that has come to it, or that had nothing to do."""
        assert publication("loaded").reached("checked")
        assert not publication("open").reached("staged")
        assert not publication("refused").reached("open")
        assert publication("unchanged").reached("done")

    @pytest.mark.parametrize("state", ["done", "unchanged", "refused", "aborted", "failed"])
    def test_over(self, state: str):
        """Ended is ended, well or not."""
        assert publication(state).over


class TestRefusal:
    def test_code(self):
        """A refusal keeps its code and speaks both languages."""
        reason = {"code": "findings", "params": {"package": "a", "errors": 2, "warnings": 0}}
        refusal = publication("refused", reason=reason).refusal()
        assert refusal.code == "findings"
        assert "помилок: 2" in refusal.in_language("uk")

    def test_aborted(self):
        """One that somebody took back says so, with the reason that was given."""
        refusal = publication("aborted", reason={"message": "зарано"}).refusal()
        assert refusal.code == "publication-over"
        assert "зарано" in str(refusal)

    def test_failed(self):
        """One that failed without a word still ends in a sentence."""
        assert str(publication("failed").refusal()) == "The portal answered: a: failed"


class TestFromDict:
    def test_unknown_fields(self):
        """What a newer portal tells beside is no fault."""
        assert publication("open", colour="red", reason=None, progress=None).progress == {}

    def test_base(self):
        """A portal that never saw the package stands at version 0."""
        base = Base.from_dict({"exists": False, "managed": False, "version": 0, "manifest": None,
                               "metadata_hash": "", "drift": [], "open": None})  # fmt: skip
        assert (base.version, base.manifest, base.drift, base.open) == (0, None, (), None)
