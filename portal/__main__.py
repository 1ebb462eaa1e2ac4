"""Command line of the portal: `python3 -m portal COMMAND` (the Makefile names them)."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - older Pythons must get a sentence, not a syntax error
    sys.exit(
        f"Python {sys.version.split()[0]} is too old / застарий: "
        "install / встановіть Python 3.11+ (make portal PYTHON=python3.11)"
    )

from portal.main import main  # noqa: E402 - after the check above

sys.exit(main(sys.argv[1:]))
