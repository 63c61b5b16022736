# `make` alone lists the targets. Each one does its own set-up: a bare machine with Python 3.11 or
# newer, make and gcc is enough. PYTHON=... chooses the Python, ARGS=... is passed on.

UV_VERSION := 0.13.9

BIN := .venv/bin
UV := .venv/uv/bin/uv
PRET := .venv/.pret

# Not the pages: ruff would undo the alignment of the four lines that open them.
CODE := src tests benchmarks outils

# The tests start hundreds of Pythons: what one has compiled, the next one reads.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-slow check format bench coverage map lock clean

help: ## la liste des commandes (make seul fait de même)
	@echo "Juste Droit. Chaque commande prépare elle-même ce qu'il lui faut."
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# The stamp is what makes later runs start at once.
$(PRET): requirements.lock pyproject.toml outils/preparer outils/uv.txt
	@outils/preparer
	@touch $@

demo: $(PRET) ## une caisse de démonstration vit un an (ARGS="--dossiers 200 --mois 6")
	@$(BIN)/justedroit demo $(ARGS)

serve: $(PRET) ## les pages, sur la caisse de démonstration (ARGS="--port 8000 --base ...")
	@$(BIN)/justedroit serve $(ARGS)

# All of them: two files at a time, each whole in one process, the longest first (tests/conftest.py).
ENSEMBLE := -n 2 --dist loadfile --no-loadscope-reorder

# Without PostgreSQL or Chromium the rest is still tested; .ci/run, for its part, demands them.
test: $(PRET) ## tous les tests, SQLite et PostgreSQL (ARGS="tests/core -x")
	@if [ -z "$$JUSTEDROIT_SANS_POSTGRESQL" ] && ! outils/postgresql; then \
		echo "Les tests continuent SANS PostgreSQL : cette base n'est pas vérifiée."; \
		export JUSTEDROIT_SANS_POSTGRESQL=1; \
	fi; \
	outils/chromium || echo "Les tests continuent SANS navigateur : les pages y échappent."; \
	$(BIN)/python -m pytest $(or $(ARGS),$(ENSEMBLE))

test-slow: ## les mêmes, avec mille exemples par propriété
	@JUSTEDROIT_HYPOTHESIS=slow $(MAKE) --no-print-directory test ARGS="$(ARGS)"

check: $(PRET) ## format, style, types, imports, ordre de la maison (moins de 30 s)
	@$(BIN)/ruff format --check --quiet $(CODE) || { echo "Format : lancez make format"; exit 1; }
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest tests/architecture

format: $(PRET) ## met le code en forme, et corrige ce qui se corrige seul
	@$(BIN)/ruff check --fix-only --quiet $(CODE)
	@$(BIN)/ruff format --quiet $(CODE)

bench: $(PRET) ## les mesures, avec machine, versions et graine
	@$(BIN)/python -m benchmarks $(ARGS)

coverage: $(PRET) ## ce que les tests parcourent du code
	@$(BIN)/coverage run -m pytest $(ARGS)
	@$(BIN)/coverage report

map: $(PRET) ## réécrit la carte de docs/ARCHITECTURE.md d'après le code
	@$(BIN)/python outils/carte.py

# What it writes must hold no address: only names, versions and hashes.
lock: $(PRET) ## refait requirements.lock (ARGS=--upgrade pour monter les versions)
	@$(UV) pip compile --quiet --universal --generate-hashes --no-annotate --no-header \
		--group dev $(ARGS) pyproject.toml --output-file requirements.lock
	@echo 'uv==$(UV_VERSION)' | $(UV) pip compile --quiet --universal --generate-hashes \
		--no-annotate --no-header - --output-file outils/uv.txt
	@! grep -nE '://|^-' requirements.lock outils/uv.txt

clean: ## efface ce que make a créé : environnement, caches, sortie de la démonstration
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis \
		.coverage build dist demo src/*.egg-info
	@find . -path ./.git -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +
