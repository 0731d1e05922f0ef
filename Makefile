# remit: what one types. Everything is installed into .venv in this folder and nowhere else.
# `make` alone lists the targets.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv

# One stamp for each step of the installation; a step runs again only when the files that it reads have changed.
TOOLS   := $(VENV)/.stamp-tools
RUNTIME := $(VENV)/.stamp-runtime
DEV     := $(VENV)/.stamp-dev
DOCS    := $(VENV)/.stamp-docs

INSTALL := $(UV) pip install --quiet --python $(BIN)/python
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --no-emit-index-url --no-annotate --no-header $(LOCK_FLAGS)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help install demo test format docs lock bench clean

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

install: $(RUNTIME)  ## install remit and what it needs into .venv
	@echo "Installed. Try: $(BIN)/remit --help"

demo: $(RUNTIME)  ## run the examples and leave their answers and pictures in out/
	@sh tools/demo.sh $(BIN)/remit out

test: $(DEV)  ## check style, types, import directions and behaviour
	@echo "== style"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== types"
	@$(BIN)/mypy
	@echo "== imports"
	@$(BIN)/lint-imports
	@echo "== behaviour"
	@$(BIN)/pytest -q --numprocesses=auto --maxprocesses=4 --dist=worksteal $(PYTEST_FLAGS)

format: $(DEV)  ## lay the Python code out and mend what can be mended
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

# A warning, such as a link that leads nowhere, stops it. Nothing is fetched while it builds, nor by the pages.
docs: $(DOCS)  ## build the pages as a site in out/docs
	@$(BIN)/sphinx-build -W --keep-going -q -d out/.doctrees -b html docs out/docs
	@echo "Built. Open out/docs/index.html"

bench: $(RUNTIME)  ## measure: runs each benchmarks/bench_*.py
	@set -e; for each in benchmarks/bench_*.py; do echo "== $$each"; $(BIN)/python "$$each"; done

# Keeps the locked versions that still fit; `make lock LOCK_FLAGS=--upgrade` takes the newest.
lock: $(TOOLS)  ## write requirements/*.txt anew from pyproject.toml and requirements/*.in
	@$(COMPILE) requirements/build.in --output-file requirements/build.txt
	@$(COMPILE) pyproject.toml --constraints requirements/build.txt --output-file requirements/runtime.txt
	@$(COMPILE) pyproject.toml requirements/docs.in --constraints requirements/build.txt \
		--constraints requirements/runtime.txt --output-file requirements/docs.txt
	@$(COMPILE) pyproject.toml requirements/dev.in --constraints requirements/build.txt \
		--constraints requirements/runtime.txt --constraints requirements/docs.txt --output-file requirements/dev.txt

clean:  ## remove outputs and caches (.venv stays)
	@rm -rf out dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# --- installation ---

$(TOOLS): requirements/build.txt
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo \
		"remit needs Python 3.11 or later, and '$(PYTHON)' is not a command here." \
		"On Debian or Ubuntu: sudo apt install python3 python3-venv python3-pip." \
		"If Python has another name: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
		"remit needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." \
		"If a later one is installed, name it: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo \
		"Python's 'venv' or 'pip' part is missing here." \
		"On Debian or Ubuntu: sudo apt install python3-venv python3-pip" >&2; exit 1; }
	@echo "Setting up $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@touch $@

$(RUNTIME): $(TOOLS) requirements/runtime.txt pyproject.toml
	@echo "Installing remit ..."
	@$(INSTALL) --require-hashes -r requirements/runtime.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUNTIME) requirements/dev.txt
	@echo "Installing the checks ..."
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(DOCS): $(RUNTIME) requirements/docs.txt
	@echo "Installing what builds the site ..."
	@$(INSTALL) --require-hashes -r requirements/docs.txt
	@touch $@
