# shellcheck shell=bash
# Install, upgrade, rollback, uninstall, kustomize: what the API server sees, with containers or without.

# What every release of this test is given beside its namespace.
values() {
  printf '%s\n' --values "$parts/values.yaml" --set serviceAccount.roleArn="$role_arn" --set image.pullPolicy="$pull_policy"
  case "$image" in
  *@*) printf '%s\n' --set image.repository="${image%@*}" --set image.digest="${image#*@}" ;;
  *) printf '%s\n' --set image.repository="${image%:*}" --set-string image.tag="${image##*:}" ;;
  esac
}

install_release() { # helm, namespace
  local given
  mapfile -t given < <(values)
  if ! check "$1 install -n $2 --wait" "$1" install $release "$chart" -n "$2" "${given[@]}" --wait --timeout 120s; then
    kubectl -n "$2" get pods,events 2>&1 | tail -n 15
    return 1
  fi
}

upgrade() { # helm, namespace, arguments
  local helm="$1" namespace="$2" given
  shift 2
  mapfile -t given < <(values)
  "$helm" upgrade $release "$chart" -n "$namespace" "${given[@]}" "$@" --wait --timeout 120s
}

one_role_two_releases() {
  local namespace arns
  for namespace in "${namespaces[@]}"; do
    arns+="$(kubectl -n "$namespace" get serviceaccount cloudwatch-mcp-service-account -o jsonpath='{.metadata.annotations.eks\.amazonaws\.com/role-arn}') "
    pod_count_is "$namespace" 2 || return 1
  done
  is "$arns" "$role_arn $role_arn "
}

pod_count_is() { # namespace, count
  is "$(kubectl -n "$1" get deployment $release -o jsonpath='{.status.readyReplicas}')" "$2"
}

checksum() { # namespace
  kubectl -n "$1" get deployment $release -o jsonpath='{.spec.template.metadata.annotations.checksum/config}'
}

upgrade_and_rollback() { # namespace
  local namespace="$1" before after
  before=$(checksum "$namespace")
  check 'helm upgrade with another setting' upgrade "$helm" "$namespace" --set config.logLevel=WARNING
  after=$(checksum "$namespace")
  check 'the setting rolled the pods' test -n "$before" -a "$before" != "$after"
  if [ $running = yes ]; then
    told 'the service has it' pipe_grep 'logLevel: WARNING' kubectl -n "$namespace" exec deployment/$release -- cat /etc/cloudwatch-mcp/config.yaml
  fi
  check 'helm rollback' "$helm" rollback $release 1 -n "$namespace" --wait --timeout 120s
  check 'it is as it was' is "$(checksum "$namespace")" "$before"
  check 'helm upgrade refuses a wrong value' refused 'logLevel' upgrade "$helm" "$namespace" --set config.logLevel=LOUD
  check 'two pods serve' until_true 60 pod_count_is "$namespace" 2
}

uninstall_release() { # helm, namespace
  check "$1 uninstall -n $2" "$1" uninstall $release -n "$2" --wait --timeout 120s
  check "nothing of it is left in $2" until_true 90 nothing_left "$2"
}

# Of any kind the cluster knows, Helm's own records among them; events say what was. What cannot be asked is no answer.
nothing_left() { # namespace
  local known kinds named ours helms accounts
  known=$(kubectl api-resources --verbs=list --namespaced -o name) || return 1
  kinds=$(grep -vE '^events(\.|$)|metrics\.k8s\.io$' <<<"$known" | paste -sd,)
  for named in deployments.apps networkpolicies.networking.k8s.io services; do
    [[ ",$kinds," = *",$named,"* ]] || { printf 'the cluster names no %s: %s\n' "$named" "$kinds" && return 1; }
  done
  ours=$(kubectl -n "$1" get "$kinds" -l app.kubernetes.io/instance=$release -o name) || return 1
  helms=$(kubectl -n "$1" get secrets,configmaps -l owner=helm -o name) || return 1
  accounts=$(kubectl -n "$1" get serviceaccounts -o name) || return 1
  is "$ours$helms$(grep -v /default <<<"$accounts")" ''
}

# The overlay as it is, but for the image and what EKS and AWS would be.
kustomize() { # namespace
  local folder="$work/kustomize-$1"
  mkdir -p "$folder"
  cp -r "$root/k8s" "$folder/k8s"
  {
    printf 'resources: [k8s/overlays/%s]\n' "$1"
    sed "s|IMAGE|$image|; s|PULL_POLICY|$pull_policy|" "$parts/kustomization.yaml"
  } >"$folder/kustomization.yaml"
  check "kubectl apply -k k8s/overlays/$1" kubectl apply -k "$folder"
  if check 'kubectl rollout status' kubectl -n "$1" rollout status deployment/$release --timeout=120s; then
    check 'kubectl diff -k finds no difference' kubectl diff -k "$folder"
    if [ $running = yes ]; then
      checks_in "$1" 'every tool' ask-tools.ts "http://$release.$1.svc:3334/mcp" $role /scripts/questions.ts /scripts/promql-questions.ts
    fi
  else
    kubectl -n "$1" get pods,events 2>&1 | tail -n 15
  fi
  check 'kubectl delete -k' kubectl delete -k "$folder" --timeout=120s
  check "nothing of it is left in $1" until_true 90 nothing_left "$1"
}
