"""Every kind of public page with an address of it, by the name of its route."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from portal.settings import ROOT

KR22, KR25 = "kropyvnytskyi-2022-2024", "kropyvnytskyi-2025-2027"
KREMENCHUK, EXAMPLE = "kremenchuk-2026-2028", "zrazkova-hromada"
PROJECTS, SURVEY = "kropyvnytskyi-strategy-projects", "amu-digital-survey"
REPORT: Final = "r-2025-q1"
PUBLISHED: Final[tuple[Path, ...]] = (
    *(ROOT / "datasets" / slug for slug in (KR22, KR25, KREMENCHUK, PROJECTS, SURVEY)),
    ROOT / "examples" / EXAMPLE,
)
#: The routes of pages for readers; those of files, of editors and of programs are no such pages.
PAGES: Final[dict[str, tuple[str, ...]]] = {
    "home.index": ("/",),
    "pages.accessibility": ("/accessibility",),
    "pages.developers": ("/developers",),
    "programme.listed": ("/programmes",),
    "programme.shown": (
        f"/programme/{KR25}", f"/programme/{KR22}", f"/programme/{EXAMPLE}",
        f"/programme/{KR25}?q=йцукенгшщз",
    ),
    "programme.direction": (f"/programme/{KR25}/direction/1",),
    "programme.measure": (f"/programme/{KR25}/measure/1.3", f"/programme/{KR22}/measure/10.1"),
    "executants.shown": (f"/programme/{KR22}/executant/upravlinnia-osvity",),
    "indicators.listed": (f"/programme/{KR25}/indicators", f"/programme/{EXAMPLE}/indicators"),
    "indicators.shown": (f"/programme/{KR25}/indicators/ind-1-2",),
    "money.shown": (
        f"/programme/{KR25}/money?per=1000", f"/programme/{KR25}/money?by=source&unit=uah",
        f"/programme/{KR22}/money?by=executor&unit=thousand",
        f"/programme/{KREMENCHUK}/money?by=direction",
    ),
    "reports.listed": (f"/programme/{KR25}/reports", f"/programme/{EXAMPLE}/reports"),
    "reports.shown": (f"/programme/{EXAMPLE}/reports/{REPORT}",),
    "reports.changed": (
        f"/programme/{EXAMPLE}/changes",
        f"/programme/{EXAMPLE}/changes?from=r-2025-q2&to=r-2025-q3",
    ),
    "editions.listed": (f"/programme/{EXAMPLE}/editions",),
    "editions.shown": (f"/programme/{EXAMPLE}/editions/amendment-1",),
    "discrepancies.of_programme": (f"/programme/{KR25}/discrepancies",),
    "discrepancies.of_portal": ("/discrepancies", "/discrepancies?named=програма"),
    "compare.shown": (f"/compare?first={KR22}&second={KR25}", f"/compare?first={KR25}"),
    "projects.listed": ("/projects",),
    "projects.shown": ("/projects/1-otsyfruvannia-arkhivnoi-dokumentatsii",),
    "projects.survey": (f"/survey/{SURVEY}",),
    "calendar.shown": ("/calendar",),
    "data.data": ("/data",),
    "data.terms": ("/terms",),
    "rows.row": (f"/dataset/{KR25}/row/keyFigures/F-002",),
    "versions.listed": (f"/dataset/{KR25}/versions",),
    "api.page": ("/infoprog/api",),
}  # fmt: skip
#: Answers that are no success: what there is not, what cannot be asked for.
REFUSED: Final = {
    "404": f"/programme/{KR25}/measure/1.33",
    "400": f"/programme/{KR25}?direction=99",
    "404 of the portal": "/programme/kropyvnytskyi",
}
ADDRESSES: Final = tuple(one for listed in PAGES.values() for one in listed)
EVERY: Final = (*ADDRESSES, *REFUSED.values())
