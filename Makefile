# Everything on a fresh machine with Python 3.11 or newer: `make webb`, `make test`.
PYTHON ?= python3
UV_VERSION := 0.13.9
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
# The environment is the one beside this file, whatever the caller's shell says.
unexport VIRTUAL_ENV UV_PROJECT_ENVIRONMENT UV_INDEX_URL

READY := .venv/.ready
SITE_READY := .venv/.site-ready

.PHONY: webb check test slow pages docs bench

webb: $(READY)
	.venv/bin/mutuals webb

check: $(READY)
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/pytest -q -n 2 -m "not slow and not long"

test: $(READY)
	.venv/bin/pytest -q -n 2 -m "not slow"

# pytest says 5 when it collects nothing, which is no failure here.
slow: $(SITE_READY)
	.venv/bin/pytest -q -m slow || test $$? -eq 5

# Writes the pages of docs/ that are made from tables.
pages: $(READY)
	.venv/bin/python -m sim.pages

# The pages of docs/ as a site in build/site that asks no network for anything.
docs: $(SITE_READY)
	.venv/bin/python -m sphinx -W --keep-going -q -b html -c sim/site . build/site
	@echo "Open build/site/index.html"

$(SITE_READY): $(READY)
	.venv/bin/uv sync --quiet --locked --group docs
	touch $(SITE_READY)

$(READY): uv.lock pyproject.toml
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	.venv/bin/uv sync --quiet --locked
	touch $(READY)

# Speed beside plain Mesa, hand-written C and mesa.batch_run: about ten minutes on an idle machine.
bench: $(READY)
	.venv/bin/python -m tests.benchmarks.suite
