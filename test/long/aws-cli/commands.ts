import { MINUTE } from '../../integration/moto-fixture.ts';

/** How the answers of a command are compared: as JSON, or as text to the letter. */
export type Form = 'json' | 'text';

/**
 * Command lines that both must answer alike, over the fixture of test/integration.
 * @param base the fixture's first minute, epoch milliseconds
 */
export function commandLines(base: number): readonly string[] {
  const iso = (minutes: number) => new Date(base + minutes * MINUTE).toISOString();
  const seconds = (minutes: number) => String((base + minutes * MINUTE) / 1000);
  const latency = '--namespace Shop --metric-name Latency --dimensions Name=Service,Value=api';
  const hour = `--start-time ${iso(-5)} --end-time ${iso(55)}`;
  const logs = 'aws logs filter-log-events --log-group-name /shop/api';
  return [
    'aws sts get-caller-identity',
    'aws sts get-caller-identity --output text',
    'aws sts get-caller-identity --query Account --output text',
    'aws logs describe-log-groups',
    'aws logs describe-log-groups --output text',
    'aws logs describe-log-groups --log-group-name-prefix /shop/',
    'aws logs describe-log-groups --max-items 3',
    'aws logs describe-log-groups --max-items 52 --query NextToken',
    'aws logs describe-log-groups --max-items 3 --output text',
    'aws logs describe-log-groups --page-size 20 --query "length(logGroups)"',
    'aws logs describe-log-groups --page-size 20 --query "length(logGroups)" --output text',
    'aws logs describe-log-groups --no-paginate --query "length(logGroups)"',
    'aws logs describe-log-groups --limit 5 --query "[length(logGroups), nextToken != null]"',
    "aws logs describe-log-groups --query 'logGroups[?starts_with(logGroupName, `/shop/`)].{name: logGroupName, days: retentionInDays}'",
    "aws logs describe-log-groups --query 'logGroups[?starts_with(logGroupName, `/shop/`)].[logGroupName,retentionInDays]' --output text",
    "aws logs describe-log-groups --query 'sort_by(logGroups, &logGroupName)[-1].logGroupName' --output text",
    'aws logs describe-log-groups --query "logGroups[0]" --output text',
    'aws logs describe-log-streams --log-group-name /shop/api',
    'aws logs describe-log-streams --log-group-name /shop/api --order-by LastEventTime --descending --max-items 1',
    'aws logs describe-log-streams --log-group-name /shop/api --no-descending --log-stream-name-prefix a/',
    "aws logs describe-log-streams --log-group-name=/shop/api --query='logStreams[*].logStreamName' --output=text",
    logs,
    `${logs} --output text`,
    `${logs} --filter-pattern ERROR`,
    `${logs} --log-stream-names a/1 b/1 --query 'events[].message'`,
    `${logs} --log-stream-names '["a/1"]' --max-items 2`,
    `${logs} --start-time ${base} --end-time ${base + 2 * MINUTE}`,
    `${logs} --query "events[?contains(message, 'failed')].[timestamp,message]" --output text`,
    `aws logs filter-log-events --cli-input-json '{"logGroupName": "/shop/worker"}' --query 'events[].message'`,
    'aws logs get-log-events --log-group-name /shop/api --log-stream-name a/1 --start-from-head --limit 2',
    'aws logs get-log-events --log-group-name /shop/worker --log-stream-name w/1 --query "events[].message" --output text',
    'aws cloudwatch list-metrics --namespace Shop',
    'aws cloudwatch list-metrics --namespace Shop --dimensions Name=Service,Value=web --output text',
    `aws cloudwatch list-metrics --dimensions '[{"Name":"Service"}]' --query 'Metrics[].Dimensions[].Value | sort(@)'`,
    `aws cloudwatch get-metric-statistics ${latency} ${hour} --period 300 --statistics Average Maximum SampleCount --query 'sort_by(Datapoints, &Timestamp)'`,
    `aws cloudwatch get-metric-statistics ${latency} ${hour} --period 3600 --statistics Sum --unit Milliseconds --output text`,
    `aws cloudwatch get-metric-statistics ${latency} --start-time ${seconds(-5)} --end-time ${seconds(55)} --period 3600 --statistics Minimum`,
    `aws cloudwatch get-metric-data ${hour} --metric-data-queries 'Id=a,MetricStat={Metric={Namespace=Shop,MetricName=Latency,Dimensions=[{Name=Service,Value=api}]},Period=60,Stat=Average}' Id=b,MetricStat={Metric={Namespace=Shop,MetricName=Latency,Dimensions=[{Name=Service,Value=web}]},Period=60,Stat=Sum},ReturnData=true`,
    `aws cloudwatch get-metric-data ${hour} --scan-by TimestampAscending --metric-data-queries '[{"Id":"m","MetricStat":{"Metric":{"Namespace":"Shop","MetricName":"Latency","Dimensions":[{"Name":"Service","Value":"api"}]},"Period":300,"Stat":"Maximum"},"Label":"x, y"}]' --output text`,
    'aws cloudwatch describe-alarms',
    'aws cloudwatch describe-alarms --output text',
    'aws cloudwatch describe-alarms --alarm-names api-latency web-latency --state-value ALARM',
    'aws cloudwatch describe-alarms --alarm-name-prefix shop --query "MetricAlarms[].Metrics[].Id"',
    'aws cloudwatch describe-alarms --max-items 1 --query "MetricAlarms[].AlarmName"',
    "aws cloudwatch describe-alarms --query 'MetricAlarms[].{n: AlarmName, t: Threshold, a: ActionsEnabled}' --output text",
    'aws amp list-workspaces',
    'aws amp list-workspaces --alias shop-live --query "workspaces[].status"',
    'aws amp list-workspaces --region eu-west-1 --query "workspaces[].alias" --output text',
    'aws amp list-workspaces --output text',
  ];
}
