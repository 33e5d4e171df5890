import { REASONS } from '../../src/http/refusals.ts';
import { OUTCOMES } from '../support/outcomes.ts';
import {
  calls,
  durations,
  elsewhere,
  gauge,
  here,
  others,
  refused,
  riseAgain,
  START,
  upstream,
  type Series,
} from './alert-series.ts';

/** What fires an alert, from START on, and what is just too little for it. */
interface Tried {
  /** Minutes that it must be so. */
  readonly lasting: number;
  /** Minutes after START at which it is still seen, and no longer: not of what is a state. */
  readonly seen?: readonly [still: number, gone: number];
  /** Beside the release's. */
  readonly labels: Readonly<Record<string, string>>;
  readonly fires: Readonly<Record<string, readonly Series[]>>;
  readonly silent: Readonly<Record<string, readonly Series[]>>;
}

/** A rise is in a window of 15 minutes for 14 of them, or 15, as versions of Prometheus count. */
const QUARTER = [13, 15] as const;
const TOOL = { tool: 'search_log_events' };
const FAILURES = ['access_denied', 'expired', 'internal', 'timeout', 'upstream'];
const MEBIBYTE = 1024 * 1024;
const memory = (mebibytes: number) => [
  gauge('process_resident_memory_bytes', 100 * MEBIBYTE, mebibytes * MEBIBYTE),
  gauge('process_resident_memory_bytes', 100 * MEBIBYTE, 100 * MEBIBYTE, 'b'),
];
const files = (open: number) => [gauge('process_open_fds', 100, open), gauge('process_max_fds', 1_000, 1_000)];
const lag = (seconds: number) => [gauge('nodejs_eventloop_lag_p99_seconds', 0.01, seconds)];
const startedAt = (values: string) => [here('process_start_time_seconds', '', values)];

