# Everything a person or a build server does with Koppeling. `make help` lists it.
# Each target does its own set-up; a stamp in each virtual environment makes the second time free.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# sizes of random tests: ci or night
SIZE ?= ci
# where the random tests start, to do a night again
SEED ?=
# arguments for pytest, for example `make test ARGS="tests/formats -k paid"`
ARGS ?=
# processes that run the tests: auto is one a core, at most 4; 0 runs them in pytest itself, as is
# done when the tests write files anew (UPDATE=1)
WORKERS ?= $(if $(UPDATE),0,auto)
# the architecture of the Lambda functions: arm64 or x86_64
ARCH ?= arm64
# the stage that `make deploy` deploys, as named in samconfig.toml
STAGE ?= test
# the function and the sample event of `make invoke`
FN ?= intake
EVENT ?= events/$(FN).json

BIN := .venv/bin
export SIZE SEED
export SAM_CLI_TELEMETRY := 0
say = @printf '\033[1m==\033[0m %s\n' "$(1)" >&2

.PHONY: help setup demo test lint format bench bench-match mutants covered invoke build deploy lock clean

help: ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.done .local/runtime/.done .local/emulator/.done ## make .venv and the local cloud's environments

demo: setup ## the real template on this machine: drop a sample month, see it booked
	$(call say,demo: deploying to the local cloud)
	@$(BIN)/koppeling demo

test: lint .local/runtime/.done .local/emulator/.done .local/sam/.done .local/schemas/.done .local/tryton/.done ## lint, types, import contracts and all tests (SIZE=ci|night, ARGS=...)
	$(call say,tests: size $(SIZE))
	@$(BIN)/python -m pytest --numprocesses=$(WORKERS) $(ARGS)

lint: .venv/.done ## style, types and import contracts, without the tests
	$(call say,lint: ruff)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --diff .
	$(call say,lint: types)
	@$(BIN)/mypy
	$(call say,lint: import contracts)
	@$(BIN)/lint-imports --no-cache > .venv/imports.txt || { cat .venv/imports.txt; exit 1; }

format: .venv/.done ## lay the code out, and repair what can be repaired by itself
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

bench: .venv/.done .local/bench/.done ## speed and memory against what is promised and against others (SIZE=night: large files)
	@$(BIN)/python -m bench $(ARGS)

bench-match: .venv/.done ## match years of which all is known, beside others' orders (SEED=, SIZE=night, ARGS=--write)
	@$(BIN)/python -m bench.match_quality $(ARGS)

mutants: .venv/.done .local/mutation/.done ## change the accounting in one place at a time: which changes does no test see (ARGS=--write)
	@$(BIN)/python -m bench.mutants $(ARGS)

covered: .venv/.done ## the lines and branches of the accounting that its own tests reach (ARGS=--write)
	@$(BIN)/python -m bench.covered $(ARGS)

invoke: setup .local/sam/.done ## run one function on one event as Lambda does (FN=intake EVENT=events/intake.json)
	@$(BIN)/python -m local invoke $(FN) $(EVENT)

build: .venv/.done .local/sam/.done ## package the functions and layers for AWS (ARCH=arm64|x86_64)
	$(call say,build: $(ARCH))
	@PATH="$(CURDIR)/.local/sam/bin:$$PATH" ARCH=$(ARCH) sam build --parameter-overrides Arch=$(ARCH)

deploy: build ## deploy to your AWS account (STAGE=test, see samconfig.toml)
	@PATH="$(CURDIR)/.local/sam/bin:$$PATH" sam deploy --config-env $(STAGE)

lock: .venv/.done ## renew the locked dependencies (add U=--upgrade for the newest)
	@requirements/lock $(U)

clean: ## remove everything that make made; downloads stay in the installers' caches
	@if [ -x $(BIN)/koppeling ]; then $(BIN)/koppeling local down >/dev/null 2>&1 || true; fi
	rm -rf .venv .local .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.done: .venv/.synced pyproject.toml
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

.venv/.synced: requirements/uv.txt requirements/dev.txt requirements/venv
	$(call say,setup: .venv)
	@requirements/venv .venv requirements/dev.txt
	@touch $@

# Stands for the Lambda runtime: its own Python if this machine has it.
.local/runtime/.done: requirements/runtime.txt requirements/venv | .venv/.done
	$(call say,setup: .local/runtime (the Lambda runtime))
	@requirements/venv .local/runtime $< "$$(requirements/python 3.13 || requirements/python)"
	@touch $@

.local/emulator/.done: requirements/emulator.txt requirements/venv | .venv/.done
	$(call say,setup: .local/emulator (the local cloud))
	@requirements/venv .local/emulator $<
	@touch $@

# The XML schemas that judge the bank statements we write.
.local/schemas/.done: requirements/schemas.txt requirements/venv | .venv/.done
	$(call say,setup: .local/schemas (XML schemas for the tests))
	@requirements/venv .local/schemas $<
	@touch $@

# A real bookkeeping package with its database, for the tests of the connector.
.local/tryton/.done: requirements/tryton.txt requirements/venv | .venv/.done
	$(call say,setup: .local/tryton (Tryton on PostgreSQL))
	@requirements/venv .local/tryton $<
	@touch $@

# What `make bench` compares with: large, and never part of the product or its tests.
.local/bench/.done: requirements/bench.txt requirements/venv | .venv/.done
	$(call say,setup: .local/bench (what make bench compares with))
	@requirements/venv .local/bench $<
	@touch $@

# The tests' environment without koppeling in it, for `make mutants`.
.local/mutation/.done: requirements/mutation.txt requirements/venv | .venv/.done
	$(call say,setup: .local/mutation (mutation testing))
	@requirements/venv .local/mutation $<
	@touch $@

.local/sam/.done: requirements/sam.txt requirements/venv | .venv/.done
	$(call say,setup: .local/sam (packaging))
	@requirements/venv .local/sam $<
	@touch $@
