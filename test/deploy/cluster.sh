#!/usr/bin/env bash
# Installs the chart into a cluster as users do, and checks what it is promised to do there. Needs kubectl and helm alone.
#   test/deploy/cluster.sh KUBECONFIG [IMAGE]
#   IMAGE             an image that the nodes have or can pull; else the chart's own
#   HELM=helm3        the helm to use; OTHER_HELM (helm3 beside helm, helm beside helm3) installs once too, where it is there
#   PULL_POLICY=…     IfNotPresent, unless given
#   KEEP=1            leaves the namespaces in place
# Makes, and removes, the namespaces jarvis, jarvis-demo and cloudwatch-mcp-upstreams; refuses where others made them.
# "AWS" is the product's own sandbox in a pod. On nodes that run nothing (kwok) what needs a running container is left out.
# The last line is `N passed, N failed`; the exit code is 0 if nothing failed.
set -uo pipefail
if [ ! -s "${1:-}" ]; then
  echo "missing: a cluster. KUBECONFIG=file IMAGE=name:tag npm run test:cluster, or test/deploy/cluster.sh KUBECONFIG [IMAGE]; \"${1:-}\" is no file" >&2
  exit 2
fi
KUBECONFIG="$(cd "$(dirname "$1")" && pwd)/$(basename "$1")"
export KUBECONFIG
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
parts="$root/test/deploy/cluster" chart="$root/charts/cloudwatch-mcp"
image="${2:-cloudwatch-mcp:$(sed -n 's/^appVersion: *"\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' "$chart/Chart.yaml")}"
pull_policy="${PULL_POLICY:-IfNotPresent}"
helm="${HELM:-helm}"
if [ "$helm" = helm3 ]; then other="${OTHER_HELM:-helm}"; else other="${OTHER_HELM:-helm3}"; fi
role=CloudWatchMCPServerRole role_arn="arn:aws:iam::123456789012:role/$role"
release=cloudwatch-mcp upstreams=cloudwatch-mcp-upstreams namespaces=(jarvis jarvis-demo)
for tool in kubectl "$helm"; do
  command -v "$tool" >/dev/null || { echo "cluster.sh: $tool is not on the PATH" >&2 && exit 2; }
done
work="$(mktemp -d)"
export HELM_CACHE_HOME="$work/.cache" HELM_CONFIG_HOME="$work/.config" HELM_DATA_HOME="$work/.data"

# shellcheck source=test/deploy/cluster/lib.sh
. "$parts/lib.sh"
# shellcheck source=test/deploy/cluster/setting.sh
. "$parts/setting.sh"
# shellcheck source=test/deploy/cluster/running.sh
. "$parts/running.sh"
# shellcheck source=test/deploy/cluster/lifecycle.sh
. "$parts/lifecycle.sh"

finish() { # why so early, if it is
  [ $# -eq 0 ] || printf '# %s\n' "$1"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
  exit
}
trap 'remove_namespaces; rm -rf "$work"' EXIT

printf '# %s, %s, %s\n' "$(kubectl version 2>/dev/null | sed -n 's/^Server Version: /Kubernetes /p')" "$helm $($helm version --template '{{.Version}}')" "$image"
if fake_nodes; then
  running=no
  echo '# the nodes run nothing (kwok): what needs a running container is left out'
else
  running=yes
fi
refuse_foreign_namespaces || exit 2
make_namespaces
[ $running = no ] || start_upstreams

echo '# install'
for namespace in "${namespaces[@]}"; do
  install_release "$helm" "$namespace" || finish 'without an installation there is nothing to ask'
done
check 'the two releases share nothing but the role' one_role_two_releases
if [ $running = yes ]; then
  for namespace in "${namespaces[@]}"; do
    echo "# in $namespace"
    ask_everything "$namespace"
  done
  echo '# the image'
  check_image jarvis
  echo '# rollout under load'
  roll_under_load jarvis
  echo '# the largest answers at the default limits'
  largest_answers jarvis-demo
fi
echo '# upgrade, rollback, uninstall'
upgrade_and_rollback jarvis
for namespace in "${namespaces[@]}"; do uninstall_release "$helm" "$namespace"; done
if command -v "$other" >/dev/null; then
  echo "# $other $($other version --template '{{.Version}}')"
  install_release "$other" jarvis
  check 'helm test' "$other" test $release -n jarvis --timeout 60s
  uninstall_release "$other" jarvis
else
  echo "# $other is not on the PATH: it did not install"
fi
echo '# kubectl apply -k'
for namespace in "${namespaces[@]}"; do kustomize "$namespace"; done

finish
