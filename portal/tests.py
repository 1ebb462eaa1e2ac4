"""`make test`: every test on services of its own, one closing line for all.

Each suite is one pytest run; the last line adds up what they counted. With COVERAGE=1 it also says
how much of the code they reached, which takes a good part longer.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter

from portal import environment, settings, sites, up
from portal.errors import PortalError
from portal.i18n import _
from portal.settings import ROOT, Settings

NO_CKAN = ["-p", "no:ckan", "-p", "no:ckan_fixtures"]
BOTH_CORES = ["-n", "2"]
SITE_EACH = ["-n", str(len(sites.PYTESTS)), "--dist", "loadfile"]  # tests/ckan/conftest.py
COVERED = ["--cov", "--cov-report=", "--cov-append"] if os.environ.get("COVERAGE") else []
FAST = ["core", "commands", "data", "docs", "layers"]
CLOSING = re.compile(r"^=+ (.*) in [\d.]+s.* =+$")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")


def main(words: list[str]) -> int:
    """Run the suites named: all, fast, faults, or lint; exit 0 if all is well."""
    what = words[0] if words else "all"
    here = settings.read({"WITH_NATIONAL": "1", **os.environ, "INFOPROG_PROFILE": "test"})
    try:
        _ensure_environment(here)
        if what == "lint":
            return lint(here)
        linted = lint(here) if what == "all" else 0
        runs = _suites(here, what)
    except PortalError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    return _close(here, runs) or linted


def _suites(here: Settings, what: str) -> list[tuple[int, Counter[str]]]:
    if what == "faults":
        up.up(here)
        return [_pytest(here, [*NO_CKAN, "tests/faults"], {"INFOPROG_TEST_STATE": str(here.state)})]
    subprocess.run([str(here.bin("coverage")), "erase"], cwd=ROOT, check=False)
    return [fast(here)] if what == "fast" else [fast(here), *_on_services(here)]


def lint(here: Settings) -> int:
    """Check style, types and layers."""
    commands = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
    ]
    codes = [
        subprocess.run([here.bin(words[0]), *words[1:]], cwd=ROOT, check=False).returncode
        for words in commands
    ]
    return int(any(codes))


def fast(here: Settings) -> tuple[int, Counter[str]]:
    """Run the suites that need no service."""
    return _pytest(here, [*NO_CKAN, *BOTH_CORES, *COVERED, *(f"tests/{name}" for name in FAST)])


def _on_services(here: Settings) -> list[tuple[int, Counter[str]]]:
    """Raise the portal by the code that `make portal` uses, then run what needs it."""
    up.up(here)
    ini = sites.PYTEST.ini(here)
    environ = {
        "INFOPROG_TEST_URL": sites.CITY.url(here),
        "INFOPROG_TEST_STATE": str(here.state),
        "INFOPROG_TEST_TOKEN": _sysadmin_token(here),
    }
    return [
        _pytest(here, [*SITE_EACH, *COVERED, f"--ckan-ini={ini}", "tests/ckan"], environ),
        _pytest(here, [*NO_CKAN, "tests/portal"], environ),
        _pytest(here, [*NO_CKAN, "tests/browser"], environ),
    ]


def _ensure_environment(here: Settings) -> None:
    if not environment.ready(here):
        up.machine_step(here)


def _pytest(
    here: Settings, words: list[str], environ: dict[str, str] | None = None
) -> tuple[int, Counter[str]]:
    """Run pytest, show what it prints, return its exit code and its counts."""
    command = [str(here.bin("pytest")), *words]
    env = {**os.environ, **(environ or {})}
    counts: Counter[str] = Counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env) as run:
        assert run.stdout is not None
        for line in run.stdout:
            print(line, end="", flush=True)
            closing = CLOSING.match(line)
            if closing:
                counts.update({word: int(n) for n, word in COUNT.findall(closing.group(1))})
    return run.returncode, counts


def _close(here: Settings, runs: list[tuple[int, Counter[str]]]) -> int:
    """Print one line of counts, and the coverage where it was asked for."""
    total: Counter[str] = sum((counts for _code, counts in runs), Counter())
    failed = total["failed"] + total["error"] + total["errors"]
    if COVERED:
        _print_coverage(here)
    print(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped")
    return int(
        failed > 0 or any(code not in (0, 5) for code, _counts in runs) or not total["passed"]
    )


def _print_coverage(here: Settings) -> None:
    """Print how much of the code the tests reached."""
    report = subprocess.run(
        [str(here.bin("coverage")), "report", "--format=total"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    print(_("coverage: {percent} %").format(percent=report.stdout.strip() or "?"))


def _sysadmin_token(here: Settings) -> str:
    """Make a fresh token of the portal's administrator for the tests of this run."""
    ckan = [str(here.bin("ckan")), "-c", str(sites.CITY.ini(here))]
    words = [*ckan, "user", "token", "add", "-q", "admin", "tests"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PortalError(
            _("no token for the tests: {error}").format(error=done.stderr[-300:]),
            _("run `make doctor`"),
        )
    return str(done.stdout).strip().splitlines()[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
