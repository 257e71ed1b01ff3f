# `make demo` and `make test` are the two commands to know; each sets up what it needs the first time.
PORT ?= 8030
SPEED ?= 1
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test check format catalogue lock clean

demo: $(READY)
	@exec $(BIN)/loopwell demo --port $(PORT) --speed $(SPEED)

# pytest keeps what it has made of the test files, also where the environment says PYTHONDONTWRITEBYTECODE: to make it anew
# takes as long as all the rest of a start.
test: $(READY)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(ARGS)

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.catalogue --check

format: $(READY)
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

# The words that people read, gathered for translators.
catalogue: $(READY)
	@$(BIN)/python -m tests.catalogue

# The one environment, from pinned and hash-checked packages. Our own files are compiled as pip compiles the others, for
# an environment that says PYTHONDONTWRITEBYTECODE would do it anew at each start.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Loopwell needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	@echo "Setting up .venv (once): this takes a minute or two ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q bot handlers playbooks practice storage
	@touch $@

# Pins what pyproject.toml asks for. Needs uv.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-emit-index-url --custom-compile-command "make lock" --quiet --output-file requirements.lock

# Minutes of trouble, from random seeds, on SQLite and PostgreSQL in turn. SEED=123 KIND=postgresql runs one again.
.PHONY: chaos
chaos: $(READY)
	@$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED),--runs $(or $(RUNS),20)) $(if $(KIND),--kind $(KIND))

# The same tests with new examples each time: what they find, `make test` would not.
.PHONY: explore
explore: $(READY)
	@EXPLORE=1 $(BIN)/python -m pytest -m "not browser" $(ARGS)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Minutes of measuring, on a machine with nothing else to do. QUICK=1 is a smoke run, FULL=1 the sizes of the targets.
.PHONY: bench bench-storm
bench: $(READY)
	@$(BIN)/python -m bench $(if $(QUICK),--quick) $(if $(FULL),--full)

bench-storm: $(READY)
	@$(BIN)/python -m bench.storm $(if $(QUICK),--quick)
