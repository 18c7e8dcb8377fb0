# Liên Thông. `make run` and `make test` are all a newcomer needs; each is plain lines below.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
ARGS ?=
export PORT

BIN = .venv/bin

.PHONY: run stop setup setup-test test check appendix-vi bench clean

# The whole product at http://127.0.0.1:8000/ until Ctrl-C. Another port: make run PORT=8001
run: setup
	@$(BIN)/python tools/run.py

# End a run in another window, and the database.
stop:
	@$(BIN)/lienthong stop

# Environment, front-end files, fonts; skips what is done.
setup:
	@$(PYTHON) tools/setup.py runtime

setup-test:
	@$(PYTHON) tools/setup.py test

# All tests. Some of them: make test ARGS="lienthong/kernel -k numbering"
test: setup-test
	@$(BIN)/lienthong db start
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

# Exactly what CI does.
check: setup-test
	@echo "ruff"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@echo "mypy"
	@$(BIN)/mypy
	@echo "import-linter"
	@$(BIN)/lint-imports --no-cache
	@echo "migrations"
	@$(BIN)/lienthong makemigrations --check --dry-run
	@echo "templates"
	@$(BIN)/python tools/check_templates.py
	@echo "generated docs"
	@test ! -f tools/docs.py || $(BIN)/python tools/docs.py --check
	@echo "tests"
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

# What an electronic document system must do (Decree 30/2020, app. VI), row by row, with its tests.
appendix-vi: setup-test
	@$(BIN)/lienthong db start
	@$(BIN)/python tools/appendix_vi.py

# The measurements, small: figures to look at, never asserted.
bench: setup-test
	@$(BIN)/lienthong db start
	@for file in $$(grep -l __main__ bench/*.py); do $(BIN)/python $$file --small || exit 1; done

# Remove what set-up made. The data stay: to lose them too, `make stop` and delete var/.
clean:
	@test ! -x $(BIN)/lienthong || $(BIN)/lienthong stop
	rm -rf .venv assets node_modules lienthong/ui/static/vendor lienthong/ui/static/fonts lienthong/ui/static/icons.svg
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
