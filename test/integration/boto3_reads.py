"""Calls the read operations of an AWS endpoint with the unchanged boto3 and prints, as JSON, what came back.

    boto3_reads.py ENDPOINT REGION ACCESS_KEY SECRET_KEY

For each operation: how many pages were read, the shape of what boto3 made of them (keys and types, merged over all
pages and rows), members of the raw answers that AWS's model does not have or has of another type, members that the
model requires and that are missing, values outside an enumeration, and the error code where there was an error.
"""

import base64
import json
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

PAGES = 4
SCALARS = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "double": (int, float),
    "float": (int, float),
    "timestamp": (int, float, str),
}


def shape_of(value, model):
    """Keys and types of a parsed answer; maps by their values, lists by all their rows merged."""
    kind = model.type_name
    if kind == "structure":
        return {key: shape_of(item, model.members[key]) for key, item in value.items() if key in model.members}
    if kind == "list":
        return [merge([shape_of(item, model.member) for item in value])]
    if kind == "map":
        return {"*": merge([shape_of(item, model.value) for item in value.values()])}
    return kind


def merge(shapes):
    merged = None
    for shape in shapes:
        if isinstance(merged, dict) and isinstance(shape, dict):
            merged = {key: merge([part[key] for part in (merged, shape) if key in part]) for key in {**merged, **shape}}
        elif isinstance(merged, list) and isinstance(shape, list):
            merged = [merge([row for row in merged + shape if row is not None])]
        elif merged is None:
            merged = shape
        elif shape is not None and shape != merged:
            raise TypeError(f"{shape} beside {merged}")
    return merged


def faults_of(raw, model, path=""):
    """Where a raw JSON answer departs from AWS's model."""
    kind = model.type_name
    if raw is None:
        return
    if kind == "structure":
        if not isinstance(raw, dict):
            yield f"{path} is no structure"
            return
        names = {member.serialization.get("name", key): key for key, member in model.members.items()}
        for name, item in raw.items():
            if name in names:
                yield from faults_of(item, model.members[names[name]], f"{path}.{name}")
            else:
                yield f"{path}.{name} is unknown"
        for key in model.required_members:
            if model.members[key].serialization.get("name", key) not in raw:
                yield f"{path}.{key} is missing"
    elif kind == "list":
        for item in raw:
            yield from faults_of(item, model.member, f"{path}[]")
    elif kind == "map":
        for item in raw.values():
            yield from faults_of(item, model.value, f"{path}{{}}")
    elif kind in SCALARS and not isinstance(raw, SCALARS[kind]):
        yield f"{path} is {type(raw).__name__}, not {kind}"
    elif getattr(model, "enum", None) and raw not in model.enum:
        yield f"{path} is {raw!r}, not of the enumeration"


def rows(pages, key):
    return [row for page in pages for row in page.get(key, [])]


class Reader:
    def __init__(self, endpoint, region, access_key, secret_key):
        self.settings = {
            "endpoint_url": endpoint,
            "region_name": region,
            "aws_access_key_id": access_key,
            "aws_secret_access_key": secret_key,
            "config": Config(retries={"total_max_attempts": 1}, tcp_keepalive=True),
        }
        self.clients = {}
        self.results = {}

    def client(self, service):
        if service not in self.clients:
            client = boto3.client(service, **self.settings)
            client.meta.events.register("before-parse.*", self.check)
            self.clients[service] = client
        return self.clients[service]

    def check(self, operation_model, response_dict, **_):
        protocol = operation_model.service_model.resolved_protocol
        if protocol not in ("json", "rest-json") or response_dict["status_code"] >= 300:
            return
        raw = json.loads(response_dict["body"] or b"{}")
        self.faults |= set(faults_of(raw, operation_model.output_shape))

    def pages(self, client, method, arguments):
        """By boto3's paginator, or along the token where boto3 has none."""
        if client.can_paginate(method):
            yield from client.get_paginator(method).paginate(**arguments)
            return
        page = getattr(client, method)(**arguments)
        yield page
        while page.get("nextToken"):
            page = getattr(client, method)(**arguments, nextToken=page["nextToken"])
            yield page

    def read(self, service, method, label=None, **arguments):
        """Up to PAGES pages; the parsed pages, none where it failed."""
        client = self.client(service)
        name = client.meta.method_to_api_mapping[method]
        model = client.meta.service_model.operation_model(name).output_shape
        self.faults = set()
        pages, error = [], None
        try:
            for page in self.pages(client, method, arguments):
                pages.append(page)
                if len(pages) == PAGES:
                    break
        except ClientError as failure:
            error = failure.response["Error"]["Code"]
        self.results[label or f"{service}:{name}"] = {
            "pages": len(pages),
            "shape": merge([shape_of(page, model) for page in pages]) or {},
            "faults": sorted(self.faults),
            "error": error,
        }
        return pages


