# Needs make and Python 3.11 or newer, nothing else: `make demo`, `make test`, `make lab`.
# A stamp is touched last, when all before it went well: an interrupted set-up starts anew.

# The newest Python that can make environments; else python3, and the set-up says what it lacks.
ifndef PYTHON
PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3; do \
    $$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
    && echo $$name && break; done)
PYTHON := $(or $(PYTHON),python3)
endif

bin := .venv/bin
install := $(bin)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.DELETE_ON_ERROR:
.PHONY: help demo test coverage fuzz kill-test mutants lab bundle schemas clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /make \1: /p' Makefile

demo: .venv/.ok ## a synthetic campaign from inputs to pages, in outputs/demo
	@$(bin)/ihanoi-eval demo

# worksteal: neighbours stay together, so that what a room of tests shares is made once.
test: .venv/.test-ok ## style, types, imports and all tests
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/lint-imports --no-logo
	$(bin)/pytest -n 2 --dist worksteal

coverage: .venv/.test-ok ## which lines and branches no test takes; a third slower than the tests alone
	$(bin)/pytest -n 2 --dist worksteal --cov --cov-report=term

fuzz kill-test: SEED ?= 1
fuzz: COUNT ?= 5000
kill-test: COUNT ?= 60

fuzz: .venv/.test-ok ## COUNT spoilt workbooks of SEED through the reader; failing ones stay in outputs/fuzz
	$(bin)/python -m tests.faults --count $(COUNT) --seed $(SEED)

kill-test: .venv/.test-ok ## COUNT kills of SEED over a run, CITY=1 a city's; what it leaves is compared byte for byte
	$(bin)/python -m tests.faults.kills --count $(COUNT) --seed $(SEED) $(if $(CITY),--city)

mutants: .venv/.test-ok ## small changes of the rooms that judge: which ones no test notices
	$(bin)/mutmut run --max-children 2
	$(bin)/mutmut results

# JupyterLab asks the network for nothing: no news, no updates. As root it must be told that it may.
lab: .venv/.ok ## JupyterLab on the notebooks
	@mkdir -p .venv/share/jupyter/lab/settings && echo \
	    '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}' \
	    > .venv/share/jupyter/lab/settings/overrides.json
	@$(bin)/jupyter-lab notebooks --LabApp.news_url=None \
	    --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
	    $(if $(filter 0,$(shell id -u)),--allow-root)

bundle: .venv/.ok ## outputs/bundle.zip sets up on a PC without a network; making it needs one
	$(bin)/python -m ihanoi_eval.running.bundling outputs/bundle.zip

schemas: .venv/.ok ## params/schemas from the models of the rules, for editors
	@$(bin)/python -m ihanoi_eval.running.editor_schemas params/schemas

clean: ## nothing but what is in the repository: no set-up, no outputs
	rm -rf .venv build *.egg-info .coverage .coverage.* .hypothesis .import_linter_cache \
	    .mypy_cache .pytest_cache .ruff_cache mutants
	find ihanoi_eval tests -name __pycache__ -prune -exec rm -rf {} +
	find outputs -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +

.venv/.ok: pyproject.toml constraints.txt
	@"$(PYTHON)" -c '' || { echo "There is no $(PYTHON) here:" \
	    "install Python 3.11 or newer (Debian, Ubuntu: apt install python3 python3-venv)." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	    "$$("$(PYTHON)" --version) is too old:" \
	    "install Python 3.11 or newer and call make with PYTHON=python3.11." >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' || { echo "$(PYTHON) cannot make environments:" \
	    "install its venv package (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
	"$(PYTHON)" -m venv --clear .venv
	$(install) -e .
	@touch $@

.venv/.test-ok: .venv/.ok
	$(install) -e '.[test,scale,browser]'
	@touch $@
