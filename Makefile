# `make` sets everything up in .venv, checks the entries and builds the site.
.DEFAULT_GOAL := all
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
JOBS ?= auto
PORT ?= 8000
SPHINX := $(BIN)/sphinx-build -W -j $(JOBS) -d build/doctrees
UV := UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv --quiet

.PHONY: all setup check html live test lint format bench clean help

all: check html ## Check the entries and build everything (the default)

setup: $(STAMP) ## Install the locked dependencies into .venv

$(STAMP): uv.lock pyproject.toml requirements-uv.txt
	@echo "setting up $(VENV) from uv.lock ..."
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@$(UV) sync --frozen --compile-bytecode
	@touch $@

check: setup ## Check every entry and page
	@$(BIN)/speckb check

html: setup ## Build the site in build/html
	@echo "building the site ..."
	@$(SPHINX) -b html . build/html

live: setup ## Serve the site, built and shown anew on each save (PORT=8000)
	@$(BIN)/python -m speckb.live --port $(PORT)

test: setup ## Run all tests, the browser's too
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/pytest

lint: setup ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: setup ## Put the code into its format
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

bench: setup ## Measure builds against their floor, and live edits (ONLY=live: these alone)
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

clean: ## Remove everything that was built
	rm -rf build

help: ## Show this help
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
