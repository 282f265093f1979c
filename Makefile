# Everything works with Python 3.11 or newer and make alone: no git, no node, no other tool. With npm there is the
# explorer too; `make browser` also wants Chromium.
# PYTHON=/path/to/python3.12 chooses the interpreter that the environment is made with.
PYTHON ?= python3
PORT ?= 8000
RESULTS := api/website/results.py
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check
COG := $(BIN)/cog -P -I . --verbosity=1
DOCUMENTS = README.md $(wildcard docs/*.md docs/pages/*.md)

.DEFAULT_GOAL := help
EXPLORER := api/explorer
CLIENTS := tests/clients
EXPLORER_SOURCES := $(addprefix $(EXPLORER)/,.npmrc package.json package-lock.json tsconfig.json vite.config.ts index.html) \
	$(wildcard $(EXPLORER)/src/* docs/queries/*.graphql)

PEERS := bench/peers/node_modules/.package-lock.json
WRK = command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 1; }

.PHONY: help serve setup explorer browser screenshots fonts clients test long twin fuzz bench growth check format schema schema-diff docs lock clean

help: ## Show what there is to make
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

serve: $(VENV)/.runtime $(EXPLORER)/.tried ## Set up what is missing, load the sample where there is no content, serve on http://127.0.0.1:8000 (PORT=)
	@$(BIN)/liane migrate
	@$(BIN)/liane seed
	@$(MAKE) --question explorer || \
		echo "The explorer is not built or not current; without it /graphql shows a plain page. Why: make explorer" >&2
	@exec $(BIN)/liane serve --port $(PORT)

setup: $(VENV)/.runtime ## Set up the environment, and nothing else

explorer: $(EXPLORER)/dist/index.html ## Build GraphiQL for browsers at /graphql (needs npm)

test: $(VENV)/.dev ## Run the tests (ARGS="-k importer" for some of them)
	@$(BIN)/pytest -n auto --maxprocesses 8 $(ARGS)

long: $(VENV)/.dev ## Run the tests that take seconds each: what spans the code, processes that are killed, documents that are run
	@$(BIN)/pytest -m long -n auto --maxprocesses 8 $(ARGS)

twin: $(VENV)/.dev ## Compare the engine with its slow twin on thousands of operations, all of them new
	@LIANE_TWIN_EXAMPLES=700 $(BIN)/pytest -n auto --maxprocesses 8 tests/schema/engine/test_twin.py $(ARGS)

fuzz: $(VENV)/.dev ## Send 50,000 requests and 5,000 frames that nobody would send, on each database (LIANE_FUZZ_SEED=)
	@LIANE_FUZZ_REQUESTS=50000 $(BIN)/pytest -n auto --maxprocesses 2 -m long tests/contracts/test_fuzzing.py tests/contracts/test_freshness.py $(ARGS)

bench: $(VENV)/.bench $(PEERS) ## Compare the speed with other servers' (needs npm, wrk and PostgreSQL; ARGS=--short, --all)
	@$(WRK)
	@$(BIN)/python -m bench.search_peers
	@$(BIN)/python -m bench.compare $(ARGS)

growth: $(VENV)/.dev ## Compare the latency at 2,000 and at 100,000 issues (needs wrk and PostgreSQL, and some 15 minutes)
	@$(WRK)
	@$(BIN)/python -m bench.growth $(ARGS)

browser: $(VENV)/.dev $(EXPLORER)/dist/index.html ## Try the explorer, pages and cards in a real Chromium (CHROMIUM=/path/to/it)
	@$(BIN)/pytest -m browser -n auto --maxprocesses 8 tests/api $(ARGS)

screenshots: $(VENV)/.dev ## Take the pictures of pages, cards and the desk in docs/ again (CHROMIUM=/path/to/it)
	@$(BIN)/python -m tests.api.screenshots

fonts: $(VENV)/.dev $(CLIENTS)/node_modules/.package-lock.json ## Make the font files of pages and share images again (needs npm)
	@$(BIN)/python -m tests.clients.fonts

clients: $(VENV)/.dev $(VENV)/.codegen $(CLIENTS)/node_modules/.package-lock.json ## Try public clients and tools on the server, and fuzz it (needs npm and Chromium)
	@$(BIN)/pytest -m clients tests/clients $(ARGS)

check: $(VENV)/.dev ## Lint, formatting, types, layers, and whether schema.graphql, result types and documents are current
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/liane schema | diff -u schema.graphql - || { echo "schema.graphql is out of date: make schema" >&2; exit 1; }
	@$(BIN)/python -m api.commands.result_types | diff -u $(RESULTS) - || { echo "$(RESULTS) is out of date: make schema" >&2; exit 1; }
	@$(COG) --check --diff $(DOCUMENTS) || { echo "a document is out of date: make docs" >&2; exit 1; }

format: $(VENV)/.dev ## Format the code, and fix what the linter can fix
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

schema: $(VENV)/.runtime ## Print schema.graphql, and the types of stored operations' results
	@$(BIN)/liane schema > schema.graphql.new
	@mv schema.graphql.new schema.graphql
	@$(BIN)/python -m api.commands.result_types > $(RESULTS).new
	@mv $(RESULTS).new $(RESULTS)

schema-diff: $(VENV)/.runtime ## Tell what the schema's changes since the last commit break for clients
	@git show HEAD:schema.graphql 2>/dev/null | $(BIN)/python -m api.commands.schema_diff

docs: $(VENV)/.dev ## Print what code prints into the documents: queries, answers, statements
	@$(COG) -r $(DOCUMENTS)

# Hashes of every platform's files, and no index: where packages come from is the installing machine's business.
LOCK = $(BIN)/uv pip compile --no-config --universal --python-version 3.11 --generate-hashes --quiet \
	--custom-compile-command "make lock" $(ARGS)

lock: $(VENV)/.dev ## Bring the lock files up to pyproject.toml (ARGS=--upgrade for newer versions)
	@$(LOCK) pyproject.toml --group build --output-file requirements.lock
	@$(LOCK) pyproject.toml --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@$(LOCK) --group bench --output-file bench/requirements.lock
	@$(LOCK) --group codegen --output-file $(CLIENTS)/requirements.lock

clean: ## Remove the environment and caches; databases stay
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@rm -rf $(addprefix $(EXPLORER)/,dist node_modules build.log .tried) $(addprefix $(CLIENTS)/,generated editing/generated node_modules) bench/peers/node_modules
	@find schema seed api tests bench -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Liane needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Choose another: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }
	@echo "Setting up $(VENV), which takes about half a minute ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Adding the tools for developers ..." >&2
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@

$(EXPLORER)/dist/index.html: $(EXPLORER_SOURCES)
	@command -v npm >/dev/null || { echo "npm is missing; it comes with Node.js" >&2; exit 1; }
	@cd $(EXPLORER) && npm ci --loglevel=error && npm run --silent build

$(CLIENTS)/node_modules/.package-lock.json: $(CLIENTS)/package.json $(CLIENTS)/package-lock.json $(CLIENTS)/.npmrc
	@command -v npm >/dev/null || { echo "npm is missing; it comes with Node.js" >&2; exit 1; }
	@cd $(CLIENTS) && npm ci --loglevel=error && touch node_modules/.package-lock.json

$(VENV)/.bench: bench/requirements.lock $(VENV)/.dev
	@$(PIP) install --require-hashes --only-binary :all: -r $<
	@touch $@

# An environment of its own: what generates clients wants an older graphql-core than ours.
$(VENV)/.codegen: $(CLIENTS)/requirements.lock $(VENV)/.runtime
	@$(PYTHON) -m venv --without-pip $(VENV)/codegen
	@$(PIP) --python $(VENV)/codegen install --require-hashes --only-binary :all: -r $<
	@touch $@

$(PEERS): bench/peers/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing; it comes with Node.js" >&2; exit 1; }
	@cd bench/peers && npm ci --loglevel=error

# Tried once for what the sources are now: where the network is missing, serving does not wait for it every time.
$(EXPLORER)/.tried: $(EXPLORER_SOURCES)
	@command -v npm >/dev/null || exit 0; $(MAKE) --question explorer || { \
		echo "Building the explorer, which takes about half a minute ..." >&2; \
		$(MAKE) explorer >$(EXPLORER)/build.log 2>&1 || true; }; \
	touch $@
