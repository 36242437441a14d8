#!/usr/bin/env bash
# What a first visit costs, measured in Chromium against a release server with a fresh demonstration city.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -d node_modules ] || npm ci --silent --no-audit --no-fund
exec node bench/first-visit.mjs
