import type { HeldLabel } from '../access.ts';
import type * as enforcement from './enforce-labels.ts';
import type { MetricMetadata } from './metadata.ts';
import type { Prometheus, SeriesScope } from './prometheus.ts';
import { heldRules } from './held-rules.ts';

type Enforcement = typeof enforcement;

/** The parser comes with the first caller that is held to labels: nobody else needs it. */
let loading: Promise<Enforcement> | undefined;
let loaded: Enforcement | undefined;

/** Loads the parser, so that `isHeld` can answer. */
export async function loadEnforcement(): Promise<Enforcement> {
  try {
    return (loaded ??= await (loading ??= import('./enforce-labels.ts')));
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

/** Whether a query reads nothing outside the labels; no, where the parser is not there to tell. */
export function isHeld(query: string, labels: readonly HeldLabel[]): boolean {
  return labels.length === 0 || (loaded?.isHeldByItself(query, labels) ?? false);
}

/** How far back metrics must have had samples for their help to be told: as far as list_prometheus_metrics looks, milliseconds. */
const RECENT_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;
/** What is behind the name of a family in the names of its series. */
const SUFFIX = /_(?:bucket|count|sum|total|created|info)$/;

/**
 * The same sources, of which nothing is seen but series with the labels: every question is sent with matchers for them,
 * every list is one of such series. Whoever holds the result cannot ask without.
 * @param clock now, epoch milliseconds
 */
export function holdLabels(prometheus: Prometheus, labels: readonly HeldLabel[], clock: () => number): Prometheus {
  const held = async (query: string) => (await loadEnforcement()).enforceLabels(query, labels);
  const within = async <Scope extends SeriesScope>(scope: Scope): Promise<Scope & { match: string }> => {
    const { enforceLabels, heldSelector } = await loadEnforcement();
    return { ...scope, match: scope.match === undefined ? heldSelector(labels) : enforceLabels(scope.match, labels) };
  };
  return {
    configured: prometheus.configured,
    servers: prometheus.servers,
    probe: (name, signal) => prometheus.probe(name, signal),
    query: async (source, question, signal) =>
      prometheus.query(source, { ...question, query: await held(question.query) }, signal),
    queryRange: async (source, question, signal) =>
      prometheus.queryRange(source, { ...question, query: await held(question.query) }, signal),
    series: async (source, scope, signal) => prometheus.series(source, await within(scope), signal),
    labelNames: async (source, scope, signal) => prometheus.labelNames(source, await within(scope), signal),
    labelValues: async (source, label, scope, signal) =>
      prometheus.labelValues(source, label, await within(scope), signal),
    metadata: async (source, signal) => {
      const end = Math.ceil(clock() / MINUTE_MS) * MINUTE_MS;
      const scope = await within({ window: { start: end - RECENT_MS - MINUTE_MS, end } });
      const [names, metadata] = await Promise.all([
        prometheus.labelValues(source, '__name__', scope, signal),
        prometheus.metadata(source, signal),
      ]);
      return { ...metadata, data: ofNames(metadata.data, names.data) };
    },
    rules: async (source, signal) => {
      const [{ isHeldByItself }, reply] = await Promise.all([loadEnforcement(), prometheus.rules(source, signal)]);
      return { ...reply, data: heldRules(reply.data, labels, (query) => isHeldByItself(query, labels)) };
    },
  };
}

function ofNames(
  metadata: Readonly<Record<string, MetricMetadata>>,
  names: readonly string[],
): Record<string, MetricMetadata> {
  const seen = new Set(names.flatMap((name) => [name, name.replace(SUFFIX, '')]));
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => seen.has(name)));
}

/** `held to namespace="team-a"`, so that nobody concludes that there is no more; empty without labels. */
export function heldNote(labels: readonly HeldLabel[]): string {
  if (labels.length === 0) return '';
  const said = labels.map(({ name, values }) => `${name}=${values.map((value) => JSON.stringify(value)).join('|')}`);
  return `held to ${said.join(', ')}`;
}
