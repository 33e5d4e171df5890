import type { Widget } from '../../../analysis/dashboard/body.ts';
import type { MetricLine } from '../../../analysis/dashboard/metrics-array.ts';
import { cloudwatchSource } from '../../../prometheus/sources.ts';
import { INSIGHTS_TOOL, insightsArguments } from '../../../format/insights-call.ts';

/** A call that shows what a widget shows. */
export interface WidgetCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Where a dashboard is: what its widgets leave open is of this place. */
export interface DashboardPlace {
  readonly region: string;
  readonly partition: string;
  /** The `account` of a call; undefined where callers name none. */
  readonly account: string | undefined;
  /** The regions that calls may be about, and whether they name theirs. */
  readonly regions: readonly string[];
  readonly namesRegion: boolean;
  /** By id. */
  readonly ownAccount: string | undefined;
}

/** What get_metric_data and describe_alarms take at once. */
const MAX_QUERIES = 500;
const MAX_NAMES = 100;
const ID = /^[a-z]\w{0,254}$/;
const ACCOUNT = /^\d{12}$/;
const ALARM = /^arn:[^:]+:cloudwatch:([^:]*):[^:]*:alarm:(.+)$/s;

/** The calls that read what a widget shows, and what they leave out, in words. */
export function widgetCalls(widget: Widget, place: DashboardPlace): { calls: WidgetCall[]; notes: string[] } {
  const metrics = metricCalls(widget, place);
  const others = [...logCalls(widget, place), ...promqlCalls(widget, place), ...alarmCalls(widget, place)];
  const calls = [...metrics.calls, ...others];
  const usual = widget.region ?? place.region;
  const regionOf = ({ arguments: { region } }: WidgetCall) => (typeof region === 'string' ? region : usual);
  const unknown = new Set(calls.map(regionOf).filter((region) => !place.regions.includes(region)));
  return {
    calls: calls.filter((call) => !unknown.has(regionOf(call))).map((call) => toBeSent(call, place)),
    notes: [
      ...metrics.notes,
      ...[...unknown].map((region) => `what it shows of ${region} is left out: that region is not configured here`),
    ],
  };
}

/** Without the region, where callers name none. */
function toBeSent(call: WidgetCall, { namesRegion }: DashboardPlace): WidgetCall {
  if (namesRegion) return call;
  const { region: _, ...rest } = call.arguments;
  return { ...call, arguments: rest };
}

/** The regions that a widget reads. */
export function regionsOfWidget(widget: Widget, place: Pick<DashboardPlace, 'region'>): string[] {
  const usual = widget.region ?? place.region;
  const ofAlarms = widget.alarms.map((alarm) => ALARM.exec(alarm)?.[1] ?? usual);
  const ofLines = widget.lines.map(({ region }) => region ?? usual);
  return [...new Set([...ofLines, ...ofAlarms, ...(ofLines.length + ofAlarms.length === 0 ? [usual] : [])])];
}

function metricCalls(widget: Widget, place: DashboardPlace): { calls: WidgetCall[]; notes: string[] } {
  const notes: string[] = [];
  const usual = widget.region ?? place.region;
  const ofRegion = Map.groupBy(widget.lines, ({ region }) => region ?? usual);
  const periods = new Set(widget.lines.map(({ period }) => period ?? widget.period));
  const [period] = periods.size === 1 ? periods : [];
  if (periods.size > 1) {
    const seconds = [...periods].map((one) => (one === undefined ? 'the usual' : `${one} s`)).join(', ');
    notes.push(`its lines have periods of their own (${seconds}); period_seconds sets one for all`);
  }
  const calls = [...ofRegion].map(([region, lines]): WidgetCall => {
    if (lines.length > MAX_QUERIES) notes.push(`of ${lines.length} lines in ${region} the first ${MAX_QUERIES}`);
    const apart = elsewhere(lines, widget.lines);
    if (apart !== undefined) notes.push(`${apart} is of another region: math over regions cannot be asked at once`);
    const queries = queriesOf(lines.slice(0, MAX_QUERIES), widget, place);
    const { start, end } = widget;
    return {
      tool: 'get_metric_data',
      arguments: present({ queries, period_seconds: period, start, end, region, account: place.account }),
    };
  });
  return { calls, notes };
}

function queriesOf(lines: readonly MetricLine[], widget: Widget, place: DashboardPlace): object[] {
  const ids = new Set<string>();
  return lines.map((line) => {
    const { metric, expression, id, label } = line;
    const accountId = line.accountId ?? widget.accountId;
    const isOwn = id !== undefined && ID.test(id) && !ids.has(id);
    if (isOwn) ids.add(id);
    return present({
      id: isOwn ? id : undefined,
      namespace: metric?.namespace,
      metric_name: metric?.metricName,
      dimensions: metric?.dimensions.length ? metric.dimensions.map(([name, value]) => `${name}=${value}`) : undefined,
      statistic: metric === undefined ? undefined : (line.stat ?? widget.stat ?? 'Average'),
      expression,
      label,
      account_id: accountId !== place.ownAccount && ACCOUNT.test(accountId ?? '') ? accountId : undefined,
      hidden: line.hidden ? true : undefined,
    });
  });
}

/** An id that an expression among `lines` names and only a line of another region has. */
function elsewhere(lines: readonly MetricLine[], all: readonly MetricLine[]): string | undefined {
  const own = new Set(lines.map(({ id }) => id));
  const others = new Set(all.flatMap(({ id }) => (id === undefined || own.has(id) ? [] : [id])));
  const words = lines.flatMap(({ expression = '' }) => expression.match(/\b[a-z]\w*\b/g) ?? []);
  return words.find((word) => others.has(word));
}

function logCalls({ log, region, accountId, start, end }: Widget, place: DashboardPlace): WidgetCall[] {
  if (log === undefined) return [];
  const where = region ?? place.region;
  const foreign = accountId !== place.ownAccount && ACCOUNT.test(accountId ?? '');
  const arn = (group: string) => `arn:${place.partition}:logs:${where}:${accountId}:log-group:${group}`;
  const groups = log.groups.map((group) => (foreign && !group.startsWith('arn:') ? arn(group) : group));
  const { query, language } = log;
  return [
    {
      tool: INSIGHTS_TOOL,
      arguments: insightsArguments({ groups, query, language, start, end, region: where, account: place.account }),
    },
  ];
}

/** A source says its region, so these calls name none. */
function promqlCalls({ promql, region, start, end }: Widget, place: DashboardPlace): WidgetCall[] {
  const source = cloudwatchSource(region ?? place.region).id;
  return promql.map(({ query, step }) => ({
    tool: 'query_prometheus_range',
    arguments: present({ query, source, step: step?.toString(), start, end, account: place.account }),
  }));
}

function alarmCalls({ alarms, region }: Widget, place: DashboardPlace): WidgetCall[] {
  const named = alarms.map((alarm) => {
    const [, of, name = alarm] = ALARM.exec(alarm) ?? [];
    return { name, region: of === undefined || of === '' ? (region ?? place.region) : of };
  });
  return [...Map.groupBy(named, (alarm) => alarm.region)].map(([where, ofRegion]) => {
    const names = [...new Set(ofRegion.map(({ name }) => name))].slice(0, MAX_NAMES);
    return { tool: 'describe_alarms', arguments: present({ names, region: where, account: place.account }) };
  });
}

function present(args: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}
