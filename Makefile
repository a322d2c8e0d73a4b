# The targets people and CI use; what they build is in CMakeLists.txt and CMakePresets.json.
# Everything is installed by setup/setup.sh from setup/dependencies.txt; `make help` lists the targets.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
# The phases follow each other; parallel work happens inside ninja and ctest.
.NOTPARALLEL:

LEXICNN_CACHE := $(or $(LEXICNN_CACHE),$(HOME)/.cache/lexicnn)
export LEXICNN_CACHE
JOBS ?= $(shell nproc)
SETUP_GROUPS ?= build demo test
CLANG_FORMAT ?= clang-format-14

PYTHON := .venv/bin/python
RELEASE := build/release
DEMO := build/demo
FUZZ := build/fuzz
FUZZ_SECONDS ?= 60
SOURCES = $(shell find include src tests bench python -name '*.hpp' -o -name '*.cpp')

# $(call configure,PRESET,[MORE]), $(call compile,PRESET,[TARGET]): CMake with what the set-up installed.
configure = openvino=$$($(PYTHON) -c 'import openvino.utils as u; print(u.get_cmake_path())'); \
	cmake --preset $(1) --log-level=WARNING -DOpenVINO_DIR="$$openvino" \
		-DLEXICNN_PYTHON="$$PWD/$(PYTHON)" $(2) >/dev/null
compile = cmake --build --preset $(1) --parallel $(JOBS) $(if $(2),--target $(2))

# $(call check,PRESET): configures, builds and runs a preset's tests.
check = $(call configure,$(1)); $(call compile,$(1)); ctest --preset $(1) --parallel $(JOBS)

.PHONY: help setup build build-mpi test-mpi models demo-images demo test test-extended test-all fuzz bench bench-scale bench-extract-peers \
	study-behaviour study-embedding web screenshots python python-stub test-python test-wheel docs-python format \
	check-format clean

help: ## lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## installs what building, demo and tests need (SETUP_GROUPS="build demo test extended")
	@setup/setup.sh $(SETUP_GROUPS)

build: ## builds build/release/lexicnn
	@setup/setup.sh build
	@$(call configure,release)
	@$(call compile,release,lexicnn)

build-mpi: ## builds build/mpi/lexicnn, which mpirun spreads over processes
	@setup/setup.sh build mpi
	@$(call configure,mpi)
	@$(call compile,mpi,lexicnn)

models: ## makes efficientnet-lite0.onnx and vgg16.onnx in $LEXICNN_CACHE
	@setup/setup.sh build demo
	@$(PYTHON) -m tools.models

demo-images: ## makes the emoji set in $LEXICNN_CACHE/emoji
	@setup/setup.sh build demo
	@$(PYTHON) -m tools.emoji

demo: ## sets up, builds, and studies the default model on the demo images; prints the report's path
	@setup/setup.sh build demo
	@$(call configure,release)
	@$(call compile,release,lexicnn)
	@$(PYTHON) -m tools.models efficientnet-lite0
	@$(PYTHON) -m tools.emoji
	@$(RELEASE)/lexicnn study "$$LEXICNN_CACHE/efficientnet-lite0.onnx" "$$LEXICNN_CACHE/emoji" \
		-o $(DEMO) --overwrite
	@realpath --canonicalize-existing $(DEMO)/report.html

test: ## release build and tests, address+undefined build of the unit tests, format
	@setup/setup.sh build demo test
	@$(PYTHON) -m tools.models
	@$(PYTHON) -m tools.emoji
	@$(PYTHON) -m tools.pbmc
	@$(call check,release)
	@TBB_ENABLE_SANITIZERS=1; export TBB_ENABLE_SANITIZERS; $(call check,asan-ubsan)
	@$(MAKE) check-format

test-extended: ## what test-all adds to test: thread sanitiser, clang
	@setup/setup.sh build demo test extended
	@TBB_ENABLE_SANITIZERS=1; export TBB_ENABLE_SANITIZERS; $(call check,tsan)
	@$(call check,clang)

test-all: test test-python test-wheel test-extended test-mpi ## test, test-python, test-wheel, test-extended and test-mpi

python: ## builds the Python package in build/release/python
	@setup/setup.sh build demo test python
	@$(call configure,release,-DLEXICNN_PYTHON_MODULE=ON -DPython_EXECUTABLE="$$PWD/$(PYTHON)")
	@$(call compile,release,lexicnn_python)

python-stub: python ## writes the stub of the extension module, python/lexicnn/_core.pyi, anew
	@PYTHONPATH="$$PWD/$(RELEASE)/python" $(PYTHON) -m nanobind.stubgen -q -m lexicnn._core -o python/lexicnn/_core.pyi

test-python: python ## tests of the Python package, its types and its notebooks
	@$(PYTHON) -m tools.models efficientnet-lite0
	@$(PYTHON) -m tools.emoji
	@$(PYTHON) -m tools.pbmc
	@$(PYTHON) -m mypy
	@PYTHONPATH="$$PWD/$(RELEASE)/python" $(PYTHON) -B -m unittest discover -s python/tests -p '*_test.py'

