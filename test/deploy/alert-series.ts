/** A series as `promtool test rules` takes it: samples a minute apart. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

/** The minute in which what an alert looks for begins. */
export const START = 20;

/** One value up to START, another from then on. Counters start at 0, so `increase` adds nothing to their rise. */
export const step = (before: number, then: number): string => `${before}x${START - 1} ${then}x60`;

/** A counter that rises at START, having risen some minutes before, too. Of newer versions `increase` is a fourteenth more then. */
export const riseAgain = (minutesBefore: number, first: number, then: number): string =>
  `0x${START - minutesBefore - 1} ${first}x${minutesBefore - 1} ${first + then}x60`;

/** How much a counter rises at START, or all of its samples. */
type Rise = number | string;
const samples = (rise: Rise): string => (typeof rise === 'string' ? rise : step(0, rise));

/** A series of a pod of this release. @param labels beside those, `,reason="host"` */
export const here = (name: string, labels: string, values: string, pod = 'a'): Series => ({
  series: `${name}{namespace="jarvis",job="cloudwatch-mcp",pod="${pod}"${labels}}`,
  values,
});

/** The same series, of another release. */
export const elsewhere = (all: readonly Series[]): readonly Series[] =>
  all.map(({ series, values }) => ({ series: series.replace('"jarvis"', '"jarvis-demo"'), values }));

/** Tool calls that come at START, by outcome: good ones to one pod, others to another. */
export const calls = (counts: Readonly<Record<string, Rise>>): readonly Series[] =>
  Object.entries(counts).map(([outcome, count]) =>
    here(
      'cloudwatch_mcp_tool_calls_total',
      `,tool="search_log_events",outcome="${outcome}"`,
      samples(count),
      outcome === 'ok' ? 'a' : 'b',
    ),
  );

/** A thousand tool calls at START: some took up to 1 s, the others about `seconds`. */
export const durations = (fast: number, seconds: number): readonly Series[] =>
  Object.entries({ '1': fast, [seconds - 0.1]: fast, [seconds]: 1_000, '+Inf': 1_000 }).map(([le, count]) =>
    here('cloudwatch_mcp_tool_call_duration_seconds_bucket', `,tool="search_log_events",le="${le}"`, step(0, count)),
  );

/** Calls of one operation at START and the throttles that they met, beside many of another that met none. */
export const upstream = (count: Rise, throttles: Rise): readonly Series[] => [
  here('cloudwatch_mcp_upstream_calls_total', `${operation('FilterLogEvents')},outcome="ok"`, samples(count)),
  here('cloudwatch_mcp_upstream_throttles_total', operation('FilterLogEvents'), samples(throttles)),
  here('cloudwatch_mcp_upstream_calls_total', `${operation('GetLogEvents')},outcome="ok"`, step(0, 9_000)),
  here('cloudwatch_mcp_upstream_throttles_total', operation('GetLogEvents'), step(0, 0)),
];
const operation = (name: string) => `,upstream="logs",operation="${name}"`;

/** Calls that are not let in at START, or requests that are refused, by reason. */
export const refused = (what: 'calls' | 'requests', counts: Readonly<Record<string, number>>): readonly Series[] =>
  Object.entries(counts).map(([reason, count]) =>
    here(`cloudwatch_mcp_${what}_refused_total`, `,reason="${reason}"`, step(0, count)),
  );

/** A gauge that has another value from START on. */
export const gauge = (name: string, before: number, then: number, pod = 'a'): Series =>
  here(name, '', step(before, then), pod);

/** Counts for all of a list but some. */
export const others = (all: readonly string[], but: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(all.filter((one) => !but.includes(one)).map((one) => [one, 100]));
