# `make` sets everything up in .venv, checks the entries and builds the site.
.DEFAULT_GOAL := all
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
JOBS ?= auto
SPHINX := $(BIN)/sphinx-build -W -j $(JOBS) -d build/doctrees
# Sphinx says a page's warnings once, and a later build with the pages it keeps would pass: what a
# build that failed or was stopped has kept is thrown away.
fresh = mkdir -p build; test ! -e build/.unfinished || rm -rf build/doctrees; \
	touch build/.unfinished; $(1) && rm build/.unfinished
UV := UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv --quiet

.PHONY: all setup check html test lint format bench clean help

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
	@$(BIN)/speckb schemas --check

html: setup ## Build the site in build/html
	@echo "building the site ..."
	@$(call fresh,$(SPHINX) -b html . build/html)

test: setup ## Run all tests, the browser's too
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/pytest

lint: setup ## Check style, types and the layout of entries
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/speckb fmt --check
	@$(BIN)/python -m speckb.snippets --check .vscode/speckb.code-snippets

format: setup ## Put the code and the entries into their format
	@$(BIN)/speckb fmt
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

bench: setup ## Measure builds against their floor
	@$(BIN)/python -m bench

clean: ## Remove everything that was built
	rm -rf build

help: ## Show this help
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
