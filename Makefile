# `make` sets everything up in .venv, checks the entries, builds the site and its PDF.
.DEFAULT_GOAL := all
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
JOBS ?= auto
FORMAT ?= text
REF ?= HEAD
TO ?=
PORT ?= 8000
UV := UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv --quiet

# What is built is never part of a commit. Files below these folders that git tracks come from
# somebody else, and Python or Sphinx would run what is in them: the folders are made anew.
TRACKED := $(shell git ls-files -- ':(icase)build' ':(icase).venv' 2>/dev/null | head -n 1)
ifneq ($(TRACKED),)
$(warning git tracks $(TRACKED): removing build and .venv, which are made anew)
$(shell rm -rf build .venv)
endif

.PHONY: all setup check diff html pdf live dist guide accept test mutants fuzz fresh lint format bench glyphs words clean help

all: setup ## Check the entries and build everything (the default)
	@$(BIN)/speckb build --jobs $(JOBS)

setup: $(STAMP) ## Install the locked dependencies into .venv

$(STAMP): uv.lock pyproject.toml requirements-uv.txt
	@echo "setting up $(VENV) from uv.lock ..."
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@$(UV) sync --frozen --compile-bytecode
	@touch $@

check: setup ## Check every entry and page (FORMAT=github: for a forge)
	@$(BIN)/speckb check --format $(FORMAT)
	@$(BIN)/speckb schemas

diff: setup ## Show what changed in meaning since REF, or from REF to TO (FORMAT=markdown, json, html)
	@$(BIN)/speckb diff "$(REF)" $(if $(TO),--to "$(TO)") --format $(FORMAT)

html: setup ## Build the site in build/html
	@$(BIN)/speckb build html --jobs $(JOBS)

pdf: setup ## Build the PDF in build/pdf
	@$(BIN)/speckb build pdf --jobs $(JOBS)

live: setup ## Serve the site and rebuild it on each save (PORT=8000)
	@$(BIN)/speckb live --port $(PORT)

dist: setup ## Build the engine's wheel and source distribution in build/dist
	@rm -rf build/dist
	@$(UV) build --out-dir build/dist

guide: setup ## Run the commands of the guides and update their output
	@$(BIN)/python docs/guide.py

accept: setup ## Record changed facts of the draft in tests/content/recorded (ONLY=values)
	@$(BIN)/python -m tests.content.accept $(if $(ONLY),--only $(ONLY))

test: setup ## Run all tests, including those in the browser
	@$(UV) sync --frozen --group peers
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/pytest

mutants: setup ## Make faults in a copy of the engine, and print those that no test catches (ROOM=name, SAMPLE=n)
	@$(UV) sync --frozen --group mutation
	@nice -n 10 $(BIN)/python -m tests.mutation $(if $(ROOM),--room "$(ROOM)") \
		$(if $(SAMPLE),--sample "$(SAMPLE)") $(if $(filter yes,$(AGAIN)),--again)

fuzz: setup ## Give each reader random input (READER=name, SECONDS_EACH=60); needs Linux
	@$(UV) sync --frozen --group fuzzing
	@nice -n 10 $(BIN)/python -m tests.fuzzing $(READER) $(if $(SECONDS_EACH),--seconds "$(SECONDS_EACH)")

fresh: ## Run make and make test in minimal Debian 12 and 13, and compare (TEST=no, CACHED=yes, ROOTS=folder)
	@python3 tests/fresh.py $(if $(ROOTS),--roots "$(ROOTS)") $(if $(filter yes,$(CACHED)),--cached) \
		$(if $(filter no,$(TEST)),--no-test)

lint: setup ## Check style, types, workflows and the format of entries
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/speckb fmt --check
	@$(BIN)/speckb snippets --check .vscode/speckb.code-snippets
	@$(BIN)/actionlint -shellcheck= -pyflakes= .github/workflows/*.yml
	@$(BIN)/zizmor --offline --quiet .

format: setup ## Format the code and the entries
	@$(BIN)/speckb fmt
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

bench: setup ## Measure builds against plain Sphinx, and live edits (ONLY=live, ONLY=checks or ONLY=pdf for these only)
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/python -m bench $(if $(ONLY),--$(ONLY))

words: setup ## Renew the catalogues of other languages, after a change of words in the code
	@$(BIN)/python -m tests.words

glyphs: setup ## Write the list of characters in the fonts of the PDF, after a change of fonts
	@$(BIN)/python -c "from speckb.typst import fonts; fonts.write_glyphs()"

clean: ## Remove all build output
	rm -rf build

help: ## Show this help
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
