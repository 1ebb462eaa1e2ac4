# The commands of this project. `make portal` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV := .portal/venv/bin
PORTAL := $(PYTHON) -m portal
.DEFAULT_GOAL := help

.PHONY: help portal status stop logs doctor backup restore reset test test-fast test-faults bench lint lock i18n

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

portal: ## install what is missing, start everything, print the addresses (WITH_NATIONAL=1: the test national portal too)
	@$(PORTAL) up

status: ## each service, its address, version, queue, disk
	@$(PORTAL) status

stop: ## stop the portal; its data stay
	@$(PORTAL) stop

logs: ## follow the logs (SERVICE=name: one service)
	@$(PORTAL) logs $(SERVICE)

doctor: ## check the machine and the running portal, name each fault and its mend
	@$(PORTAL) doctor

backup: ## save the whole portal: make backup FILE=portal.tar
	@$(PORTAL) backup "$(FILE)"

restore: ## bring a saved portal back: make restore FILE=portal.tar
	@$(PORTAL) restore "$(FILE)" $(if $(REPLACE),--replace)

reset: ## remove the portal's data (asks first)
	@$(PORTAL) reset $(if $(YES),--yes)

test: ## every test, on real services of its own (COVERAGE=1: how much they reach)
	@$(PYTHON) -m portal.tests

test-fast: ## the tests that need no service
	@$(PYTHON) -m portal.tests fast

test-faults: ## the long fault tests: a portal cut off at every moment
	@$(PYTHON) -m portal.tests faults

bench: ## speed beside the peers' (results: bench/README.md)
	@$(VENV)/python bench/check_speed.py 200000
	@$(VENV)/python -m bench.bench_load 20000 100000 500000

lint: ## style, types, layers
	@$(PYTHON) -m portal.tests lint

lock: ## pin and hash every requirement anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes -q --custom-compile-command "make lock" requirements/portal.in -o requirements/portal.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes -q --custom-compile-command "make lock" requirements/dev.in -o requirements/dev.txt

I18N := ckanext-infoprog/ckanext/infoprog
PYBABEL := $(CURDIR)/$(VENV)/pybabel
i18n: ## collect new strings of the pages, bring the catalogues up to date, compile them
	@cd $(I18N) && $(PYBABEL) -q extract -F i18n/babel.cfg --no-location --sort-output --project ckanext-infoprog --version 0.1.0 -o i18n/ckanext-infoprog.pot .
	@cd $(I18N) && $(PYBABEL) -q update -i i18n/ckanext-infoprog.pot -d i18n -D ckanext-infoprog --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 98
	@cd $(I18N) && $(PYBABEL) -q compile -d i18n -D ckanext-infoprog
