import { formatCall } from '../../../format/call.ts';
import { liftedTable } from '../../../format/lifted-table.ts';
import { plural } from '../../../format/number.ts';
import { alarmCondition } from '../../../format/recommended-alarm.ts';
import { paragraphs, renderMore } from '../../../format/text.ts';
import { formatDuration } from '../../../format/time.ts';
import type { CatalogOutput, CatalogRow } from '../search-metric-catalog.ts';

/** Answers of at most so many metrics show each in full; more are a table. */
const DETAILED = 5;

/** The text of search_metric_catalog. */
export function renderCatalog(output: CatalogOutput): string {
  const { items } = output;
  const isNamespaces = items[0]?.metricName === undefined;
  if (items.length === 0) return paragraphs(scope(output, ''), output.explanation, renderMore(output, 'metric'));
  if (isNamespaces) {
    const rows = liftedTable([
      { name: 'namespace', cells: items.map(({ namespace }) => namespace), key: true },
      { name: 'metrics', cells: items.map(({ metrics }) => metrics), key: true },
    ]);
    const next = `A namespace's metrics: ${formatCall('search_metric_catalog', { namespace: items[0]?.namespace })}`;
    return paragraphs(scope(output, ''), rows.table, next, renderMore(output, 'namespace'));
  }
  if (output.total <= DETAILED || items.length === 1)
    return paragraphs(
      scope(output, ''),
      ...items.map(details),
      leftOut(output),
      nextStep(items),
      renderMore(output, 'metric'),
    );
  const { table, constant } = liftedTable([
    ...(output.question.namespace === undefined
      ? [{ name: 'namespace', cells: items.map(({ namespace }) => namespace) }]
      : []),
    { name: 'metric', cells: items.map(({ metricName }) => metricName), key: true },
    { name: 'unit', cells: items.map((item) => marked(item.unit, item.unitInferred)) },
    { name: 'statistic', cells: items.map((item) => marked(item.statistic, item.statisticInferred)) },
    { name: 'dimensions', cells: items.map(dimensions) },
    { name: 'recommended alarm', cells: items.map(alarms) },
    { name: 'what it is', cells: items.map(({ description }) => description) },
  ]);
  const guessed = items.some(({ unitInferred, statisticInferred }) => (unitInferred ?? statisticInferred) === true);
  return paragraphs(
    scope(output, constant),
    table,
    guessed ? '~ is inferred from the name.' : undefined,
    leftOut(output),
    nextStep(items),
    renderMore(output, 'metric'),
  );
}

function scope({ question, total, items }: CatalogOutput, constant: string): string {
  const { query, namespace, metricName } = question;
  const asked = [namespace, metricName].filter((part) => part !== undefined).join(' ');
  const what = items[0]?.metricName === undefined && total > 0 ? 'namespace' : 'metric';
  const like = query === undefined ? '' : ` like ${JSON.stringify(query)}${total > 1 ? ', best first' : ''}`;
  const of = asked === '' ? '' : ` of ${asked}`;
  const those = items.length === total ? 'all of them' : 'those shown';
  return `Metric catalogue: ${plural(total, what)}${of}${like}${constant === '' ? '' : `; ${those}: ${constant}`}`;
}

/** What the words did not bring: the weaker matches, and the rest of the namespace of the best. */
function leftOut({ weaker, items: [best], question, explanation }: CatalogOutput): string {
  const all = formatCall('search_metric_catalog', { namespace: best?.namespace });
  const left = weaker === undefined ? '' : `${plural(weaker, 'weaker match', 'weaker matches')} left out.`;
  const whole =
    question.query === undefined || question.namespace !== undefined ? '' : `All of ${best?.namespace}: ${all}`;
  return [explanation, left, whole].filter((part) => part !== undefined && part !== '').join(' ');
}

/** `~Bytes` for a guess. */
function marked(value: string | undefined, inferred: boolean | undefined): string | undefined {
  return value !== undefined && inferred === true ? `~${value}` : value;
}

function dimensions({ dimensionSets, namespaceDimensions = [] }: CatalogRow): string {
  if (dimensionSets === undefined)
    return namespaceDimensions.length === 0 ? '' : `some of ${namespaceDimensions.join(', ')}`;
  return dimensionSets.map((names) => (names.length === 0 ? '(none)' : names.join(' + '))).join('; ');
}

function alarms({ alarms: recommended = [], unit }: CatalogRow): string {
  return recommended.map((alarm) => alarmCondition(alarm, unit)).join('; ');
}

/** A metric in full. */
function details(item: CatalogRow): string {
  const unit =
    item.unit === undefined
      ? 'no unit known'
      : `unit ${item.unit}${item.unitInferred === true ? ' (inferred from the name)' : ''}`;
  const statistic = `read as ${item.statistic}${item.statisticInferred === true ? ' (inferred)' : ''}`;
  const period =
    item.periodSeconds === undefined ? '' : `, published every ${formatDuration(item.periodSeconds * 1000)}`;
  const sets = dimensions(item);
  return [
    `${item.namespace} ${item.metricName}${item.description === undefined ? '' : `: ${item.description}`}`,
    `- ${unit}, ${statistic}${period}`,
    ...(sets === '' ? [] : [`- dimensions: ${sets}`]),
    ...(item.alarms ?? []).map(
      (alarm) =>
        `- AWS recommends an alarm: ${alarmCondition(alarm, item.unit)}, missing data ${alarm.treatMissingData}${alarm.dimensions.length === 0 ? '' : `, on ${alarm.dimensions.join(' + ')}`}${alarm.choose === undefined ? '' : `. Threshold: ${alarm.choose}`}`,
    ),
  ].join('\n');
}

/** What to ask next with the best match. */
function nextStep([first]: readonly CatalogRow[]): string {
  return `Whether it exists here, and with which dimensions: ${formatCall('list_metrics', { namespace: first?.namespace, metric_name: first?.metricName })}`;
}
