/** What the alerts are tried with, in the words of `promtool test rules`: series a minute apart, and what fires at the end. */
interface AlertCase {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test: readonly {
    readonly eval_time: string;
    readonly alertname: string;
    readonly exp_alerts: readonly { readonly exp_labels: Readonly<Record<string, string>> }[];
  }[];
}

const HERE = 'namespace="jarvis",job="cloudwatch-mcp"';
const ELSEWHERE = 'namespace="jarvis-demo",job="cloudwatch-mcp"';

const calls = (outcome: string, values: string, where = HERE): AlertCase['input_series'][number] => ({
  series: `cloudwatch_mcp_tool_calls_total{${where},pod="a",tool="search_log_events",outcome="${outcome}"}`,
  values,
});

function oneCase(
  name: string,
  input: AlertCase['input_series'],
  alertname: string,
  labels?: Readonly<Record<string, string>>,
): AlertCase {
  const expected =
    labels === undefined
      ? []
      : [{ exp_labels: { severity: 'warning', namespace: 'jarvis', service: 'cloudwatch-mcp', ...labels } }];
  return {
    name,
    interval: '1m',
    input_series: input,
    alert_rule_test: [{ eval_time: '40m', alertname, exp_alerts: expected }],
  };
}

const up = (values: string, where = HERE): AlertCase['input_series'] => [{ series: `up{${where},pod="a"}`, values }];
const memory = (bytes: number): AlertCase['input_series'] => [
  { series: `process_resident_memory_bytes{${HERE},pod="a"}`, values: `${bytes}x60` },
];
const bucket = (le: string, perMinute: number): AlertCase['input_series'][number] => ({
  series: `cloudwatch_mcp_tool_call_duration_seconds_bucket{${HERE},pod="a",tool="search_log_events",le="${le}"}`,
  values: `0+${perMinute}x60`,
});

const here = (name: string, labels: string, values: string): AlertCase['input_series'][number] => ({
  series: `${name}{${HERE},pod="a"${labels}}`,
  values,
});
const gauge = (name: string, values: string) => here(name, '', values);
const starts = (values: string) => gauge('process_start_time_seconds', values);
const upstream = (what: 'calls' | 'throttles', values: string) =>
  here(
    `cloudwatch_mcp_upstream_${what}_total`,
    `,upstream="logs",operation="FilterLogEvents"${what === 'calls' ? ',outcome="ok"' : ''}`,
    values,
  );
const refused = (reason: string, values: string) =>
  here('cloudwatch_mcp_calls_refused_total', `,reason="${reason}"`, values);
const turnedAway = (reason: string, values: string) =>
  here('cloudwatch_mcp_requests_refused_total', `,reason="${reason}"`, values);

