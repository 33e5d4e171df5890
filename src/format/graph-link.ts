import type { Window } from '../model.ts';
import { cloudwatch, metricsLink, type ConsolePlace } from './console-link.ts';

/** A line of a console graph: a metric's statistic or an expression. */
export interface GraphLine {
  readonly namespace?: string | undefined;
  readonly metricName?: string | undefined;
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
  readonly statistic?: string | undefined;
  readonly expression?: string | undefined;
  readonly id?: string | undefined;
  readonly label?: string | undefined;
  readonly accountId?: string | undefined;
  readonly hidden?: boolean | undefined;
}

/** Longer links cost more tokens than they are worth, in characters. */
const MAX_LINK_CHARS = 1_200;

/** The metrics page with these lines graphed over a window; the plain page where the link would get too long. */
export function graphLink(
  place: ConsolePlace,
  lines: readonly GraphLine[],
  at: { window: Window; periodSeconds: number },
): string | undefined {
  const graph = {
    metrics: lines.map(toMetric),
    view: 'timeSeries',
    stacked: false,
    region: place.region,
    start: new Date(at.window.start).toISOString(),
    end: new Date(at.window.end).toISOString(),
    period: at.periodSeconds,
  };
  const link = cloudwatch(place, `metricsV2:graph=${encode(graph)}`);
  return link === undefined || link.length <= MAX_LINK_CHARS ? link : metricsLink(place);
}

function toMetric(line: GraphLine): Encodable {
  const shared = {
    ...(line.id !== undefined && { id: line.id }),
    ...(line.label !== undefined && { label: line.label }),
    ...(line.accountId !== undefined && { accountId: line.accountId }),
    ...(line.hidden === true && { visible: false }),
  };
  if (line.expression !== undefined) return [{ expression: line.expression, ...shared }];
  const dimensions = Object.entries(line.dimensions ?? {}).flat();
  return [line.namespace ?? '', line.metricName ?? '', ...dimensions, { stat: line.statistic ?? 'Average', ...shared }];
}

type Encodable = string | number | boolean | readonly Encodable[] | { readonly [key: string]: Encodable };

/**
 * The console's writing of a graph in its address: lists `~(~a~b)`, objects `~(key~value)`, texts `~'…` with `*` and two
 * hexadecimal digits (`**` and four beyond Latin-1) for what is not a letter, digit, `_`, `-` or `.`, and `!` for `$`.
 */
function encode(value: Encodable): string {
  if (typeof value === 'string') return `~'${escape(value)}`;
  if (typeof value !== 'object') return `~${String(value)}`;
  if (Array.isArray(value)) return `~(${value.map((item: Encodable) => encode(item)).join('') || '~'})`;
  const entries = Object.entries(value).map(([key, item]) => `${escape(key)}${encode(item)}`);
  return `~(${entries.join('~')})`;
}

function escape(text: string): string {
  return text.replaceAll(/[^\w.-]/g, (char) => {
    if (char === '$') return '!';
    const code = char.charCodeAt(0).toString(16);
    return code.length <= 2 ? `*${code.padStart(2, '0')}` : `**${code.padStart(4, '0')}`;
  });
}
