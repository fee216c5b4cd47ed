# Two commands matter: `make serve` and `make test`. Everything else is a step of them.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
CORPUS ?= seeds
INDEX ?= index
# Where to get a CPU build of torch, when the default registry offers GPU builds.
TORCH_INDEX ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SOURCES := indexer service eval training tests

.PHONY: serve test check index eval bench format clean

# exec: a signal reaches the server and not a shell, which would end with an error.
serve: index
	@HOST=$(HOST) PORT=$(PORT) exec $(BIN)/python -m service --index "$(INDEX)"

index: $(VENV)/.installed
	$(BIN)/python -m indexer build "$(CORPUS)" "$(INDEX)"

# A file's tests stay in one process: they share an index or a server.
test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.installed-dev
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py

eval: index
	$(BIN)/python eval/run.py --index "$(INDEX)"

bench: index
	$(BIN)/python eval/bench.py --index "$(INDEX)"

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --no-deps $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $$(grep '^torch==' requirements.lock)
	$(PIP) -r requirements.lock
	$(PIP) --no-deps --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(PIP) -r requirements-dev.lock
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
