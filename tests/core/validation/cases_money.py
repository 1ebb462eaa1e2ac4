"""Cases of the rules on money beside the sums: tables, amendments, kinds, terms, execution."""

from typing import Final

from tests.core.validation.cases import MEASURES, PROGRAMME, TABLES, Case

AMOUNT: Final = "amount"
PRINTED: Final = """
totalId,scope,scopeId,tableId,source,fund,year,amount
t1,programme,p,passport,null,null,null,60.00
t2,programme,p,passport,null,null,2026,40.00
t3,programme,p,passport,null,null,2027,20.00
t4,programme,p,passport,localBudget,null,2026,30.00
t5,programme,p,passport,stateBudget,null,2026,10.00
t6,programme,p,passport,localBudget,general,2026,25.00
t7,programme,p,passport,localBudget,special,2026,5.00
"""
PASSPORT: Final = {"programme": PROGRAMME, "sourceTables": TABLES, "statedTotals": PRINTED}
TWICE: Final = {
    "programme": PROGRAMME,
    "sourceTables": TABLES,
    "funding": """
fundingId,measureId,tableId,source,year,fundingKind,amount
a,1.1,annex,localBudget,2026,amount,10.00
b,1.1,annex,localBudget,2027,amount,50.00
c,1.1,passport,localBudget,2026,amount,10.00
""",
    "statedTotals": """
totalId,scope,scopeId,tableId,year,amount
t1,programme,p,annex,null,60.00
t2,programme,p,annex,2026,10.00
t3,programme,p,passport,2026,10.00
t4,programme,p,passport,null,10.00
""",
}
AMENDED: Final = {
    "programme": PROGRAMME,
    "sourceTables": TABLES,
    "editions": """
editionId,programmeId,number
original,p,1
rishennia-2,p,2
""",
    "funding": """
fundingId,measureId,tableId,editionId,source,year,fundingKind,amount
a,1.1,annex,original,localBudget,2026,amount,10.00
b,1.2,annex,original,localBudget,2026,amount,40.00
c,1.1,annex,rishennia-2,localBudget,2026,amount,20.00
""",
}
SHORTENED: Final = AMENDED | {
    "programme": PROGRAMME.replace("60.00", "40.00"),
    "measures": """
measureId,directionId,title,startYear,endYear,editionId
1.1,1,Навчання,2026,2026,rishennia-2
1.2,1,Сховище,2026,2027,original
""",
    "measureEditions": """
id,measureId,editionId,change,directionId,title,startYear,endYear
1.1~original,1.1,original,adopted,1,Навчання,2026,2027
1.1~rishennia-2,1.1,rishennia-2,changed,1,Навчання,2026,2026
1.2~original,1.2,original,adopted,1,Сховище,2026,2027
1.2~rishennia-2,1.2,rishennia-2,excluded,1,Сховище,2026,2027
""",
    "funding": """
fundingId,measureId,tableId,editionId,source,year,fundingKind,amount
a,1.1,annex,original,localBudget,2026,amount,10.00
b,1.1,annex,original,localBudget,2027,amount,20.00
c,1.2,annex,original,localBudget,2026,amount,30.00
d,1.1,annex,rishennia-2,localBudget,2026,amount,40.00
e,1.1,annex,rishennia-2,localBudget,2027,amount,0.00
""",
    "statedTotals": """
totalId,scope,scopeId,tableId,editionId,year,amount
t1,programme,p,annex,original,null,60.00
t2,programme,p,annex,rishennia-2,null,40.00
""",
}
REPRINTED: Final = AMENDED | {
    "measures": MEASURES,
    "sourceTables": f"{TABLES}changes,false\nchanged-passport,false\n",
    "funding": AMENDED["funding"].replace("annex,rishennia-2", "changes,rishennia-2"),
    "statedTotals": """
totalId,scope,scopeId,tableId,year,amount
t1,measure,1.1,annex,null,10.00
t2,programme,p,annex,2026,50.00
t3,measure,1.1,changes,null,20.00
t4,programme,p,changes,null,60.00
t5,programme,p,changed-passport,2026,60.00
""",
}
EXECUTION: Final = """
executionId,reportId,measureId,source,allocated,executed,progressText
e1,q1,1.1,localBudget,100.00,40.00,null
e2,q2,1.1,localBudget,100.00,40.00,null
e3,q3,1.1,localBudget,100.00,90.00,Придбано
"""
REPORTS: Final = """
reportId,programmeId,kind,periodStart,periodEnd
q1,p,statusInfo,2026-01-01,2026-03-31
q2,p,statusInfo,2026-04-01,2026-06-30
q3,p,statusInfo,2026-07-01,2026-09-30
y1,p,progress,2026-01-01,2026-12-31
"""

