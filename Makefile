# Netes: Kubernetes in one program. `make help` lists what can be done.
SHELL := /bin/bash
CONFIGURATION ?= Release
DATA_DIR ?= $(if $(filter 0,$(shell id -u)),/var/lib/netes,$(HOME)/.local/share/netes)
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
export DATA_DIR
# The program that `make up`, `make down` and the tests run, such as a native one; built from the source when not named.
ifdef NETES
export NETES
endif

.DEFAULT_GOAL := help
.PHONY: help up down clean-cluster build test check publish bench clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

up: ## install what is missing, build, start a one-node cluster and wait until it is Ready
	@scripts/up.sh

down: ## stop the cluster and everything that it started; its data stays
	@scripts/down.sh

clean-cluster: down ## stop the cluster and delete its data
	@scripts/clean-cluster.sh

build: ## build bin/netes
	@dotnet build src/Netes/Netes.csproj -c $(CONFIGURATION) -v q -clp:NoSummary
	@mkdir -p bin && ln -sfn ../src/Netes/bin/$(CONFIGURATION)/net10.0/netes bin/netes
	@echo "built bin/netes"

test: ## build and run all tests
	@scripts/test.sh

check: ## build everything with all analysers, as CI does
	@dotnet build Netes.slnx -c $(CONFIGURATION) -v q -clp:NoSummary -p:ContinuousIntegrationBuild=true

publish: ## make one native binary in artifacts/netes/
	@scripts/publish.sh

bench: ## measure the API server and the scheduler
	@dotnet run -c Release --project bench/Netes.Benchmarks -- $(BENCH)

clean: ## delete what was built
	@rm -rf bin artifacts
	@dotnet clean Netes.slnx -v q >/dev/null
