# What can be done here; `make` and `make help` list it. The work is done by up, check and Meson.
.PHONY: help up build check fix again long bench web-dev clean

help:   ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

up:     ## install what is missing, build, start
	./up

build:  ## install what is missing, build: build/pith
	./up --build-only

check:  ## everything that CI runs
	./check

fix:    ## put layout and derived files right, then check
	./check --fix

again:  ## check, also what has passed on these sources
	./check --again

long:   ## check, with fuzzers, torture and all sanitizers
	./check --long

bench:  ## ratios to yardsticks, from the release
	tools/bench

web-dev: ## the desktop with hot reload, before a pith that runs (PITH_URL)
	tools/web dev

clean:  ## forget build/ and the builds in the cache
	tools/clean
