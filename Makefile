# Everything a person or a machine does with this source tree. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
JOBS ?= $(shell nproc)
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
ASSETS := src/kaifaqu/web/static/vendor src/kaifaqu/foundation/fonts

INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	--only-binary :all: --python-version 3.11 --python-platform x86_64-manylinux_2_36
MESSAGES := $(shell find src -name '*.po')

.PHONY: help
help: ## lists the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

# -- installing: everything goes into .venv and the package's own static files; a stamp stands for each step that is done ---

.PHONY: install
install: $(STAMPS)/package $(STAMPS)/messages $(STAMPS)/assets ## installs the program into .venv

$(STAMPS)/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit("kaifaqu needs Python 3.11 or newer, this is " + sys.version) if sys.version_info < (3, 11) else 0'
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: requirements/run.txt $(STAMPS)/uv
	@echo "Installing what the program needs ..."
	@$(INSTALL) --require-hashes --no-build -r $<
	@touch $@

$(STAMPS)/test: requirements/test.txt $(STAMPS)/uv
	@echo "Installing what the tests need ..."
	@$(INSTALL) --require-hashes --no-build -r $<
	@touch $@

$(STAMPS)/package: pyproject.toml $(STAMPS)/run
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/messages: $(MESSAGES) tools/compile_messages.py $(STAMPS)/run
	@$(BIN)/python tools/compile_messages.py
	@touch $@

$(STAMPS)/assets: package.json package-lock.json .npmrc tools/collect_assets.py requirements/node.txt $(STAMPS)/uv
	@echo "Collecting the front-end files and fonts ..."
	@command -v npm >/dev/null || $(INSTALL) --require-hashes --no-build -r requirements/node.txt
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --no-progress --loglevel=error >/dev/null
	@$(BIN)/python tools/collect_assets.py
	@touch $@

# -- running ----------------------------------------------------------------------------------------------------------------

.PHONY: run
run: install ## serves the demonstration on http://127.0.0.1:8000 (PORT=…)
	@exec $(BIN)/kaifaqu run --port $(PORT)

# -- testing ----------------------------------------------------------------------------------------------------------------

.PHONY: test-tools
test-tools: install $(STAMPS)/test
	@tools/install_system.sh

.PHONY: lint
lint: install $(STAMPS)/test ## style, types and import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

.PHONY: test
test: test-tools lint ## lint, then the tests on SQLite, then those with a database on PostgreSQL
	$(BIN)/pytest -n $(JOBS) --dist loadgroup -m "not long"
	$(BIN)/python tests/postgres.py $(BIN)/pytest -n $(JOBS) --dist loadgroup -m "not long and not browser" --database-only --ignore tests/house --ignore tests/path/test_killed.py

.PHONY: scanners
scanners: $(STAMPS)/uv ## wapiti, sqlmap and schemathesis in .venv-scan, for the tests that set them on the program
	@test -x .venv-scan/bin/python || $(PYTHON) -m venv .venv-scan
	@$(BIN)/uv pip install --quiet --python .venv-scan/bin/python --require-hashes -r requirements/scanners.txt

.PHONY: test-long
test-long: test-tools scanners ## the tests that take minutes
	$(BIN)/pytest -m long

OFFLINE := $(shell unshare -rn sh -c 'ip link set lo up' 2>/dev/null && echo 'unshare -rn sh -c "ip link set lo up && exec \"\$$@\"" --')

.PHONY: demo-tour
demo-tour: test-tools ## walks the demonstration in a browser without a network, and renews the pictures of the READMEs
	KAIFAQU_SCREENSHOTS=docs/images $(OFFLINE) $(BIN)/pytest tests/browser/test_tour.py

.PHONY: bench
bench: install $(STAMPS)/test ## measures speed; the results are printed
	@for name in reader sheets engine workload returns; do echo "$$name"; $(BIN)/python benchmarks/$$name.py; done

