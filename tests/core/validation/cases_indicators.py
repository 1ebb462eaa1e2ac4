"""Cases of the rules on indicators, metrics, measures and directions."""

from typing import Final

from tests.core.validation.cases import MEASURES, PROGRAMME, Case

INDICATORS: Final = {
    "programme": PROGRAMME,
    "metrics": """
metricId
1.1
1.2
""",
    "metricValues": """
valueId,metricId,executantId,valueType,year,asOf,value
a,1.1,null,baseline,null,2025-11-01,1
b,1.2,null,baseline,null,2022-01-01,3
c,1.1,null,forecast,2026,null,2
d,1.2,null,forecast,2026,null,3
""",
    "indicators": """
indicatorId,kind,expression,inputs
i1,percent,A / B * 100,A=1.1; B=1.2
i2,yesNo,null,null
i3,count,null,null
""",
    "indicatorValues": """
valueId,indicatorId,valueType,year,value,textValue,printed
v1,i1,baseline,null,33.33,null,"33,33"
v2,i1,target,2026,66.67,null,"66,67"
v3,i2,baseline,null,null,Ні,Ні
v4,i2,target,2026,null,Так,Так***
v5,i3,baseline,null,0,null,0
v6,i3,target,2026,5,null,5
""",
    "indicatorDynamics": """
indicatorId,value,printed
i1,100.0,"100,0"
i2,7,7
i3,0,0
""",
}
TARGETS: Final = INDICATORS | {
    "programme": PROGRAMME.replace("meanYearlyChange", "targetMinusBase"),
    "indicatorDynamics": """
indicatorId,value,printed
i1,33.3,"+33,3%"
i2,100,+100%
i3,5,+5%
""",
}
RAISED: Final = INDICATORS | {
    "editions": "editionId,programmeId,number\noriginal,p,1\nrishennia-2,p,2",
    "metricValues": """
valueId,metricId,editionId,valueType,year,asOf,value
a,1.1,original,baseline,null,2025-11-01,1
b,1.2,original,baseline,null,2022-01-01,3
c,1.1,original,forecast,2026,null,2
d,1.2,original,forecast,2026,null,3
e,1.1,rishennia-2,forecast,2026,null,3
""",
    "indicatorValues": """
valueId,indicatorId,editionId,valueType,year,value,textValue,printed
v1,i1,original,baseline,null,33.33,null,"33,33"
v2,i1,original,target,2026,66.67,null,"66,67"
v3,i1,rishennia-2,target,2026,100,null,"100"
""",
    "indicatorDynamics": """
indicatorId,value,printed,editionId
i1,200.0,"200,0",rishennia-2
""",
}
PARTS: Final = {
    "metricSources": "id,metricId,executantId\na,1.1,b1\nb,1.1,b2",
    "metricValues": """
valueId,metricId,executantId,valueType,year,value
a,1.1,null,actual,2026,10
b,1.1,b1,actual,2026,4
c,1.1,b2,actual,2026,6
d,1.1,null,actual,2027,10
e,1.1,b1,actual,2027,4
""",
}

CASES: Final = (
    Case(
        "indicator-expression",
        "A target that was replaced follows from the forecasts before the amendment.",
        RAISED,
        ("indicatorValues", '2026,66.67,null,"66,67"', "2026,100,null,100"),
        [(3, "value", "indicator-expression")],
    ),
    Case(
        "indicator-expression",
        "A target of an amendment follows from the forecasts after it.",
        RAISED,
        ("indicatorValues", '2026,100,null,"100"', '2026,66.67,null,"66,67"'),
        [(4, "value", "indicator-expression")],
    ),
    Case(
        "indicator-dynamics",
        "Printed dynamics follow from the values of their edition.",
        RAISED,
        ("indicatorDynamics", "rishennia-2", "original"),
        [(2, "value", "indicator-dynamics")],
    ),
    Case(
        "indicator-expression",
        "A value is its expression over the metrics, rounded as printed.",
        INDICATORS,
        ("indicatorValues", "66.67,null", "66.66,null"),
        [(3, "value", "indicator-expression")],
    ),
    Case(
        "indicator-expression",
        "A baseline is computed from the metrics' baselines, whatever their dates.",
        INDICATORS,
        ("metricValues", "2022-01-01,3", "2022-01-01,4"),
        [(2, "value", "indicator-expression")],
    ),
    Case(
        "expression-form",
        "An expression asks only for letters that its inputs name.",
        INDICATORS,
        ("indicators", "A / B * 100", "A / C * 100"),
        [(2, "expression", "expression-form")],
    ),
    Case(
        "expression-form",
        "An expression is plain arithmetic and nothing else.",
        INDICATORS,
        ("indicators", "A / B * 100", "A ** B ** 100"),
        [(2, "expression", "expression-form")],
    ),
    Case(
        "expression-form",
        "The inputs of an expression are metrics of the package.",
        INDICATORS,
        ("indicators", "B=1.2", "B=1.3"),
        [(2, "inputs", "expression-form")],
    ),
    Case(
        "indicator-dynamics",
        "The mean of yearly changes is taken from unrounded values and rounded at the end.",
        INDICATORS,
        ("indicatorDynamics", "i1,100.0", "i1,100.1"),
        [(2, "value", "indicator-dynamics")],
    ),
    Case(
        "indicator-dynamics",
        "Where a method takes the base off the target, the difference is printed.",
        TARGETS,
        ("indicatorDynamics", "i3,5", "i3,6"),
        [(4, "value", "indicator-dynamics")],
    ),
    Case(
        "indicator-dynamics",
        "From no to yes is a difference of 100.",
        TARGETS,
        ("indicatorValues", "null,Так", "null,Ні"),
        [(3, "value", "indicator-dynamics")],
    ),
    Case(
        "share-range",
        "A share is no more than 100 percent.",
        INDICATORS,
        ("indicatorValues", "66.67,null", "100.01,null"),
        [(3, "value", "share-range")],
    ),
    Case(
        "yes-no",
        "A yes/no indicator holds no number.",
        INDICATORS,
        ("indicatorValues", "2026,null,Так", "2026,1,Так"),
        [(5, "value", "yes-no")],
    ),
    Case(
        "yes-no",
        "A yes/no indicator holds no other words.",
        INDICATORS,
        ("indicatorValues", "null,Ні,Ні", "null,Частково,Ні"),
        [(4, "textValue", "yes-no")],
    ),
    Case(
        "yes-no",
        "Yes and no stand nowhere else.",
        INDICATORS,
        ("indicatorValues", "2026,5,null", "2026,null,Так"),
        [(7, "textValue", "yes-no")],
    ),
    Case(
        "metric-parts",
        "The whole is the sum of the parts once every supplier has given its part.",
        PARTS,
        ("metricValues", "b2,actual,2026,6", "b2,actual,2026,7"),
        [(2, "value", "metric-parts")],
    ),
    Case(
        "measure-executant",
        "Every measure has somebody who carries it out.",
        {
            "measures": MEASURES,
            "measureExecutants": "id,measureId,executantId\na,1.1,b1\nb,1.2,b1",
        },
        ("measureExecutants", "b,1.2", "b,1.1"),
        [(3, "measureId", "measure-executant")],
    ),
    Case(
        "direction-measure",
        "Every direction has a measure.",
        {"measures": MEASURES, "directions": "directionId,title\n1,Перший"},
        ("directions", "1,Перший", "1,Перший\n2,Другий"),
        [(3, "directionId", "direction-measure")],
    ),
)