CASES: Final = (
    Case(
        "sum-year",
        "A total is the sum of the years printed beside it where no rows are printed.",
        PASSPORT,
        ("statedTotals", "null,null,2027,20.00", "null,null,2027,21.00"),
        [(2, AMOUNT, "sum-year")],
    ),
    Case(
        "sum-source",
        "A total is the sum of the sources printed beside it where no rows are printed.",
        PASSPORT,
        ("statedTotals", "stateBudget,null,2026,10.00", "stateBudget,null,2026,9.00"),
        [(3, AMOUNT, "sum-source")],
    ),
    Case(
        "sum-fund",
        "A total is the sum of the funds printed beside it where no rows are printed.",
        PASSPORT,
        ("statedTotals", "special,2026,5.00", "special,2026,5.01"),
        [(5, AMOUNT, "sum-fund")],
    ),
    Case(
        "tables-disagree",
        "Rows of a second table agree with the primary one, which is named.",
        TWICE,
        (
            "funding",
            "passport,localBudget,2026,amount,10.00",
            "passport,localBudget,2026,amount,9.00",
        ),
        [(2, AMOUNT, "tables-disagree")],
    ),
    Case(
        "tables-disagree",
        "Money of one source in one table is not of another source in the other.",
        TWICE,
        ("funding", "passport,localBudget,2026", "passport,stateBudget,2026"),
        [(2, AMOUNT, "tables-disagree"), (4, AMOUNT, "tables-disagree")],
    ),
    Case(
        "tables-disagree",
        "Totals of a second table agree with those of the primary one for the same year.",
        TWICE,
        ("statedTotals", "passport,2026,10.00", "passport,2026,11.00"),
        [(4, AMOUNT, "tables-disagree")],
    ),
    Case(
        "tables-disagree",
        "The programme's amount is the total that its table prints.",
        TWICE,
        ("programme", "60.00", "61.00"),
        [(2, "totalAmount", "tables-disagree")],
    ),
    Case(
        "tables-disagree",
        "What an amendment prints anew is no disagreement; what no edition adds up to is one.",
        REPRINTED,
        ("statedTotals", "changed-passport,2026,60.00", "changed-passport,2026,61.00"),
        [(6, AMOUNT, "tables-disagree")],
    ),
    Case(
        "sum-measure",
        "A measure's total in an amendment's table is the sum of the amendment's rows.",
        REPRINTED,
        ("statedTotals", "changes,null,20.00", "changes,null,21.00"),
        [(4, AMOUNT, "sum-measure")],
    ),
    Case(
        "sum-programme",
        "A programme's total in an amendment's table is the sum of the rows in force after it.",
        REPRINTED,
        ("statedTotals", "changes,null,60.00", "changes,null,61.00"),
        [(5, AMOUNT, "sum-programme")],
    ),
    Case(
        "amendments-sum",
        "The programme's amount is the sum of the rows in force after the last amendment.",
        AMENDED,
        ("funding", "2026,amount,20.00", "2026,amount,25.00"),
        [(2, "totalAmount", "amendments-sum")],
    ),
    Case(
        "amendments-sum",
        "An excluded measure has no money in the programme's amount.",
        SHORTENED,
        ("measureEditions", "rishennia-2,excluded", "rishennia-2,changed"),
        [(2, "totalAmount", "amendments-sum")],
    ),
    Case(
        "sum-programme",
        "A total of an amendment is the sum of the rows in force after it.",
        SHORTENED,
        ("statedTotals", "rishennia-2,null,40.00", "rishennia-2,null,60.00"),
        [(3, AMOUNT, "sum-programme")],
    ),
    Case(
        "measure-edition",
        "A measure is as the last edition that names it leaves it.",
        SHORTENED,
        ("measures", "Навчання,2026,2026", "Навчання,null,2026"),
        [(2, "startYear", "measure-edition")],
    ),
    Case(
        "term-years",
        "Money that an amendment replaced lies in the term before it; its 0 lies in none.",
        SHORTENED,
        ("funding", "2027,amount,0.00", "2027,amount,0.01"),
        [(6, "year", "term-years")],
    ),
    Case(
        "amount-kind",
        "A row of the kind amount has an amount.",
        TWICE,
        ("funding", "2027,amount,50.00", "2027,amount,null"),
        [(3, AMOUNT, "amount-kind")],
    ),
    Case(
        "amount-kind",
        "A row that says something else has no amount.",
        TWICE,
        ("funding", "2027,amount,50.00", "2027,notStated,50.00"),
        [(3, AMOUNT, "amount-kind")],
    ),
    Case(
        "term-years",
        "Money lies inside the years of its measure.",
        {"programme": PROGRAMME, "measures": MEASURES, "funding": TWICE["funding"]},
        ("measures", "1.1,1,2026,2027", "1.1,1,2026,2026"),
        [(3, "year", "term-years")],
    ),
    Case(
        "term-years",
        "A measure lies inside the programme's term.",
        {"programme": PROGRAMME, "measures": MEASURES},
        ("measures", "1.2,1,2026,2027", "1.2,1,2025,2028"),
        [(3, "endYear", "term-years"), (3, "startYear", "term-years")],
    ),
    Case(
        "term-years",
        "A term does not end before it begins.",
        {"measures": MEASURES},
        ("measures", "1.2,1,2026,2027", "1.2,1,2028,2027"),
        [(3, "endYear", "term-years")],
    ),
    Case(
        "term-years",
        "Money of a project lies inside the years of the project.",
        {
            "projects": "projectId,startYear,endYear\nx,2025,2026",
            "projectFunding": "fundingId,projectId,year\nf1,x,2025\nf2,x,2026",
        },
        ("projects", "2025,2026", "2025,2025"),
        [(3, "year", "term-years")],
    ),
    Case(
        "executed-allocated",
        "No more is executed than allocated.",
        {"execution": EXECUTION},
        ("execution", "100.00,40.00,null\ne3", "30.00,40.00,null\ne3"),
        [(3, "executed", "executed-allocated")],
    ),
    Case(
        "cumulative-execution",
        "Execution counted from January never falls within the year.",
        {"execution": EXECUTION, "reports": REPORTS},
        ("execution", "100.00,90.00", "100.00,39.99"),
        [(4, "executed", "cumulative-execution")],
    ),
    Case(
        "periods",
        "Reports of one kind do not overlap; a year's report and its quarters may.",
        {"programme": PROGRAMME, "reports": REPORTS},
        ("reports", "2026-04-01", "2026-03-31"),
        [(3, "periodStart", "periods")],
    ),
    Case(
        "periods",
        "A report lies inside the programme's term.",
        {"programme": PROGRAMME, "reports": REPORTS},
        ("reports", "2026-12-31", "2028-01-01"),
        [(5, "periodEnd", "periods")],
    ),
    Case(
        "periods",
        "A period does not end before it begins, in whatever table it stands.",
        {"keyFigures": "figureId,periodStart,periodEnd\nF-001,2024-01-01,2024-10-31"},
        ("keyFigures", "2024-10-31", "2023-10-31"),
        [(2, "periodEnd", "periods")],
    ),
)
