import { AwsError, integer } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import type { LogGroup } from '../world/types.ts';
import { findGroup, groupArn, invalidParameter } from './log-groups.ts';

const MINUTE_MS = 60_000;
/** Around a time, or before now (API reference of GetLogGroupFields). */
const AROUND_MS = 8 * MINUTE_MS;
const LATEST_MS = 15 * MINUTE_MS;
/** Of a busy group a sample is looked at. */
const MAX_EVENTS = 5_000;
/** Of a JSON event, as the "Supported logs and discovered fields" page has it. */
const MAX_FIELDS = 200;
/** What every event has. */
const OWN_FIELDS = ['@ingestionTime', '@log', '@logStream', '@message', '@timestamp'];
const DEFAULT_INDEXES = ['@logStream', '@aws.region', '@aws.account'];
const CATEGORIES = ['AUTO', 'CUSTOM', 'DEFAULT', 'INACTIVE'];

export const logFieldOperations: Record<string, Operation> = {
  GetLogGroupFields(input, context) {
    const group = findGroup(input, context);
    const now = context.now();
    const limits = { min: 0, max: Number.MAX_SAFE_INTEGER, code: 'InvalidParameterException' };
    const time = input.time === undefined ? undefined : integer(input, 'time', { ...limits, fallback: 0 }) * 1000;
    const window =
      time === undefined ? { start: now - LATEST_MS, end: now } : { start: time - AROUND_MS, end: time + AROUND_MS };
    const events = group.events({ ...window, end: Math.min(window.end, now) }).slice(-MAX_EVENTS);
    const counts = new Map<string, number>();
    for (const { message } of events) {
      for (const name of fieldsOf(message)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const percent = (count: number) => Math.round((100 * count) / events.length);
    return { logGroupFields: [...counts].map(([name, count]) => ({ name, percent: percent(count) })) };
  },

  DescribeFieldIndexes(input, context) {
    const { logGroupIdentifiers: groups, indexCategories: categories = CATEGORIES.filter((one) => one !== 'AUTO') } =
      input;
    if (!Array.isArray(groups) || groups.length === 0 || groups.length > 100) {
      throw invalidParameter('logGroupIdentifiers must name 1 to 100 log groups.');
    }
    if (!Array.isArray(categories) || !categories.every((one) => CATEGORIES.includes(String(one)))) {
      throw new AwsError('InvalidParameterException', `indexCategories must be of [${CATEGORIES.join(', ')}]`);
    }
    const indexes = groups.flatMap((name) => indexesOf(findGroup({ logGroupIdentifier: name }, context), context));
    return { fieldIndexes: indexes.filter(({ indexCategory }) => categories.includes(indexCategory)) };
  },
};

function indexesOf(group: LogGroup, context: OperationContext) {
  const now = context.now();
  const scanned = { lastScanTime: now, lastEventTime: Math.floor(now / MINUTE_MS) * MINUTE_MS, type: 'FIELD_INDEX' };
  const own = (group.fieldIndexes ?? []).map((fieldIndexName) => ({
    logGroupIdentifier: groupArn(group, context),
    fieldIndexName,
    indexCategory: 'CUSTOM',
    // One that no event has yet has no times.
    ...(fieldIndexName === 'traceId' ? { type: 'FIELD_INDEX' } : scanned),
  }));
  const usual = DEFAULT_INDEXES.map((fieldIndexName) => ({ fieldIndexName, indexCategory: 'DEFAULT', ...scanned }));
  return [...own, ...usual];
}

/** The log's own fields, and of a JSON event the paths of its values. */
function fieldsOf(message: string): string[] {
  if (!message.startsWith('{')) return OWN_FIELDS;
  try {
    return [...OWN_FIELDS, ...pathsOf(JSON.parse(message), '').slice(0, MAX_FIELDS)];
  } catch {
    return OWN_FIELDS;
  }
}

function pathsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, path === '' ? key : `${path}.${key}`));
}
