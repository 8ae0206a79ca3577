# The build entry. `make demo` shows the product, `make test` runs every check; both install what they need.

WASM_PACK_VERSION := 0.15.1
# The command line tool and the crate must be of one version.
WASM_BINDGEN_VERSION := $(shell sed -n '/^name = "wasm-bindgen"$$/{n;s/version = "\(.*\)"/\1/p;}' Cargo.lock)
GECKODRIVER_VERSION := 0.37.1
CARGO_BIN := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin
export PATH := $(CARGO_BIN):$(PATH)

.PHONY: demo test protocol matrix bench bench-compare bench-start bench-wait bench-status reproducible fuzz fuzz-queue fuzz-tabs fuzz-durable replay package test-modules docs \
	kubernetes picture tools browser engines clean

# Builds the package, the demo console and the documents' pages, serves them and prints the URL.
demo: package
	cd www && node install.mjs && npm run --silent build
	@$(MAKE) --silent docs
	cd www && npm run --silent preview

# All checks. The last line counts them.
test: tools browser engines
	@node tests/run.mjs

# Measures the package against its goals and other queues; the tables end with what is missed.
bench: package browser
	@npm ci --prefix tests --silent --no-audit --no-fund
	@npm ci --prefix tests/bench --silent --no-audit --no-fund
	@node tests/bench/run.mjs

# Measures the package against another build of it, round by round in one page: make bench-compare BASE=other.tgz
bench-compare: package browser
	@npm ci --prefix tests --silent --no-audit --no-fund
	@npm ci --prefix tests/bench --silent --no-audit --no-fund
	@node tests/bench/compare.mjs $(BASE)

# What a page pays until the first task has ended, beside other packages with a wasm, with the processor slowed down.
bench-start: package browser
	@npm ci --prefix tests --silent --no-audit --no-fund
	@npm ci --prefix tests/bench --silent --no-audit --no-fund
	@node tests/bench/run.mjs first-use

# Measures verdicts beside the same in plain JavaScript.
bench-status: package browser
	@npm ci --prefix tests --silent --no-audit --no-fund
	@npm ci --prefix tests/bench --silent --no-audit --no-fund
	@node tests/bench/status.mjs

# Throws arbitrary objects at all that judges or adapts one, and puts arbitrary entries into stores: so many seconds
# each natively, and through the package.
SECONDS ?= 60
fuzz: package
	@TASKWATCH_FUZZ_SECONDS=$(SECONDS) cargo test --quiet --release --lib status::arbitrary -- --nocapture --test-threads 2
	@node tests/fuzz/fuzz.mjs --seconds $(SECONDS)
	@node tests/fuzz/stores.mjs --seconds $(SECONDS)

# Installs the packed package in every host that it is to run in, and runs a small program there; prints a table.
matrix: package browser engines
	@npm ci --prefix tests --silent --no-audit --no-fund
	@node tests/matrix/run.mjs

# How long after an object is ready a wait knows of it, beside `kubectl wait` and polling, on a real API server.
bench-wait: package browser
	@npm ci --prefix tests --silent --no-audit --no-fund
	@node tests/bench-wait/run.mjs

# Writes the other half's copy of the numbers and names that both halves know.
protocol:
	@cargo run --quiet --locked --example protocol

# The npm package, as a tarball at target/taskwatch.tgz.
package: tools test-modules
	@node pkg/build/package.mjs
	@node pkg/build/sizes.mjs

# Two builds, one hash: builds the package again in another folder, and compares it with the one that is there.
reproducible: package
	@node tests/reproducible.mjs

# The sources that the browser tests import, as one module that Rust can name.
test-modules:
	@npm ci --prefix pkg --silent --no-audit --no-fund
	@node pkg/build/test-modules.mjs

# The documents as pages, with a search and the API reference that is made of the public types, at www/dist/docs, where
# the demo's server shows them as /docs/. A link that leads nowhere fails it, and so does a type without a description.
docs:
	@npm ci --prefix www/docs --silent --no-audit --no-fund
	@node www/docs/build.mjs

# The queue against a plain model of it: a million random inputs, and all that can happen in small worlds; then the
# package against a model of that, on stores that fail.
FUZZ_OPERATIONS ?= 1000000
FUZZ_PACKAGE_OPERATIONS ?= 500000
fuzz-queue: package
	@npm ci --prefix tests --silent --no-audit --no-fund
	FUZZ_OPERATIONS=$(FUZZ_OPERATIONS) FUZZ_WORLDS=1 cargo test --release --locked --lib queue::proof -- --nocapture
	@node tests/fuzz/queue.mjs --operations $(FUZZ_PACKAGE_OPERATIONS)

