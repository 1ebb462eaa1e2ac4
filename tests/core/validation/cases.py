"""What each rule finds: a small valid package, one change in it, and the findings it must give."""

from dataclasses import dataclass
from typing import Final

Change = tuple[str, str, str]
Expected = list[tuple[int | None, str | None, str]]


@dataclass(frozen=True)
class Case:
    """A rule in one sentence, with the change (table, old, new) that breaks it."""

    code: str
    says: str
    tables: dict[str, str]
    change: Change
    expected: Expected

    @property
    def broken(self) -> dict[str, str]:
        """The package after the change."""
        table, old, new = self.change
        assert self.tables[table].count(old) == 1, (self.says, old)
        return self.tables | {table: self.tables[table].replace(old, new)}


MEASURES: Final = """
measureId,directionId,startYear,endYear
1.1,1,2026,2027
1.2,1,2026,2027
"""
PROGRAMME: Final = """
programmeId,validFrom,validThrough,totalAmount,dynamicsMethod
p,2026-01-01,2027-12-31,60.00,meanYearlyChange
"""
TABLES: Final = """
tableId,isPrimary
annex,true
passport,false
"""
FUNDING: Final = """
fundingId,measureId,tableId,source,executantId,year,fundingKind,amount
a,1.1,annex,localBudget,b1,2026,amount,10.00
b,1.1,annex,localBudget,b2,2027,amount,20.00
c,1.2,annex,stateBudget,b1,2026,amount,30.00
d,1.2,annex,null,null,null,noFundingNeeded,null
"""
MONEY: Final = {
    "programme": PROGRAMME,
    "sourceTables": TABLES,
    "measures": MEASURES,
    "funding": FUNDING,
    "statedTotals": """
totalId,scope,scopeId,tableId,source,executantId,year,amount
t1,measure,1.1,annex,null,null,null,30.00
t2,measure,1.1,annex,localBudget,null,2026,10.00
t3,direction,1,annex,null,null,2026,40.00
t4,programme,p,annex,stateBudget,null,null,30.00
t5,measure,1.1,annex,null,b2,null,20.00
t6,programme,p,passport,null,null,2027,20.00
t7,programme,p,annex,null,null,null,60.00
""",
}
TOTAL: Final = "amount"

SUMS: Final = (
    Case(
        "sum-measure",
        "A measure's total is the sum of its rows.",
        MONEY,
        ("statedTotals", "null,null,null,30.00", "null,null,null,30.01"),
        [(2, TOTAL, "sum-measure")],
    ),
    Case(
        "sum-measure",
        "A total of one source and year is the sum of the rows of that source and year.",
        MONEY,
        ("statedTotals", "2026,10.00", "2026,11.00"),
        [(3, TOTAL, "sum-measure")],
    ),
    Case(
        "sum-direction",
        "A direction's total is the sum of the rows of its measures.",
        MONEY,
        ("statedTotals", "2026,40.00", "2026,39.99"),
        [(4, TOTAL, "sum-direction")],
    ),
    Case(
        "sum-programme",
        "The programme's total is the sum of all rows.",
        MONEY,
        ("statedTotals", "stateBudget,null,null,30.00", "stateBudget,null,null,0.00"),
        [(5, TOTAL, "sum-programme")],
    ),
    Case(
        "sum-programme",
        "A total of a table without rows is compared with the primary table's rows.",
        MONEY,
        ("statedTotals", "2027,20.00", "2027,21.00"),
        [(7, TOTAL, "sum-programme")],
    ),
    Case(
        "sum-executant",
        "A total of one executor is the sum of that executor's rows.",
        MONEY,
        ("statedTotals", "b2,null,20.00", "b2,null,30.00"),
        [(6, TOTAL, "sum-executant")],
    ),
    Case(
        "sum-measure",
        "One row of money that is changed by a kopiyka breaks every total that covers it.",
        MONEY,
        ("funding", "2027,amount,20.00", "2027,amount,20.01"),
        [
            (2, TOTAL, "sum-measure"),
            (6, TOTAL, "sum-executant"),
            (7, TOTAL, "sum-programme"),
            (8, TOTAL, "sum-programme"),
        ],
    ),
    Case(
        "sum-measure",
        "A project's total is the sum of its rows.",
        {
            "projectFunding": """
fundingId,projectId,source,year,fundingKind,amount
f1,x,localBudget,2026,amount,20.00
f2,x,localBudget,2027,amount,20.00
""",
            "projectTotals": """
totalId,projectId,source,year,amount
t1,x,null,null,40.00
t2,x,localBudget,2026,20.00
""",
        },
        ("projectTotals", "null,null,40.00", "null,null,20.00"),
        [(2, TOTAL, "sum-measure")],
    ),
)
