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
    outcome: 'access_denied',
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
  oneCase('memory is near the limit', memory(480 * 1024 * 1024), 'CloudWatchMCPMemory', { pod: 'a' }),
  oneCase('memory is used', memory(400 * 1024 * 1024), 'CloudWatchMCPMemory'),
];
