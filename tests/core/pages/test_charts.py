"""The six forms of charts: what they draw, say and put into their tables."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ckanext.infoprog.core.pages import states
from ckanext.infoprog.core.pages.charts import bullet, dumbbell, line, spark, stack, strip
from ckanext.infoprog.core.pages.charts.chart import Chart
from ckanext.infoprog.core.pages.shown import Unit, cell
from ckanext.infoprog.core.pages.states import State, Value
from ckanext.infoprog.core.reports.words import words
from tests.core.pages import rendering

GOLDEN = Path(__file__).parent / "golden"
WORDS = words("uk")
UNIT = Unit("thousandUah", 3)
DIGIT = re.compile(r"\d")
NAMES = ("альфа", "бета", "гамма", "дельта", "епсилон", "дзета")


def write(value: Value) -> str:
    return cell(value, UNIT, WORDS)


def amount(text: str) -> Value:
    return states.amount(Decimal(text))


def missing(state: State, said: str = "") -> Value:
    return Value(state, words=said)


def bullets(rows: list[bullet.Row]) -> Chart:
    names = bullet.Names("Кошти", "Тис. грн", "Рік", "передбачено", "використано")
    return bullet.chart("years", names, rows, write, WORDS)


def stacked(parts: list[stack.Part]) -> Chart:
    return stack.chart("sources", stack.Names("Джерела", "Тис. грн", "Джерело", "Сума"), parts,
                       write, WORDS)  # fmt: skip


def lined(points: list[line.Point]) -> Chart:
    names = line.Names("Індикатор", "%", "Рік", "фактичне", "цільове")
    return line.chart("indicator", names, points, write, WORDS)


def paired(rows: list[dumbbell.Row]) -> Chart:
    names = dumbbell.Names("Було і стало", "Тис. грн", "Захід", "було", "стало")
    return dumbbell.chart("changes", names, rows, write, WORDS)


def counted(parts: list[strip.Part]) -> Chart:
    return strip.chart("kinds", strip.Names("Стан", "Заходи", "Стан", "Заходів"), parts, WORDS)


SHOWN = {
    "bullet": bullets([
        bullet.Row("2025", amount("4068950"), amount("3902123.45")),
        bullet.Row("2026", missing(State.WITHIN_ALLOCATIONS, "В межах бюджетних асигнувань"),
                   missing(State.NOT_DUE)),
        bullet.Row("2027", amount("0"), missing(State.NOT_PUBLISHED)),
    ]),
    "stack": stacked([
        stack.Part("місцевий бюджет", amount("62863000")),
        stack.Part("КП «Міськоформлення»", amount("6819000")),
        stack.Part("державний бюджет", missing(State.NOT_STATED)),
    ]),
    "line": lined([
        line.Point("2024", amount("32000"), None, is_baseline=True),
        line.Point("2025", amount("41000"), amount("45000")),
        line.Point("2026", missing(State.NOT_PUBLISHED), amount("55000")),
        line.Point("2027", missing(State.NOT_DUE), amount("65000")),
    ]),
    "strip": counted([strip.Part("Має суму", 15), strip.Part("Не потребує фінансування", 1)]),
    "dumbbell": paired([
        dumbbell.Row("Захід 1.2", amount("200000"), amount("230000")),
        dumbbell.Row("Захід 1.3", missing(State.NOT_STATED), amount("100000")),
    ]),
}  # fmt: skip


class TestGolden:
    @pytest.mark.parametrize("form", SHOWN)
    def test_drawing(self, form: str) -> None:
        """A form draws the same numbers in the same way until somebody changes it on purpose."""
        path = GOLDEN / f"{form}.svg"
        assert rendering.alone(SHOWN[form]) == path.read_text("utf-8").rstrip("\n")

    @pytest.mark.parametrize("form", SHOWN)
    def test_well_formed(self, form: str) -> None:
        """A chart given out alone is XML with a title and a description in it."""
        root = ET.fromstring(rendering.alone(SHOWN[form]))  # noqa: S314 - of our own making
        names = [one.tag.rpartition("}")[2] for one in root]
        assert names[:2] == ["title", "desc"]
        assert root.get("role") == "img"

    @pytest.mark.parametrize("form", SHOWN)
    def test_style(self, form: str) -> None:
        """Colours stand on the elements themselves, and every picture has a role or is hidden."""
        for markup in (rendering.alone(SHOWN[form]), rendering.figure(SHOWN[form])):
            assert "style=" not in markup
            for tag in re.findall(r"<svg[^>]*>", markup):
                assert 'role="img"' in tag or 'aria-hidden="true"' in tag
            for tag in re.findall(r"<(?:rect|circle)\b[^>]*>", markup):
                assert "fill=" in tag or "<rect width" in tag


class TestNoNumberForNothing:
    """Where there is no amount, no number is drawn, said or tabled."""

    @pytest.mark.parametrize("seed", range(60))
    def test_random_states(self, seed: int) -> None:
        """Of a value whose state is not an amount no chart shows a digit, in no place."""
        chance = random.Random(seed)  # noqa: S311 - the same cases each time
        without = [one for one in State if one is not State.AMOUNT]

        def value() -> Value:
            return missing(chance.choice(without), chance.choice(["", "за потребою", "-"]))

        labels = NAMES[: chance.randint(1, len(NAMES))]
        charts = (
            bullets([bullet.Row(one, value(), chance.choice([None, value()])) for one in labels]),
            stacked([stack.Part(one, value()) for one in labels]),
            lined([line.Point(one, value(), value()) for one in labels]),
            paired([dumbbell.Row(one, value(), value()) for one in labels]),
        )
        for chart in charts:
            assert not DIGIT.search(rendering.text(rendering.alone(chart))), chart.form
            assert not DIGIT.search(chart.description)
            cells = [one for row in chart.grid.rows for one in row]
            assert not any(DIGIT.search(one.text) for one in cells)
            assert all(one.value is None or one.value.amount is None for one in cells)

    def test_zero(self) -> None:
        """A true zero is an amount: it is written and has a mark of its own."""
        drawn = rendering.alone(bullets([bullet.Row("альфа", amount("0"))]))
        assert "0,000" in drawn
        assert "<line" in drawn

    def test_gap(self) -> None:
        """No line is drawn across a year without a value."""
        points = [
            line.Point("а", amount("1000"), None),
            line.Point("б", missing(State.NOT_PUBLISHED), None),
            line.Point("в", amount("3000"), None),
        ]
        drawing = lined(points).drawing
        assert isinstance(drawing, line.Drawing)
        assert drawing.lines == ()
        assert "на порталі не оприлюднено" in lined(points).description

    def test_sparkline(self) -> None:
        """A sparkline leaves a gap where there is no amount, and says nothing itself."""
        bars = spark.bars([amount("5"), missing(State.NOT_PLANNED), amount("10")])
        assert bars == (11, None, 22)
        drawn = rendering.sparkline(bars)
        assert 'aria-hidden="true"' in drawn
        assert drawn.count("<rect") == 2


class TestDescription:
    def test_numbers(self) -> None:
        """Every number that a description says stands in the chart's table too."""
        for form in ("bullet", "stack", "line", "dumbbell"):
            chart = SHOWN[form]
            tabled = " ".join(cell.text for row in chart.grid.rows for cell in row)
            for number in re.findall(r"\d[\d\u00a0]*,\d+", chart.description):
                assert number in tabled

    def test_figure(self) -> None:
        """A figure leads to its table before the picture, and gives the picture and the table."""
        drawn = rendering.figure(SHOWN["bullet"])
        assert drawn.index('href="#t-years"') < drawn.index("<svg") < drawn.index('id="t-years"')
        assert "/programme/x.svg?chart=years" in drawn
        assert '<data value="4068950">4' in drawn
