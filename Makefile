# `make run` on a fresh machine is all a user needs; `make test` all a developer needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# HOST=... and PORT=... go before the settings [web] of config.toml.
WHERE := $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

.PHONY: help run install install-extras install-dev sync test test-all faults milvus check lint types contract load evaluate lock bundle check-bundle clean

help:
	@echo "make run      install what is missing, sync articles/ and serve the chat at http://127.0.0.1:8501"
	@echo "make test     run the tests, but for the long ones; make test-all runs those too (PROCESSES=2)"
	@echo "make faults   kill, tear and fill at random for a long time (KILLS=200)"
	@echo "make milvus   the tests of Milvus over its real server (MILVUS=http://...: over one of your own)"
	@echo "make check    ruff, mypy and all tests: what CI runs"
	@echo "make evaluate measure the answers on the project's own questions"
	@echo "make bundle   make dist/yinju-VERSION.tar.gz, which installs without a network; make check-bundle tries it"
	@echo "make lock     pin everything that requirements.txt needs anew, in requirements.lock (UPGRADE=name: a newer one)"
	@echo "make install-extras  what is optional: chat models, agents, Milvus, signing in; EXTRAS=1 make bundle packs it too"
	@echo "make install  only install (LEAN=1: without torch, half the size); make clean removes $(VENV) and the caches, never the library"

run: install
	@echo "== 同步 articles/ 到资料库 =="
	@$(BIN)/python -m index sync articles
	@echo "== 启动网页，打开下面的地址（按 Ctrl+C 停止） =="
	@$(BIN)/python -m ui $(WHERE)

# The stamp is written last: an installation that was interrupted is taken up again.
install: $(VENV)/.installed
# What is installed is what requirements.lock holds, by its hashes; of torch the build that the package index offers,
# and its GPU packages only where that build asks for them. Last the program itself, for the command $(BIN)/yinju.
# LEAN=1 leaves out torch and what only it brings: the bundled model runs without; other embedding models need it.
$(VENV)/.installed: requirements.lock requirements-torch.lock requirements-lean.lock pyproject.toml
	@echo "== 安装运行所需的包到 $(VENV)（第一次需要几分钟） =="
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) --upgrade pip
	@$(PIP) --no-deps --require-hashes -r $(if $(LEAN),requirements-lean.lock,requirements.lock)
	@$(if $(LEAN),true,$(PIP) --constraint requirements-torch.lock torch)
	@$(PIP) --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# All that is optional at once: chat models, agents, Milvus, signing in with a provider.
install-extras: $(VENV)/.installed-extras
$(VENV)/.installed-extras: requirements-extras.lock $(VENV)/.installed
	@echo "== 安装可选的包：对话模型、智能体、Milvus、统一登录 =="
	@$(PIP) --no-deps --require-hashes -r requirements-extras.lock
	@touch $@

install-dev: $(VENV)/.installed-dev
$(VENV)/.installed-dev: requirements-dev.txt $(wildcard requirements-*.txt) $(VENV)/.installed
	@echo "== 安装测试所需的包 =="
	@$(PIP) -r requirements-dev.txt
	@touch $@

sync: install
	@$(BIN)/python -m index sync articles

# The tests of a file stay in one of the processes, in their order: they share what takes long to make. The files go out
# as they lie, so that the long ones come first. Bytecode is kept, for the tests start the program a hundred times.
PROCESSES ?= 2
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -q
APART := -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

MILVUS_SERVER := .work/milvus-server/.installed
OVER_MILVUS := PYTHONPATH=.work/milvus-server MILVUS=$(or $(MILVUS),real)
$(MILVUS_SERVER): requirements-milvus-server.txt | install-dev
	@$(PIP) --no-deps --upgrade --target .work/milvus-server -r requirements-milvus-server.txt
	@touch $@

test: install-dev
	@$(PYTEST) $(APART) -m "not long"

test-all: install-dev
	@$(PYTEST) $(APART)

# The long form of what `make test` does with a few kills; a failing test prints the SEED that repeats it.
# Milvus's real server is killed too, and its network cut, where there is one for the machine.
CARRIES_MILVUS := $(filter Linux-x86_64,$(shell uname -sm | tr ' ' -))
KILLS ?= 200
faults: install-dev $(if $(CARRIES_MILVUS),$(MILVUS_SERVER))
	@KILLS=$(KILLS) $(if $(CARRIES_MILVUS),$(OVER_MILVUS)) $(PYTEST) -m faults -rA

lint: install-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: install-dev
	@$(BIN)/mypy

check: lint types test-all

# After a change of requirements.txt; UPGRADE=name takes a newer version of a package that others bring.
lock: install-dev
	@$(BIN)/python deploy/lock.py $(if $(UPGRADE),--upgrade $(UPGRADE))

# The tests of Milvus over the real standalone server that the package `milvus` carries (57 MB, Linux on x86-64), which
# they start and kill; it stays out of the environment. MILVUS=http://... runs them over a server of one's own.
milvus: install-dev $(MILVUS_SERVER)
	@$(OVER_MILVUS) $(PYTEST) tests/index/contract tests/index/milvus tests/qa/history -k "milvus or shared or rows or server"

# The long form of tests/qa/serve/test_contract.py: several minutes.
contract: install-dev
	@CONTRACT_EXAMPLES=300 $(PYTEST) tests/qa/serve/test_contract.py

# Ten minutes of 50 clients at the HTTP service, with the real models.
load: install-dev
	@$(BIN)/python tests/benchmarks/bench_http.py --clients 50 --seconds 600

evaluate: install
	@$(BIN)/python -m index sync articles --library .work/samples
	@$(BIN)/python -m qa evaluate tests/evaluation --library .work/samples

bundle:
	@PYTHON=$(PYTHON) deploy/make_bundle.sh dist

check-bundle:
	@PYTHON=$(PYTHON) tests/deploy/check_bundle.sh

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
