# The verbs of arraigo. `make` alone prints them.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
STUDY ?= northern_triangle
RAW ?=
ARGS ?=
FLAGS = --study $(STUDY) $(if $(RAW),--raw $(RAW)) $(ARGS)

.DEFAULT_GOAL := help
.PHONY: help setup score test check dash export bench clean fetch harmonise measure group publish screenshot

help: ## print this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Options: STUDY=$(STUDY)  RAW=folder-of-raw-files  ARGS='--seed 7'"

setup: $(VENV)/.ready ## make the virtual environment
score: $(VENV)/.ready ## the main job: bring every result of the study up to date
	@$(BIN)/arraigo run $(FLAGS)
test: $(VENV)/.ready-dev ## run the tests, on every core; one file alone: make test ARGS=tests/test_house.py
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)
check: $(VENV)/.ready-dev ## lint, types, import contracts, the study's files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/arraigo check --study $(STUDY)
dash: $(VENV)/.ready ## open the app on the published results; for a team: make dash ARGS="--workers 4 --host 0.0.0.0"
	@$(BIN)/arraigo serve --study $(STUDY) $(ARGS)
export: $(VENV)/.ready ## write layers for the field: make export ARGS='--department GT13'
	@$(BIN)/arraigo export --study $(STUDY) $(ARGS)
bench: $(VENV)/.ready-bench ## measure speed and memory, and write bench/RESULTS.md
	@$(BIN)/python -m bench $(ARGS)
clean: ## remove results and caches; kept runs, the environment and raw files stay
	find data/processed -mindepth 2 -maxdepth 2 ! -name runs -exec rm -rf {} +
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

fetch: $(VENV)/.ready ## first verb: bring raw files in, checked
	@$(BIN)/arraigo fetch $(FLAGS)
harmonise: $(VENV)/.ready ## second verb: boundaries and names
	@$(BIN)/arraigo harmonise $(FLAGS)
measure: $(VENV)/.ready ## third verb: one value per municipality and indicator
	@$(BIN)/arraigo measure $(FLAGS)
group: $(VENV)/.ready ## fifth verb (the fourth is score): types of municipality
	@$(BIN)/arraigo group $(FLAGS)
publish: $(VENV)/.ready ## sixth verb: map, layers, tables
	@$(BIN)/arraigo publish $(FLAGS)

screenshot: score ## take the picture in the README (needs Chromium)
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1400,900 --virtual-time-budget=5000 \
	  --screenshot=docs/map.png "file://$(abspath data/processed/$(STUDY)/5_published/map.html)"

$(VENV)/.ready: pyproject.toml constraints.txt
	@echo "Making the environment in $(VENV) with $(PYTHON); the first time this takes a minute or two."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "arraigo needs Python 3.11 or newer; $(PYTHON) is older. Give another one: make PYTHON=python3.12 ..."; exit 2; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@
$(VENV)/.ready-dev: $(VENV)/.ready
	@$(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
$(VENV)/.ready-bench: $(VENV)/.ready-dev
	@$(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	@touch $@
