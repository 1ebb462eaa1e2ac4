"""The report of a check as text, JSON and a page says the same to each reader."""

import json
from datetime import date
from html.parser import HTMLParser

import pytest

from ckanext.infoprog.core import catalogue
from ckanext.infoprog.core.check import Known, Report
from ckanext.infoprog.core.issues import Issue, Severity
from ckanext.infoprog.core.reports import checkhtml, checkjson, checktext, checkview, lines
from ckanext.infoprog.core.reports.lines import Span, Style
from ckanext.infoprog.core.reports.words import Words, words

EN, UK = words("en"), words("uk")
TODAY = date(2026, 11, 21)
LANGUAGES = pytest.mark.parametrize("said", [UK, EN], ids=["uk", "en"])
VOID = {"meta", "br"}


def issue(code: str, row: int = 2, **more: object) -> Issue:
    """Return a finding with the parameters of the catalogue's example."""
    example = dict(catalogue.example(code).params)
    return catalogue.issue(
        code, path="data/measures.csv", table="measures", row=row, **example | more
    )


BLANK = issue("blank-row", 7)
EXTRA = tuple(issue("extra-column", row, field="x") for row in range(1, 13))
KNOWN = Known(issue("duplicate-column", 1, field="title"), "R-001")
FULL = Report("misto", TODAY, {"tasks": 5, "measures": 1500}, (BLANK, *EXTRA), (KNOWN,))
CLEAN = Report("chysto", TODAY, {"tasks": 5}, (), ())


class Page(HTMLParser):
    """The tags of a page in order, whether they close rightly, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def names(self) -> list[str]:
        return [name for name, _ in self.tags]


class TestText:
    def test_whole_report(self):
        """Errors lead, then the rest, the known ones apart, the summary by table at the end."""
        assert lines.plain(checktext.render([FULL], EN, first=1)) == (
            "misto\n"
            "12 errors, 1 warning, 0 notices; 1 known discrepancy; read: 1,505 rows, 2 tables\n"
            "\n"
            "error extra-column Extra column (12)\n"
            "  data/measures.csv, row 1, field x\n"
            "    The column “x” is not in the schema of the table measures. "
            "Remove it or correct its name.\n"
            "  … and 11 more\n"
            "\n"
            "warning blank-row Blank row (1)\n"
            "  data/measures.csv, row 7\n"
            "    Row 7 of the table measures is blank. Delete it.\n"
            "\n"
            "Known discrepancies of the document\n"
            "duplicate-column Column twice (1)\n"
            "  R-001 The column “title” stands twice in the header of the table measures. "
            "Keep one.\n"
            "\n"
            "table      rows  errors  warnings  notices\n"
            "measures  1,500      12         1        0\n"
            "1 table without findings\n"
        )

    def test_known_ones_are_told_as_the_package_tells_them(self):
        """A known discrepancy is told in the words of the package, not with the rule's advice."""
        said = Known(KNOWN.issue, "R-001", {"uk": "Так надруковано.", "en": "Printed\x1b so."})
        report = Report("misto", TODAY, {}, (), (said,))
        assert "  R-001 Так надруковано.\n" in lines.plain(checktext.render([report], UK))
        assert "  R-001 Printed\ufffd so.\n" in lines.plain(checktext.render([report], EN))
        assert "Printed\ufffd so." in checkhtml.render([report], EN)
        (known,) = json.loads(checkjson.render([report], UK))["reports"][0]["known"]
        assert (known["explanation"], known["code"]) == ("Так надруковано.", "duplicate-column")

    def test_what_is_not_listed_counts(self):
        """What reading has only counted counts among the findings of its code, not as one more."""
        more = catalogue.issue(
            "more-like-this", table="measures", field="x", what="extra-column", count=4000
        )
        report = Report("misto", TODAY, {"measures": 5}, (*EXTRA, more))
        assert (report.by_severity[Severity.ERROR], report.by_code) == (
            4012,
            {"extra-column": 4012},
        )
        text = lines.plain(checktext.render([report], EN, first=2))
        assert "error extra-column Extra column (4,012)\n" in text
        assert "  … and 4,010 more\n" in text
        assert "measures     5   4,012         0        0\n" in text

    def test_clean_report(self):
        """Where nothing is found two lines say so."""
        assert lines.plain(checktext.render([CLEAN], UK)) == (
            "chysto\n"
            "0 помилок, 0 попереджень, 0 приміток; 0 відомих розбіжностей; "
            "прочитано: 5 рядків, 1 таблиця\n"
        )

    def test_several_reports_have_a_sum(self):
        """Several reports are followed by the sum of their counts."""
        text = lines.plain(checktext.render([FULL, CLEAN], EN))
        assert text.endswith(
            "\n\nAll together\n12 errors, 1 warning, 0 notices; 1 known discrepancy; "
            "read: 1,510 rows, 3 tables\n"
        )

    def test_colour_says_whether_there_are_errors(self):
        """The line of counts is good news exactly where there is no error."""
        styles = [checktext.render([r], EN)[1][0].style for r in (FULL, CLEAN)]
        assert styles == [Style.ERROR, Style.GOOD]

    def test_names_command_no_terminal(self):
        """A file's name cannot command the terminal."""
        report = Report("a\x1b[2Jb", TODAY, {}, (catalogue.issue("unknown-table", path="\x1b]0;"),))
        assert "\x1b" not in lines.plain(checktext.render([report], EN))

    def test_finding_outside_of_tables(self):
        """A finding without a table is summed up under words that say so."""
        report = Report("x", TODAY, {}, (catalogue.issue("unknown-table", path="data/a.csv"),))
        assert "(no table)     –       0         1        0" in lines.plain(
            checktext.render([report], EN)
        )


