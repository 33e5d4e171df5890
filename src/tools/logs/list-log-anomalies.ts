import * as z from 'zod';
import { parseLogGroup } from '../../analysis/log-group-ref.ts';
import { readAnomalies, readAnomalyDetectors, type LogAnomaly } from '../../aws/log-anomalies.ts';
import { clip } from '../../format/text.ts';
import { formatSecond } from '../../format/time.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { onlyAllowed } from '../limited.ts';
import { listFields, listParams, pageOf, readLists } from '../lists.ts';
import type { Position } from '../paging.ts';
import { accountArgument, namesRegion, ofSeveral } from '../params.ts';
import { callerAccountId } from '../patience.ts';
import type { Place } from '../places.ts';
import { mayReadGroups } from '../readable-logs.ts';
import { groupParam } from './shared/params.ts';
import { renderAnomalies } from './shared/render-anomalies.ts';
import { resolveGroup } from './shared/resolve-groups.ts';

const PRIORITIES = ['HIGH', 'MEDIUM', 'LOW'] as const;
/** How much of a pattern and of a line is shown, characters. */
const PATTERN_CHARS = 400;
const SAMPLE_CHARS = 300;

const input = z.strictObject({
  group: groupParam.optional(),
  priority: z.enum(PRIORITIES).optional().describe('At least'),
  state: z.enum(['active', 'all']).default('active').describe('all: those that are over, or suppressed, too'),
  ...listParams(20, 500),
});

const row = z.object({
  account: ofSeveral(z.string()),
  region: z.string(),
  groups: z.array(z.string()),
  priority: z.string(),
  description: z.string(),
  pattern: z.string(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  active: z.boolean(),
  suppressed: z.string().optional(),
  events: z.int(),
  peak: z.object({ time: z.string(), events: z.int() }).optional(),
  sample: z.string().optional(),
  detector: z.string().optional(),
  id: z.string(),
});

const output = z.object({
  ...listFields,
  accountArgument: z.string().optional(),
  namesRegion: z.boolean().optional(),
  group: z.string().optional(),
  asked: z.enum(['active', 'all']),
  /** Detectors that watch what was asked for, by status. */
  detectors: z.record(z.string(), z.int()),
  limited: z.string().optional(),
  items: z.array(row),
});

type Input = z.output<typeof input>;
type Row = z.output<typeof row>;
export type AnomaliesOutput = z.output<typeof output>;

export const listLogAnomalies = defineTool({
  name: 'list_log_anomalies',
  title: 'List log anomalies',
  description:
    'What CloudWatch Logs anomaly detectors find unusual in log groups: new or more frequent message patterns, with priority, first and last seen, counts and a sample line. Quick in an incident; finds only what a detector watches, and says which do.',
  toolset: 'logs',
  actions: ['logs:ListAnomalies', 'logs:ListLogAnomalyDetectors'],
  input,
  output,
  position,
  run,
  render: renderAnomalies,
});

/** Most urgent first, then seen last. */
function position({ priority, lastSeen, account = '', region, id }: Row): Position {
  const rank = PRIORITIES.indexOf(priority as (typeof PRIORITIES)[number]);
  return [rank === -1 ? PRIORITIES.length : rank, -Date.parse(lastSeen), account, region, id];
}

async function run(asked: Input, context: ToolContext): Promise<AnomaliesOutput> {
  const [wanted, { reaches, read, about }] = await Promise.all([
    asked.group === undefined ? undefined : resolveGroup(asked.group, context),
    readLists(asked, context, 'logs', async (place, at, goOn) => {
      const control = { signal: at.signal, goOn };
      const [detectors, { anomalies, complete }, own] = await Promise.all([
        readAnomalyDetectors(at.aws, place.region, control),
        readAnomalies(at.aws, place.region, control),
        callerAccountId(at),
      ]);
      return { detectors, anomalies, complete, own };
    }),
  ]);
  const isWanted = (groups: readonly string[]) =>
    wanted === undefined || groups.some((group) => group === wanted.id || parseLogGroup(group)?.name === wanted.name);
  const detectors = read.flatMap(({ place, value }) =>
    value.detectors.filter(({ groups }) => isWanted(groups) && mayRead(groups, place, value.own)),
  );
  const names = new Map(detectors.map(({ arn, name }) => [arn, name]));
  const rows = read
    .flatMap(({ place, value }) =>
      value.anomalies
        .filter(({ groups }) => isWanted(groups) && mayRead(groups, place, value.own))
        .map((anomaly) => toRow(anomaly, place, value.own, names, context)),
    )
    .filter((one) => isAsked(one, asked));
  return {
    ...about,
    accountArgument: accountArgument(context),
    ...(namesRegion(context) && { namesRegion: true }),
    group: wanted?.id,
    asked: asked.state,
    detectors: Object.fromEntries(
      [...Map.groupBy(detectors, ({ status }) => status)].map(([status, some]) => [status, some.length]),
    ),
    limited: onlyAllowed('anomalies on log groups that you may read are shown', reaches, 'logGroup'),
    ...pageOf(rows, position, asked.limit, context),
  };
}

function isAsked({ active, suppressed, priority }: Row, asked: Input): boolean {
  if (asked.state === 'active' && (!active || suppressed !== undefined)) return false;
  const rank = (name: string) => PRIORITIES.indexOf(name as (typeof PRIORITIES)[number]);
  return asked.priority === undefined || (rank(priority) !== -1 && rank(priority) <= rank(asked.priority));
}

/** Of an anomaly in several groups the pattern may be of any: all must be allowed. */
function mayRead(groups: readonly string[], { reach }: Place, own: string | undefined): boolean {
  return groups.length === 0 ? reach.access.logGroup('') : mayReadGroups(groups, { own }, reach);
}

function toRow(
  anomaly: LogAnomaly,
  { account, region }: Place,
  own: string | undefined,
  detectors: ReadonlyMap<string, string>,
  { cleanMessages }: ToolContext,
): Row {
  const { histogram, suppressedUntil: until } = anomaly;
  const groups = anomaly.groups.map((group) => {
    const ref = parseLogGroup(group);
    return ref === undefined || ref.account !== own ? group : ref.name;
  });
  const clean = (message: string, chars: number) =>
    clip(cleanMessages([{ group: groups[0] ?? '', stream: '', message }])[0] ?? '', chars);
  const peak = histogram.reduce<(typeof histogram)[number] | undefined>(
    (most, slot) => (slot[1] > (most?.[1] ?? 0) ? slot : most),
    undefined,
  );
  return {
    ...(account !== undefined && { account }),
    region,
    groups,
    priority: anomaly.priority,
    description: anomaly.description,
    pattern: clean(anomaly.pattern, PATTERN_CHARS),
    firstSeen: formatSecond(anomaly.firstSeen),
    lastSeen: formatSecond(anomaly.lastSeen),
    active: anomaly.active,
    ...(anomaly.suppressed && { suppressed: until === undefined ? 'yes' : `until ${formatSecond(until)}` }),
    events: histogram.reduce((sum, [, count]) => sum + count, 0),
    ...(peak !== undefined && { peak: { time: formatSecond(peak[0]), events: peak[1] } }),
    ...(anomaly.sample !== undefined && { sample: clean(anomaly.sample, SAMPLE_CHARS) }),
    detector: detectors.get(anomaly.detectorArn),
    id: anomaly.id,
  };
}
