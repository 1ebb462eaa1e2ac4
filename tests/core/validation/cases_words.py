"""Cases of the rules on texts, codes, numbers, keys and references."""

from typing import Final

from tests.core.validation.cases import Case

TITLE: Final = {
    "measures": """
measureId,title
1.1,Створення QR-кодів і e-платформи
1.2,-
""",
    "indicatorDynamics": 'indicatorId,printed\ni1,+55%\ni2,"-18,81"\ni3,0***',
    "corrections": "correctionId,table,key,printed\nC-001,measures,1.1,Cтворення",
    "answers": "answerId,text\nQ1-01,Кабінет 2050 на 1024-2048 осіб і 1234567890 грн",
}
BODIES: Final = {
    "executants": "executantId,name,edrpou\nb1,Рада,26241020",
    "programme": "programmeId,CATUTTC,legalActUrl\np,UA35040000000034705,https://example.org/akt",
    "rda835Register": "uid,contactPointEmail\nu1,rada@example.org",
}
KEYS: Final = {
    "sourceTables": "tableId,isPrimary\nannex,true\npassport,false",
    "editions": "editionId,programmeId,number\ne1,p,1\ne2,p,2",
    "funding": """
fundingId,measureId,tableId,editionId,source,year
1.1~localBudget~-~-~2026,1.1,annex,e1,localBudget,2026
1.1~localBudget~-~-~2026~passport,1.1,passport,e1,localBudget,2026
1.1~localBudget~-~-~2026~e2,1.1,annex,e2,localBudget,2026
""",
}
REFERENCES: Final = {
    "directions": "directionId\n1",
    "measures": "measureId,directionId\n1.1,1",
    "statedTotals": "totalId,scope,scopeId\nt1,measure,1.1",
    "discrepancies": "discrepancyId,table,key\nR-001,measures,1.1",
    "links": "linkId,fromTable,fromKey\nL-001,measures,1.1",
}

CASES: Final = (
    Case(
        "mixed-alphabet",
        "No word has Latin letters among Cyrillic ones; words joined by a hyphen may differ.",
        TITLE,
        ("measures", "Створення", "Cтворення"),
        [(2, "title", "mixed-alphabet")],
    ),
    Case(
        "formula-cell",
        "No text begins like a formula; a lone dash and a signed number are let be.",
        TITLE,
        ("measures", "1.2,-", "1.2,-2+3"),
        [(3, "title", "formula-cell")],
    ),
    Case(
        "formula-cell",
        "A text that begins with = would be run.",
        TITLE,
        ("measures", "Створення", "=HYPERLINK"),
        [(2, "title", "formula-cell")],
    ),
    Case(
        "formula-cell",
        "A text that begins with a tab would be run once it is trimmed.",
        TITLE,
        ("measures", "Створення", "\t=1"),
        [(2, "title", "formula-cell")],
    ),
    Case(
        "personal-data",
        "Free text holds no telephone number.",
        TITLE,
        ("answers", "Кабінет 2050", "Дзвонити (050) 000-00-00"),
        [(2, "text", "personal-data")],
    ),
    Case(
        "personal-data",
        "Free text holds no e-mail address.",
        TITLE,
        ("answers", "Кабінет 2050", "Писати osoba@example.org"),
        [(2, "text", "personal-data")],
    ),
    Case(
        "personal-data",
        "Free text holds no taxpayer's number.",
        TITLE,
        ("answers", "1234567890", "1234567899"),
        [(2, "text", "personal-data")],
    ),
    Case(
        "personal-data",
        "Free text holds no passport number.",
        TITLE,
        ("answers", "Кабінет 2050", "Паспорт ЕА № 000000"),
        [(2, "text", "personal-data")],
    ),
    Case(
        "code-forms",
        "An EDRPOU code ends with its check digit.",
        BODIES,
        ("executants", "26241020", "26241021"),
        [(2, "edrpou", "code-forms")],
    ),
    Case(
        "code-forms",
        "A code of a territory begins with a region that there is.",
        BODIES,
        ("programme", "UA35", "UA36"),
        [(2, "CATUTTC", "code-forms")],
    ),
    Case(
        "code-forms",
        "An address names a site.",
        BODIES,
        ("programme", "https://example.org/akt", "https://example/akt"),
        [(2, "legalActUrl", "code-forms")],
    ),
    Case(
        "code-forms",
        "An e-mail address names a domain.",
        BODIES,
        ("rda835Register", "rada@example.org", "rada@example.o"),
        [(2, "contactPointEmail", "code-forms")],
    ),
    Case(
        "duplicate-number",
        "A printed number is used once; the first row that bears it is named.",
        {"projects": "projectId,listNumber,specificationNumber\na,1,3331\nb,2,3332\nc,3,3333"},
        ("projects", "3333", "3331"),
        [(2, "specificationNumber", "duplicate-number")],
    ),
    Case(
        "key-parts",
        "A key is made from the columns of its row.",
        KEYS,
        ("funding", "2026,1.1,annex,e1,localBudget,2026", "2026,1.1,annex,e1,localBudget,2027"),
        [(2, "fundingId", "key-parts")],
    ),
    Case(
        "key-parts",
        "A row off the primary table bears its table in the key.",
        KEYS,
        ("funding", "1.1~localBudget~-~-~2026~passport", "1.1~localBudget~-~-~2026"),
        [(3, "fundingId", "key-parts")],
    ),
    Case(
        "key-parts",
        "A row of an amendment bears its edition in the key.",
        KEYS,
        ("funding", "~e2", ""),
        [(4, "fundingId", "key-parts")],
    ),
    Case(
        "foreign-key",
        "A reference leads to a row that is there.",
        REFERENCES,
        ("measures", "1.1,1", "1.1,2"),
        [(2, "directionId", "foreign-key")],
    ),
    Case(
        "foreign-key",
        "A total names a measure, direction or programme that is there.",
        REFERENCES,
        ("statedTotals", "measure,1.1", "measure,1.2"),
        [(2, "scopeId", "foreign-key")],
    ),
    Case(
        "foreign-key",
        "A discrepancy names a row that is there.",
        REFERENCES,
        ("discrepancies", "1.1", "1.2"),
        [(2, "key", "foreign-key")],
    ),
    Case(
        "foreign-key",
        "A link begins at a table of the package.",
        REFERENCES,
        ("links", "measures", "projects"),
        [(2, "fromTable", "foreign-key")],
    ),
)