test-wheel: ## builds the wheel, installs it into a fresh virtual environment, runs the quickstart there
	@setup/setup.sh build demo test python
	@$(PYTHON) -B python/tests/fresh_environment.py build/wheel

docs-python: python ## the Python API reference, as build/docs/python/index.html
	@PYTHONPATH="$$PWD/$(RELEASE)/python" $(PYTHON) -m sphinx -q -W -b html docs/python build/docs/python

test-mpi: ## the tests of several ranks, on the build of build-mpi
	@setup/setup.sh build demo test mpi
	@$(call configure,mpi)
	@$(call compile,mpi,lexicnn)
	@ctest --preset mpi

fuzz: ## runs every fuzz target for FUZZ_SECONDS=60; corpora in build/fuzz/corpus
	@setup/setup.sh build extended
	@$(call configure,fuzz)
	@$(call compile,fuzz)
	@tests/fuzz/run.sh $(FUZZ) $(FUZZ_SECONDS)

bench: build ## prints the benchmarks' figures, one a line (STAGE=score: of one stage)
	@$(call compile,release)
	@programs=$$(find $(RELEASE)/bench -maxdepth 1 -type f -executable \
		-name 'bench_$(or $(STAGE),*)' | sort); \
	if [ -z "$$programs" ] && [ "$(STAGE)" != python ]; then \
		echo "make bench: error: there is no benchmark$(if $(STAGE), of stage '$(STAGE)')" >&2; exit 1; \
	fi; \
	for program in $$programs; do "$$program"; done
	@if [ "$(or $(STAGE),score)" = score ]; then \
		LEXICNN_VENV=.venv-bench setup/setup.sh bench; \
		.venv-bench/bin/python bench/score/peers.py $(RELEASE)/bench/bench_score; \
	fi
	@if [ "$(or $(STAGE),python)" = python ]; then \
		$(MAKE) python; \
		PYTHONPATH="$$PWD/$(RELEASE)/python" $(PYTHON) bench/python/over_cpp.py $(RELEASE)/bench/bench_score; \
	fi
	@if [ "$(or $(STAGE),embed)" = embed ]; then \
		LEXICNN_VENV=.venv-bench setup/setup.sh bench; \
		.venv-bench/bin/python bench/embed/peers.py $(RELEASE)/bench/bench_embed; \
	fi

bench-scale: build build-mpi ## score at ImageNet's width on 1, 2 and 4 ranks against the model of cost (needs 8 GB of disk)
	@$(call compile,release)
	@$(PYTHON) bench/scale/scale.py build/mpi/lexicnn $(RELEASE)/bench/bench_store

bench-extract-peers: build ## extract against fne and thingsvision (7 GB of Python packages; needs photographs)
	@setup/setup.sh demo test
	@$(PYTHON) -m tools.models vgg16
	@LEXICNN_VENV=.venv-fne setup/setup.sh bench-fne
	@LEXICNN_VENV=.venv-thingsvision setup/setup.sh bench-thingsvision
	@$(PYTHON) bench/extract/peers.py $(RELEASE)/lexicnn "$$LEXICNN_CACHE/vgg16.onnx" \
		"$${LEXICNN_DATA:-../shared/data}/caltech61" .venv-fne/bin/python .venv-thingsvision/bin/python

web: ## checks and bundles web/src into web/dist, which the program embeds
	@setup/setup.sh build test
	@cd web && ../.venv/bin/node node_modules/typescript/bin/tsc --noEmit
	@cd web && ../.venv/bin/node node_modules/vite/bin/vite.js build --logLevel warn
	@cd web && ../.venv/bin/node dev/sources.ts

screenshots: ## takes the pictures in docs/img of a report of the demo (REPORT=build/demo/report.html)
	@setup/setup.sh build demo test
	@.venv/bin/node web/dev/screenshots.ts "$(or $(REPORT),$(DEMO)/report.html)" docs/img

study-behaviour: ## writes studies/behaviour/README.md anew: VGG16 on three image sets or more
	@setup/setup.sh build demo
	@$(call configure,release)
	@$(call compile,release,lexicnn)
	@$(PYTHON) -m tools.models vgg16
	@$(PYTHON) -m tools.emoji
	@$(PYTHON) -B studies/behaviour/run.py

study-embedding: ## writes studies/embedding/README.md anew: embeddings of VGG16 on four image sets
	@setup/setup.sh build demo
	@$(call configure,release)
	@$(call compile,release,lexicnn)
	@$(PYTHON) -m tools.models vgg16
	@$(PYTHON) -m tools.emoji
	@$(PYTHON) -B studies/embedding/run.py

format: ## formats the C++ sources in place
	@setup/setup.sh test
	@$(CLANG_FORMAT) -i $(SOURCES)

check-format: ## fails where a C++ source is not formatted
	@setup/setup.sh test
	@$(CLANG_FORMAT) --dry-run --Werror $(SOURCES)

clean: ## removes what was built; what was installed and the cache stay
	@rm -rf build
