# Two commands matter: `make run` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
BIN := .venv/bin
ARGS ?=
# One more than there are processors: some of the time tests wait for what they started.
PYTEST := $(BIN)/pytest --numprocesses $$(expr $$(nproc) + 1) --maxprocesses 6 --dist worksteal
# Whatever the environment says: tests start hundreds of processes, and each would compile the whole project anew.
export PYTHONDONTWRITEBYTECODE :=
ifdef PORT
export SHORTENER_BIND := [::]:$(PORT)
endif

.PHONY: help run test test-long bench load lab lab-shell lab-down screenshots lint format docs words lock clean setup setup-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: setup ## set everything up, then serve on port 8000 of every address (PORT=9000 for another) until Ctrl-C
	@exec $(BIN)/shortener serve $(ARGS)

test: setup-dev ## all tests; ARGS="tests/links -x" for some of them
	@exec $(PYTEST) -m "not long" $(ARGS)

test-long: setup-dev ## the tests that take minutes
	@exec $(PYTEST) -m long $(ARGS)

bench: setup-dev ## this application beside nginx, Apache and its Flask view; ARGS=quick for the main ratios in two minutes
	@exec $(BIN)/python -m bench $(ARGS)

load: setup-dev ## a day's visitors in a minute, at two nodes of its own; one wrong answer or click fails
	@exec $(BIN)/python -m tests.load $(ARGS)

lab: setup-dev ## the whole network on this machine: visitors, proxy, an IPv6-only machine; as root, until make lab-down
	@exec $(BIN)/python -m deploy.lab up $(ARGS)

lab-shell: setup-dev ## a shell on one of its hosts: HOST=v4
	@exec $(BIN)/python -m deploy.lab shell $(HOST)

lab-down: setup-dev ## take the laboratory down again
	@exec $(BIN)/python -m deploy.lab down

screenshots: setup-dev ## pictures of every page, into screenshots/
	@exec $(BIN)/python -m tests.browser.screenshots $(ARGS)

lint: setup-dev ## style, types, layers, budgets, documentation
	@status=0; run() { echo "$$*"; "$$@" || status=1; }; \
	run $(BIN)/ruff check .; \
	run $(BIN)/ruff format --check .; \
	run $(BIN)/mypy; \
	run $(BIN)/lint-imports --no-logo; \
	run $(BIN)/python -m tests.budgets; \
	run $(BIN)/python -m tests.documentation --check; \
	run $(BIN)/shellcheck deploy/install.sh deploy/setup/install deploy/setup/address deploy/setup/alert deploy/munin/shortener deploy/files/usr/local/bin/* deploy/acme.sh/*.sh deploy/lab/*.sh .ci/run; \
	run $(BIN)/python -m tests.staged; \
	exit $$status

format: setup-dev ## let ruff put imports and lines in order
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

docs: setup-dev ## write docs/settings.md and docs/cli.md anew from the code
	$(BIN)/python -m tests.documentation

words: setup-dev ## bring shortener/translations in step with the sources; ARGS="--with other.po" takes translations from there
	@$(BIN)/python -m tests.words $(ARGS)

LOCK = $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet --group build $(ARGS)
lock: setup-dev ## write the lock files anew from pyproject.toml; ARGS=--upgrade for newer versions
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra postgres --output-file requirements-server.lock --constraint requirements.lock
	$(LOCK) --extra postgres --extra mariadb --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --quiet --group node $(ARGS) --output-file requirements-node.lock

clean: ## remove what set-up and tests made; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build screenshots node_modules shortener/web/static/vendor *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +

setup:
	@deploy/setup/install requirements.lock

setup-dev:
	@deploy/setup/install requirements-dev.lock
	@$(BIN)/python deploy/setup/debian.py
