# make digest   the sample edition as PDF and EPUB, with its proof, in out/
# make test     everything that must hold before a change is handed in
# make bench    time and memory for 10, 100 and 1,000 articles, into docs/benchmarks.md
#
# All first install what is missing, or say what to install (tools/setup.sh).

BIN := .venv/bin

.PHONY: digest test bench catalogues setup setup-test lint lock clean

digest: setup
	$(BIN)/exporter build samples/mingguan -o out/

test: lint
	$(BIN)/pytest -rs -n auto -m "not slow"
	$(BIN)/pytest -rs -m slow

# tests/bench/README.md says what else may be set. The largest edition takes long.
SIZES := 10 100 1000
RUNS := 3
ONLY :=
WORK := build/bench
PEERS :=
KEEP :=
OWN :=
REPORT :=
NOTE :=

bench: setup
	$(BIN)/python tests/bench/run.py --sizes "$(SIZES)" --runs "$(RUNS)" --only "$(ONLY)" \
	    --work "$(WORK)" --note "$(NOTE)" $(if $(PEERS),--peers "$(PEERS)") \
	    $(if $(KEEP),--keep) $(if $(OWN),--own) $(if $(REPORT),--report)

lint: setup-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --strict tests/checkers.py tests/conftest.py tests/bench/run.py

setup:
	@tools/setup.sh

setup-test:
	@tools/setup.sh --test

# After a change of exporter/locale/*/LC_MESSAGES/exporter.po.
catalogues: setup
	$(BIN)/python tools/catalogue.py
	for po in exporter/locale/*/LC_MESSAGES/exporter.po; do \
	    $(BIN)/pybabel compile -i $$po -o $${po%.po}.mo; done

# Versions already locked stay; make lock ARGS=--upgrade renews them all.
# Needs the oldest supported Python, see tools/lock.sh.
lock:
	tools/lock.sh python3.11 $(ARGS)

clean:
	rm -rf out build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find exporter tests -name __pycache__ -prune -exec rm -rf {} +
