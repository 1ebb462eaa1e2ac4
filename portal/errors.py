"""The one exception a portal command ends with.

PortalError – what failed, where its log is, what to do
"""

from __future__ import annotations

from pathlib import Path

from portal.i18n import _


class PortalError(Exception):
    """A failure told in one sentence, with its log and its mend."""

    def __init__(self, what: str, mend: str, log: Path | None = None) -> None:
        """Keep the three parts apart, so that each can be printed on its own line."""
        super().__init__(what)
        self.what = what
        self.mend = mend
        self.log = log

    def explain(self) -> str:
        """Return the message as a person reads it."""
        lines = [f"✗ {self.what}"]
        if self.log is not None:
            lines.append("  " + _("log: {path}").format(path=self.log))
        lines.append("  " + _("what to do: {mend}").format(mend=self.mend))
        return "\n".join(lines)
