"""Packaging of the plugin that lets a CKAN play the national portal in tests."""

from setuptools import setup

setup(
    name="infoprog-national-test",
    version="0.1.0",
    py_modules=["infoprog_national"],
    entry_points={"ckan.plugins": ["infoprog_national = infoprog_national:NationalPlugin"]},
)
