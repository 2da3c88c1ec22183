#!/bin/sh
# What Maven (and a person) runs here: sh build.sh [--omit=dev] install|build|test|test-without-collector
#
# install   npm ci, only when package-lock.json is not what node_modules was made of; --omit=dev leaves the test packages out,
#           unless all are there already
# build     writes tracker/dist, within the size budget, and dist/: the country file, the list of crawlers
# test      type checks, unit tests, browser tests; test-without-collector leaves out those that loadtest runs against the real collector
set -eu
cd "$(dirname "$0")"

say() { printf 'js: %s\n' "$*"; }
fail() { printf 'js: %s\n' "$*" >&2; exit 1; }

node_version=$(node --version 2>/dev/null) || fail 'Node.js 20 or newer is needed, and no node was found on the PATH.'
node_major=${node_version#v}
node_major=${node_major%%.*}
[ "$node_major" -ge 20 ] || fail "Node.js 20 or newer is needed; the node on the PATH is $node_version."
npm --version >/dev/null 2>&1 || fail 'npm is needed (it comes with Node.js), and none was found on the PATH.'

# The stamp is a copy of the lock file, named after what was installed of it. npm ci empties node_modules, the stamp with it.
stamp=node_modules/.firstlight-install
is_installed() { [ -f "$stamp-$1" ] && cmp -s package-lock.json "$stamp-$1"; }

install() {
  if is_installed all || { [ "$scope" = build ] && is_installed build; }; then
    say 'packages are up to date'
    return
  fi
  say "installing packages with npm ci ($scope), about 10 s …"
  if [ "$scope" = all ]; then set --; else set -- --omit=dev; fi
  npm ci "$@" --loglevel=error || fail 'npm ci failed; the lines above say why.'
  cp package-lock.json "$stamp-$scope"
}

# The country file and the list of crawlers under the names that the processor looks for; the list with its licence, as that asks.
data() {
  mkdir -p dist
  cp node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb dist/country.mmdb
  cp node_modules/crawler-user-agents/crawler-user-agents.json dist/crawler-user-agents.json
  cp node_modules/crawler-user-agents/LICENSE dist/crawler-user-agents.LICENSE
}

checked() {
  say 'type checks …'
  npm run --silent typecheck
  say 'unit tests, then browser tests in a real Chromium …'
  npm run --silent "$1"
}

scope=all # or build: only what builds the script
for word in "$@"; do
  case $word in
    --omit=dev) scope=build ;;
    install) install ;;
    build) say "building the tracker (node $node_version) …"; npm run --silent build; data ;;
    test) checked test ;;
    test-without-collector) checked test:without-collector ;;
    *) fail "unknown word '$word'; known: --omit=dev install build test test-without-collector" ;;
  esac
done
