# Every target does its own set-up, and only what is missing. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help init build protos reference lint test verify sim bench pack start cluster-start clean

export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

RUN_TESTS := node tools/dist/run-tests.js
OTHER_NODES := tools/node-versions/node_modules

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

init: node_modules/.installed ## Install the tools that package-lock.json names

node_modules/.installed: package-lock.json
	npm ci
	@touch $@

$(OTHER_NODES)/.installed: tools/node-versions/package-lock.json
	npm ci --prefix tools/node-versions
	@touch $@

build: init ## Compile what has changed
	tsc --build

protos: init ## Write the codecs of packages/api anew from its .proto files
	tsc --build tools
	node tools/dist/protogen/main.js

reference: build ## Write the pages of docs/reference anew from the code
	UPDATE_REFERENCE=1 node --test packages/server/dist/reference/pages.test.js packages/client/dist/reference/client-page.test.js

start: build ## Start a database that keeps its data in default.keyval (FLAGS="--name=n1 ...")
	@exec packages/keyval/bin/keyval $(FLAGS)

cluster-start: build ## Start three members on this machine: clients on ports 2379, 2479 and 2579; Ctrl-C stops them
	@exec node packages/keyval/dist/kvctl/main.js cluster up

lint: build ## Hold all code to the lint rules and the format; a warning is a failure
	eslint --max-warnings 0 --cache --cache-strategy content --cache-location .cache/eslint .
	prettier --check --log-level warn --cache --cache-strategy content --cache-location .cache/prettier .

test: build ## Run the tests and hold the coverage to its threshold; the report is in coverage/
	c8 $(RUN_TESTS) test --covered raft --covered tools

# Node's binaries come as npm packages, which exist for this platform only.
ifeq ($(shell uname -sm),Linux x86_64)
OTHER_VERSIONS := 20 22 24
verify: $(OTHER_NODES)/.installed
endif

verify: build ## Run the slow suites (LONG=1: their long modes), and the core's tests on Node 20.15, 22 and 24
	$(RUN_TESTS) verify
	@$(if $(OTHER_VERSIONS),,echo "Skipped: other versions of Node; their binaries are for x64 Linux only.")
	for version in $(OTHER_VERSIONS); do \
		$(RUN_TESTS) test --label node$$version --node $(OTHER_NODES)/node$$version/bin/node raft || exit 1; \
	done

sim: build ## Run clusters in simulated worlds (SEEDS=, FIRST=, SECONDS=, LONG=1; SEED= with TRACE=1 or SHRINK=1: one)
	@node packages/sim/dist/main.js

bench: build ## Run the benchmarks (ONLY=raft: one, JSON=1: JSON lines, CHECK=1: fail below a floor, LONG=1: their long modes)
	@node --expose-gc bench/dist/run.js

pack: build ## Make the npm packages keyval and @keyval/client, and the server as one file, in dist/
	node tools/dist/pack/main.js

clean: ## Remove what the other targets make, except the installed tools
	rm -rf dist packages/*/dist tools/dist bench/dist reports coverage .cache
