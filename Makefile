# Python 3.11 or later, git and make are all that this needs; the rest is installed into .venv.
# `make test` also wants PostgreSQL, Redis and Chromium, and says so if one is missing.

.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: help install run check test e2e torture torture-quick scan bench-weight bench-pages bench-chat bench-links bench-matching bench-enumeration simulate catalogues lock screenshot

help: ## what there is
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 24

run: .venv/run.stamp ## the app on http://localhost:8000, as in production, with a demo to walk around in
	@tools/run.sh

install: .venv/run.stamp ## only what the app needs, into .venv

check: .venv/dev.stamp ## style, types, layers, templates, catalogues and the suite on SQLite; some five minutes
	@tools/check.sh

test: .venv/dev.stamp ## check, then the suite on PostgreSQL and Redis, then a real browser
	@python -m tools.test

e2e: .venv/dev.stamp ## only the tests in a real browser
	@python -m pytest -n auto -m e2e tests/e2e

torture: .venv/dev.stamp ## every fault that the chat must survive, in full doses, on both databases; half an hour
	@python -m tests.torture

torture-quick: .venv/dev.stamp ## the same in small doses, on both databases at once, as make test runs it
	@python -m tests.torture --quick

scan: .venv/dev.stamp ## bandit, semgrep, wapiti and sqlmap on the code and on a running server; WITH="--only bandit" "--seconds 60"
	@python -m tests.security $(WITH)

bench-weight: .venv/dev.stamp ## what the pages weigh in a real browser, against their budgets
	@python -m tests.bench.weight

bench-pages: .venv/dev.stamp ## server time and queries of the pages of a program of 2,000 pairs; WITH="--pairs 500"
	@python -m tests.bench.pages $(WITH)

bench-chat: .venv/dev.stamp ## the chat under load beside what cannot be beaten; WITH="--quick", "--only rate,pages", "--database postgresql"
	@python -m tests.bench.chat $(WITH)

bench-links: .venv/dev.stamp ## how soon the chat is ready and answers over weak links and on slow phones; some minutes
	@python -m tests.bench.links

bench-matching: .venv/dev.stamp ## pools of 100 to 10,000 paired: time, memory, the exact optimum, and beside mentor-match; some minutes
	@python -m tests.bench.matching

bench-enumeration: .venv/dev.stamp ## whether the time tells who has an account: sign-in, sign-up and reset, known and unknown addresses
	@python -m tests.bench.enumeration

simulate: .venv/dev.stamp ## ten weeks of 500 pairs, the worker killed at random, every mail judged; a quarter of an hour; WITH="--pairs 50 --seed 7"
	@python -m tests.simulation $(WITH)

catalogues: .venv/dev.stamp ## bring the translations up to date with the words in the code
	@python -m tools.catalogues

lock: .venv/dev.stamp ## look for newer releases of every dependency and lock them with hashes
	@tools/lock.sh --upgrade

screenshot: .venv/dev.stamp ## docs/pair.png, the README's picture, from the demo
	@python -m tools.screenshot

.venv/run.stamp: requirements.txt
	@tools/install.sh $< $@

.venv/dev.stamp: requirements-dev.txt
	@tools/install.sh $< $@