.PHONY: bench-large
bench-large: install $(STAMPS)/test ## derives everything of a hundred million facts
	@$(BIN)/python benchmarks/workload.py --large

.PHONY: load
load: install $(STAMPS)/test ## files 100 values for each of 2,800 zones within ten minutes beside 300 readers, on SQLite and PostgreSQL (KAIFAQU_LOAD_SCALE=0.1 …_WORKERS=1,2 …_DATABASES=sqlite)
	$(BIN)/python benchmarks/load.py

.PHONY: bench-serving
bench-serving: install $(STAMPS)/test ## pages and derived numbers over 34 million facts
	@$(BIN)/python benchmarks/serving.py

# -- keeping ----------------------------------------------------------------------------------------------------------------

.PHONY: messages
messages: install ## takes every message into its room's English catalogue; fill what is new there (ROOM=operations/tasks for one)
	@command -v xgettext >/dev/null || { echo "Install gettext first (Debian: apt-get install gettext)."; exit 1; }
	cd src/kaifaqu/$(ROOM) && KAIFAQU_HOME=$(CURDIR)/var DJANGO_SETTINGS_MODULE=kaifaqu.web.settings \
		$(CURDIR)/$(BIN)/python -P -m django makemessages -v 0 -l en \
		--no-location --no-obsolete --ignore core --ignore tests --ignore vendor

.PHONY: wheel
wheel: install ## builds dist/*.whl with catalogue, templates, static files and translations inside
	@rm -rf dist
	$(BIN)/hatchling build -t wheel

BUNDLE := dist/kaifaqu-bundle

.PHONY: bundle
bundle: wheel ## one archive for a machine without a network: every wheel with its hash, units, an installer
	@rm -rf $(BUNDLE) && mkdir -p $(BUNDLE)/wheels $(BUNDLE)/units
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/run.txt -d $(BUNDLE)/wheels
	@cp dist/kaifaqu-*.whl $(BUNDLE)/wheels/ && cp requirements/run.txt deploy/install.sh docs/how-to/begin-a-real-home.md $(BUNDLE)/
	@cp deploy/kaifaqu*.service deploy/kaifaqu*.timer deploy/kaifaqu.env $(BUNDLE)/units/ && cp deploy/machine.py $(BUNDLE)/ && $(BIN)/python deploy/machine.py > $(BUNDLE)/machine
	@tar -czf $(BUNDLE)-$$(uname -m).tar.gz -C dist kaifaqu-bundle
	@ls -lh $(BUNDLE)-*.tar.gz

.PHONY: lock
lock: $(STAMPS)/uv ## pins every requirement again, with hashes (UPGRADE=1 takes the newest)
	$(LOCK) $(if $(UPGRADE),--upgrade) -o requirements/test.txt pyproject.toml --extra postgres --extra ocr --group build --group test
	$(LOCK) -c requirements/test.txt -o requirements/run.txt pyproject.toml --extra postgres --extra ocr --group build
	$(LOCK) $(if $(UPGRADE),--upgrade) -o requirements/node.txt --group node
	printf 'datasette\nduckdb\npandas\npolars\npyarrow\n' | $(subst --python-platform x86_64-manylinux_2_36,--universal,$(LOCK)) $(if $(UPGRADE),--upgrade) -o requirements/engine-peers.txt -
	printf 'wapiti3\nsqlmap\nschemathesis\nhypothesis<6.130\n' | $(subst --only-binary :all: ,,$(LOCK)) $(if $(UPGRADE),--upgrade) -o requirements/scanners.txt -
	echo uv | $(LOCK) $(if $(UPGRADE),--upgrade) -o requirements/uv.txt -
	npm install --package-lock-only $(if $(UPGRADE),&& npm update --package-lock-only)

.PHONY: clean
clean: ## removes everything that was installed or built, but not the data in var/
	rm -rf $(VENV) $(ASSETS) node_modules dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
