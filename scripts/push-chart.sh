#!/usr/bin/env bash
# scripts/push-chart.sh REGISTRY/PATH [FLAG…]: packs the chart and pushes it with helm, which takes the flags.
# Prints `chart=REGISTRY/PATH/cloudwatch-mcp@sha256:…` and nothing else on stdout.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ $# -lt 1 ]; then
  echo 'usage: scripts/push-chart.sh REGISTRY/PATH [FLAG…], such as ghcr.io/owner/charts' >&2
  exit 2
fi
target="$1"
shift

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
helm package charts/cloudwatch-mcp --destination "$work" >&2
helm push "$work"/cloudwatch-mcp-*.tgz "oci://$target" "$@" 2>&1 | tee "$work/said" >&2
digest="$(sed -n 's/^Digest: *//p' "$work/said")"
if ! [[ "$digest" =~ ^sha256:[0-9a-f]{64}$ ]]; then
  echo 'helm push did not say the digest of what it pushed.' >&2
  exit 1
fi
echo "chart=$target/cloudwatch-mcp@$digest"
