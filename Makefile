# The environment is in .venv; uv is installed into it where the machine has none.
VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= python3
UV     := $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)
READY  := $(VENV)/.ready

# Where it is set, each process of the tests would compile all modules again, and pytest its tests.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo story compiled test test-slow test-models test-endpoint check format eval bench bench-scale storm fuzz audit sbom chaos kills clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(READY): pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Second Source needs Python 3.11 or newer; say which with PYTHON=…")'
	@echo "Setting up Second Source in $(VENV): up to a minute the first time."
	@test -x $(BIN)/python || { echo "  a Python of its own …"; $(PYTHON) -m venv $(VENV); }
	@test -x "$(UV)" || $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@test -x "$(UV)" || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@echo "  the packages that it needs …"
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(UV) sync --quiet --frozen --inexact --all-groups --compile-bytecode --python $(BIN)/python
	@echo "  done."
	@touch $@

setup: $(READY) ## Set everything up in .venv

demo: $(READY) ## Open a small newsroom with a local Slack, in the browser
	@$(BIN)/second-source demo

story: $(READY) ## Play a whole newsroom day in the local Slack, in the terminal
	@$(BIN)/second-source demo --story

# Processes that start together would all compile the same modules.
compiled: $(READY)
	@$(BIN)/python -m compileall -q bot prompts storage tests

# Tests wait for each other's answers half of the time, so there are more processes than cores.
test: compiled ## Run the tests; installs a Chromium if there is none
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder

test-slow: compiled ## Run the long versions: a whole year, every crash, a real storm, more examples (takes many minutes)
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/pytest -m "slow or hypothesis" --hypothesis-profile whole --timeout 1800 -o faulthandler_timeout=2400

test-models: $(READY) ## Run the tests that need the real small embedding model (SECOND_SOURCE_TEST_EMBEDDING_FOLDER)
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(UV) sync --quiet --frozen --inexact --all-groups --extra embeddings --python $(BIN)/python
	@$(BIN)/pytest --override-ini addopts=-q tests/models

test-endpoint: $(READY) ## Test protocol, schema and a small eval against the real server at OPENAI_BASE_URL
	@test -n "$$OPENAI_BASE_URL" || { echo "Set OPENAI_BASE_URL to the server to test, with OPENAI_API_KEY and SECOND_SOURCE_MODEL; nothing was run." >&2; exit 1; }
	@$(BIN)/pytest tests/gateways/test_llm*.py
	@SECOND_SOURCE_TEST_ENDPOINT=1 $(BIN)/pytest --timeout 7200 tests/endpoint

check: $(READY) ## Lint, check types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## Format the code
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

eval: $(READY) ## Measure the built-in reader on the labelled cases; fails below its floors
	@$(BIN)/python -m tests.evals

bench: compiled ## Measure links, answers to Slack, search, copies, digests, memory, commands, shared work, prompts, pages and reads of the API (takes some minutes)
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.search
	@$(BIN)/python -m tests.bench.assessing
	@$(BIN)/python -m tests.bench.copies
	@$(BIN)/python -m tests.bench.digests
	@$(BIN)/python -m tests.bench.commands
	@$(BIN)/python -m tests.bench.shared_work
	@$(BIN)/python -m tests.bench.prefix
	@$(BIN)/python -m tests.bench.pages
	@$(BIN)/python -m tests.bench.event_pages
	@$(BIN)/python -m tests.bench.programs

bench-scale: compiled ## Measure how search, pages, queue, digests and copies grow with the record (takes an hour; EVENTS="1000 1000000")
	@$(BIN)/python -m tests.bench.scale $(EVENTS)
	@$(BIN)/python -m tests.bench.shared_work

audit: $(READY) ## Ask OSV.dev for known weaknesses of the locked packages (needs the network)
	@$(UV) lock --check --quiet --offline || { echo "uv.lock does not fit pyproject.toml; run 'uv lock'." >&2; exit 1; }
	@said=$$($(UV) audit --frozen 2>&1) && ended=0 || ended=$$?; echo "$$said"; \
	case "$$ended $$said" in \
	"0 "*) ;; \
	*"client error"*) echo "Nothing was checked: api.osv.dev is out of reach, and only it knows of weaknesses." >&2; exit 1 ;; \
	*) echo "There is a weakness, or the check failed: see above." >&2; exit 1 ;; \
	esac

sbom: $(READY) ## Write what Second Source is made of, with hashes, to sbom.cdx.json (CycloneDX 1.5)
	@$(UV) export --quiet --frozen --no-dev --format cyclonedx1.5 --output-file sbom.cdx.json > /dev/null
	@echo "sbom.cdx.json names every package with its version."

storm: $(READY) ## Send 200 links in a minute, every event twice, with failing calls and three kills (takes some minutes)
	@$(BIN)/python -m tests.storm

chaos: $(READY) ## Let all go wrong at once on PostgreSQL with four workers, with LINKS=2000 by default (takes an hour)
	@$(BIN)/python -m tests.storm chaos $(LINKS)

kills: $(READY) ## Kill the one process that does everything, on SQLite, 200 times (takes a quarter of an hour)
	@$(BIN)/python -m tests.storm kills

fuzz: compiled ## Throw changed and broken things at every door for 10 minutes (or: make fuzz SECONDS=60 SEED=7)
	@$(BIN)/python -W ignore -m tests.fuzz $(or $(SECONDS),600) $(SEED)

clean: ## Remove the environment and all caches
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
