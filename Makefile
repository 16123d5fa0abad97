# Everything on a fresh machine with Python 3.11 or newer: `make webb`, `make test`.
PYTHON ?= python3
UV_VERSION := 0.13.9
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
# The environment is the one beside this file, whatever the caller's shell says.
VENV := .venv
export UV_PROJECT_ENVIRONMENT := $(VENV)
unexport VIRTUAL_ENV UV_INDEX_URL

READY := $(VENV)/.ready
SITE_READY := $(VENV)/.site-ready
# What may differ from Python to Python: the public face, Mesa, studies, the command line, numbers.
VERIFIED := tests/report/test_verify.py tests/report/test_verify_designs.py
CORE := tests/code_health/test_public_names.py tests/mesa tests/studies $(VERIFIED) tests/cli tests/baseline

# What is looked at for coverage, and its floor in per cent of lines.
MEASURED := sim tests/model tests/cases tests/known_answers tests/identities tests/properties tests/randomness tests/mesa tests/statistics tests/studies $(VERIFIED) tests/baseline tests/registry/test_shipped_worlds.py tests/smoke tests/cli/test_solve.py
FLOOR := 90

.PHONY: webb check fix test coverage core matrix slow pages docs bench mutants

webb: $(READY)
	$(VENV)/bin/mutuals webb

check: $(READY)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache --no-logo
	$(VENV)/bin/codespell
	$(VENV)/bin/pytest -q -n 2 --dist worksteal -m "not slow and not long"

# What can be mended without thinking: layout, order of imports, the pages made from tables.
fix: $(READY)
	$(VENV)/bin/ruff format -q .
	$(VENV)/bin/ruff check -q --fix .
	$(VENV)/bin/python -m docs.make.pages

test: $(READY)
	$(VENV)/bin/pytest -q -n 2 --dist worksteal -m "not slow"

# Lines of the model, its statistics and its studies that tests run, and the least part they may be.
coverage: $(READY)
	$(VENV)/bin/pytest -q -n 2 --dist worksteal -m "not slow" $(MEASURED) --cov --cov-fail-under=$(FLOOR) --cov-report=term:skip-covered

# The part of it that .ci/run tries on the other Pythons too.
core: $(READY)
	$(VENV)/bin/pytest -q -n 2 --dist worksteal -m "not slow" $(CORE)

# `make test` on every Python that is found, 3.11 and later; says which it did not find.
matrix: $(READY)
	.ci/pythons test

# pytest says 5 when it collects nothing, which is no failure here.
slow: $(SITE_READY)
	$(VENV)/bin/pytest -q -m slow || test $$? -eq 5

# Writes the pages of docs/ that are made from tables.
pages: $(READY)
	$(VENV)/bin/python -m docs.make.pages

# The pages of docs/ as a site in build/site that asks no network for anything.
docs: $(SITE_READY)
	$(VENV)/bin/python -m sphinx -W --keep-going -q -b html -c docs/make/site . build/site
	@echo "Open build/site/index.html"

$(SITE_READY): $(READY)
	$(VENV)/bin/uv sync --quiet --locked --group docs
	touch $(SITE_READY)

$(READY): uv.lock pyproject.toml
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(VENV)/bin/uv sync --quiet --locked
	touch $(READY)

# Breaks the model in 60 places, one at a time, and says which tests notice: an hour or more.
mutants: $(READY)
	$(VENV)/bin/python -m tests.mutants

# Speed beside plain Mesa, hand-written C and mesa.batch_run: about ten minutes on an idle machine.
bench: $(READY)
	$(VENV)/bin/python -m tests.benchmarks.suite
