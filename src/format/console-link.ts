/** Links into the AWS console, partition-aware. Pure: the caller says the partition (`aws`, `aws-cn`, `aws-us-gov` …). */
export interface ConsolePlace {
  readonly region: string;
  readonly partition: string;
}

/** The console's host per partition, as the AWS General Reference lists them. */
const CONSOLE_HOST: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
};

/** CloudWatch console URL for a fragment such as `alarmsV2:alarm/name`; undefined for a partition without a public console. */
export function cloudwatch(place: ConsolePlace, fragment: string): string | undefined {
  const host = CONSOLE_HOST[place.partition];
  if (host === undefined) return undefined;
  const prefix = place.partition === 'aws' ? `${place.region}.` : '';
  return `https://${prefix}${host}/cloudwatch/home?region=${place.region}#${fragment}`;
}

/** Percent-encoding; half of a surrogate pair, which has none, becomes U+FFFD. */
const percent = (text: string) => encodeURIComponent(text.toWellFormed());
/** The logs console's own escaping of its query: percent-encoding with `$` for `%`. */
const logsQuery = (text: string) => percent(text).replaceAll('%', '$');
/** A name in a path of the logs console, or a value in its query: percent-encoded before that. */
const logsName = (text: string) => logsQuery(percent(text));

export function alarmLink(place: ConsolePlace, alarmName: string): string | undefined {
  return cloudwatch(place, `alarmsV2:alarm/${encodeURIComponent(alarmName)}`);
}

export function alarmsLink(place: ConsolePlace): string | undefined {
  return cloudwatch(place, 'alarmsV2:');
}

export function logGroupsLink(place: ConsolePlace): string | undefined {
  return cloudwatch(place, 'logsV2:log-groups');
}

/** A group, one of its streams, or its events in a window. */
export function logGroupLink(
  place: ConsolePlace,
  group: string,
  at?: { stream?: string; start?: number; end?: number; filterPattern?: string },
): string | undefined {
  const query = Object.entries({
    start: at?.start,
    end: at?.end,
    filterPattern: at?.filterPattern === undefined ? undefined : percent(at.filterPattern),
  }).filter(([, value]) => value !== undefined);
  const stream = at?.stream === undefined ? '' : `/${logsName(at.stream)}`;
  const search = query.length === 0 ? '' : logsQuery(`?${query.map(([name, value]) => `${name}=${value}`).join('&')}`);
  const events = at === undefined ? '' : `/log-events${stream}${search}`;
  return cloudwatch(place, `logsV2:log-groups/log-group/${logsName(group)}${events}`);
}

/** A longer one is no use in a text. */
const LONGEST_LINK = 1_500;

/** A query in Logs Insights, ready to be run; undefined where it is too long for a link. */
export function insightsLink(
  place: ConsolePlace,
  query: string,
  groups: readonly string[],
  window: { start: number; end: number },
): string | undefined {
  const text = (value: string) => `'${percent(value).replaceAll(/[%'~!().]/g, (char) => insightsEscape(char))}`;
  const time = (ms: number) => text(new Date(ms).toISOString());
  const source = groups.map((group) => `~${text(group)}`).join('');
  const detail = `~(end~${time(window.end)}~start~${time(window.start)}~timeType~'ABSOLUTE~tz~'UTC~editorString~${text(query)}~source~(${source}))`;
  const link = cloudwatch(place, `logsV2:logs-insights$3FqueryDetail$3D${detail.replaceAll('%', '$')}`);
  return link !== undefined && link.length <= LONGEST_LINK ? link : undefined;
}

/** The console's own notation writes `*20` for a space; what its grammar uses is written so too. */
function insightsEscape(char: string): string {
  return char === '%' ? '*' : `*${char.charCodeAt(0).toString(16)}`;
}

/** The metrics page with a namespace (and metric) searched for. */
export function metricsLink(place: ConsolePlace, search?: string): string | undefined {
  return cloudwatch(place, search === undefined ? 'metricsV2:' : `metricsV2:query=${encodeURIComponent(search)}`);
}

/** A dashboard, or the list of them. */
export function dashboardLink(place: ConsolePlace, name?: string): string | undefined {
  return cloudwatch(place, name === undefined ? 'dashboards:' : `dashboards:name=${percent(name)}`);
}

/** An AMP workspace, or the list of them. */
export function prometheusLink(place: ConsolePlace, workspaceId?: string): string | undefined {
  const host = CONSOLE_HOST[place.partition];
  if (host === undefined) return undefined;
  const prefix = place.partition === 'aws' ? `${place.region}.` : '';
  const page = workspaceId === undefined ? 'workspaces' : `workspaces/overview/${encodeURIComponent(workspaceId)}`;
  return `https://${prefix}${host}/prometheus/home?region=${place.region}#/${page}`;
}
