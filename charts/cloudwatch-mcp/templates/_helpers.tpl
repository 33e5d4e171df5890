{{- define "cloudwatch-mcp.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "cloudwatch-mcp.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := include "cloudwatch-mcp.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "cloudwatch-mcp.serviceAccountName" -}}
{{- .Values.serviceAccount.name }}
{{- end }}

{{/* What no two objects of a release share with another release's. */}}
{{- define "cloudwatch-mcp.instanceLabels" -}}
app.kubernetes.io/name: {{ include "cloudwatch-mcp.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* By these the Service, the NetworkPolicy and the rest find the serving pods, and only those: not the test's. */}}
{{- define "cloudwatch-mcp.selectorLabels" -}}
{{ include "cloudwatch-mcp.instanceLabels" . }}
app.kubernetes.io/component: server
{{- end }}

{{/* The chart's own labels, for a list of the root and a component. */}}
{{- define "cloudwatch-mcp.ownLabels" -}}
{{- with index . 0 }}
{{- $name := include "cloudwatch-mcp.name" . }}
app: {{ $name }}
{{ include "cloudwatch-mcp.instanceLabels" . }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
app.kubernetes.io/part-of: {{ $name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* Labels of every object: one of each name, since a name that is given twice is refused. Selectors go by the chart's own. */}}
{{- define "cloudwatch-mcp.labels" -}}
{{- merge (include "cloudwatch-mcp.ownLabels" (list . "server") | fromYaml) (.Values.commonLabels | default dict) | toYaml }}
{{- end }}

{{/* For a list of the root and labels by which others find the object: these come first. */}}
{{- define "cloudwatch-mcp.labelsWith" -}}
{{- merge (dict) (index . 1 | default dict) (include "cloudwatch-mcp.labels" (index . 0) | fromYaml) | toYaml }}
{{- end }}

{{/* The Service with the metrics port: the one Service inside the cluster, or one of its own beside a published one. */}}
{{- define "cloudwatch-mcp.metricsService" -}}
{{- $name := include "cloudwatch-mcp.fullname" . }}
{{- if eq .Values.service.type "ClusterIP" }}{{ $name }}{{ else }}{{ $name | trunc 55 | trimSuffix "-" }}-metrics{{ end }}
{{- end }}

{{- define "cloudwatch-mcp.image" -}}
{{- $image := .Values.image }}
{{- if $image.digest }}
{{- printf "%s@%s" $image.repository $image.digest }}
{{- else }}
{{- printf "%s:%s" $image.repository ($image.tag | default .Chart.AppVersion) }}
{{- end }}
{{- end }}

{{/* More than one pod at any time: a disruption budget then makes sense. */}}
{{- define "cloudwatch-mcp.fewestReplicas" -}}
{{- if .Values.autoscaling.enabled }}{{ .Values.autoscaling.minReplicas }}{{ else }}{{ .Values.replicaCount }}{{ end }}
{{- end }}

{{/* Longest life after the first word of the end: routes settle, new connections are still taken, the longest call ends. */}}
{{- define "cloudwatch-mcp.gracePeriod" -}}
{{- if kindIs "invalid" .Values.terminationGracePeriodSeconds }}
{{- add .Values.preStopSleepSeconds .Values.config.drainDelay .Values.config.toolTimeout 10 }}
{{- else }}
{{- .Values.terminationGracePeriodSeconds }}
{{- end }}
{{- end }}

{{/* A memory quantity in whole MiB; nothing where there is none. */}}
{{- define "cloudwatch-mcp.mebibytes" -}}
{{- /* YAML's numbers arrive as floating point, whose text has an exponent. */}}
{{- $text := ternary (printf "%.0f" (float64 .)) (toString .) (kindIs "float64" .) }}
{{- $number := regexFind "^[0-9]+(\\.[0-9]+)?" $text | float64 }}
{{- $unit := regexFind "[A-Za-z]*$" $text }}
{{- $bytes := dict "" 1 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 }}
{{- divf (mulf $number (get $bytes $unit | float64)) 1048576 | floor | int }}
{{- end }}

{{/*
Node's heap limit. Half of the container's memory: the rest is for the runtime, code, buffers of answers being read and
the young generation, of which the heap limit knows nothing. Without a memory limit Node goes by the node's memory.
The young generation is large enough that few requests outlive two scavenges. Of the four helper threads that Node starts for
V8 one is left: on fewer cores a collection's pause lasts until the last of them got one.
*/}}
{{- define "cloudwatch-mcp.nodeOptions" -}}
{{- $limit := dig "limits" "memory" "" .Values.resources }}
{{- if $limit -}}
--max-old-space-size={{ div (include "cloudwatch-mcp.mebibytes" $limit | int) 2 }} {{ end -}}
--max-semi-space-size=16 --v8-pool-size=1
{{- end }}

{{/*
The Host headers that are accepted: whatever callers may rightly call the service. Names with a wildcard are not among
them, since a name is accepted to the letter: the notes say so.
*/}}
{{- define "cloudwatch-mcp.allowedHosts" -}}
{{- $name := include "cloudwatch-mcp.fullname" . }}
{{- $namespace := .Release.Namespace }}
{{- $hosts := concat (.Values.config.allowedHosts | default list) (list $name (printf "%s.%s" $name $namespace) (printf "%s.%s.svc" $name $namespace) (printf "%s.%s.svc.%s" $name $namespace .Values.clusterDomain)) }}
{{- $hosts = concat $hosts (include "cloudwatch-mcp.publicHosts" . | fromJsonArray) }}
{{- with .Values.auth.resourceUrl }}{{ $hosts = append $hosts (urlParse . | dig "hostname" "") }}{{ end }}
{{- /* `kubectl port-forward`, and the check of `doctor` in the pod. */}}
{{- $hosts = concat $hosts (list "localhost" "127.0.0.1" "[::1]") }}
{{- $plain := list }}
{{- range $hosts }}{{ if not (contains "*" .) }}{{ $plain = append $plain (lower .) }}{{ end }}{{ end }}
{{- $plain | uniq | toJson }}
{{- end }}

{{/* The names of the Ingress and the HTTPRoute. */}}
{{- define "cloudwatch-mcp.publicHosts" -}}
{{- $hosts := list }}
{{- if .Values.ingress.enabled }}{{ range .Values.ingress.hosts }}{{ $hosts = append $hosts .host }}{{ end }}{{ end }}
{{- if .Values.httpRoute.enabled }}{{ $hosts = concat $hosts (.Values.httpRoute.hostnames | default list) }}{{ end }}
{{- $hosts | toJson }}
{{- end }}

{{/* Where the Ingress answers: by HTTPS where it has certificates, or an AWS load balancer listens so. */}}
{{- define "cloudwatch-mcp.publicUrls" -}}
{{- $urls := list }}
{{- with .Values.ingress }}
{{- $ports := dig "alb.ingress.kubernetes.io/listen-ports" "" (.annotations | default dict) }}
{{- $certificate := dig "alb.ingress.kubernetes.io/certificate-arn" "" (.annotations | default dict) }}
{{- $scheme := ternary "https" "http" (or (not (empty .tls)) (contains "HTTPS" $ports) (not (empty $certificate))) }}
{{- if .enabled }}
{{- range .hosts }}
{{- $path := dig "path" "/mcp" (first (.paths | default list) | default dict) }}
{{- $urls = append $urls (printf "%s://%s%s" $scheme .host (ternary "/mcp" $path (eq $path "/"))) }}
{{- end }}
{{- end }}
{{- end }}
{{- $urls | toJson }}
{{- end }}

{{/* Where the Secret with the tokens is mounted, whole: what is mounted by subPath never changes. */}}
{{- define "cloudwatch-mcp.tokensFolder" -}}
/var/run/secrets/cloudwatch-mcp
{{- end }}

{{/* The service's settings as the file it reads. A key is a setting's name. */}}
{{- define "cloudwatch-mcp.config" -}}
{{- $config := .Values.config }}
{{- $auth := .Values.auth }}
{{- $file := dict
  "auth" $auth.mode
  "allowedHosts" (include "cloudwatch-mcp.allowedHosts" . | fromJsonArray)
  "port" 3334
  "adminPort" 9464
  "logLevel" $config.logLevel
  "toolsets" $config.toolsets
  "toolTimeout" (int $config.toolTimeout)
  "maxResultTokens" (int $config.maxResultTokens)
  "maxScanGb" (int $config.maxScanGb)
  "logsSearchRate" (int $config.logsSearchRate)
  "drainDelay" (int $config.drainDelay)
}}
{{- with $config.regions }}{{ $_ := set $file "regions" . }}{{ end }}
{{- with $config.disabledTools }}{{ $_ := set $file "disabledTools" . }}{{ end }}
{{- with $config.prometheusUrls }}{{ $_ := set $file "prometheusUrls" . }}{{ end }}
{{- with $config.allowedOrigins }}{{ $_ := set $file "allowedOrigins" . }}{{ end }}
{{- range $section := list "accounts" "policy" "budgets" "redaction" }}
{{- with get $config $section }}{{ $_ := set $file $section . }}{{ end }}
{{- end }}
{{- if eq $auth.mode "bearer" }}{{ $_ := set $file "bearerTokensFile" (printf "%s/tokens" (include "cloudwatch-mcp.tokensFolder" .)) }}{{ end }}
{{- if eq $auth.mode "oidc" }}{{ $_ := set $file "oidc" $auth.oidc }}{{ end }}
{{- toYaml $file }}
{{- end }}

{{/*
The container's environment: the chart's own, but for names that extraEnv gives too. Two entries of one name would be
refused by server-side apply, which Helm 4 uses.
*/}}
{{- define "cloudwatch-mcp.env" -}}
{{- $given := list }}
{{- range .Values.extraEnv }}{{ $given = append $given .name }}{{ end }}
{{- $own := list
  (dict "name" "CLOUDWATCH_MCP_CONFIG" "value" "/etc/cloudwatch-mcp/config.yaml")
  (dict "name" "CLOUDWATCH_MCP_SERVER_HOST" "value" .Values.config.serverHost)
  (dict "name" "AWS_STS_REGIONAL_ENDPOINTS" "value" "regional")
  (dict "name" "NODE_OPTIONS" "value" (include "cloudwatch-mcp.nodeOptions" .))
}}
{{- with .Values.config.region }}{{ $own = append $own (dict "name" "AWS_REGION" "value" .) }}{{ end }}
{{- if eq .Values.auth.mode "none" }}
{{- $own = append $own (dict "name" "CLOUDWATCH_MCP_ALLOW_UNAUTHENTICATED" "value" "true") }}
{{- end }}
{{- if eq .Values.auth.mode "oidc" }}
{{- $own = append $own (dict "name" "CLOUDWATCH_MCP_RESOURCE_URL" "value" .Values.auth.resourceUrl) }}
{{- end }}
{{- $env := list }}
{{- range $own }}{{ if not (has .name $given) }}{{ $env = append $env . }}{{ end }}{{ end }}
{{- toYaml (concat $env (.Values.extraEnv | default list)) }}
{{- end }}

{{/* The part of AWS that the role is in, else the region. */}}
{{- define "cloudwatch-mcp.partition" -}}
{{- $region := .Values.config.region | default (first (.Values.config.regions | default list)) | default "" }}
{{- if .Values.serviceAccount.roleArn }}{{ index (splitList ":" .Values.serviceAccount.roleArn) 1 }}
{{- else if hasPrefix "cn-" $region }}aws-cn
{{- else if hasPrefix "us-gov-" $region }}aws-us-gov
{{- else }}aws{{ end }}
{{- end }}

{{/* The toolsets that the role must have a policy for: "all", or some, or none. The tools of `server` need none. */}}
{{- define "cloudwatch-mcp.toolsetsToAllow" -}}
{{- $wanted := list }}
{{- $all := true }}
{{- range list "logs" "metrics" "alarms" "promql" "bedrock" "server" "cli" }}
{{- if has . $.Values.config.toolsets }}{{ $wanted = append $wanted . }}{{ else }}{{ $all = false }}{{ end }}
{{- end }}
{{- if $all }}all{{ else }}{{ join "," $wanted }}{{ end }}
{{- end }}

{{/* RFC 9728: at it, and at it followed by the resource's path, the service says who its issuers are. */}}
{{- define "cloudwatch-mcp.metadataPath" -}}
/.well-known/oauth-protected-resource
{{- end }}

{{/* What a client asks the issuer for where users log in, the first with a login: all that the toolsets need, and openid. */}}
{{- define "cloudwatch-mcp.scopesToAsk" -}}
{{- $issuer := dict }}
{{- range .Values.auth.oidc.issuers }}
{{- if and (empty $issuer) (ne (dig "authorizationServer" "" . | toString) "false") }}{{ $issuer = . }}{{ end }}
{{- end }}
{{- $scopes := dig "requiredScopes" list $issuer }}
{{- if dig "limitByScopes" true $issuer }}
{{- range .Values.config.toolsets }}
{{- $usual := ternary "" (printf "%s:read" .) (eq . "server") }}
{{- with dig "toolsetScopes" . $usual $.Values.auth.oidc }}{{ $scopes = append $scopes . }}{{ end }}
{{- end }}
{{- end }}
{{- $asked := list "openid" }}
{{- range uniq $scopes }}{{ $asked = append $asked (printf "%s%s" (dig "scopePrefix" "" $issuer) .) }}{{ end }}
{{- join " " $asked }}
{{- end }}

{{/* The roles of other accounts that the pods assume. */}}
{{- define "cloudwatch-mcp.readerRoles" -}}
{{- $roles := list }}
{{- range .Values.config.accounts }}{{ with .roleArn }}{{ $roles = append $roles . }}{{ end }}{{ end }}
{{- $roles | uniq | toJson }}
{{- end }}

{{/* host:port of a URL, with the port that its scheme implies. */}}
{{- define "cloudwatch-mcp.addressOf" -}}
{{- $url := urlParse . }}
{{- $url.host }}{{ if not (regexMatch ":[0-9]+$" $url.host) }}:{{ ternary "443" "80" (eq $url.scheme "https") }}{{ end }}
{{- end }}

{{/* Refuses what would serve strangers, what the service would not start with, and what Kubernetes would refuse. */}}
{{- define "cloudwatch-mcp.validate" -}}
{{- include "cloudwatch-mcp.validateAuth" .Values.auth }}
{{- if and (eq .Values.auth.mode "none") (not .Values.networkPolicy.enabled) (not .Values.auth.allowUnauthenticated) }}
{{- fail "networkPolicy.enabled=false with auth.mode=none would answer every pod of the cluster: keep the policy, or set auth.allowUnauthenticated=true if something else keeps strangers out." }}
{{- end }}
{{- $limit := dig "limits" "memory" "" .Values.resources }}
{{- $request := dig "requests" "memory" "" .Values.resources }}
{{- if and $limit $request }}
{{- if lt (include "cloudwatch-mcp.mebibytes" $limit | int) (include "cloudwatch-mcp.mebibytes" $request | int) }}
{{- fail (printf "resources.limits.memory is %v, below resources.requests.memory, %v: raise the limit, or lower the request." $limit $request) }}
{{- end }}
{{- end }}
{{- end }}

{{/* A mode has what it needs, and what another needs is not given in vain: one would take the service for closed. */}}
{{- define "cloudwatch-mcp.validateAuth" -}}
{{- if and (eq .mode "bearer") (not .existingSecret) }}
{{- fail "auth.mode=bearer needs auth.existingSecret: a Secret whose key auth.existingSecretKey has a line `name: token` for each caller." }}
{{- end }}
{{- if and (eq .mode "oidc") (not .oidc) }}
{{- fail "auth.mode=oidc needs auth.oidc.issuers: whose access tokens are taken." }}
{{- end }}
{{- if and (eq .mode "oidc") (not .resourceUrl) }}
{{- fail "auth.mode=oidc needs auth.resourceUrl: the URL of /mcp as clients have it, such as https://cloudwatch-mcp.example.com/mcp." }}
{{- end }}
{{- if and .existingSecret (ne .mode "bearer") }}
{{- fail (printf "auth.existingSecret is %s and auth.mode is %s, which reads no tokens: set auth.mode=bearer, or leave it out." .existingSecret .mode) }}
{{- end }}
{{- if and (or .oidc .resourceUrl) (ne .mode "oidc") }}
{{- fail (printf "auth.%s is set and auth.mode is %s, which asks no issuer: set auth.mode=oidc, or leave it out." (ternary "oidc" "resourceUrl" (not (empty .oidc))) .mode) }}
{{- end }}
{{- end }}
