{{/* What works and is weaker than it could be, or will not work: sentences for NOTES. */}}
{{- define "cloudwatch-mcp.warnings" -}}
{{- $values := .Values }}
{{- $found := list }}
{{- if and (eq $values.auth.mode "none") (not $values.networkPolicy.enabled) }}
{{- $found = append $found "auth.mode is none and networkPolicy.enabled is false: every pod that reaches the Service reads your logs with the role of this service." }}
{{- else if eq $values.auth.mode "none" }}
{{- $found = append $found (printf "auth.mode is none: every pod of %s may call. A NetworkPolicy refuses the others, if the cluster enforces NetworkPolicies (on EKS: the VPC CNI's enableNetworkPolicy)." .Release.Namespace) }}
{{- end }}
{{- if and (or $values.ingress.enabled $values.httpRoute.enabled (ne $values.service.type "ClusterIP")) (eq $values.auth.mode "none") }}
{{- $found = append $found "The service is published beyond the cluster's Services and auth.mode is none: put authentication in front of it." }}
{{- end }}
{{- if eq (toJson (($values.config.redaction | default dict).enabled)) "false" }}
{{- $found = append $found "config.redaction.enabled is false: passwords and tokens in log lines reach the model." }}
{{- end }}
{{- range include "cloudwatch-mcp.publicHosts" . | fromJsonArray }}
{{- if contains "*" . }}
{{- $found = append $found (printf "%s names no host: the service refuses those that config.allowedHosts does not name." .) }}
{{- end }}
{{- end }}
{{- $named := or $values.config.allowedHosts $values.auth.resourceUrl }}
{{- if and $values.httpRoute.enabled (not $values.httpRoute.hostnames) (not $named) }}
{{- $found = append $found "httpRoute.hostnames is empty: the service refuses the gateway's host names until config.allowedHosts has them." }}
{{- end }}
{{- if and (ne $values.service.type "ClusterIP") (not $named) }}
{{- $found = append $found (printf "config.allowedHosts is empty: the service refuses the names and addresses by which callers come through the %s." $values.service.type) }}
{{- end }}
{{- if and (ne $values.auth.mode "none") (hasPrefix "http://" ($values.auth.resourceUrl | default "")) }}
{{- $found = append $found "auth.resourceUrl is http: whoever is on the way reads the tokens. Keep it within the cluster, or end TLS before it." }}
{{- end }}
{{- if and (eq $values.auth.mode "oidc") (eq $values.service.type "ClusterIP") (not (include "cloudwatch-mcp.leadsToResource" .)) }}
{{- $found = append $found (printf "No Ingress or HTTPRoute of this release leads %s to the Service: clients find neither the service nor its login there until something does, for /mcp and %s." $values.auth.resourceUrl (include "cloudwatch-mcp.metadataPath" .)) }}
{{- end }}
{{- if and $values.ingress.enabled (ne $values.auth.mode "none") (regexMatch "\"http://" (include "cloudwatch-mcp.publicUrls" .)) }}
{{- $found = append $found "The Ingress has no certificate: whoever is on the way reads the tokens." }}
{{- end }}
{{- if and (or $values.ingress.enabled $values.httpRoute.enabled) $values.networkPolicy.enabled (not $values.networkPolicy.clientsFrom) }}
{{- $found = append $found "networkPolicy.clientsFrom is empty: the Ingress controller or gateway of another namespace is refused." }}
{{- end }}
{{- if and (ne $values.service.type "ClusterIP") $values.networkPolicy.enabled (not $values.networkPolicy.clientsFrom) }}
{{- $found = append $found (printf "networkPolicy.clientsFrom is empty: what comes through the %s is refused. Admit its callers by ipBlock." $values.service.type) }}
{{- end }}
{{- if and $values.networkPolicy.enabled (not $values.networkPolicy.extraEgress) }}
{{- range $server, $url := $values.config.prometheusUrls }}
{{- if not (include "cloudwatch-mcp.isOutsideByHttps" $url) }}
{{- $found = append $found (printf "networkPolicy.extraEgress is empty: the Prometheus server %s, %s, cannot be reached. Allow its pods' own port, which a policy sees in place of the Service's: often 9090." $server $url) }}
{{- end }}
{{- end }}
{{- end }}
{{- if and $values.networkPolicy.enabled (not $values.networkPolicy.extraEgress) }}
{{- range dig "issuers" list ($values.auth.oidc | default dict) }}
{{- if not (include "cloudwatch-mcp.isOutsideByHttps" .issuer) }}
{{- $found = append $found (printf "networkPolicy.extraEgress is empty: the issuer %s cannot be asked for its keys. Allow its pods' own port." .issuer) }}
{{- end }}
{{- end }}
{{- end }}
{{- if not (contains "/" $values.image.repository) }}
{{- $found = append $found (printf "image.repository is %s, which nodes look for on Docker Hub: name the registry that the image was pushed to." $values.image.repository) }}
{{- end }}
{{- if and (not $values.image.digest) (eq $values.image.tag "latest") }}
{{- $found = append $found "image.tag is latest: a rollback cannot bring the older image back. Use a version or image.digest." }}
{{- end }}
{{- if and (not $values.image.digest) (ne $values.image.pullPolicy "Always") }}
{{- $found = append $found (printf "image.pullPolicy is %s without image.digest: nodes keep the image they have, also after a push and a restart." $values.image.pullPolicy) }}
{{- end }}
{{- if not (dig "limits" "memory" "" $values.resources) }}
{{- $found = append $found "resources.limits.memory is not set: one large answer may take the node's memory." }}
{{- else if lt (include "cloudwatch-mcp.mebibytes" (dig "limits" "memory" "" $values.resources) | int) 512 }}
{{- $found = append $found (printf "resources.limits.memory is %v: below 512Mi large answers may end the pod." $values.resources.limits.memory) }}
{{- end }}
{{- $pods := include "cloudwatch-mcp.fewestReplicas" . | int }}
{{- if eq $pods 0 }}
{{- $found = append $found "replicaCount is 0: nobody is answered." }}
{{- else if eq $pods 1 }}
{{- $found = append $found "There is one pod: while its node is drained nobody is answered." }}
{{- else if and $values.podDisruptionBudget.enabled (include "cloudwatch-mcp.budgetForbidsAll" .) }}
{{- $found = append $found (printf "podDisruptionBudget lets no pod of %d go: no node of theirs can be drained." $pods) }}
{{- end }}
{{- if lt (include "cloudwatch-mcp.gracePeriod" . | int) (add $values.preStopSleepSeconds $values.config.drainDelay $values.config.toolTimeout | int) }}
{{- $found = append $found "terminationGracePeriodSeconds is shorter than the longest call and its drain: a rollout may cut calls off." }}
{{- end }}
{{- if and $values.serviceAccount.roleArn (not $values.serviceAccount.create) }}
{{- $found = append $found "serviceAccount.roleArn annotates nothing while serviceAccount.create is false: annotate the service account yourself." }}
{{- end }}
{{- if and $values.serviceMonitor.enabled (not (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1/ServiceMonitor")) }}
{{- $found = append $found "serviceMonitor.enabled is true and the cluster has no ServiceMonitor kind: none was made." }}
{{- end }}
{{- if and $values.prometheusRule.enabled (not (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1/PrometheusRule")) }}
{{- $found = append $found "prometheusRule.enabled is true and the cluster has no PrometheusRule kind: none was made." }}
{{- end }}
{{- if not (or $values.config.region $values.config.regions) }}
{{- $found = append $found "config.region is empty: the region is what EKS tells the pod, its cluster's, else us-east-1." }}
{{- end }}
{{- $found | toJson }}
{{- end }}

{{/* Something where requests to the host of auth.resourceUrl come to the Service: it is its own name, or one that is published. */}}
{{- define "cloudwatch-mcp.leadsToResource" -}}
{{- $host := urlParse (.Values.auth.resourceUrl | default "") | dig "hostname" "" | lower }}
{{- if or (not (contains "." $host)) (regexMatch (printf "^%s\\.%s(\\.|$)" (include "cloudwatch-mcp.fullname" .) .Release.Namespace) $host) }}yes{{ end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.hostnames) }}yes{{ end }}
{{- range include "cloudwatch-mcp.publicHosts" . | fromJsonArray }}
{{- if or (eq (lower .) $host) (and (hasPrefix "*." .) (hasSuffix (trimPrefix "*" . | lower) $host)) }}yes{{ end }}
{{- end }}
{{- end }}

{{/* Something where port 443, open to all, leads to a URL: by HTTPS, and not by a Service, whose pods may listen on another port. */}}
{{- define "cloudwatch-mcp.isOutsideByHttps" -}}
{{- $host := regexFind "^https://[^/:]+(:443)?(/|$)" . | trimPrefix "https://" | trimSuffix "/" | trimSuffix ":443" }}
{{- if and (contains "." $host) (not (regexMatch "\\.svc(\\.cluster\\.local)?$" $host)) }}yes{{ end }}
{{- end }}

{{/* Something where the budget never allows an eviction. Kubernetes rounds percentages up, of pods that stay and of pods that go. */}}
{{- define "cloudwatch-mcp.budgetForbidsAll" -}}
{{- $pods := include "cloudwatch-mcp.fewestReplicas" . | int }}
{{- with .Values.podDisruptionBudget }}
{{- if kindIs "invalid" .minAvailable }}
{{- if has (toString .maxUnavailable) (list "0" "0%") }}yes{{ end }}
{{- else }}
{{- $text := toString .minAvailable }}
{{- $stay := ternary (mulf (trimSuffix "%" $text | float64) $pods 0.01 | ceil) (float64 $text) (hasSuffix "%" $text) }}
{{- if ge $stay (float64 $pods) }}yes{{ end }}
{{- end }}
{{- end }}
{{- end }}
