import { ellipsis } from '../../format/text.ts';
import { annotationWords } from './annotations.ts';
import { chartQueries, type ChartQuery } from './chart-queries.ts';
import { countOf, listOf, membersOf, textOf, textsOf, type Json } from './json.ts';
import { splitSources, type LogQuery } from './log-sources.ts';
import { readMetrics, type MetricLine } from './metrics-array.ts';
import { toolTime } from './time-range.ts';

/** A widget, as far as it could be read. */
export interface Widget {
  /** From 1, in the order of the body. */
  readonly number: number;
  /** As the body has it: metric, log, chart, alarm, text, explorer, custom … */
  readonly type: string;
  readonly title: string | undefined;
  readonly region: string | undefined;
  readonly accountId: string | undefined;
  /** As tools take it; the dashboard's where the widget has none. */
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly stat: string | undefined;
  /** Seconds. */
  readonly period: number | undefined;
  readonly lines: readonly MetricLine[];
  readonly log: LogQuery | undefined;
  /** Of a chart. */
  readonly promql: readonly ChartQuery[];
  /** ARNs, or names, of the alarms that it shows. */
  readonly alarms: readonly string[];
  /** What is drawn on it. */
  readonly annotations: readonly string[];
  /** What it says, or what it shows where that is no query. */
  readonly text: string | undefined;
  readonly notes: readonly string[];
}

export interface Dashboard {
  readonly start: string | undefined;
  readonly end: string | undefined;
  /** What a reader can choose, in words. */
  readonly variables: readonly string[];
  readonly widgets: readonly Widget[];
  /** What of the body could not be read, in words. */
  readonly notes: readonly string[];
}

/** How much of a text widget is shown, characters. */
const TEXT_CHARS = 300;

/** Reads a dashboard's body, whatever is in it: what cannot be read is said in `notes`. */
export function readDashboard(body: string): Dashboard {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { start: undefined, end: undefined, variables: [], widgets: [], notes: ['its body is no JSON'] };
  }
  const { start, end, variables, widgets } = membersOf(parsed);
  const time = { start: toolTime(textOf(start)), end: toolTime(textOf(end)) };
  const missing = Array.isArray(widgets) ? [] : ['its body has no list of widgets'];
  return {
    ...time,
    variables: listOf(variables).map((one) => variableWords(membersOf(one))),
    widgets: listOf(widgets).map((widget, i) => readWidget(membersOf(widget), i + 1, time)),
    notes: missing,
  };
}

function readWidget(widget: Json, number: number, time: Pick<Widget, 'start' | 'end'>): Widget {
  const type = textOf(widget['type']) ?? 'unknown';
  const properties = membersOf(widget['properties']);
  const annotations = properties['annotations'];
  const metrics = readMetrics(type === 'explorer' ? [] : properties['metrics']);
  const query = type === 'log' ? textOf(properties['query']) : undefined;
  const log = query === undefined ? undefined : splitSources(query, textOf(properties['queryLanguage']));
  const alarms = [...textsOf(properties['alarms']), ...textsOf(membersOf(annotations)['alarms'])];
  const { promql, others } = type === 'chart' ? chartQueries(properties['data']) : { promql: [], others: 0 };
  const unread = promql.length > 0 && others > 0 ? [`${others} of its queries are not in PromQL: left out`] : [];
  const notes = [...metrics.notes, ...unread];
  const text = promql.length > 0 ? undefined : textFor(type, properties);
  const nothing = metrics.lines.length + notes.length + promql.length + alarms.length === 0 && log === undefined;
  const own = toolTime(textOf(properties['start']));
  return {
    number,
    type,
    title: textOf(properties['title']),
    region: textOf(properties['region']),
    accountId: textOf(properties['accountId']),
    start: own ?? time.start,
    end: own === undefined ? time.end : toolTime(textOf(properties['end'])),
    stat: textOf(properties['stat']),
    period: countOf(properties['period']),
    lines: metrics.lines,
    log,
    promql,
    alarms,
    annotations: annotationWords(annotations),
    text,
    notes: nothing && text === undefined ? ['there is nothing in it that can be read'] : notes,
  };
}

/** What a widget says that is no query. */
function textFor(type: string, properties: Json): string | undefined {
  if (type === 'text') {
    const markdown = textOf(properties['markdown']);
    return markdown && ellipsis(markdown.replaceAll(/\s+/g, ' ').trim(), TEXT_CHARS);
  }
  if (type === 'custom') {
    const endpoint = textOf(properties['endpoint']) ?? 'a function that it does not name';
    return `drawn by ${endpoint}: what it shows only the console can get`;
  }
  if (type === 'explorer') return explorerWords(properties);
  if (['metric', 'log', 'alarm'].includes(type) || Object.keys(properties).length === 0) return undefined;
  return ellipsis(`properties ${JSON.stringify(properties)}`, TEXT_CHARS);
}

function explorerWords(properties: Json): string {
  const metrics = listOf(properties['metrics']).map((one) => {
    const { metricName, resourceType, stat } = membersOf(one);
    return [textOf(stat), textOf(metricName), 'of', textOf(resourceType)]
      .filter((word) => word !== undefined)
      .join(' ');
  });
  const labels = listOf(properties['labels']).map((one) => {
    const { key, value } = membersOf(one);
    return value === undefined ? textOf(key) : `${textOf(key)}=${textOf(value)}`;
  });
  const which = labels.length === 0 ? '' : ` with the tags ${labels.join(', ')}`;
  return `a metrics explorer: ${metrics.join('; ') || 'no metrics'}${which}. Tags cannot be asked for: list_metrics finds the metrics`;
}

function variableWords(variable: Json): string {
  const name = textOf(variable['label']) ?? textOf(variable['id']) ?? 'a variable';
  const target = textOf(variable['property']) ?? textOf(variable['pattern']) ?? 'nothing';
  const value = textOf(variable['defaultValue']);
  return `${name} (changes ${target}${value === undefined ? '' : `, ${value} unless chosen`})`;
}
