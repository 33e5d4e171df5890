# shellcheck shell=bash
# Checks that need running containers.

app=app.kubernetes.io/instance=cloudwatch-mcp,app.kubernetes.io/component=server

ask_everything() { # namespace
  local namespace="$1" in_pod
  in_pod=(kubectl -n "$namespace" exec deployment/$release --)
  check 'helm test' "$helm" test $release -n "$namespace" --timeout 60s
  checks_in "$namespace" 'every tool' ask-tools.ts "http://$release.$namespace.svc:3334/mcp" $role /scripts/questions.ts /scripts/promql-questions.ts
  told "the short name, as LibreChat has it: http://$release:3334/mcp" \
    answers_post "$namespace" "$release:3334" 406
  told 'a name that is not its own is refused' answers_post "$namespace" rebound.example 403
  told 'env | grep AWS_ROLE_ARN' pipe_grep AWS_ROLE_ARN="$role_arn" "${in_pod[@]}" env
  told 'the IRSA token is for STS, from this service account' pipe_grep "sts.amazonaws.com system:serviceaccount:$namespace:cloudwatch-mcp-service-account" "${in_pod[@]}" \
    node --eval "const [, claims] = require('node:fs').readFileSync(process.env.AWS_WEB_IDENTITY_TOKEN_FILE, 'utf8').split('.');
      const { aud, sub } = JSON.parse(Buffer.from(claims, 'base64url')); console.log(...aud, sub)"
  told 'cloudwatch-mcp doctor finds nothing that fails' doctor "${in_pod[@]}"
}

# What an empty POST by a Host header is answered with: 406 asks for an Accept header, and means that the name is known.
answers_post() { # namespace, host, status
  kubectl -n "$1" exec client -- node --eval "const options = { method: 'POST', host: '$release', port: 3334, path: '/mcp', headers: { host: '$2' } };
    require('node:http').request(options, ({ statusCode }) => {
      console.log('HTTP ' + statusCode);
      process.exitCode = statusCode === $3 ? 0 : 1;
    }).end()"
}

pipe_grep() { # text command…
  local text="$1"
  shift
  "$@" | grep -F "$text"
}

# 0: all passes, 1: warnings only, 2: something failed.
doctor() {
  local out code
  out=$("$@" cloudwatch-mcp doctor 2>&1)
  code=$?
  out=$(grep -v '^command terminated' <<<"$out")
  printf 'exit code %d, %s\n' $code "$(tail -n 1 <<<"$out")"
  grep -vE '^(pass |$)' <<<"$out" | sed '1d;$d'
  [ $code -lt 2 ] && grep -q "$role" <<<"$out"
}

check_image() { # namespace
  local in_pod
  in_pod=(kubectl -n "$1" exec "deployment/$release" --)
  told 'cloudwatch-mcp --version' "${in_pod[@]}" cloudwatch-mcp --version
  told 'it runs as 65532:65532' pipe_grep 'uid=65532 gid=65532' "${in_pod[@]}" id
  check 'its root file system is read-only' refused 'read-only file system' "${in_pod[@]}" node --eval "require('node:fs').writeFileSync('/tmp/file', '')"
  checks_in "$1" 'start and end' start.ts
}

# New pods take over under a load of calls, some of which take longer than a pod goes on taking connections once it is to
# leave (preStopSleepSeconds and the drain delay: 10 s). The pods' ends are watched: each must leave with 0.
roll_under_load() { # namespace
  local namespace="$1" before load watch
  before=$(kubectl -n "$namespace" get pods -l $app -o name | sort)
  fault "$namespace" DescribeAlarms '{"delayMs":12000,"share":0.5}'
  kubectl -n "$namespace" get pods -l $app --watch -o jsonpath='{.metadata.name} {.status.containerStatuses[0].state.terminated.exitCode}{"\n"}' >"$work/ends" 2>/dev/null &
  watch=$!
  in_client "$namespace" load.ts "http://$release:3334/mcp" /tmp/stop >"$work/load" 2>&1 &
  load=$!
  until_true 30 grep -q 'under way' "$work/load" || cat "$work/load"
  check 'kubectl rollout restart' kubectl -n "$namespace" rollout restart deployment/$release
  check 'kubectl rollout status' kubectl -n "$namespace" rollout status deployment/$release --timeout=180s
  # shellcheck disable=SC2086 # one argument a pod
  check 'the old pods end' kubectl -n "$namespace" wait --for=delete $before --timeout=120s
  kubectl -n "$namespace" exec client -- touch /tmp/stop
  told 'no call is lost' finished $load
  check 'each old pod drained and left with 0' left_with_zero "$before"
  kill $watch
  fault "$namespace" DescribeAlarms
}

finished() { # process id of the load, whose output is in $work/load
  # A subshell may not wait for its parent's children: the output says how it ended.
  until_true 60 grep -q ' calls, ' "$work/load" && tail -n +2 "$work/load" | grep . && grep -qE '^[1-9][0-9]* calls, 0 lost' "$work/load"
}

left_with_zero() { # pods as kubectl names them
  local pod bad=0
  for pod in $1; do
    grep -qx "${pod#pod/} 0" "$work/ends" || { printf '%s did not\n' "$pod" && bad=1; }
  done
  [ $bad = 0 ] || { sort -u "$work/ends" && return 1; }
}

largest_answers() { # namespace
  local namespace="$1"
  check 'helm upgrade to an account of 100,000 metrics and 5,000,000 log events a day' upgrade "$helm" "$namespace" \
    --set 'extraEnv[0].value'="http://sandbox-large.$upstreams:4566"
  check 'the old pods end' until_true 90 pods_are "$namespace" 2
  told 'many at once are answered' in_client "$namespace" largest-answers.ts "http://$release.$namespace.svc.cluster.local:3334/mcp" "${CALLS:-24}" "${AT_ONCE:-24}"
  told 'no pod was killed or restarted' never_restarted "$namespace"
  told 'most memory a pod has held, of its limit' peak_memory "$namespace"
}

pods_are() { # namespace, count
  is "$(kubectl -n "$1" get pods -l $app -o name | wc -l)" "$2"
}

never_restarted() { # namespace
  local said
  said=$(kubectl -n "$1" get pods -l $app -o jsonpath='{range .items[*]}{.metadata.name}: {.status.containerStatuses[0].restartCount} restarts {.status.containerStatuses[0].lastState.terminated.reason}, ready {.status.containerStatuses[0].ready}; {end}')
  printf '%s\n' "$said"
  ! grep -qE ': [1-9][0-9]* restarts|OOMKilled|ready false' <<<"$said"
}

# cgroup v2's files, else v1's.
peak_memory() { # namespace
  local pod
  for pod in $(kubectl -n "$1" get pods -l $app -o name); do
    kubectl -n "$1" exec "$pod" -- node --eval "
      const { readFileSync, existsSync } = require('node:fs');
      const read = (...files) => Number(readFileSync(files.find((file) => existsSync(file)), 'utf8')) / 1024 ** 2;
      const at = '/sys/fs/cgroup/';
      console.log(Math.round(read(at + 'memory.peak', at + 'memory/memory.max_usage_in_bytes')) + ' of ' +
        Math.round(read(at + 'memory.max', at + 'memory/memory.limit_in_bytes')) + ' MiB')"
  done | paste -sd' ' | sed 's/MiB /MiB, /'
}
