import { byRule, limitOf, type Access, type AccessKind } from '../access.ts';
import { groupName } from '../analysis/alarm-condition.ts';
import { ruleChildren, alarmName } from '../analysis/alarm-rule.ts';
import { readAlarms } from '../aws/alarms.ts';
import { namespacesRead } from '../aws/metric-reads.ts';
import type { Alarm, AlarmQuery } from '../model.ts';
import { isHeld } from '../prometheus/hold-labels.ts';
import { hiddenByLinks, type LinksContext } from './linked.ts';

/** Names that one DescribeAlarms takes. */
const NAMES_PER_CALL = 100;

/**
 * Whether a caller may see an alarm by itself: every namespace, log group, PromQL source and account that it reads must be
 * allowed. Of a composite its children decide, of what finds metrics by itself the linked accounts: `visibleAlarms`.
 */
export function isVisible(alarm: Alarm, access: Access): boolean {
  return hiddenBy(alarm, access) === undefined;
}

/** The sentence for whoever asks about an alarm that it may not see. */
export function alarmRefusal(alarm: Alarm, access: Access): string {
  const own = hiddenBy(alarm, access);
  const rule = own ?? limitIn(alarm.region, access) ?? '';
  const linked =
    own === undefined && findsLinked(alarm) && !access.account('')
      ? ', or not known to be: it finds the metrics of every account linked to this one'
      : '';
  return `The alarm ${JSON.stringify(alarm.name)} watches data that is not allowed for you${linked}${rule}.`;
}

/** Whether no alarm of a region can be hidden from a caller. */
export function seesEveryAlarm({ region, access }: { region: string; access: Access }): boolean {
  return limitIn(region, access) === undefined;
}

/** What limits the alarms that a caller may see at all, as the end of a sentence; undefined where nothing does. */
function limitIn(region: string, access: Access): string | undefined {
  return limitOf(access, 'metricNamespace', 'logGroup', 'account') ?? promqlLimit(region, access);
}

function promqlLimit(region: string, access: Access): string | undefined {
  const source = `cloudwatch:${region}`;
  if (!access.promqlSource(source)) return byRule(access, 'promqlSource', source);
  const [label] = access.promqlLabels;
  return label && ` (${label.by})`;
}

/**
 * Those of some alarms that the caller may see. A composite names its children and the alarm that suppresses it, in its rule,
 * its reason and its history: it is seen by who may see all of them, whatever is below them.
 */
export async function visibleAlarms(alarms: readonly Alarm[], context: LinksContext): Promise<Set<Alarm>> {
  const known = new Map(alarms.map((alarm) => [keyOf(alarm.region, alarm.name), alarm]));
  const limited = (alarm: Alarm) => !seesEveryAlarm({ region: alarm.region, access: context.access });
  for (let open = alarms.filter(limited); open.length > 0;) {
    const read = await Promise.all(
      [...missing(open, known)].map(([region, names]) => readNamed(region, names, context)),
    );
    open = read.flat();
    for (const alarm of open) known.set(keyOf(alarm.region, alarm.name), alarm);
  }
  const hiding = await hidingRegions([...known.values()], context);
  const isSeen = (alarm: Alarm) =>
    isVisible(alarm, context.access) && !(hiding.has(alarm.region) && findsLinked(alarm));
  return new Set(alarms.filter((alarm) => isWhollySeen(alarm, known, isSeen)));
}

/** The regions in which the account shows metrics of linked ones that the caller may not see. */
async function hidingRegions(alarms: readonly Alarm[], context: LinksContext): Promise<Set<string>> {
  const regions = new Set(alarms.filter(findsLinked).map(({ region }) => region));
  const hidden = await Promise.all(
    [...regions].map(async (region) => ((await hiddenByLinks(region, context)) === undefined ? [] : [region])),
  );
  return new Set(hidden.flat());
}

/** Whether an alarm finds metrics by itself: in a monitoring account those of every linked one, unless it names an account. */
function findsLinked({ rule }: Alarm): boolean {
  if (!('watched' in rule)) return false;
  const finds = ({ expression = '', account }: AlarmQuery) =>
    account === undefined && namespacesRead(expression).length > 0;
  return [rule.watched, ...rule.inputs].some(finds) || namespacesRead(rule.band ?? '').length > 0;
}

/** The alarms that composites name and that are not known, by region. */
function missing(alarms: readonly Alarm[], known: ReadonlyMap<string, Alarm>): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const alarm of alarms) {
    for (const name of namedBy(alarm)) {
      if (known.has(keyOf(alarm.region, name))) continue;
      names.set(alarm.region, (names.get(alarm.region) ?? new Set()).add(name));
    }
  }
  return names;
}

async function readNamed(
  region: string,
  names: ReadonlySet<string>,
  { aws, signal }: Pick<LinksContext, 'aws' | 'signal'>,
): Promise<Alarm[]> {
  const list = [...names];
  const parts = Array.from({ length: Math.ceil(list.length / NAMES_PER_CALL) }, (_, i) =>
    list.slice(i * NAMES_PER_CALL, (i + 1) * NAMES_PER_CALL),
  );
  const reads = await Promise.all(parts.map((part) => readAlarms(aws, region, { names: part }, { signal })));
  return reads.flatMap((read) => read.alarms);
}

function isWhollySeen(root: Alarm, known: ReadonlyMap<string, Alarm>, isSeen: (alarm: Alarm) => boolean): boolean {
  const seen = new Set([root]);
  // A set is gone through in the order of its growth.
  for (const alarm of seen) {
    if (!isSeen(alarm)) return false;
    for (const name of namedBy(alarm)) {
      const child = known.get(keyOf(alarm.region, name));
      if (child !== undefined) seen.add(child);
    }
  }
  return true;
}

function namedBy({ rule }: Alarm): string[] {
  if (rule.kind !== 'composite') return [];
  return [...ruleChildren(rule.expression), ...(rule.suppressor === undefined ? [] : [alarmName(rule.suppressor)])];
}

const keyOf = (region: string, name: string) => `${region} ${name}`;

/** What hides an alarm from a caller, as the end of a sentence; undefined where nothing does. */
function hiddenBy({ rule, region }: Alarm, access: Access): string | undefined {
  const first = (kind: AccessKind, names: readonly string[]): string | undefined => {
    const name = names.find((one) => !access[kind](one));
    return name === undefined ? undefined : byRule(access, kind, name);
  };
  switch (rule.kind) {
    case 'composite':
      return undefined;
    case 'promql':
      return isHeld(rule.query, access.promqlLabels)
        ? first('promqlSource', [`cloudwatch:${region}`])
        : promqlLimit(region, access);
    case 'log':
      return first('logGroup', rule.logGroups.length === 0 ? [''] : rule.logGroups.map(groupName));
    default: {
      const queries = [rule.watched, ...rule.inputs];
      return (
        first('metricNamespace', [...queries.flatMap(namespacesOf), ...namespacesRead(rule.band ?? '')]) ??
        first(
          'account',
          queries.flatMap(({ account }) => account ?? []),
        )
      );
    }
  }
}

function namespacesOf({ metric, expression }: AlarmQuery): string[] {
  return metric === undefined ? namespacesRead(expression ?? '') : [metric.namespace];
}
