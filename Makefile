# Short names for the commands that are spelled out in README.md and CONTRIBUTING.md.
.PHONY: quickstart build test release format schemas docs bench clean

quickstart:
	scripts/quickstart

build:
	scripts/setup
	swift build

test:
	scripts/test

release:
	scripts/setup
	swift build -c release --static-swift-stdlib -Xlinker -s --product openmcf
	scripts/check-linkage "$$(swift build -c release --static-swift-stdlib --show-bin-path)/openmcf"

format:
	swift format --in-place --parallel --recursive Sources Tests Tools examples Package.swift

# Writes each file in schemas/ anew from the schema value it comes from.
schemas: build
	@bin="$$(swift build --show-bin-path)/openmcf"; \
	for file in schemas/*.schema.json; do \
	    name="$$(basename "$$file" .schema.json)"; \
	    "$$bin" schema "$$name" >"$$file.new" && mv "$$file.new" "$$file" || { rm -f "$$file.new"; exit 1; }; \
	done

# Writes the tables of codes in docs/diagnostics.md anew from the declarations.
docs:
	scripts/setup
	OPENMCF_WRITE_DOCS=1 swift test --filter DiagnosticsPageTests

bench:
	Benchmarks/run

clean:
	swift package clean