class TestJson:
    def test_holds_everything(self):
        """JSON cuts nothing off and has every count."""
        content = json.loads(checkjson.render([FULL, CLEAN], EN))
        assert {k: v for k, v in content.items() if k != "reports"} == {
            "ok": False,
            "counts": {"error": 12, "warning": 1, "notice": 0},
            "known": 1,
        }
        first, second = content["reports"]
        assert len(first["findings"]) == 13
        assert first["byCode"] == {"blank-row": 1, "extra-column": 12}
        assert first["byTable"]["measures"] == {"error": 12, "warning": 1, "notice": 0}
        assert (second["ok"], second["findings"], second["rows"]) == (True, [], {"tasks": 5})

    def test_finding(self):
        """A finding is its code, severity, place, value, parameters and message."""
        content = json.loads(checkjson.render([Report("x", TODAY, {}, (BLANK,))], EN))
        assert content["reports"][0]["findings"] == [
            {
                "code": "blank-row",
                "severity": "warning",
                "path": "data/measures.csv",
                "table": "measures",
                "row": 7,
                "key": None,
                "field": None,
                "value": None,
                "params": {},
                "message": "Row 7 of the table measures is blank. Delete it.",
            }
        ]

    def test_known_names_its_discrepancy(self):
        """A known finding carries the id of the discrepancy that names it."""
        content = json.loads(checkjson.render([FULL], UK))
        assert content["reports"][0]["known"][0]["discrepancyId"] == "R-001"


class TestHtml:
    @LANGUAGES
    def test_well_formed(self, said: Words):
        """Every tag of the page is closed, and the page says its language."""
        page = Page(checkhtml.render([FULL, CLEAN], said))
        assert page.open == []
        assert page.tags[0] == ("html", {"lang": said.lang})

    def test_stands_alone(self):
        """The page has no script and fetches nothing: its links lead within it."""
        page = Page(checkhtml.render([FULL, CLEAN], UK))
        assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.names())
        links = [attrs["href"] for _, attrs in page.tags if "href" in attrs]
        ids = {f"#{attrs['id']}" for _, attrs in page.tags if "id" in attrs}
        assert links == ["#r1", "#r2"]
        assert set(links) <= ids
        assert not any("src" in attrs for _, attrs in page.tags)
        assert "default-src 'none'" in str(page.tags)

    def test_both_themes(self):
        """The page has colours of its own for the dark theme."""
        text = checkhtml.render([CLEAN], UK)
        assert "color-scheme: light dark" in text
        assert "@media (prefers-color-scheme: dark)" in text

    def test_order_of_headings(self):
        """Headings begin with one h1 and skip no level."""
        levels = [int(n[1]) for n in Page(checkhtml.render([FULL, CLEAN], UK)).names()
                  if n in ("h1", "h2", "h3", "h4")]  # fmt: skip
        assert levels.count(1) == 1
        assert all(below - above <= 1 for above, below in zip(levels, levels[1:], strict=False))

    def test_tables_are_labelled(self):
        """A table has a caption, headings with their scope, and is reached by keyboard."""
        page = Page(checkhtml.render([FULL], EN))
        assert page.names().count("caption") == page.names().count("table") == 1
        assert all("scope" in attrs for name, attrs in page.tags if name == "th")
        region = next(attrs for _, attrs in page.tags if attrs.get("role") == "region")
        assert (region["tabindex"], region["aria-label"]) == ("0", "Summary by table: misto")

    def test_data_cannot_become_markup(self):
        """What stands in a file's name or cell is shown, never run."""
        nasty = "<script>alert(1)</script>\"'&"
        found = issue("extra-column", field=nasty)
        page = Page(checkhtml.render([Report(nasty, TODAY, {nasty: 1}, (found,))], EN))
        assert "script" not in page.names()
        assert page.words.count(nasty) == 2

    @LANGUAGES
    def test_says_what_the_text_says(self, said: Words):
        """The page holds every place and message of the terminal's report."""
        shown = " ".join(Page(checkhtml.render([FULL], said)).words)
        for group in (*checkview.findings(FULL, said, 10), *checkview.known(FULL, said, 10)):
            assert group.title in shown
            for one in group.shown:
                assert one.place in shown
                assert one.message in shown

    def test_counts_what_it_leaves_out(self):
        """Only the first findings of a code are shown; how many more there are is said."""
        text = checkhtml.render([FULL], EN, first=10)
        assert text.count("is not in the schema of the table") == 10
        assert "… and 2 more" in text


class TestGroups:
    def test_errors_first(self):
        """Codes stand in order of weight, then of code."""
        report = Report("x", TODAY, {}, (BLANK, issue("column-order"), EXTRA[0]))
        groups = checkview.findings(report, EN, 10)
        assert [g.code for g in groups] == ["extra-column", "blank-row", "column-order"]

    def test_one_code_of_two_severities(self):
        """A code whose findings have two severities stands under each of them."""
        report = Report("x", TODAY, {}, (BLANK, issue("blank-row", severity=Severity.ERROR)))
        groups = checkview.findings(report, EN, 10)
        assert [(g.severity.value, g.count) for g in groups] == [("error", 1), ("warning", 1)]


class TestColumns:
    def test_under_each_other(self):
        """Cells stand under each other, numbers end together, no line ends with a space."""
        rows = [[Span("a"), Span("1"), Span("x")], [Span("bbb"), Span("22"), Span("yy")]]
        made = lines.columns(rows, frozenset({1}))
        assert lines.plain(made) == "a     1  x\nbbb  22  yy\n"

    def test_no_rows(self):
        """No rows make no lines."""
        assert lines.columns([]) == []