def read_logs(reader):
    small = {"PaginationConfig": {"PageSize": 20}}
    groups = rows(reader.read("logs", "describe_log_groups", **small), "logGroups")
    reader.read("logs", "list_log_groups", limit=10)
    reader.read("logs", "describe_log_groups", "logs:DescribeLogGroups of a pattern", logGroupNamePattern="a")
    now = int(time.time() * 1000)
    window = {"startTime": now - 3600_000, "endTime": now}
    tiny = {"PaginationConfig": {"PageSize": 2}}
    for group in groups:
        name = group["logGroupName"]
        events = rows(reader.read("logs", "filter_log_events", logGroupName=name, **window, **tiny), "events")
        if len(events) > 2:
            break
    reader.read("logs", "list_tags_for_resource", resourceArn=group["arn"].removesuffix(":*"))
    reader.read("logs", "get_transformer", logGroupIdentifier=name)
    reader.read("logs", "describe_metric_filters", logGroupName=name)
    reader.read("logs", "test_metric_filter", filterPattern="ERROR", logEventMessages=["ERROR 1", "INFO 2"])
    reader.read("logs", "get_log_group_fields", logGroupName=name)
    reader.read("logs", "describe_field_indexes", logGroupIdentifiers=[name])
    reader.read("logs", "describe_query_definitions")
    reader.read("logs", "list_log_anomaly_detectors")
    reader.read("logs", "list_anomalies")
    read_insights(reader, name, now // 1000)
    reader.read("logs", "describe_log_streams", logGroupName=name, **tiny)
    newest = {"orderBy": "LastEventTime", "descending": True}
    reader.read("logs", "describe_log_streams", "logs:DescribeLogStreams by last event", logGroupName=name, **newest)
    stream = events[0]["logStreamName"]
    reader.read("logs", "get_log_events", logGroupName=name, logStreamName=stream, limit=3, **window)
    reader.read("logs", "describe_log_streams", "logs:DescribeLogStreams of no group", logGroupName="/no/group")
    reader.read("logs", "filter_log_events", "logs:FilterLogEvents of no group", logGroupName="/no/group")
    reader.read("logs", "get_log_events", "logs:GetLogEvents of no stream", logGroupName=name, logStreamName="none")


def read_insights(reader, group, now):
    query = {"logGroupName": group, "startTime": now - 3600, "endTime": now, "queryString": "fields @ptr | limit 1"}
    first = {"queryId": reader.read("logs", "start_query", **query)[0]["queryId"]}
    found = []
    for _ in range(5):
        found = rows(reader.read("logs", "get_query_results", **first), "results")
        if found:
            break
    pointer = {field["field"]: field["value"] for field in found[0]}.get("@ptr", "none")
    reader.read("logs", "get_log_record", logRecordPointer=pointer)
    second = {"queryId": reader.read("logs", "start_query", "logs:StartQuery again", **query)[0]["queryId"]}
    reader.read("logs", "describe_queries", logGroupName=group)
    reader.read("logs", "stop_query", **second)


def read_metrics(reader):
    metrics = rows(reader.read("cloudwatch", "list_metrics"), "Metrics")
    now = int(time.time())
    window = {"StartTime": now - 3600, "EndTime": now}
    for metric in metrics:
        query = [
            {"Id": "m1", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Average"}},
            {"Id": "e1", "Expression": "m1"},
        ]
        pages = reader.read("cloudwatch", "get_metric_data", MetricDataQueries=query, **window)
        if rows(pages, "MetricDataResults") and rows(pages, "MetricDataResults")[0]["Values"]:
            break
    reader.read("cloudwatch", "list_metrics", "cloudwatch:ListMetrics of one", **metric)
    statistics = {"Period": 60, "Statistics": ["Average"], **window}
    reader.read("cloudwatch", "get_metric_statistics", **metric, **statistics)
    reader.read("cloudwatch", "get_otel_enrichment")
    for dashboard in rows(reader.read("cloudwatch", "list_dashboards"), "DashboardEntries"):
        reader.read("cloudwatch", "get_dashboard", DashboardName=dashboard["DashboardName"])


def read_alarms(reader):
    types = ["MetricAlarm", "CompositeAlarm"]
    reader.read("cloudwatch", "describe_alarms", PaginationConfig={"PageSize": 10})
    every = [*types, "LogAlarm"]
    reader.read("cloudwatch", "describe_alarms", "cloudwatch:DescribeAlarms of every type", AlarmTypes=every)
    firing = {"StateValue": "ALARM", "AlarmTypes": types}
    pages = reader.read("cloudwatch", "describe_alarms", "cloudwatch:DescribeAlarms in ALARM", **firing)
    for alarm in rows(pages, "MetricAlarms"):
        reader.read("cloudwatch", "describe_alarm_contributors", AlarmName=alarm["AlarmName"])
    small = {"PaginationConfig": {"PageSize": 20}}
    reader.read("cloudwatch", "describe_alarm_history", AlarmTypes=types, **small)
    rules = rows(reader.read("cloudwatch", "list_alarm_mute_rules"), "AlarmMuteRuleSummaries")
    for rule in rules[:1]:
        name = rule["AlarmMuteRuleArn"].rsplit(":", 1)[1]
        reader.read("cloudwatch", "get_alarm_mute_rule", AlarmMuteRuleName=name)


def read_workspaces(reader):
    found = rows(reader.read("amp", "list_workspaces", PaginationConfig={"PageSize": 1}), "workspaces")
    reader.read("amp", "describe_workspace", workspaceId=found[0]["workspaceId"])
    none = "ws-00000000-0000-0000-0000-000000000000"
    reader.read("amp", "describe_workspace", "amp:DescribeWorkspace of none", workspaceId=none)


def service_account_token():
    """A token such as Kubernetes projects for a service account on EKS. Signed by nobody."""
    subject = "system:serviceaccount:jarvis:cloudwatch-mcp-service-account"
    claims = {"aud": ["sts.amazonaws.com"], "exp": int(time.time()) + 3600, "iss": "https://oidc.example", "sub": subject}
    parts = [json.dumps(part).encode() for part in ({"alg": "RS256"}, claims)] + [b"signature"]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def read_identity(reader):
    reader.read("sts", "get_caller_identity")
    reader.read(
        "sts",
        "assume_role_with_web_identity",
        RoleArn="arn:aws:iam::123456789012:role/CloudWatchMCPServerRole",
        RoleSessionName="boto3",
        WebIdentityToken=service_account_token(),
    )


def main():
    reader = Reader(*sys.argv[1:5])
    read_identity(reader)
    read_logs(reader)
    read_metrics(reader)
    read_alarms(reader)
    read_workspaces(reader)
    json.dump(reader.results, sys.stdout)


main()
