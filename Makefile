# The targets that people use; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help run test test-engines lint types imports lint-labs docs check bench clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# Debian keeps the part of Python that makes environments in a package of its own; root on Debian gets it installed.
$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && apt-get install -y -qq python3-venv; } \
	  || echo "This Python cannot make environments; on Debian, install the package python3-venv." >&2
	@$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

run: $(STAMP)  ## set everything up for the first labs and open the course
	@$(BIN)/tutor engine up && $(BIN)/tutor bases two-stages || true
	@$(BIN)/tutor

# Where each process can start an engine of its own, the tests run in three: builds and servers often wait, two cores bear that. Reports are tested in a real browser; root on Debian gets it installed.
test: $(STAMP)  ## set everything up and run the whole test suite, real engine included
	@command -v chromedriver >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    chromium chromium-driver >/dev/null; } \
	  || echo "The tests of HTML reports need a browser; on Debian, install chromium and chromium-driver." >&2
	$(BIN)/tutor engine install --yes
	$(BIN)/python -m pytest --durations=40 --dist loadgroup --no-loadscope-reorder \
	  -n $$([ "$$(id -u)" = 0 ] && PATH="$$PATH:/usr/sbin" command -v dockerd >/dev/null \
	    && echo 3 || echo 0)

test-engines: $(STAMP)  ## run the engine tests on Debian 13's Docker (both image stores) and on Podman; root on Debian
	$(BIN)/python -m tests.engines.run

lint: $(STAMP)  ## ruff: lint and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

lint-labs: $(STAMP)  ## all that is wrong with the labs, warnings included; no engine
	$(BIN)/tutor lab lint --strict

docs: $(STAMP)  ## write labs/README.md, the schema of labs and docs/checks.md anew from the code
	$(BIN)/python -m tutor.author.format_page

check: lint types imports lint-labs test  ## lint, types, import rules, labs and tests

bench: $(STAMP)  ## measure start-up and overhead, as ratios in one run
	$(BIN)/python -m tests.bench

clean: $(STAMP)  ## remove what the tutor made in the engine, then the environment
	-@$(BIN)/tutor clean
	-@$(BIN)/tutor engine down
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .engines
