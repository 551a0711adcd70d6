# Everything sets itself up: the first run makes .venv, later ones start at once.
# VERSION=19|14 picks the Odoo for `make odoo`; ARGS passes on, as in make test ARGS="-k domain".

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VERSION ?= 19
ARGS ?=
# Two processes, a file in one of them: most of a test is waiting for Odoo. ARGS=-n0 is one process.
SIDE_BY_SIDE := -n 2 --dist loadfile

.PHONY: help connect test check fix odoo bench lowest clean

help:            ## this list
	@grep -hE '^[a-z]+: .*##|^[a-z]+:  *##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "atlas-odoo needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade uv
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --editable '.[postgres]' --group dev
	touch $@

connect: $(VENV)/ready ## save a connection to your Odoo and discover its schema
	$(BIN)/atlas-odoo connect $(ARGS)

test: $(VENV)/ready ## all tests; starts real Odoo servers, the first time in some minutes
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ARGS)

check: $(VENV)/ready ## format, lint, types, layers, generated docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy -p tests -p bench -p scripts --explicit-package-bases --namespace-packages
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.reference --check

fix: $(VENV)/ready ## format, and mend what the linter can mend
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/python -m scripts.reference

odoo: $(VENV)/ready ## a running real Odoo with demo data (VERSION=19 or 14), until Ctrl-C
	$(BIN)/python -m tests.bed run $(VERSION)

bench: $(VENV)/ready ## our calls beside the raw ones, on the real Odoo 19
	$(BIN)/python -m bench $(ARGS)

lowest: ## the tests that need no Odoo, on the oldest dependencies that pyproject.toml allows
	$(PYTHON) -m venv $(VENV)-lowest
	$(VENV)-lowest/bin/python -m pip install --quiet --upgrade uv
	VIRTUAL_ENV=$(VENV)-lowest $(VENV)-lowest/bin/uv pip install --quiet --resolution lowest-direct --editable '.[postgres]' --group dev
	$(VENV)-lowest/bin/python -m pytest -q $(SIDE_BY_SIDE) -m "not real" -W default $(ARGS)

clean:           ## remove what make made here (the test servers' cache stays)
	rm -rf $(VENV) $(VENV)-lowest build dist
