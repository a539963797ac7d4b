# The words to type. `make help` lists them; everything needed is set up by the first of them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SETUP  := $(VENV)/.set-up
# Bumped by hand, like every version here: a build of next year is the build of today.
UV     := uv==0.13.9

CODE := services tests

.DEFAULT_GOAL := help

.PHONY: setup
setup: $(SETUP) ## Make the virtual environment with the locked dependencies

# Done again only when what is locked has changed; an interrupted set-up leaves no stamp.
$(SETUP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Minori needs Python 3.11 or newer; say which: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(UV)"
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

.PHONY: demo
demo: $(SETUP) ## Live through a programme year in a real database, then serve it
	$(BIN)/minori demo

.PHONY: serve
serve: $(SETUP) ## Serve the API on this machine, with a database that comes along
	$(BIN)/minori serve

.PHONY: browser
browser: ## See that there is a Chromium for the browser tests, and get Debian's if not
	@command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null || infra/browser.sh

.PHONY: test
test: $(SETUP) browser ## Run every test (ARGS="-k voucher" for some)
	$(BIN)/pytest -n auto --dist loadfile $(ARGS)

.PHONY: check
check: lint types contracts test ## Format, lint, types, import contracts, tests: what CI asks

.PHONY: format
format: $(SETUP) ## Put the code in form
	$(BIN)/ruff check --fix-only --quiet $(CODE)
	$(BIN)/ruff format $(CODE)

.PHONY: lint
lint: $(SETUP) ## Check form and habits
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)

.PHONY: types
types: $(SETUP) ## Check types, strictly
	$(BIN)/mypy

.PHONY: contracts
contracts: $(SETUP) ## Check who may import whom
	$(BIN)/lint-imports

.PHONY: bench
bench: $(SETUP) ## Measure the hot paths beside the bare database
	$(BIN)/minori bench

.PHONY: audit
audit: $(SETUP) ## Look for known weaknesses in what is locked; fails where it could not look
	$(BIN)/pip-audit --requirement requirements.lock --no-deps --disable-pip --strict

.PHONY: sbom
sbom: $(SETUP) ## Write what it is built from to sbom.cdx.json (CycloneDX)
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
		--output-reproducible --short-PURLs --validate --output-file sbom.cdx.json

.PHONY: clean
clean: ## Remove what can be made again (the virtual environment and the demo's data too)
	rm -rf $(VENV) var demo-output sbom.cdx.json build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find services tests -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## Show this
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'
