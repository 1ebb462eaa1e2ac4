"""Packaging of ckanext-infoprog; its name, version and Python floor stand here and nowhere else."""

from pathlib import Path

from setuptools import find_namespace_packages, setup

HOME = "ckanext-infoprog"
PACKAGES = find_namespace_packages(HOME, include=["ckanext.infoprog*"])

setup(
    name="ckanext-infoprog",
    version="0.1.0",
    description="Publish municipal digital-development programmes as open data on CKAN",
    long_description=Path("README.md").read_text("utf-8"),
    long_description_content_type="text/markdown",
    license="AGPL-3.0-or-later",
    python_requires=">=3.11",
    package_dir={"": HOME, "ckanext.infoprog.schemas": "schemas"},
    packages=[*PACKAGES, "ckanext.infoprog.schemas"],
    package_data={
        "ckanext.infoprog": [
            "*.yaml",
            "core/*.json",
            "core/**/*.json",
            "core/**/*.yaml",
            "templates/**/*",
            "assets/**/*",
            "public/**/*",
            "i18n/*/LC_MESSAGES/*",
            "migration/**/*",
        ],
        "ckanext.infoprog.schemas": ["*.json", "*/*"],
    },
    install_requires=[
        "frictionless>=5.19,<6",
        "simpleeval>=1.0.5",
        "XlsxWriter",
        "python-docx",
        "PyYAML",
        "jsonschema",
        "rdflib",
        "requests",
        "click",
        "rich",
    ],
    extras_require={
        "portal": [
            "ckan[requirements]==2.12.0",
            "ckanext-harvest==1.6.3",
            "ckanext-dcat==2.4.4",
            "ckanext-scheming==3.1.0",
        ]
    },
    entry_points={
        "console_scripts": ["infoprog = ckanext.infoprog.commands.main:main"],
        "ckan.plugins": [
            "infoprog = ckanext.infoprog.plugin:InfoprogPlugin",
            "infoprog_dcat_rdf_harvester = ckanext.infoprog.harvester:ReturningDCATHarvester",
        ],
        "ckan.rdf.profiles": ["infoprog_dcat_ap = ckanext.infoprog.linked.profile:InfoprogProfile"],
        "babel.extractors": ["ckan = ckan.lib.extract:extract_ckan"],
    },
    message_extractors={
        HOME: [
            ("**.py", "python", None),
            ("**/templates/**.html", "ckan", None),
        ],
    },
    zip_safe=False,
)
