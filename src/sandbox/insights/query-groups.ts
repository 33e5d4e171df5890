/** Which log groups a query reads: those of the request, or of its SOURCE. */
import type { Source } from '../evaluate/insights/syntax.ts';
import { AwsError, constraint } from '../operation.ts';
import type { OperationContext } from '../operation.ts';
import { findGroup, invalidParameter } from '../operations/log-groups.ts';
import { byName, findNamed } from '../world/rows.ts';
import type { World } from '../world/types.ts';
import type { OwnedGroup } from './read-events.ts';

const MAX_GROUPS = 50;
const MAX_SOURCE_GROUPS = 10_000;
const MEMBERS = ['logGroupName', 'logGroupNames', 'logGroupIdentifiers'] as const;

/** Throws `InvalidParameterException` and `ResourceNotFoundException`. */
export function groupsOfQuery(
  input: Record<string, unknown>,
  source: Source | undefined,
  context: OperationContext,
): OwnedGroup[] {
  const given = MEMBERS.filter((member) => input[member] !== undefined && input[member] !== null);
  if (source) {
    if (given.length > 0) throw invalidParameter('Log groups can not be specified beside a SOURCE command.');
    return sourceGroups(source, context);
  }
  const [member] = given;
  if (member === undefined || given.length > 1) {
    throw invalidParameter(`Exactly one of ${MEMBERS.join(', ')} must be specified.`);
  }
  const named = member === 'logGroupName' ? [input[member]] : input[member];
  if (!Array.isArray(named) || named.length === 0 || named.length > MAX_GROUPS) {
    const must = `have length less than or equal to ${MAX_GROUPS} and greater than or equal to 1`;
    throw invalidParameter(constraint(JSON.stringify(named), member, must));
  }
  const identifier = member === 'logGroupIdentifiers' ? 'logGroupIdentifier' : 'logGroupName';
  const groups = [...new Set(named)].map((name) => findGroup({ [identifier]: name }, context));
  const classes = new Set(groups.map(({ logGroupClass }) => logGroupClass));
  if (classes.size > 1 || classes.has('DELIVERY')) {
    throw invalidParameter('All log groups of a query must be of one log group class that can be queried.');
  }
  return groups.map((group) => ({ group, account: ownerOf(group, context).account }));
}

function ownerOf(group: OwnedGroup['group'], { world, linked = [] }: OperationContext): World {
  return linked.find(({ logGroups }) => findNamed(logGroups, group.name) === group) ?? world;
}

function sourceGroups(source: Source, { world, linked = [] }: OperationContext): OwnedGroup[] {
  const wanted = source.class.length === 0 ? ['STANDARD'] : source.class;
  const prefixes = source.namePrefix.length === 0 ? [''] : source.namePrefix;
  const found = new Map<OwnedGroup['group'], OwnedGroup>();
  for (const { account, logGroups } of [world, ...linked]) {
    if (source.accountIdentifiers.length > 0 && !source.accountIdentifiers.includes(account)) continue;
    for (const group of prefixes.flatMap((prefix) => [...byName(logGroups, prefix)])) {
      if (wanted.includes(group.logGroupClass)) found.set(group, { account, group });
    }
  }
  if (found.size === 0) throw new AwsError('ResourceNotFoundException', 'No log group matches the SOURCE command.');
  if (found.size > MAX_SOURCE_GROUPS) {
    throw invalidParameter(`The SOURCE command selects more than ${MAX_SOURCE_GROUPS} log groups.`);
  }
  return [...found.values()];
}
