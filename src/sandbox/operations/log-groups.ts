import { AwsError, constraint, integer, page, text } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { byName, findNamed } from '../world/rows.ts';
import type { Rows } from '../world/rows.ts';
import type { LogGroup, World } from '../world/types.ts';

/** Logs' one answer to a parameter it does not take. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** Logs' answer to a token that is not this question's. */
export function invalidToken(): AwsError {
  return invalidParameter('The specified nextToken is invalid.');
}

/** The number of rows that a page of `input` takes: `limit`, 1 to `max`. */
export function pageSize(input: Record<string, unknown>, max: number, fallback = max): number {
  return integer(input, 'limit', { min: 1, max, fallback, code: 'InvalidParameterException' });
}

export const logGroupOperations: Record<string, Operation> = {
  DescribeLogGroups(input, context) {
    const { groups, matches } = selectGroups(input, context);
    const { rows, nextToken } = page(groups, {
      matches,
      operation: 'DescribeLogGroups',
      input,
      size: pageSize(input, 50),
      token: input.nextToken,
      invalid: invalidToken(),
    });
    const described = input.logGroupNamePattern === undefined ? describe : identify;
    return { logGroups: rows.map((group) => described(group, context)), nextToken };
  },

  ListLogGroups(input, context) {
    for (const member of ['dataSources', 'fieldIndexNames']) {
      if (input[member] !== undefined) throw invalidParameter(`${member} is not supported here.`);
    }
    const pattern = groupPattern(text(input, 'logGroupNamePattern'));
    const ofClass = classFilter(text(input, 'logGroupClass'));
    const tags = tagFilter(input.logGroupTags);
    const { rows, nextToken } = page(visibleGroups(input, context), {
      matches: (group) => pattern.test(group.name) && ofClass(group) && tags(group),
      operation: 'ListLogGroups',
      input,
      size: pageSize(input, 1000, 50),
      token: input.nextToken,
      invalid: invalidToken(),
    });
    const logGroups = rows.map((group) => ({
      logGroupName: group.name,
      logGroupArn: groupArn(group, context),
      logGroupClass: group.logGroupClass,
    }));
    return { logGroups, nextToken };
  },

  ListTagsForResource(input, context) {
    return { tags: findGroup({ logGroupIdentifier: input.resourceArn }, context).tags };
  },

  GetTransformer(input, context) {
    findGroup({ logGroupIdentifier: input.logGroupIdentifier }, context);
    return {};
  },
};

/**
 * The group that `logGroupName` or `logGroupIdentifier` (a name or an ARN) names.
 * Throws `InvalidParameterException` where both or neither is given, `ResourceNotFoundException` where there is none.
 */
export function findGroup(input: Record<string, unknown>, context: OperationContext): LogGroup {
  const logGroupName = text(input, 'logGroupName');
  const logGroupIdentifier = text(input, 'logGroupIdentifier');
  const named = logGroupName ?? logGroupIdentifier;
  if (named === undefined || (logGroupName !== undefined && logGroupIdentifier !== undefined)) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be specified');
  }
  checkName(named, logGroupName === undefined ? 'logGroupIdentifier' : 'logGroupName');
  const owner = logGroupName === undefined ? ownerOf(named, context) : undefined;
  const group =
    owner === undefined
      ? findNamed(context.world.logGroups, logGroupName ?? withoutArn(named, context))
      : findNamed(owner.logGroups, named.slice(arnPrefix(owner.account, context.region).length));
  if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

/** Names and identifiers are told apart by their characters; an ARN that ends in `:*`, as groups are listed, is neither. */
function checkName(name: string, member: 'logGroupName' | 'logGroupIdentifier' | 'logGroupIdentifiers'): void {
  const pattern = member === 'logGroupName' ? String.raw`[\.\-_/#A-Za-z0-9]+` : String.raw`[\w#+=/:,.@-]*`;
  if (new RegExp(`^${pattern}$`).test(name)) return;
  throw invalidParameter(constraint(name, member, `satisfy regular expression pattern: ${pattern}`));
}

/** A group's ARN in the form that identifiers take, without `:*`. */
export function groupArn(group: Pick<LogGroup, 'name'>, { region, account, linked = [] }: OperationContext): string {
  const owner = linked.find(({ logGroups }) => findNamed(logGroups, group.name) === group);
  return `${arnPrefix(owner?.account ?? account, region)}${group.name}`;
}

