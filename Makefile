# Every action a person or CI takes, by name. Each installs what it lacks: Debian packages when run by root, else it
# says the command and stops. Stamps are in target/made; a second run does only what has to be done again.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The compiler flags of the app are in .cargo/config.toml, and an environment would silently replace them.
unexport RUSTFLAGS CARGO_ENCODED_RUSTFLAGS

MADE := target/made
NATIVE := --workspace --exclude app --exclude entry
# npm puts this file where it has installed what a folder's lock says.
INSTALLED := node_modules/.package-lock.json
APP_PACKAGES := $(patsubst %/package-lock.json,%/$(INSTALLED),$(wildcard app/bundle/package-lock.json app/islands/package-lock.json))
TEST_PACKAGES := $(patsubst %/package-lock.json,%/$(INSTALLED),$(wildcard end2end/package-lock.json))
# What breaks on purpose: a module of server/tests each, and browser tests that cut the line or look at every screen.
CHAOS := killed:: cancelled:: row_security:: numbering:: races:: matrix:: session:: audit:: backup:: slow:: jobs:: fuzz:: files:: bad_input::
FAULTS := faults offline live accessibility
# Measurements in a browser: every script of the folder, in the order of their names.
BENCHES := $(sort $(wildcard end2end/bench/*.mjs))

.PHONY: help run test bench chaos lint format bundle deb queries openapi

help: ## This list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | while IFS=$$'\t' read -r name what; do printf 'make %-8s %s\n' "$$name" "$$what"; done

run: $(MADE)/database $(MADE)/fonts $(MADE)/wasm $(APP_PACKAGES) ## Everything, with the demonstration city; says the address
	cargo build --package bundle
	# The app beside the server: each leaves a core idle at its end.
	target/debug/bundle --quick & app=$$!; cargo build; wait $$app
	target/debug/server serve --demo

bundle: $(MADE)/wasm $(APP_PACKAGES) ## The app as it is delivered, into target/app
	cargo build --package bundle
	target/debug/bundle

test: $(MADE)/database $(MADE)/fonts $(MADE)/pdf $(MADE)/browser $(MADE)/wasm $(APP_PACKAGES) $(TEST_PACKAGES) ## Unit, property, API, PDF and browser tests
	cargo build $(NATIVE) --all-targets
	cargo test $(NATIVE)
	cargo test --package app --lib
	$(if $(wildcard app/islands/package.json),cd app/islands && npm test --silent)
	target/debug/bundle
	$(if $(TEST_PACKAGES),cd end2end && npx playwright test,@echo "test: no browser tests yet (end2end/package.json)")

lint: $(MADE)/compiler $(MADE)/database $(TEST_PACKAGES) ## Form, clippy, types of the browser tests, and whether .sqlx is current
	cargo fmt --all --check
	cargo clippy $(NATIVE) --all-targets -- -D warnings
	# For the machine at hand, since not every compiler that makes WASM brings clippy; Leptos compiles for both.
	cargo clippy --package app --package entry --all-targets -- -D warnings
	$(if $(TEST_PACKAGES),cd end2end && npm run --silent check)
	$(if $(wildcard .sqlx),.ci/queries --check,@echo "lint: no stored queries yet (.sqlx)")

format: ## Rust as rustfmt likes it
	cargo fmt --all

queries: $(MADE)/compiler $(MADE)/database ## Stores what the database says of each query in .sqlx
	.ci/queries

openapi: ## Writes what the routes say of themselves into server/openapi.json
	cargo build --package server
	target/debug/server openapi >target/openapi.json && mv target/openapi.json server/openapi.json

bench: $(MADE)/database $(MADE)/fonts $(MADE)/browser $(TEST_PACKAGES) bundle ## What the budgets say, measured
	cargo build --release --package server --package typeset
	cargo bench --package server
	cargo run --release --package typeset --example time
	target/debug/bundle --sizes
	@for bench in $(BENCHES); do echo "bench: $$bench" && node "$$bench"; done

chaos: $(MADE)/database $(MADE)/fonts $(MADE)/browser $(MADE)/wasm $(APP_PACKAGES) $(TEST_PACKAGES) ## Faults, races and bad input in their long form, with figures
	cargo build $(NATIVE) --all-targets
	TONGZHOU_HUNT=20 cargo test --package flow
	TONGZHOU_CHAOS=1 cargo test --package server --test api -- --nocapture $(CHAOS) | tee target/chaos.txt
	target/debug/bundle --quick
	$(if $(TEST_PACKAGES),cd end2end && npx playwright test $(FAULTS))
	@echo "chaos: figures (target/chaos.txt)" && grep -oE '\bT[0-9]+: .*' target/chaos.txt

deb: $(MADE)/fonts bundle ## The Debian package, into target
	cargo build --release --package server --package typeset
	deploy/deb.sh release

# --- what the recipes need -------------------------------------------------------------------------------------------

# $(call install,COMMAND:PACKAGE …): the Debian packages whose command (or Python module) is not there.
define install
@missing=; \
have() { \
	case "$$1" in \
	ensurepip) python3 -c 'import ensurepip' 2>/dev/null;; \
	initdb) command -v initdb || ls /usr/lib/postgresql/*/bin/initdb;; \
	*) command -v "$$1";; \
	esac >/dev/null 2>&1; \
}; \
for pair in $(1); do have "$${pair%%:*}" || missing="$$missing $${pair##*:}"; done; \
if [ -z "$$missing" ]; then :; \
elif ! command -v apt-get >/dev/null; then echo "make: please install (Debian's names):$$missing" >&2; exit 1; \
elif [ "$$(id -u)" != 0 ]; then echo "make: please run  sudo apt-get install --no-install-recommends$$missing" >&2; exit 1; \
else \
	echo "make: installing$$missing"; \
	apt-get update -qq; \
	DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing >/dev/null; \
