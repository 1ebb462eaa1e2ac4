"""Memory and time of checking a large package and of making its files, as client and portal do.

Run it with the number of rows of money (500,000 where none is given):

    python bench/publish_memory.py 500000

Each way is a process of its own; what is printed is its peak of memory, its processor time, the
time on the clock and the rows of money per second of processor time.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from check_speed import generate

from ckanext.infoprog.core.publish import prepare

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "zrazkova-hromada" / "package.yaml"
TODAY = "2026-11-21"
DEFAULT_ROWS = 500_000
CHECK = "import sys; from ckanext.infoprog.commands.main import main; sys.exit(main())"
BUNDLE = """
import sys
from pathlib import Path
from ckanext.infoprog.core.publish.bundle import bundle
bundle(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def main() -> None:
    """Generate the package and measure the check, the bundle and both as the portal runs them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_ROWS
    with tempfile.TemporaryDirectory() as place:
        workdir = Path(place)
        folder, out = workdir / prepare.PACKAGE, workdir / "bundle"
        (folder / "data").mkdir(parents=True)
        out.mkdir()
        described = EXAMPLE.read_text("utf-8").partition("\nsources:")[0]
        (folder / "package.yaml").write_text(f"{described}\nsources: []\n", "utf-8")
        generate(folder / "data", count)
        (workdir / prepare.REQUEST).write_text(json.dumps({"today": TODAY}), "utf-8")
        check = ["-c", CHECK, "check", str(folder), "--today", TODAY]
        ways = {
            "infoprog check": check,
            "infoprog bundle": ["-c", BUNDLE, str(folder), str(out)],
            "check and bundle in the portal's process": ["-m", prepare.MODULE, place],
        }
        for name, words in ways.items():
            measure(name, count, words)
        if "refusal" in (result := json.loads((workdir / prepare.RESULT).read_text("utf-8"))):
            raise SystemExit(f"The generated package is not valid: {result['refusal']}")


def measure(name: str, count: int, words: Sequence[str]) -> None:
    """Run a way to its end and print what it took; one that fails measures nothing."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{name} ended with {process.returncode}.")
    clock, worked = time.perf_counter() - began, used.ru_utime + used.ru_stime
    sys.stdout.write(
        f"{name}: peak {used.ru_maxrss // 1024} MB, {worked:.0f} s of processor, "
        f"{clock:.0f} s on the clock, {count / worked:,.0f} rows/s\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
