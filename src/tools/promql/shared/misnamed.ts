import { nearestNames } from '../../../analysis/nearest-names.ts';
import { withDeadline } from '../../../deadline.ts';
import type { SeriesScope } from '../../../prometheus/prometheus.ts';
import type { Source } from '../../../prometheus/sources.ts';
import type { ToolContext } from '../../define.ts';
import { wholeMinutes } from './whole-minutes.ts';

/** As far back as list_prometheus_metrics looks, so that the two share an answer. */
const RECENT_MS = 24 * 3_600_000;
/** The most time that guessing at names may take, milliseconds, and never more than half of what is left. */
const MAX_WAIT_MS = 5_000;
/** Longer queries are no bare selectors. */
const MAX_CHARS = 1_000;

const SELECTOR = /^\s*(?:([A-Za-z_:][\w:]*)\s*)?(?:\{([^{}]*)\}\s*)?(?:\[[\w:]+\]\s*)?$/;
const MATCHER = /(?<![\w.])([A-Za-z_][\w.]*)\s*(=~|!~|!=|=)\s*"([^"\\]*)"/g;

/**
 * Which name in a bare selector (`up`, `up{job="api"}[5m]`) the source does not know, and the nearest it does: the metric,
 * else a label of it, else a label's value. Undefined for other queries, where all is known, and where the names cannot
 * be read in time: it never fails the answer.
 */
export async function misnamedIn(query: string, source: Source, context: ToolContext): Promise<string | undefined> {
  const [, before, braces = ''] = query.length > MAX_CHARS ? [] : (SELECTOR.exec(query) ?? []);
  const matchers = [...braces.matchAll(MATCHER)].map(([, label = '', sign = '', value = '']) => ({
    label,
    sign,
    value,
  }));
  const named = matchers.find(({ label, sign }) => label === '__name__' && sign === '=')?.value;
  const metric = before ?? named ?? /^\s*"([^"\\]+)"\s*(?:,|$)/.exec(braces)?.[1];
  if (metric === undefined) return undefined;
  try {
    return await withDeadline(context.signal, Math.min(MAX_WAIT_MS, context.timeLeft() / 2), ({ signal }) =>
      misnamed(metric, matchers, source, context, signal),
    );
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}

async function misnamed(
  metric: string,
  matchers: readonly { readonly label: string; readonly sign: string; readonly value: string }[],
  source: Source,
  { prometheus, clock }: ToolContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const now = clock();
  const window = wholeMinutes({ start: now - RECENT_MS, end: now });
  const metrics = (await prometheus.labelValues(source, '__name__', { window }, signal)).data;
  if (!metrics.includes(metric)) {
    return `No metric ${JSON.stringify(metric)} in the last 24 hours${nearest(metric, metrics)}.`;
  }
  const scope: SeriesScope = { window, match: `{__name__=${JSON.stringify(metric)}}` };
  const wanted = matchers.filter(({ label, sign }) => label !== '__name__' && !sign.startsWith('!'));
  if (wanted.length === 0) return undefined;
  const labels = (await prometheus.labelNames(source, scope, signal)).data;
  const unknown = wanted.find(({ label }) => !labels.includes(label));
  if (unknown !== undefined) {
    const others = labels.filter((label) => label !== '__name__');
    const near =
      nearest(unknown.label, others) || (others.length === 0 ? '' : `; it has: ${others.slice(0, 8).join(', ')}`);
    return `${metric} has no label ${unknown.label}${near}.`;
  }
  for (const { label, value } of wanted.filter(({ sign }) => sign === '=')) {
    const values = (await prometheus.labelValues(source, label, scope, signal)).data;
    if (values.includes(value)) continue;
    const near =
      nearest(value, values) || (values.length === 0 ? '' : `; some it has: ${values.slice(0, 5).join(', ')}`);
    return `Label ${label} of ${metric} has no value ${JSON.stringify(value)}${near}.`;
  }
  return undefined;
}

function nearest(name: string, known: readonly string[]): string {
  const names = nearestNames(name, known);
  return names.length === 0 ? '' : `; nearest: ${names.join(', ')}`;
}
