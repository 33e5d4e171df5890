# shellcheck shell=bash
# What stands around the releases: namespaces, "AWS", a Prometheus, client pods.

fake_nodes() {
  local all fake
  all=$(kubectl get nodes -o name | wc -l)
  fake=$(kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.annotations.kwok\.x-k8s\.io/node}{"\n"}{end}' | grep -c .)
  [ "$fake" -eq "$all" ]
}

# A namespace of that name which this script did not make may hold somebody's installation.
refuse_foreign_namespaces() {
  local namespace mine
  for namespace in "${namespaces[@]}" $upstreams; do
    kubectl get namespace "$namespace" >/dev/null 2>&1 || continue
    mine=$(kubectl get namespace "$namespace" -o jsonpath='{.metadata.labels.cloudwatch-mcp-test}')
    [ "$mine" = cluster ] && continue
    echo "cluster.sh: the namespace $namespace is there already, and this script would remove it: take another cluster" >&2
    return 1
  done
  remove_namespaces
}

remove_namespaces() {
  [ -z "${KEEP:-}" ] || return 0
  kubectl delete namespace "${namespaces[@]}" $upstreams --ignore-not-found --timeout=120s >/dev/null
}

make_namespaces() {
  local namespace
  for namespace in "${namespaces[@]}" $upstreams; do
    kubectl create namespace "$namespace" >/dev/null
    kubectl label namespace "$namespace" cloudwatch-mcp-test=cluster pod-security.kubernetes.io/enforce=restricted >/dev/null
    kubectl -n "$namespace" create configmap scripts --from-file="$parts/" \
      --from-file="$root/test/support/questions.ts" --from-literal=package.json='{"type":"module"}' >/dev/null
  done
  check 'the namespaces enforce Pod Security "restricted"' refused 'violates PodSecurity "restricted' \
    kubectl -n jarvis run privileged --image="$image" --privileged
}

start_upstreams() {
  local namespace
  manifest upstreams.yaml $upstreams >/dev/null
  for namespace in "${namespaces[@]}"; do manifest client.yaml "$namespace" >/dev/null; done
  check 'AWS (the sandbox) and a Prometheus are there' kubectl -n $upstreams wait --for=condition=Available deployment --all --timeout=120s
  for namespace in "${namespaces[@]}"; do
    check "a client pod runs in $namespace" kubectl -n "$namespace" wait --for=condition=Ready pod/client --timeout=60s
  done
}

# fault NAMESPACE OPERATION JSON: makes the sandbox answer an operation late or not; without JSON it is as before.
fault() {
  local method=DELETE body=null
  if [ -n "${3:-}" ]; then method=PUT body="'$3'"; fi
  kubectl -n "$1" exec client -- node --eval "
    fetch('http://sandbox.$upstreams:4566/_sandbox/faults/$2', { method: '$method', body: $body })
      .then((answer) => process.exit(answer.ok ? 0 : 1))"
}
