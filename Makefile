# Needs python3 (3.11 or newer) with venv, and make. Everything else comes from the hashed locks.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SERVE ?= 1
STATE ?= var/demo
DEMO_DATABASE ?= postgres
PYTEST_ARGS ?=
# Tests run in so many processes, each with a database, a broker database and files of its own; on SQLite they rarely wait.
JOBS ?= 3
SQLITE_JOBS ?= 2
EMBEDDED := $(VENV)/installed-embedded
DEV := $(VENV)/installed-dev
# The gates read no database, so they take the development settings and a throw-away state.
MANAGE := DJANGO_SETTINGS_MODULE=config.settings.dev $(BIN)/python manage.py

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 16

# --- Installing ----------------------------------------------------------------------------------
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(EMBEDDED): requirements-embedded.txt | $(BIN)/python
	@echo "Installing the locked packages; the first time this takes about a minute."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-embedded.txt
	touch $@

$(DEV): requirements-dev.txt | $(BIN)/python
	@echo "Installing the locked packages and the tools; the first time this takes some minutes."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $(EMBEDDED) $@

.PHONY: venv
venv: $(DEV) ## Make the virtual environment with all tools

.PHONY: lock
lock: | $(DEV) ## Resolve the dependencies anew, for every Python from 3.11 on
	@compile=($(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml)
	"$${compile[@]}" -o requirements.txt
	"$${compile[@]}" --extra embedded -c requirements.txt -o requirements-embedded.txt
	"$${compile[@]}" --extra embedded --extra pades --extra s3 --extra dev -c requirements-embedded.txt -o requirements-dev.txt

# --- Using ---------------------------------------------------------------------------------------
.PHONY: demo
demo: $(EMBEDDED) ## Play a whole year and serve the site (SERVE=0: stop after publication)
	$(BIN)/python -m config.services run --state $(STATE) --database $(DEMO_DATABASE) --migrate \
		--process worker --process beat --process web $(if $(filter 1,$(SERVE)),--serve) -- python manage.py play_year

.PHONY: dev
dev: $(EMBEDDED) ## Serve a site with its own state in var/dev
	DEBUG=on $(BIN)/python -m config.services run --state var/dev --migrate \
		--process worker --process beat --process web --serve

# --- Gates ---------------------------------------------------------------------------------------
.PHONY: check
check: $(DEV) ## The static gates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	templates=$$(git ls-files '*.html' | grep -v '^docs/' || true)
	if [ -n "$$templates" ]; then $(BIN)/djlint --lint --quiet $$templates; fi
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) spectacular --validate --fail-on-warn --file /dev/null
	$(MAKE) --no-print-directory check-messages

.PHONY: check-messages
check-messages: $(DEV) ## The compiled catalogues are those of the sources
	compiled=$$(mktemp -d)
	trap 'rm -rf "$$compiled"' EXIT
	for source in $$(git ls-files 'locale/**/*.po'); do
		$(BIN)/pybabel --quiet compile -i "$$source" -o "$$compiled/messages.mo"
		cmp "$$compiled/messages.mo" "$${source%.po}.mo" || { echo "run make messages and commit $${source%.po}.mo"; exit 1; }
	done

.PHONY: test
test: $(DEV) ## The whole suite on PostgreSQL, then what depends on the database again on SQLite
	# A browser's event loop and the tests that commit do not share a process; a browser waits much, so it runs beside.
	log=$$(mktemp)
	trap 'rm -f "$$log"' EXIT
	$(BIN)/pytest -m browser tests/e2e $(PYTEST_ARGS) >"$$log" 2>&1 & browser=$$!
	code=0
	sensitive=$$(grep -rl --include='test_*.py' db_sensitive tests)
	JIBAO_TEST_DATABASE=sqlite $(BIN)/pytest -n $(SQLITE_JOBS) --dist worksteal -m "db_sensitive and not browser" $$sensitive $(PYTEST_ARGS) || code=$$?
	wait "$$browser" || code=$$?
	cat "$$log"
	[ "$$code" = 0 ] || exit "$$code"
	$(BIN)/pytest -n $(JOBS) --dist worksteal -m "not browser" $(PYTEST_ARGS)

# --- Upkeep --------------------------------------------------------------------------------------
.PHONY: messages
messages: $(DEV) ## Collect the texts to translate, keep their translations, compile the catalogue
	$(BIN)/python -m tests.support.messages

.PHONY: docs
docs: $(DEV) ## Write the generated pages of the documentation anew
	$(BIN)/python -m config.environment_page
	$(MANAGE) workflow_page

.PHONY: bench
bench: $(DEV) ## Measure, and print the ratios as a table
	$(BIN)/python -m bench

.PHONY: screenshots
screenshots: $(DEV) ## Take the pictures of the documentation anew (needs Chromium)
	JIBAO_REQUIRE_BROWSER=1 $(BIN)/pytest tests/e2e/screenshots.py

.PHONY: clean
clean: ## Remove the demo's and the developer's state
	rm -rf var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