/** Every alert of the chart. Limits that are shares are tried some 5 % above and below, those that are counts at the count. */
export const TRIED: Readonly<Record<string, Tried>> = {
  CloudWatchMCPDown: {
    lasting: 5,
    labels: { severity: 'critical' },
    fires: {
      'no pod answers': [gauge('up', 1, 0), gauge('up', 1, 0, 'b')],
      'another release answers': [gauge('up', 1, 0), ...elsewhere([gauge('up', 1, 1)])],
    },
    silent: { 'one of two pods answers': [gauge('up', 1, 0), gauge('up', 1, 1, 'b')] },
  },
  CloudWatchMCPErrors: {
    lasting: 5,
    seen: QUARTER,
    labels: {},
    fires: {
      '10.5 % fail, after good times': calls({ ok: riseAgain(15, 9_000, 895), upstream: riseAgain(15, 10, 105) }),
      ...Object.fromEntries(FAILURES.map((outcome) => [`five of five end ${outcome}`, calls({ [outcome]: 5 })])),
    },
    silent: {
      '9.5 % fail, after worse': calls({ ok: riseAgain(10, 100, 905), upstream: riseAgain(10, 300, 95) }),
      'four of four fail': calls({ internal: 4 }),
      'all end otherwise': calls(others(OUTCOMES, FAILURES)),
    },
  },
  CloudWatchMCPAccessDenied: {
    lasting: 5,
    seen: QUARTER,
    labels: TOOL,
    fires: { 'one is refused': calls({ ok: 100, access_denied: 1 }) },
    silent: { 'all end otherwise': calls({ ...others(OUTCOMES, ['access_denied']), access_denied: 0 }) },
  },
  CloudWatchMCPCredentials: {
    lasting: 5,
    seen: QUARTER,
    labels: {},
    fires: { 'one finds them expired': calls({ ok: 100, expired: 1 }) },
    silent: {
      'all is well': calls({ ok: 100, expired: 0 }),
      'all end otherwise': calls(others(OUTCOMES, ['expired'])),
    },
  },
  CloudWatchMCPSlow: {
    lasting: 10,
    seen: QUARTER,
    labels: TOOL,
    fires: { '5.5 % take 20.5 s': durations(945, 20.5) },
    silent: { '5.5 % take 19.5 s': durations(945, 19.5), '4.5 % take 80 s': durations(955, 80) },
  },
  CloudWatchMCPThrottled: {
    lasting: 5,
    seen: QUARTER,
    labels: {},
    fires: {
      '5.25 % are throttled, after good times': calls({
        ok: riseAgain(15, 9_000, 947.5),
        throttled: riseAgain(15, 10, 52.5),
      }),
      'five of five are throttled': calls({ throttled: 5 }),
    },
    silent: {
      '4.75 % are throttled, after worse': calls({
        ok: riseAgain(10, 100, 952.5),
        throttled: riseAgain(10, 300, 47.5),
      }),
      'two of two are throttled': calls({ throttled: 2 }),
      'four of four are throttled': calls({ throttled: 4 }),
      'all end otherwise': calls(others(OUTCOMES, ['throttled'])),
    },
  },
  CloudWatchMCPUpstreamThrottled: {
    lasting: 10,
    seen: QUARTER,
    labels: { upstream: 'logs', operation: 'FilterLogEvents' },
    fires: {
      '0.525 throttles a call, after good times': upstream(riseAgain(15, 9_000, 1_000), riseAgain(15, 50, 525)),
      '20 throttles of 20 calls': upstream(20, 20),
    },
    silent: {
      '0.475 throttles a call, after worse': upstream(riseAgain(5, 100, 1_000), riseAgain(5, 300, 475)),
      'the one call is throttled three times': upstream(1, 3),
      '60 throttles of 19 calls': upstream(19, 60),
    },
  },
  CloudWatchMCPRefused: {
    lasting: 5,
    seen: QUARTER,
    labels: { reason: 'queue_full' },
    fires: { 'six are refused': refused('calls', { queue_full: 6 }) },
    silent: { 'five are refused for each of two reasons': refused('calls', { queue_full: 5, memory: 5 }) },
  },
  CloudWatchMCPEventLoop: {
    lasting: 10,
    labels: { pod: 'a' },
    fires: { 'it is 0.2625 s late': lag(0.2625) },
    silent: { 'it is 0.2375 s late': lag(0.2375) },
  },
  CloudWatchMCPRestarts: {
    lasting: 0,
    seen: [22, 24],
    labels: { pod: 'a' },
    fires: { 'the third in seven minutes': startedAt(`100x${START - 7} 400x2 700x2 1000x60`) },
    silent: { 'the second in four minutes': startedAt(`400x${START - 4} 700x2 1000x60`) },
  },
  CloudWatchMCPFileDescriptors: {
    lasting: 10,
    labels: { pod: 'a' },
    fires: { '84 % are open': files(840) },
    silent: { '76 % are open': files(760) },
  },
  CloudWatchMCPIssuer: {
    lasting: 5,
    seen: QUARTER,
    labels: { severity: 'critical' },
    fires: { 'one token could not be judged': refused('requests', { issuer_unavailable: 1 }) },
    silent: { 'requests are refused otherwise': refused('requests', others(REASONS, ['issuer_unavailable'])) },
  },
  CloudWatchMCPMemory: {
    lasting: 10,
    labels: { pod: 'a' },
    fires: { '94.5 % of 512 MiB': memory(484) },
    silent: { '85.5 % of 512 MiB': memory(438) },
  },
};

/** The tests of an alert, in the words of `promtool test rules`. */
export function casesOf(alertname: string, { lasting, seen, labels, fires, silent }: Tried): readonly object[] {
  const fired = { exp_labels: { severity: 'warning', namespace: 'jarvis', service: 'cloudwatch-mcp', ...labels } };
  const at = (minute: number, isFiring: boolean) => ({
    eval_time: `${START + minute}m`,
    alertname,
    exp_alerts: isFiring ? [fired] : [],
  });
  const oneCase = (name: string, input: readonly Series[], tests: readonly object[]) => ({
    name: `${alertname}: ${name}`,
    interval: '1m',
    input_series: input,
    alert_rule_test: tests,
  });
  const firing = [at(lasting - 1, false), at(lasting, true)];
  const passing = seen === undefined ? [at(30, true)] : [at(seen[0], true), at(seen[1], false)];
  const never = [at(lasting, false), at(seen?.[0] ?? 30, false)];
  const [example = []] = Object.values(fires);
  return [
    ...Object.entries(fires).map(([name, input]) => oneCase(name, input, [...firing, ...passing])),
    ...Object.entries(silent).map(([name, input]) => oneCase(name, input, never)),
    // Of the other release no pod answers either: that this one has none is what Down is for.
    ...(alertname === 'CloudWatchMCPDown' ? [] : [oneCase('in another release', elsewhere(example), never)]),
  ];
}