export const alertCases: readonly AlertCase[] = [
  oneCase('one call of four fails', [calls('ok', '0+3x60'), calls('upstream', '0+1x60')], 'CloudWatchMCPErrors', {}),
  oneCase('one call of 20 fails', [calls('ok', '0+19x60'), calls('timeout', '0+1x60')], 'CloudWatchMCPErrors'),
  oneCase('questions are wrong', [calls('ok', '0+3x60'), calls('invalid_input', '0+3x60')], 'CloudWatchMCPErrors'),
  oneCase('two calls of two fail', [calls('internal', '0x30 2x30')], 'CloudWatchMCPErrors'),
  oneCase(
    'calls of the other release fail',
    [calls('ok', '0+3x60'), calls('upstream', '0+9x60', ELSEWHERE)],
    'CloudWatchMCPErrors',
  ),
  oneCase('AWS refuses', [calls('access_denied', '0+1x60')], 'CloudWatchMCPAccessDenied', {
    tool: 'search_log_events',
  }),
  oneCase('AWS refuses for the first time', [calls('access_denied', '0x30 1x30')], 'CloudWatchMCPAccessDenied', {
    tool: 'search_log_events',
  }),
  oneCase('AWS refuses nothing', [calls('ok', '0+1x60'), calls('access_denied', '3x60')], 'CloudWatchMCPAccessDenied'),
  oneCase(
    'one call of ten is throttled',
    [calls('ok', '0+9x60'), calls('throttled', '0+1x60')],
    'CloudWatchMCPThrottled',
    {},
  ),
  oneCase(
    'one call of 50 is throttled',
    [calls('ok', '0+49x60'), calls('throttled', '0+1x60')],
    'CloudWatchMCPThrottled',
  ),
  oneCase('half of the calls take 40 s', [bucket('20', 5), bucket('45', 10), bucket('+Inf', 10)], 'CloudWatchMCPSlow', {
    tool: 'search_log_events',
  }),
  oneCase('all calls take 5 s', [bucket('5', 10), bucket('45', 10), bucket('+Inf', 10)], 'CloudWatchMCPSlow'),
  oneCase('no pod answers', up('0x60'), 'CloudWatchMCPDown', { severity: 'critical' }),
  oneCase('another release answers', up('1x60', ELSEWHERE), 'CloudWatchMCPDown', { severity: 'critical' }),
  oneCase('a pod answers', up('1x60'), 'CloudWatchMCPDown'),
  oneCase('credentials expired', [calls('expired', '0x20 1+1x40')], 'CloudWatchMCPCredentials', {}),
  oneCase('credentials work again', [calls('expired', '0+1x10 10x50')], 'CloudWatchMCPCredentials'),
  oneCase(
    'every call is throttled once',
    [upstream('calls', '0+4x60'), upstream('throttles', '0+4x60')],
    'CloudWatchMCPUpstreamThrottled',
    { upstream: 'logs', operation: 'FilterLogEvents' },
  ),
  oneCase(
    'one call of ten is throttled once',
    [upstream('calls', '0+10x60'), upstream('throttles', '0+1x60')],
    'CloudWatchMCPUpstreamThrottled',
  ),
  oneCase(
    'the one call of an hour is throttled',
    [upstream('calls', '0x30 1x30'), upstream('throttles', '0x30 3x30')],
    'CloudWatchMCPUpstreamThrottled',
  ),
  oneCase('the queue is full again and again', [refused('queue_full', '0+1x60')], 'CloudWatchMCPRefused', {
    reason: 'queue_full',
  }),
  oneCase('two calls are refused', [refused('queue_full', '0x30 2x30')], 'CloudWatchMCPRefused'),
  oneCase('the event loop is late', [gauge('nodejs_eventloop_lag_p99_seconds', '0.4x60')], 'CloudWatchMCPEventLoop', {
    pod: 'a',
  }),
  oneCase(
    'the event loop was late once',
    [gauge('nodejs_eventloop_lag_p99_seconds', '0.01x35 0.4x25')],
    'CloudWatchMCPEventLoop',
  ),
  oneCase('a pod starts every five minutes', [starts('100x15 400x5 700x5 1000x30')], 'CloudWatchMCPRestarts', {
    pod: 'a',
  }),
  oneCase('a pod started once', [starts('100x30 400x30')], 'CloudWatchMCPRestarts'),
  oneCase(
    'most files are open',
    [gauge('process_open_fds', '900x60'), gauge('process_max_fds', '1000x60')],
    'CloudWatchMCPFileDescriptors',
    { pod: 'a' },
  ),
  oneCase(
    'some files are open',
    [gauge('process_open_fds', '100x60'), gauge('process_max_fds', '1000x60')],
    'CloudWatchMCPFileDescriptors',
  ),
  oneCase('the issuer is away', [turnedAway('issuer_unavailable', '0x25 1x35')], 'CloudWatchMCPIssuer', {
    severity: 'critical',
  }),
  oneCase('a token is wrong', [turnedAway('invalid_token', '0+1x60')], 'CloudWatchMCPIssuer'),
  oneCase('memory is near the limit', memory(480 * 1024 * 1024), 'CloudWatchMCPMemory', { pod: 'a' }),
  oneCase('memory is used', memory(400 * 1024 * 1024), 'CloudWatchMCPMemory'),
];
