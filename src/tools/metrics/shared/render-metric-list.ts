import { formatCall } from '../../../format/call.ts';
import { formatCount, plural } from '../../../format/number.ts';
import { table } from '../../../format/table.ts';
import { paragraphs, renderMore } from '../../../format/text.ts';
import type { MetricListOutput, MetricRow } from '../list-metrics.ts';

/** The text of list_metrics. */
export function renderMetricList(output: MetricListOutput): string {
  return paragraphs(
    scope(output),
    output.explanation,
    output.items.length === 0 ? undefined : TABLES[output.kind](output),
    output.items.length === 0 ? undefined : nextStep(output),
    renderMore(output, ...NOUNS[output.kind]),
    output.consoleUrl,
  );
}

const NOUNS: Readonly<Record<MetricListOutput['kind'], readonly [one: string, many: string]>> = {
  namespaces: ['namespace', 'namespaces'],
  metrics: ['metric', 'metrics'],
  dimension_sets: ['dimension set', 'dimension sets'],
  series: ['series', 'series'],
};

const TABLES: Readonly<Record<MetricListOutput['kind'], (output: MetricListOutput) => string>> = {
  namespaces: ({ items }) =>
    table(
      ['namespace', 'metrics', 'series'],
      items.map((item) => [item.namespace, formatCount(item.metrics ?? 0), formatCount(item.series)]),
    ),
  metrics: (output) =>
    compactTable(
      [
        ['namespace', output.question.namespace === undefined ? (item) => item.namespace : undefined],
        ['metric', (item) => item.metricName],
        ['series', (item) => formatCount(item.series)],
        ['usual statistic', (item) => item.statistic],
        ['unit', (item) => item.unit],
        ['dimension sets', (item) => dimensionSets(item)],
        ['what it is', (item) => item.description],
      ],
      output.items,
    ),
  dimension_sets: (output) =>
    compactTable(
      [
        ['namespace', output.question.namespace === undefined ? (item) => item.namespace : undefined],
        ['dimension set', (item) => dimensionSets(item)],
        ['series', (item) => formatCount(item.series)],
        ['values', (item) => values(item)],
        ['example', (item) => JSON.stringify(item.dimensions ?? [])],
      ],
      output.items,
    ),
  series: (output) =>
    compactTable(
      [
        ['namespace', output.question.namespace === undefined ? (item) => item.namespace : undefined],
        ['dimensions', (item) => JSON.stringify(item.dimensions ?? [])],
        ['account', output.question.linkedAccounts ? (item) => item.account : undefined],
      ],
      output.items,
    ),
};

type Column = readonly [heading: string, cell: ((item: MetricRow) => string | undefined) | undefined];

/** Without the columns that nothing is in. */
function compactTable(columns: readonly Column[], items: readonly MetricRow[]): string {
  const used = columns.filter(([, cell]) => cell !== undefined && items.some((item) => cell(item) !== undefined));
  return table(
    used.map(([heading]) => heading),
    items.map((item) => used.map(([, cell]) => cell?.(item))),
  );
}

function scope(output: MetricListOutput): string {
  const { question, kind } = output;
  const asked = [
    question.namespace,
    question.metricName,
    question.dimensions.length === 0 ? undefined : `with ${question.dimensions.join(', ')}`,
  ].filter((part) => part !== undefined);
  const counted = `${plural(output.rows, ...NOUNS[kind])}${kind === 'series' ? '' : ` (${plural(output.series, 'series', 'series')})`}`;
  const read =
    output.series === 0 && output.complete
      ? 'none found'
      : output.complete
        ? counted
        : `${counted} among the first ${formatCount(output.series)} series read, more exist: name a namespace or metric`;
  const since = question.recentlyActive ? 'active in the last 3 h' : 'active in the last two weeks';
  const owners =
    output.owners === undefined
      ? ''
      : `, with linked accounts (${output.owners.length === 0 ? 'none' : output.owners.join(', ')})`;
  return `${asked.length === 0 ? 'Metrics' : asked.join(' ')}, ${output.region}, account ${output.account ?? 'unknown'}${owners}, ${since}: ${read}`;
}

function dimensionSets(item: MetricRow): string {
  return (item.dimensionSets ?? []).map((names) => (names.length === 0 ? '(none)' : names.join(' + '))).join('; ');
}

/** `InstanceId: 12 (i-1, i-2, i-3 …)`. */
function values(item: MetricRow): string | undefined {
  if (item.values === undefined || item.values.length === 0) return undefined;
  return item.values
    .map(
      ({ name, count, examples }) =>
        `${name}: ${formatCount(count)} (${examples.join(', ')}${count > examples.length ? ' …' : ''})`,
    )
    .join('; ');
}

/** The call that goes one level down, ready to use. */
function nextStep({ kind, items: [first], question }: MetricListOutput): string {
  const metric = {
    namespace: question.namespace ?? first?.namespace,
    metric_name: question.metricName ?? first?.metricName,
  };
  if (kind === 'namespaces')
    return `A namespace's metrics: ${formatCall('list_metrics', { namespace: metric.namespace })}`;
  if (kind === 'metrics') return `A metric's dimension sets: ${formatCall('list_metrics', metric)}`;
  const names = first?.dimensionSets?.[0] ?? [];
  const list =
    kind === 'series' || names.length === 0
      ? ''
      : `Every series of a set: ${formatCall('list_metrics', { ...metric, dimensions: names })}\n`;
  const datapoints = { ...metric, dimensions: first?.dimensions, account_id: first?.account };
  return `${list}Datapoints: ${formatCall('get_metric_statistics', datapoints)}`;
}
