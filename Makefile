# One command each. Every target makes .venv first if it is missing or out of date.
PYTHON ?= python3
PORT ?= 8000
DATA ?= var/demo
MINUTES ?= 30
BIN := .venv/bin
UV := $(shell command -v uv || echo $(BIN)/python -m uv)
READY := .venv/ready-$(shell cat requirements.lock pyproject.toml frontend/bundle.py | cksum | cut -d' ' -f1)

.PHONY: demo test check format bench faults screens migration lock bundle mutants

demo: bundle
	$(BIN)/parley demo --port $(PORT) --data $(DATA)

test: bundle
	$(BIN)/pytest -n 2 --dist worksteal

check: bundle
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/parley migrate --check --models-only
	$(BIN)/python -m tests.house.sizes

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: bundle
	$(BIN)/python -m tests.bench

faults: bundle
	$(BIN)/python -m tests.faults $(MINUTES)

mutants: bundle
	$(BIN)/python -m tests.mutants

screens: bundle
	$(BIN)/python -m tests.screens

migration: $(READY)
	$(BIN)/tortoise -c asgi.MODELS_CONFIG makemigrations

lock: $(READY)
	$(UV) lock --upgrade
	$(UV) export -q --no-emit-project --no-header --no-annotate --all-groups -o requirements.lock

bundle: $(READY)
	@$(BIN)/python frontend/bundle.py

$(READY): requirements.lock pyproject.toml frontend/bundle.py
	@$(PYTHON) -c 'import sys; sys.exit("Parley needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(UV) --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@rm -f .venv/ready-* && touch $@
