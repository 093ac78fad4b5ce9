# make learn   set everything up and start        make build   build only
# make test    set everything up and prove it     make clean   remove what was made

SWIFT_BUILD := swift build -c release
PITFALL := .build/release/pitfall
TEST_PYTHON := .venv-tests/bin/python
# SwiftPM takes seconds to find that nothing has changed; make can tell from the files' times.
BUILT := .build/built

.PHONY: learn build test lint unit lessons bench packages test-packages clean

learn: packages $(BUILT)
	@$(PITFALL)

build:
	@echo "Building pitfall (the first time takes some minutes)"
	@$(SWIFT_BUILD)
	@touch $(BUILT)

$(BUILT): Package.swift $(shell find Sources -type f)
	@$(MAKE) --no-print-directory build

test: packages test-packages lint unit lessons

lint:
	@echo "Lint: format and style of Sources, Tests and Package.swift"
	@swift format lint --strict --parallel --recursive Sources Tests Benchmarks/Package.swift Benchmarks/Sources Package.swift

unit: build $(TEST_PYTHON)
	@echo "Tests: units, and the whole program as its users run it"
	@$(SWIFT_BUILD) --build-tests
	@PITFALL_TEST_PYTHON=$(CURDIR)/$(TEST_PYTHON) swift test -c release --skip-build

# 75: nothing is wrong, but this machine was too busy to judge some runs. Those alone are judged again.
lessons: build
	@echo "Lessons: broken modules and decoys fail as stated, fixes pass"
	@$(PITFALL) lesson check || { [ $$? -eq 75 ] && $(PITFALL) lesson check --resume; }

bench: packages test-packages build $(TEST_PYTHON)
	@Benchmarks/run

packages:
	@Scripts/install-packages $$(cat Requirements/debian.txt)

test-packages:
	@Scripts/install-packages curl wrk

# Python of the tests' own, for clients that are not ours and for the JSON schema.
$(TEST_PYTHON): Requirements/tests.txt
	@echo "Making the tests' Python environment"
	@rm -rf .venv-tests
	@python3 -m venv .venv-tests
	@$(TEST_PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r Requirements/tests.txt
	@touch $(TEST_PYTHON)

clean:
	rm -rf .build .venv .venv-tests Benchmarks/.build
