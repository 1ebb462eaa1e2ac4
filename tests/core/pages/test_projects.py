"""The pages of the strategy's projects and of the survey: what the documents hold."""

from __future__ import annotations

from decimal import Decimal

from ckanext.infoprog.core.pages import project, projectpage, surveypage
from ckanext.infoprog.core.pages.projectpage import ProjectPage
from tests.core.pages.shipped import PROJECTS, SURVEY, given, read, reader, rows

FIFTH = "5-heoinformatsiina-systema"


def page(key: str) -> ProjectPage:
    found = projectpage.page(read(PROJECTS), reader(), key)
    assert found is not None
    return found


class TestProjects:
    def test_list(self) -> None:
        """Each project's number of the list is its printed total, else the sum of its rows."""
        shown = projectpage.listed([read(PROJECTS), read(SURVEY)], reader()).shown
        assert shown is not None
        printed = {row["projectId"]: row["amount"] for row in rows(PROJECTS, "projectTotals")
                   if row["source"] == row["year"] == "null"}  # fmt: skip
        listed = {row["projectId"]: row["amount"] for row in given(shown)}
        assert len(listed) == 6
        assert {key: value for key, value in listed.items() if key in printed} == printed

    def test_money(self) -> None:
        """Every amount of a project stands in its table, and the totals are as printed."""
        for of in project.of(read(PROJECTS).package):
            found = page(of.key).money
            if found is None:
                continue
            shown = [Decimal(cell) for row in given(found) for name, cell in row.items()
                     if name.startswith("amount2") and not name.endswith("Status")
                     and cell != "null"]  # fmt: skip
            paid = [
                Decimal(r["amount"])
                for r in rows(PROJECTS, "projectFunding")
                if r["projectId"] == of.key and "null" not in (r["amount"], r["year"])
            ]
            assert sorted(shown) == sorted(paid)

    def test_linked(self) -> None:
        """A project leads to its measure and says who made the link."""
        found = page("1-otsyfruvannia-arkhivnoi-dokumentatsii").links
        assert [one.path for one in found] == ["/programme/kropyvnytskyi-2025-2027/measure/1.5"]
        assert found[0].basis == "визначено редакцією порталу"

    def test_notes(self) -> None:
        """The disagreements registered at a project's rows stand on its page."""
        told = {note.id for of in project.of(read(PROJECTS).package) for note in page(of.key).notes}
        keys = {of.key for of in project.of(read(PROJECTS).package)}
        wanted = {d["discrepancyId"] for d in rows(PROJECTS, "discrepancies")
                  if d["key"].split("~")[0] in keys}  # fmt: skip
        assert told == wanted

    def test_text(self) -> None:
        """Words find projects by what they are to solve and do; nothing found is said so."""
        found = projectpage.listed([read(PROJECTS)], reader(q="стародруків"))
        assert [one.key for _, one in found.listed.found] == [
            "1-otsyfruvannia-arkhivnoi-dokumentatsii"
        ]
        assert projectpage.listed([read(PROJECTS)], reader(q="йцукен")).shown is None

    def test_unknown(self) -> None:
        """There is no page for a project that there is not; the others are offered."""
        assert projectpage.page(read(PROJECTS), reader(), "7") is None
        assert len(projectpage.near([read(PROJECTS)], "7")) == 6


class TestSurvey:
    def test_answers(self) -> None:
        """Every answer stands on the page word for word, and in the file."""
        found = surveypage.page(read(SURVEY), reader())
        shown = {one.key: one.text for of in found.questions for one in of.answers}
        assert shown == {row["answerId"]: row["text"] for row in rows(SURVEY, "answers")}
        assert [r["text"] for r in given(found.grids[0])] == list(shown.values())

    def test_missing(self) -> None:
        """A question whose answers the text does not hold is asked with the reason."""
        found = surveypage.page(read(SURVEY), reader())
        assert len(found.questions) == len(rows(SURVEY, "questions"))
        told = [of.key for of in found.questions if of.missing]
        assert told == [row["questionId"] for row in rows(SURVEY, "questions")
                        if row["answersAvailability"] == "notInText"]  # fmt: skip

    def test_search(self) -> None:
        """Words find answers, and how many is announced."""
        found = surveypage.page(read(SURVEY), reader(q="дніпра"))
        assert [one.key for one in found.listed.found] == ["Q1-03"]
        assert found.said == "1 з 43 відповідей"