# Tabs that race for one store, in a browser: many at once, and one that leaves as soon as its task has completed.
FUZZ_ROUNDS ?= 500
DURABLE_KILLS ?= 64
fuzz-tabs: package browser
	@npm ci --prefix tests --silent --no-audit --no-fund
	@node tests/e2e/storage-races.mjs --rounds $(FUZZ_ROUNDS)

# Kills tabs in the middle of durable tasks, at every boundary between steps and inside every step, and counts side effects.
fuzz-durable: package browser
	@npm ci --prefix tests --silent --no-audit --no-fund
	@cargo test --quiet --locked --release --lib durable::model -- --ignored --nocapture
	@node tests/e2e/durable-kills.mjs --kills $(DURABLE_KILLS)
	@node tests/e2e/hidden-tabs.mjs

# Replays what a queue with `record` has recorded, as the demo's settings save it: make replay FILE=recording.json
replay:
	@cargo run --quiet --locked --example replay -- $(FILE)

# docs/timeline.webp, the moving picture of a task's timeline, filmed from the demo.
picture: package browser
	@npm ci --prefix tests --silent --no-audit --no-fund
	@npm ci --prefix tests/picture --silent --no-audit --no-fund
	@cd www && node install.mjs && npm run --silent build
	@node tests/picture/timeline.mjs

# A Kubernetes API with the demo's resources and a reconciler; prints the URL for the live demo.
kubernetes:
	@node tests/kubernetes/start.mjs

# What the build needs; skips what is there. wasm-pack only calls others, and wasm-bindgen takes a third of a second more: both are
# compiled without optimising them, in half the time.
tools:
	@rustup target add wasm32-unknown-unknown 2>&1 | sed 's/^/rustup: /'
	@wasm-pack --version 2>/dev/null | grep -qx 'wasm-pack $(WASM_PACK_VERSION)' || \
		{ echo 'installing wasm-pack $(WASM_PACK_VERSION)'; \
			CARGO_PROFILE_DEV_DEBUG=false cargo install wasm-pack --locked --force --debug --version $(WASM_PACK_VERSION); }
	@wasm-bindgen --version 2>/dev/null | grep -qx 'wasm-bindgen $(WASM_BINDGEN_VERSION)' || \
		{ echo 'installing wasm-bindgen-cli $(WASM_BINDGEN_VERSION)'; \
			CARGO_PROFILE_DEV_DEBUG=false cargo install wasm-bindgen-cli --force --debug --version $(WASM_BINDGEN_VERSION); }

# What the browser tests need: a Chromium and its driver, from Debian's packages where that is allowed.
browser:
	@{ command -v chromium || command -v google-chrome; } > /dev/null && command -v chromedriver > /dev/null || \
		if command -v apt-get > /dev/null && [ "$$(id -u)" = 0 ]; then \
			echo 'installing chromium and chromium-driver'; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver; \
		else \
			echo 'install Chromium (or Google Chrome) and its chromedriver, then try again' >&2; exit 1; \
		fi

# What the tests in other engines need: Firefox, and WebKit in the form of WebKitGTK's MiniBrowser with a display that nobody
# sees. Firefox's driver is compiled, without optimising it, since it is in no package of Debian's. Where that is not allowed,
# it says what is missing; the tests are skipped then, by name.
ENGINE_PROGRAMS := WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb
engines:
	@{ command -v firefox || command -v firefox-esr; } > /dev/null || missing=' firefox-esr'; \
		for each in $(ENGINE_PROGRAMS); do command -v $${each%%:*} > /dev/null || missing="$$missing $${each##*:}"; done; \
		if [ -n "$$missing" ] && command -v apt-get > /dev/null && [ "$$(id -u)" = 0 ]; then \
			echo "installing$$missing"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing > /dev/null; \
		elif [ -n "$$missing" ]; then \
			echo "tests in Firefox and WebKit need$$missing; what is not there is skipped" >&2; \
		fi
	@! { command -v firefox-esr || command -v firefox; } > /dev/null || geckodriver --version 2>/dev/null | grep -q '^geckodriver $(GECKODRIVER_VERSION)\b' || \
		{ echo 'installing geckodriver $(GECKODRIVER_VERSION)'; \
			CARGO_PROFILE_DEV_DEBUG=false cargo install geckodriver --locked --force --debug --version $(GECKODRIVER_VERSION); }

clean:
	rm -rf target pkg/dist pkg/wasm www/dist
