# A fresh machine needs python3 (3.11 or newer) with venv, and make. Everything else goes into .venv from the locks.
VENV := .venv
PYTHON := $(VENV)/bin/python
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
# What the pipeline is measured beside has an environment of its own.
BENCH_VENV := .venv-bench
BENCH_STAMP := $(BENCH_VENV)/.installed
COMPILE := $(VENV)/bin/uv pip compile --universal --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --no-header --quiet

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test score check format ui picture notebook bench lock clean

help:
	@echo "make run      build a release from raw/ into outputs/"
	@echo "make ui       the same in Dagster's UI, on http://127.0.0.1:3000"
	@echo "make test     all tests"
	@echo "make score    how well hand-coded pages are read, beside the floors; 'make score ARGS=--misses' shows each miss"
	@echo "make check    lint, format and types"
	@echo "make format   let ruff format and fix"
	@echo "make picture  take the pictures of the UI and the explorer anew (needs chromium)"
	@echo "make notebook run docs/subjects-over-time.ipynb anew on the shipped documents"
	@echo "make bench    measure speed and memory beside a floor, regular expressions and spaCy: docs/benchmarks.md (12 minutes)"
	@echo "make lock     resolve the locks anew; 'make lock UPGRADE=--upgrade' takes newer versions"
	@echo "make clean    delete .venv, .venv-bench, caches, run history and working tables; releases stay"

run: $(RUN_STAMP)
	@$(PYTHON) -m pipeline run

test: $(DEV_STAMP)
	$(PYTHON) -m pytest $(ARGS)

score: $(DEV_STAMP)
	@$(PYTHON) -m tests.quality.score $(ARGS)

check: $(DEV_STAMP)
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy

format: $(DEV_STAMP)
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

# Dagster marks `dagster dev` as superseded by a tool that needs thirty more packages; the warning is of no use here.
ui: $(RUN_STAMP) .dagster/dagster.yaml
	PYTHONWARNINGS=ignore DAGSTER_HOME="$(CURDIR)/.dagster" $(VENV)/bin/dagster dev $(ARGS)

picture: $(DEV_STAMP)
	$(PYTHON) -m docs.take_asset_graph
	$(PYTHON) -m docs.take_explorer_pictures

notebook: $(DEV_STAMP)
	$(PYTHON) -m docs.run_notebook

bench: $(DEV_STAMP) $(BENCH_STAMP)
	$(PYTHON) -m benchmarks $(ARGS)

lock: $(DEV_STAMP)
	$(COMPILE) pyproject.toml $(UPGRADE) --output-file requirements.lock
	$(COMPILE) pyproject.toml $(UPGRADE) --all-extras --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) benchmarks/requirements.in $(UPGRADE) --python-version 3.11 --output-file requirements-bench.lock

clean:
	rm -rf $(VENV) $(BENCH_VENV) .dagster .tmp_dagster_home_* outputs/.work .mypy_cache .ruff_cache .pytest_cache
	find pipeline benchmarks tests docs -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON):
	python3 -m venv $(VENV)

$(RUN_STAMP): requirements.lock | $(PYTHON)
	$(PYTHON) -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

# The second lock holds the first, so that `make run` after it has nothing to install.
$(DEV_STAMP): requirements-dev.lock requirements.lock | $(PYTHON)
	$(PYTHON) -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $(RUN_STAMP) $@

$(BENCH_STAMP): requirements-bench.lock
	python3 -m venv --clear $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install --quiet --require-hashes -r requirements-bench.lock
	@touch $@

.dagster/dagster.yaml: dagster.yaml
	mkdir -p .dagster
	cp dagster.yaml $@
