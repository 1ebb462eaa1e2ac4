"""Command line of the portal: `python3 -m portal COMMAND` (the Makefile names them).

This file alone is written so that any Python can read it and say that it is too old.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - see above
    sys.exit(
        "Python %s is too old / застарий: install / встановіть Python 3.11+ "  # noqa: UP031
        "(make portal PYTHON=python3.11)" % sys.version.split()[0]
    )

from portal.main import main  # noqa: E402 - after the check above

sys.exit(main(sys.argv[1:]))