function arnPrefix(account: string, region: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:`;
}

/** The linked account whose group an ARN names. */
function ownerOf(identifier: string, { linked = [], region }: OperationContext): World | undefined {
  return linked.find(({ account }) => identifier.startsWith(arnPrefix(account, region)));
}

function withoutArn(identifier: string, { account, region }: OperationContext): string {
  return identifier.replace(arnPrefix(account, region), '');
}

/** The account's groups and, where they are asked for, those of linked accounts, by name and ARN. */
function visibleGroups(input: Record<string, unknown>, context: OperationContext, prefix?: string): Rows<LogGroup> {
  const own = byName(context.world.logGroups, prefix);
  const { linked = [] } = context;
  if (input.includeLinkedAccounts !== true || linked.length === 0) return own;
  const wanted = checkAccounts(input);
  const isWanted = (account: string) => wanted.length === 0 || wanted.includes(account);
  const groups = [
    ...(isWanted(context.account) ? own : []),
    ...linked.filter(({ account }) => isWanted(account)).flatMap(({ logGroups }) => [...byName(logGroups, prefix)]),
  ];
  const key = (group: LogGroup) => `${group.name}\n${groupArn(group, context)}`;
  return groups.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The groups to look through, in order, and which of them are meant. */
function selectGroups(
  input: Record<string, unknown>,
  context: OperationContext,
): { groups: Rows<LogGroup>; matches: (group: LogGroup) => boolean } {
  const { logGroups } = context.world;
  const prefix = text(input, 'logGroupNamePrefix');
  const pattern = text(input, 'logGroupNamePattern');
  const identifiers = input.logGroupIdentifiers;
  if (prefix !== undefined && pattern !== undefined) {
    throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  }
  const accounts = checkAccounts(input);
  if (accounts.length > 0 && ![context, ...(context.linked ?? [])].some(({ account }) => accounts.includes(account)))
    return { groups: [], matches: () => true };
  const ofClass = classFilter(text(input, 'logGroupClass'));
  if (Array.isArray(identifiers)) {
    if (identifiers.length === 0 || identifiers.length > 50) {
      const must = 'have length less than or equal to 50 and greater than or equal to 1';
      throw invalidParameter(constraint(identifiers, 'logGroupIdentifiers', must));
    }
    if ([prefix, pattern, input.limit, input.logGroupClass].some((other) => other !== undefined)) {
      throw invalidParameter('LogGroupIdentifiers can only be combined with includeLinkedAccounts.');
    }
    const named = new Set(identifiers.map(String));
    for (const identifier of named) checkName(identifier, 'logGroupIdentifiers');
    const names = new Set([...named].map((identifier) => withoutArn(identifier, context)));
    return { groups: byName([...names].flatMap((name) => findNamed(logGroups, name) ?? [])), matches: () => true };
  }
  return {
    groups: visibleGroups(input, context, prefix),
    matches: (group) => ofClass(group) && group.name.includes(pattern ?? ''),
  };
}

function checkAccounts({ accountIdentifiers, includeLinkedAccounts }: Record<string, unknown>): unknown[] {
  if (!Array.isArray(accountIdentifiers)) return [];
  if (accountIdentifiers.length > 20) {
    throw invalidParameter(
      constraint(accountIdentifiers, 'accountIdentifiers', 'have length less than or equal to 20'),
    );
  }
  if (includeLinkedAccounts !== true) {
    throw invalidParameter('accountIdentifiers can only be specified when includeLinkedAccounts is true.');
  }
  return accountIdentifiers;
}

function classFilter(wanted: string | undefined): (group: LogGroup) => boolean {
  const classes = ['STANDARD', 'INFREQUENT_ACCESS', 'ESSENTIALS', 'DELIVERY'];
  if (wanted === undefined) return () => true;
  if (!classes.includes(wanted)) {
    throw invalidParameter(constraint(wanted, 'logGroupClass', `satisfy enum value set: [${classes.join(', ')}]`));
  }
  // Infrequent Access and Essentials stand for each other in this filter.
  const accepted = wanted === 'ESSENTIALS' ? 'INFREQUENT_ACCESS' : wanted;
  return (group) => group.logGroupClass === accepted;
}

/** ListLogGroups' tag filters: every one must hold; a value may end or begin with `*`, or be negated by `!`. */
function tagFilter(filters: unknown): (group: LogGroup) => boolean {
  if (filters === undefined) return () => true;
  if (!Array.isArray(filters)) throw invalidParameter('logGroupTags must be a list.');
  const tests = filters.map(({ key, values }: { key?: string; values?: string[] }) => {
    if (!key) throw invalidParameter(constraint('null', 'logGroupTags.1.member.key', 'not be null'));
    return ({ tags }: LogGroup) => {
      const value = tags[key];
      return (
        value !== undefined && (!values || values.length === 0 || values.some((wanted) => tagMatches(value, wanted)))
      );
    };
  });
  return (group) => tests.every((test) => test(group));
}

function tagMatches(value: string, wanted: string): boolean {
  if (wanted.startsWith('!')) return !tagMatches(value, wanted.slice(1));
  if (!wanted.includes('*')) return value === wanted;
  const pattern = wanted
    .split('*')
    .map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${pattern}$`, 'i').test(value);
}

/** ListLogGroups' pattern: up to five alternatives of 3 to 24 characters, `^` anchors one. */
function groupPattern(pattern: string | undefined): RegExp {
  if (pattern === undefined) return /(?:)/;
  const alternatives = pattern.split('|');
  if (alternatives.length > 5 || !alternatives.every((name) => /^\^?[.\-_/#A-Za-z0-9]{3,24}$/.test(name))) {
    const must = String.raw`satisfy regular expression pattern: (\^?[\.\-_\/#A-Za-z0-9]{3,24})(\|\^?[\.\-_\/#A-Za-z0-9]{3,24}){0,4}`;
    throw invalidParameter(constraint(pattern, 'logGroupNamePattern', must));
  }
  return new RegExp(pattern.replaceAll('.', String.raw`\.`));
}

function identify(group: LogGroup, context: OperationContext): Record<string, unknown> {
  const { name, creationTime } = group;
  return { logGroupName: name, creationTime, arn: `${groupArn(group, context)}:*` };
}

function describe(group: LogGroup, context: OperationContext): Record<string, unknown> {
  const { retentionInDays, metricFilterCount, storedBytes, logGroupClass } = group;
  return {
    ...identify(group, context),
    logGroupArn: groupArn(group, context),
    retentionInDays,
    metricFilterCount,
    storedBytes,
    logGroupClass,
  };
}
