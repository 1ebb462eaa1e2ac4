"""The clock-work of a site that harvests: `harvester run` again and again, as cron does elsewhere.

It begins the jobs that are due and says of those that are done that they are over.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence

EVERY = 300  # seconds


def main(words: Sequence[str]) -> None:
    """Run the `ckan` program named, with its options, for as long as the supervisor wants."""
    while True:
        # A run that fails is told in the log by CKAN itself; the next one may do better.
        subprocess.run([*words, "harvester", "run"], check=False)
        time.sleep(EVERY)


if __name__ == "__main__":
    main(sys.argv[1:])
