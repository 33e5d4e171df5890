import { byRule, type Access } from '../../../access.ts';
import { parseLogGroup, withoutOwnArn, type LogGroupRef } from '../../../analysis/log-group-ref.ts';
import { readLogGroups, type LogGroup, type LogGroupClass } from '../../../aws/log-groups.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';
import { callerAccountId } from '../../patience.ts';
import type { ToolContext } from '../../define.ts';
import { mayReadOwner } from '../../owners.ts';
import { noRegion } from '../../params.ts';
import { nearestGroups } from './log-errors.ts';

/** The most groups that one search goes through. */
export const MAX_GROUPS = 50;
/** Groups of one prefix that are listed before it is called too short. */
const MAX_LISTED = 500;

type Context = Pick<ToolContext, 'account' | 'aws' | 'access' | 'accessTo' | 'signal' | 'regions' | 'timeLeft'>;

/**
 * The region of a question whose groups may be ARNs: the one asked for, else the ARNs' own, else the first configured.
 * @throws ToolError invalid_input where they disagree
 */
export function regionOfGroups(
  groups: readonly string[],
  input: { region?: string | undefined },
  context: Pick<ToolContext, 'regions' | 'access'>,
): string {
  const regions = new Set(groups.map((group) => parseLogGroup(group.trim())?.region ?? input.region));
  regions.delete(undefined);
  const [own, other] = regions;
  const region = own ?? context.regions.find(context.access.region);
  if (region === undefined) throw noRegion(context);
  if (other !== undefined || (input.region !== undefined && input.region !== region)) {
    throw new ToolError(
      'invalid_input',
      `The log groups are in ${[...regions].join(' and ')}: ask about one region at a time.`,
    );
  }
  if (context.regions.includes(region) && !context.access.region(region)) {
    throw new ToolError(
      'not_allowed',
      `region ${JSON.stringify(region)}, where the log group is, is not allowed for you${byRule(context.access, 'region', region)}.`,
    );
  }
  if (!context.regions.includes(region)) {
    throw new ToolError(
      'invalid_input',
      `region ${JSON.stringify(region)}, where the log group is, is not configured here. Configured: ${context.regions.filter(context.access.region).join(', ')}.`,
    );
  }
  return region;
}

/**
 * One group by name or ARN.
 * @throws ToolError invalid_input for what is neither, not_allowed for a group the caller may not see
 */
export async function resolveGroup(text: string, context: Context): Promise<LogGroupRef> {
  const group = parseLogGroup(text.trim());
  if (group === undefined) throw notAGroup(text);
  const ref = withoutOwnArn(group, group.account && (await callerAccountId(context)));
  const access = mayReadOwner(ref.account, undefined, context);
  if (!access.logGroup(ref.name)) throw notAllowed(ref.name, access);
  return ref;
}

/**
 * The groups of a search, each once, by name: `/aws/lambda/*` stands for every group with that prefix.
 * @throws ToolError where a text is no group, a prefix matches none, or there are more than `MAX_GROUPS`
 */
export async function resolveGroups(
  texts: readonly string[],
  region: string,
  context: Context,
): Promise<LogGroupRef[]> {
  const resolved = await Promise.all(
    texts.map((text) =>
      text.trim().endsWith('*') && !text.startsWith('arn:')
        ? groupsWithPrefix(text.trim().slice(0, -1), region, context)
        : resolveGroup(text, context).then((group) => [group]),
    ),
  );
  const groups = [...new Map(resolved.flat().map((group) => [group.id, group])).values()];
  if (groups.length > MAX_GROUPS) throw tooMany(String(groups.length), groups);
  return groups.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function groupsWithPrefix(prefix: string, region: string, context: Context): Promise<LogGroupRef[]> {
  const allowed = await allowedGroups(prefix, region, context);
  return allowed.map(({ name }) => ({ id: name, name }));
}

/**
 * The account's own groups whose names begin so and that the caller may read, at most `MAX_GROUPS`.
 * @throws ToolError not_found where there is none, invalid_input where there are more
 */
export async function allowedGroups(
  prefix: string,
  region: string,
  context: Context,
  logGroupClass?: LogGroupClass,
): Promise<LogGroup[]> {
  if (prefix !== '' && parseLogGroup(prefix) === undefined) throw notAGroup(`${prefix}*`);
  const question = { ...(prefix !== '' && { prefix }), ...(logGroupClass !== undefined && { logGroupClass }) };
  const allowed: LogGroup[] = [];
  let from: string | undefined;
  // Those that are not allowed do not count: of them alone there may be more than are listed.
  do {
    let read = 0;
    const { groups, nextToken } = await readLogGroups(context.aws, region, question, {
      signal: context.signal,
      from,
      goOn: () => read < MAX_LISTED,
      onPage: (n) => (read = n),
    });
    allowed.push(...groups.filter(({ name }) => context.access.logGroup(name)));
    from = nextToken;
  } while (from !== undefined && allowed.length <= MAX_GROUPS);
  if (from !== undefined) throw tooMany(`${allowed.length} or more`, allowed);
  if (allowed.length > 0) return allowed;
  const nearest = await nearestGroups(prefix, region, context);
  const ofClass = logGroupClass === undefined ? '' : ` of class ${logGroupClass}`;
  const readable = context.access.logGroup('') ? '' : ' that you may read';
  throw new ToolError(
    'not_found',
    `No log group${ofClass} in ${region}${readable} begins with ${JSON.stringify(prefix)}.${nearest} describe_log_groups with name_contains finds names.`,
  );
}

function tooMany(count: string, groups: readonly { name: string }[]): ToolError {
  const names = groups.slice(0, 3).map((group) => JSON.stringify(group.name));
  return new ToolError(
    'invalid_input',
    `groups stands for ${count} log groups (${names.join(', ')}, …); at most ${MAX_GROUPS} are searched at once. Use longer prefixes, or names from describe_log_groups.`,
  );
}

function notAGroup(text: string): ToolError {
  return new ToolError(
    'invalid_input',
    `${quoted(text)} is neither the name of a log group (letters, digits and . - _ / #), an ARN of one, nor a prefix that ends with *.`,
  );
}

function notAllowed(name: string, access: Access): ToolError {
  return new ToolError(
    'not_allowed',
    `The log group ${JSON.stringify(name)} is not among those you may read${byRule(access, 'logGroup', name)}.`,
  );
}
