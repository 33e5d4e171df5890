# shellcheck shell=bash
# Checks and waiting for cluster.sh.
passed=0 failed=0

result() { # word, milliseconds, what
  printf '%-4s %6d ms  %s\n' "$1" "$2" "$3"
  if [ "$1" = ok ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# check WHAT COMMAND…: passes when the command does; its last lines are shown where it does not.
check() {
  local what="$1" began out word=ok
  shift
  began=$(date +%s%N)
  out=$("$@" 2>&1) || word=FAIL
  result $word $((($(date +%s%N) - began) / 1000000)) "$what"
  if [ $word = FAIL ]; then printf '%s\n' "$out" | tail -n 12 | cut -c1-500 | sed 's/^/       | /'; fi
  [ $word = ok ]
}

# told WHAT COMMAND…: the same, and what the command printed is part of the line.
told() {
  local what="$1" began out word=ok
  shift
  began=$(date +%s%N)
  out=$("$@" 2>&1) || word=FAIL
  result $word $((($(date +%s%N) - began) / 1000000)) "$what: $(head -n 1 <<<"$out" | cut -c1-300)"
  if [ "$(wc -l <<<"$out")" -gt 1 ]; then tail -n +2 <<<"$out" | tail -n 14 | cut -c1-500 | sed 's/^/       | /'; fi
  [ $word = ok ]
}

# checks_in NAMESPACE WHAT SCRIPT ARGUMENT…: the checks that a script prints in that namespace's client pod.
checks_in() {
  local namespace="$1" what="$2" out code
  shift 2
  out=$(in_client "$namespace" "$@" 2>&1)
  code=$?
  printf '%s\n' "$out"
  passed=$((passed + $(grep -c '^ok ' <<<"$out")))
  failed=$((failed + $(grep -c '^FAIL ' <<<"$out")))
  if [ $code -ne 0 ] || ! grep -qE '^(ok|FAIL) ' <<<"$out"; then result FAIL 0 "$what: the script ended with $code"; fi
}

in_client() { # namespace, script, arguments
  local namespace="$1" script="$2"
  shift 2
  kubectl -n "$namespace" exec client -- node "/scripts/$script" "$@"
}

is() { # found, wanted
  [ "$1" = "$2" ] || { printf 'it is "%s", not "%s"\n' "$1" "$2" && return 1; }
}

# refused PATTERN COMMAND…: passes when the command fails and says the pattern.
refused() {
  local pattern="$1" out
  shift
  if out=$("$@" 2>&1); then printf 'it was not refused: %s\n' "$out" && return 1; fi
  grep -qiE "$pattern" <<<"$out" || { printf 'it was refused otherwise: %s\n' "$out" && return 1; }
}

# until_true SECONDS COMMAND…: asks twice a second until the command passes.
until_true() {
  local until=$((SECONDS + $1)) out
  shift
  until out=$("$@" 2>&1); do
    [ $SECONDS -lt $until ] || { printf '%s\n' "$out" && return 1; }
    sleep 0.5
  done
}

# Fills in the image: the manifests are applied by kubectl alone.
manifest() { # file, namespace
  sed "s|IMAGE|$image|; s|PULL_POLICY|$pull_policy|" "$parts/$1" | kubectl -n "$2" apply -f -
}
