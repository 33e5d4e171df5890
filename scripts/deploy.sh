#!/usr/bin/env bash
# scripts/deploy.sh NAMESPACE IMAGE@sha256:… ROLE_ARN: installs or upgrades the chart there and proves it.
# The cluster is kubectl's current one. Values given at earlier installs stay, such as the regions. An upgrade whose pods
# do not become ready is rolled back. Fails if a check of `doctor` does; its warnings alone do not stop it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ $# -ne 3 ]; then
  echo 'usage: scripts/deploy.sh NAMESPACE IMAGE@sha256:DIGEST ROLE_ARN' >&2
  exit 2
fi
namespace="$1" image="$2" role="$3"
if ! [[ "$image" =~ ^[^@[:space:]]+@sha256:[0-9a-f]{64}$ ]]; then
  echo "IMAGE must end in @sha256: and 64 hex digits, so that what was checked is what runs; it is \"$image\"." >&2
  exit 2
fi

# --atomic is what helm 3 and 4 both know.
helm upgrade --install cloudwatch-mcp charts/cloudwatch-mcp --namespace "$namespace" \
  --reset-then-reuse-values --atomic --wait --timeout 5m \
  --set-string "image.repository=${image%@*}" --set-string "image.digest=${image#*@}" \
  --set-string "serviceAccount.roleArn=$role"

kubectl rollout status deployment/cloudwatch-mcp --namespace "$namespace" --timeout=5m

said="$(mktemp)"
trap 'rm -f "$said"' EXIT
code=0
kubectl exec deployment/cloudwatch-mcp --namespace "$namespace" -- cloudwatch-mcp doctor 2>"$said" || code=$?
cat "$said" >&2
# kubectl's own failures are 1 too, as are doctor's warnings: only of the latter does it say so.
if [ "$code" -eq 1 ] && grep -q 'command terminated with exit code 1$' "$said"; then
  echo "::warning title=doctor in $namespace::cloudwatch-mcp doctor has warnings: see the log of this step"
  exit 0
fi
exit "$code"
