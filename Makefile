# Rongxin 融信. `make demo` and `make test` do all set-up themselves.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
VENDOR := rongxin/doors/portals/shared/vendor
export DJANGO_SETTINGS_MODULE = rongxin.config.settings

.PHONY: help setup browser demo serve test bench lint docs clean

help:
	@echo "make demo   set up, run the made-up city from files to loans, then serve the pages (DEMO_SERVE=0: do not serve)"
	@echo "make test   set up and run all tests"
	@echo "make serve  set up and run database, worker and web in the foreground"
	@echo "make bench  measure speed (docs/performance.md)"
	@echo "make lint   style, types and the order of imports"
	@echo "make docs   write the generated pages of docs/"

setup: $(VENV)/.installed $(VENDOR)/.installed

# Debian's python3 may come without ensurepip; virtualenv from the index serves then.
$(VENV)/.installed: requirements.lock pyproject.toml
	@sh deploy/make_venv.sh $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENDOR)/.installed: $(VENV)/.installed package-lock.json
	@sh deploy/front_end.sh $(BIN)/python
	@touch $@

browser: setup
	@sh deploy/browser.sh

demo: setup
	$(BIN)/rongxin demo

serve: setup
	$(BIN)/rongxin up

test: setup browser
	$(BIN)/python -m pytest tests

lint: setup
	$(BIN)/ruff check rongxin tests docs
	$(BIN)/ruff format --check rongxin tests docs
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup
	$(BIN)/rongxin bench all

docs: setup
	$(BIN)/python docs/make_plans.py

clean:
	rm -rf $(VENV) node_modules $(VENDOR) .rongxin .rongxin-test-*
