#!/usr/bin/env bash
# scripts/check-version.sh TAG: whether the package and the chart have the version of the tag (v0.2.0: 0.2.0).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ $# -ne 1 ]; then
  echo 'usage: scripts/check-version.sh TAG' >&2
  exit 2
fi
tag="$1" failed=0
chart=charts/cloudwatch-mcp/Chart.yaml

check() { # what, its version
  [ "v$2" = "$tag" ] && return
  echo "$1 is $2, the tag is $tag: set it and tag the commit that does." >&2
  failed=1
}

check 'version in package.json' "$(node -p 'require("./package.json").version')"
check 'version in package-lock.json' "$(node -p 'require("./package-lock.json").version')"
for key in version appVersion; do
  check "$key in $chart" "$(sed -nE "s/^$key: *[\"']?([^\"' ]*).*/\\1/p" "$chart")"
done
exit "$failed"