fi
@mkdir -p $(MADE) && touch $@
endef

$(MADE)/compiler:
	@command -v cargo >/dev/null || { echo "make: please install Rust: https://rustup.rs" >&2; exit 1; }
	$(call install,cc:build-essential)

# PostgreSQL's programs; the server keeps a private cluster of its own with them.
$(MADE)/database:
	$(call install,initdb:postgresql)

# Independent readers of the PDFs we make; the tests fetch pikepdf into a Python environment of their own.
$(MADE)/pdf:
	$(call install,pdftotext:poppler-utils qpdf:qpdf python3:python3 ensurepip:python3-venv)

$(MADE)/browser:
	$(call install,chromium:chromium)

$(MADE)/fonts: $(wildcard server/typeset/fonts.sh)
	@echo "make: fonts for official documents"
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq; fi
	@$(if $<,sh $<)
	@mkdir -p $(MADE) && touch $@

# A compiler for WASM. Without a way to Rust's own servers, Debian's packages have the source of a std to compile.
$(MADE)/wasm: $(MADE)/compiler
	@if ls "$$(rustc --print target-libdir --target wasm32-unknown-unknown)"/libstd-* >/dev/null 2>&1 \
		|| [ -e "$$(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ] \
		|| [ -e /usr/lib/rustlib/src/rust/library/Cargo.lock ]; then :; \
	elif echo "make: adding the wasm32-unknown-unknown target" && timeout 60 rustup target add wasm32-unknown-unknown; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "make: no target from rustup; installing rustc-web cargo-web rust-web-src rust-web-llvm"; \
		apt-get update -qq; \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends rustc-web cargo-web rust-web-src rust-web-llvm >/dev/null; \
	else \
		echo "make: please run  rustup target add wasm32-unknown-unknown" >&2; \
		echo "      or          sudo apt-get install --no-install-recommends rustc-web cargo-web rust-web-src rust-web-llvm" >&2; exit 1; \
	fi
	@mkdir -p $(MADE) && touch $@

$(MADE)/node:
	@node --eval 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' && command -v npm >/dev/null \
		|| { echo "make: please install Node.js 20 or later, with npm: https://nodejs.org" >&2; exit 1; }
	@mkdir -p $(MADE) && touch $@

%/$(INSTALLED): %/package-lock.json | $(MADE)/node
	@echo "make: npm packages of $*"
	@cd $* && npm ci --silent --no-audit --no-fund
	@touch $@
