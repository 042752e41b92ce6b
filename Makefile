# make run: start the chat; make test: everything that is checked. Both need only Python 3.11 and make.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
EVAL ?= ../shared/eval
PORT ?= 7860
SECONDS ?= 20
AXE := .tools/node_modules/axe-core/axe.min.js

.PHONY: run test lint eval bench load bench-scale bench-parity fuzz stress peers bench-peers clean

run: $(VENV)/.installed
	$(BIN)/python ingest.py
	$(BIN)/python app.py --port $(PORT)

test: $(VENV)/.installed-dev browser $(AXE)
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

eval: $(VENV)/.installed
	$(BIN)/python -m benchmarks.dev_sets $(EVAL)

bench: $(VENV)/.installed
	$(BIN)/python -m benchmarks.latency

# 50 askers for a minute each way, on the loopback only.
load: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.load

# A store of 100,000 and of a million made units: about ten minutes and 5 GB of disk.
bench-scale: $(VENV)/.installed
	$(BIN)/python -m benchmarks.scale 100000 1000000

# Whether a folder and a Milvus server rank alike; starts a milvus-lite server for it.
bench-parity: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.rank_parity $(EVAL) --limit 60

# Coverage-guided fuzzing of parser, loaders, normaliser, questions, answers and verification.
fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.fuzz --seconds $(SECONDS)

# The guarantees as often as it takes to believe them: minutes, not seconds.
stress: $(VENV)/.installed-dev
	INTERVIEW_KILLS=200 INTERVIEW_FLIPS=2500 INTERVIEW_FUZZ=2000 INTERVIEW_REST=300 $(BIN)/python -m pytest -s \
	  --show-capture=no tests/test_killed.py tests/test_corruption.py tests/test_fuzz.py tests/test_rest_fuzz.py

# The peers stand in environments of their own (1.5 GB each): nothing here needs them otherwise.
PEERS := langchain haystack llamaindex txtai
SETS ?= $(EVAL)/sets/cmrc_unans $(EVAL)/sets/authored_interview

peers: $(PEERS:%=scratch/peers/%/.installed)

bench-peers: $(VENV)/.installed peers
	$(BIN)/python -m benchmarks.compare $(SETS)

scratch/peers/%/.installed: benchmarks/peers/requirements-%.txt
	@command -v $(PYTHON) >/dev/null && $(PYTHON) -m venv scratch/peers/$* || python3 -m venv scratch/peers/$*
	scratch/peers/$*/bin/pip install --quiet --disable-pip-version-check $$(grep ^torch== $<)
	scratch/peers/$*/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null && $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-milvus.txt training/requirements.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# The browser tests drive Debian's Chromium and look at Chinese text; nginx is the proxy in front
# (RUNLEVEL=1: installed, not started).
.PHONY: browser
browser:
	@if [ ! -x /usr/bin/chromium ] || [ ! -x /usr/sbin/nginx ] || ! fc-list 2>/dev/null | grep -qi "noto.*cjk"; then \
	  as=""; if [ "$$(id -u)" != 0 ]; then as=sudo; fi; \
	  $$as apt-get update -qq && $$as env RUNLEVEL=1 apt-get install -y -qq nginx-light chromium fonts-noto-cjk fontconfig >/dev/null \
	  || { echo "The browser tests need Chromium, a Chinese font and nginx: install chromium, fonts-noto-cjk and nginx-light."; exit 1; }; \
	fi

# Looks for barriers in the pages; a fixed version, and nothing in it is run when it is installed.
$(AXE):
	@command -v npm >/dev/null || { as=""; [ "$$(id -u)" = 0 ] || as=sudo; \
	  $$as apt-get update -qq && $$as apt-get install -y -qq npm >/dev/null; } \
	  || { echo "The accessibility test needs npm: install it."; exit 1; }
	@npm install --prefix .tools --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --silent axe-core@4.14.1

# The pictures of the README, taken again from the running chat.
.PHONY: screenshots
screenshots: $(VENV)/.installed-dev browser
	PYTHONPATH=tests $(BIN)/python -m docs.screenshots

clean:
	rm -rf $(VENV) .tools data/index .mypy_cache .ruff_cache .pytest_cache .hypothesis
