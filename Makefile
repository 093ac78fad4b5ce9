# make learn   install, build, and start          make build   only build
# make test    install, build, and run all tests  make clean   delete everything that was built
# make bench   measure the server and verdicts    make golden   record the texts in Tests/Golden anew
#
# make attack      try all attacks on `grade`, at each tier of isolation (minutes)
# make documents   refresh Documentation/Checks.md
# make margins     refresh Documentation/Margins.md: judges every module three times, best on an idle machine

SWIFT_BUILD := swift build -c release
# Not all products: those that only tests and benchmarks need are built with them. pitfall brings the guardian along.
# LessonKit comes first because it is a long chain of targets, beside which the others have room.
PRODUCTS := LessonKit ModuleHooks pitfall
PITFALL := .build/release/pitfall
TEST_PYTHON := .venv-tests/bin/python
# Not the Python itself: that is a link to the system's, whose time all environments share.
TEST_PYTHON_READY := .venv-tests/ready
# A test that ignores the cancellation after its time limit would hang for ever. SIGINT, because SwiftPM ends its tests
# then; in the foreground, so that Ctrl-C reaches them. It exits with 124.
LIMITED := timeout --verbose --foreground --signal=INT --kill-after=1m 2h
# Swift Testing starts all tests at once, among them servers and checks that watch the clock. (The name says
# "experimental"; a Swift without it ignores it.)
WIDTH := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(shell expr 3 \* $$(nproc))
# SwiftPM needs seconds to notice that nothing has changed; make compares file times.
BUILT := .build/built

.PHONY: learn build test lint unit golden lessons bench documents margins packages test-packages clean attack attack-fast attack-runner

learn: packages $(BUILT)
	@$(PITFALL)

build:
	@echo "Building pitfall (the first build takes a few minutes)"
	@for product in $(PRODUCTS); do $(SWIFT_BUILD) --product $$product || exit; done
	@touch $(BUILT)

$(BUILT): Package.swift $(shell find Sources -type f)
	@$(MAKE) --no-print-directory build

test: packages test-packages lint unit lessons attack-fast

lint:
	@echo "Lint: formatting and style of all Swift code"
	@swift format lint --strict --parallel --recursive Sources Tests Benchmarks/Package.swift Benchmarks/Sources Package.swift

unit: build $(TEST_PYTHON_READY)
	@echo "Tests: unit tests, and the built program as users run it"
	@$(SWIFT_BUILD) --build-tests
	@$(WIDTH) PITFALL_TEST_PYTHON=$(CURDIR)/$(TEST_PYTHON) $(LIMITED) swift test -c release --skip-build

# The first run writes the texts and so fails; the second one compares them.
golden: build
	@echo "Recording the texts in Tests/Golden"
	@$(SWIFT_BUILD) --build-tests
	@PITFALL_RECORD_GOLDEN=1 swift test -c release --skip-build --filter '[Gg]olden' >/dev/null 2>&1 || true
	@swift test -c release --skip-build --filter '[Gg]olden'
	@git --no-pager diff --stat -- Tests/Golden

# 75: no verdict is wrong, but the machine was too busy to judge some runs. Only those are judged again.
lessons: build
	@echo "Lessons: broken modules and decoys fail the stated checks, fixes pass"
	@$(LIMITED) $(PITFALL) lesson check || { [ $$? -eq 75 ] && $(LIMITED) $(PITFALL) lesson check --resume; }

attack: packages build $(TEST_PYTHON_READY) attack-runner
	@echo "Attacks: all, at each tier of isolation"
	@$(PITFALL) verify 01 --track fastapi --module Solutions/01-blocking/fastapi/async-client >/dev/null
	@$(TEST_PYTHON) Scripts/attack --pitfall $(PITFALL)

# The environment of the fastapi track is made first, because attacks run without a network.
attack-fast: packages build $(TEST_PYTHON_READY) attack-runner
	@echo "Attacks: each kind, at the strongest tier of isolation"
	@$(PITFALL) verify 01 --track fastapi --module Solutions/01-blocking/fastapi/async-client >/dev/null
	@$(LIMITED) $(TEST_PYTHON) Scripts/attack --fast --pitfall $(PITFALL)

# A checker that misses what is planted for it would let an attack succeed unseen.
attack-runner: $(TEST_PYTHON_READY)
	@echo "Attacks: tests of the runner itself"
	@cd Attacks && $(CURDIR)/$(TEST_PYTHON) -B -m unittest discover --quiet --start-directory runner --top-level-directory .

bench: packages test-packages build $(TEST_PYTHON_READY)
	@$(SWIFT_BUILD) --product mini-server
	@Benchmarks/run

# By way of another file, so that a failure leaves the document as it was.
documents: build
	@$(PITFALL) lesson checks > .build/Checks.md
	@mv .build/Checks.md Documentation/Checks.md

margins: build
	@$(PITFALL) lesson check --times 3 --margins > .build/Margins.md
	@mv .build/Margins.md Documentation/Margins.md

packages:
	@Scripts/install-packages $$(cat Requirements/debian.txt)

test-packages:
	@Scripts/install-packages chromium shellcheck wrk

# A Python environment for the tests: HTTP clients that are not ours, terminals, schemas, and linters.
$(TEST_PYTHON_READY): Requirements/tests.txt
	@echo "Creating the tests' Python environment"
	@rm -rf .venv-tests
	@python3 -m venv .venv-tests
	@$(TEST_PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r Requirements/tests.txt
	@touch $(TEST_PYTHON_READY)

clean:
	rm -rf .build .venv .venv-tests Benchmarks/.build
