import { formatCall } from '../../../format/call.ts';
import { readDimensionTexts } from '../../../format/metric-name.ts';
import { formatCount, plural } from '../../../format/number.ts';
import { table } from '../../../format/table.ts';
import { paragraphs, renderMore } from '../../../format/text.ts';
import { otherRegionsText, whereText } from '../../one-region-each.ts';
import type { MetricListOutput, MetricRow } from '../list-metrics.ts';

/** The text of list_metrics. */
export function renderMetricList(output: MetricListOutput): string {
  return paragraphs(
    scope(output),
    otherRegionsText(output),
    output.explanation,
    output.items.length === 0 ? undefined : rowsTable(output),
    (output.failures ?? []).map(({ source, error }) => `${source} did not answer: ${error}`).join('\n'),
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

/** A column; one that may be lifted stands above the table where all its cells are the same. */
interface Column {
  readonly heading: string;
  readonly cell: (item: MetricRow) => string | undefined;
  readonly lift?: boolean;
}

/** Where a row is from, of several accounts. */
const PLACE: readonly Column[] = [
  { heading: 'account', cell: (item) => item.inAccount, lift: true },
  { heading: 'region', cell: (item) => item.region, lift: true },
];
const NAMESPACE: Column = { heading: 'namespace', cell: (item) => item.namespace, lift: true };
const SERIES: Column = { heading: 'series', cell: (item) => formatCount(item.series) };

const COLUMNS: Readonly<Record<MetricListOutput['kind'], readonly Column[]>> = {
  namespaces: [
    { heading: 'namespace', cell: (item) => item.namespace },
    { heading: 'metrics', cell: (item) => formatCount(item.metrics ?? 0) },
    SERIES,
  ],
  metrics: [
    NAMESPACE,
    { heading: 'metric', cell: (item) => item.metricName },
    SERIES,
    { heading: 'usual statistic', cell: (item) => item.statistic },
    { heading: 'unit', cell: (item) => item.unit },
    { heading: 'dimension sets', cell: dimensionSets, lift: true },
    { heading: 'what it is', cell: (item) => item.description },
  ],
  dimension_sets: [
    NAMESPACE,
    { heading: 'dimension set', cell: dimensionSets },
    SERIES,
    { heading: 'values', cell: values },
    { heading: 'example', cell: (item) => JSON.stringify(item.dimensions ?? []) },
  ],
  series: [NAMESPACE, { heading: 'account', cell: (item) => item.account, lift: true }],
};

/** More dimension names than this stay in one column. */
const MAX_DIMENSION_COLUMNS = 6;

/** A column per dimension that any of the series has. */
function dimensionColumns(items: readonly MetricRow[]): Column[] {
  const names = [...new Set(items.flatMap((item) => [...readDimensionTexts(item.dimensions ?? []).keys()]))].toSorted();
  if (names.length === 0 || names.length > MAX_DIMENSION_COLUMNS) {
    return [{ heading: 'dimensions', cell: (item) => JSON.stringify(item.dimensions ?? []) }];
  }
  return names.map((name) => ({
    heading: name,
    cell: (item) => readDimensionTexts(item.dimensions ?? []).get(name),
    lift: true,
  }));
}

/** The rows without the columns that nothing is in; what all rows share stands above, unless the question named it. */
function rowsTable({ kind, items, question }: MetricListOutput): string {
  const ofKind = kind === 'series' ? [...COLUMNS.series, ...dimensionColumns(items)] : COLUMNS[kind];
  const columnsOf = [...PLACE, ...ofKind];
  const used = columnsOf.filter(({ cell }) => items.some((item) => cell(item) !== undefined));
  const first = items[0];
  const lifted = used.filter(({ cell, lift }) => {
    const shared = first === undefined ? undefined : cell(first);
    return (
      lift === true && (items.length > 1 || cell === NAMESPACE.cell) && items.every((item) => cell(item) === shared)
    );
  });
  const columns = used.filter((column) => !lifted.includes(column));
  if (columns.length === 0)
    return table(
      ['series'],
      items.map((item) => [JSON.stringify(item.dimensions ?? [])]),
    );
  const said = lifted
    .filter(({ cell }) => cell !== NAMESPACE.cell || question.namespace === undefined)
    .map(({ heading, cell }) => `${heading} ${first === undefined ? '' : (cell(first) ?? '')}`);
  const rows = table(
    columns.map(({ heading }) => heading),
    items.map((item) => columns.map(({ cell }) => cell(item))),
  );
  return said.length === 0 ? rows : `All of them: ${said.join(', ')}.\n\n${rows}`;
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
  const silent =
    output.failures === undefined
      ? ''
      : ` (incomplete: ${output.failures.map(({ source }) => source).join(', ')} did not answer)`;
  const owners =
    output.owners === undefined
      ? ''
      : `, with linked accounts (${output.owners.length === 0 ? 'none' : output.owners.join(', ')})`;
  return `${[question.namespace === undefined ? 'Metrics' : undefined, ...asked].filter((part) => part !== undefined).join(' ')}, ${whereText(output)}${silent}${owners}, ${since}: ${read}`;
}

function dimensionSets(item: MetricRow): string {
  return (item.dimensionSets ?? []).map((names) => (names.length === 0 ? '(none)' : names.join(' + '))).join('; ');
}

/** `InstanceId: 12 (i-1, i-2, i-3 …)`. */
function values(item: MetricRow): string | undefined {
  if (item.values === undefined || item.values.length === 0) return undefined;
  return item.values
    .map(({ name, count, examples }) =>
      count === 1
        ? `${name}: ${examples[0] ?? ''}`
        : `${name}: ${formatCount(count)} (${examples.join(', ')}${count > examples.length ? ' …' : ''})`,
    )
    .join('; ');
}

/** The call that goes one level down, ready to use. */
function nextStep({ kind, items, question, askedAccount }: MetricListOutput): string {
  const first = items.toSorted((a, b) => b.series - a.series)[0];
  const metric = {
    namespace: question.namespace ?? first?.namespace,
    metric_name: question.metricName ?? first?.metricName,
  };
  const at = { account: first?.inAccount ?? askedAccount, region: first?.region };
  if (kind === 'namespaces')
    return `A namespace's metrics: ${formatCall('list_metrics', { namespace: metric.namespace, ...at })}`;
  if (kind === 'metrics') return `A metric's dimension sets: ${formatCall('list_metrics', { ...metric, ...at })}`;
  const names = first?.dimensionSets?.[0] ?? [];
  const list =
    kind === 'series' || names.length === 0
      ? ''
      : `Every series of a set: ${formatCall('list_metrics', { ...metric, dimensions: names, ...at })}\n`;
  const datapoints = { ...metric, dimensions: first?.dimensions, account_id: first?.account, ...at };
  return `${list}Datapoints: ${formatCall('get_metric_statistics', datapoints)}`;
}
