import type { LogGroupRef } from '../../../analysis/log-group-ref.ts';
import { readLogGroups } from '../../../aws/log-groups.ts';
import { ToolError } from '../../../errors.ts';
import type { PartialFailure } from '../../../model.ts';
import { plural } from '../../../format/number.ts';
import type { ToolContext } from '../../define.ts';
import {
  accountsOf,
  accountsText,
  askedReaches,
  failuresOf,
  onePlaceEach,
  placeName,
  readPlaces,
  regionsOf,
  valuesOf,
  type Place,
  type PlaceRead,
} from '../../places.ts';
import { oneRegionEach, otherRegionsText, whereText } from '../../one-region-each.ts';
import { MAX_GROUPS, regionOfGroups, resolveGroups } from './resolve-groups.ts';

/** A log group to search. */
export interface Target {
  /** What tells it from the others: its name or ARN, `staging:/shop/web` where several accounts are asked. */
  readonly key: string;
  readonly group: LogGroupRef;
  readonly place: Place;
}

export interface Targets {
  /** Those that answered. */
  readonly places: readonly Place[];
  readonly targets: readonly Target[];
  /** What is to be said of the regions where several accounts are asked. */
  readonly each: ReturnType<typeof oneRegionEach>;
  /** Accounts whose groups could not be found out. */
  readonly unread: readonly PartialFailure[];
  /** Groups that none of the accounts has. */
  readonly absent: readonly PartialFailure[];
}

interface Asked {
  readonly groups: readonly string[];
  readonly region?: string | undefined;
  readonly account?: string | undefined;
}

/**
 * The groups that a question is about, in one account or in all of them.
 * @throws ToolError where nothing of it can be searched, or it is too much
 */
export async function searchTargets(asked: Asked, context: ToolContext): Promise<Targets> {
  const reaches = askedReaches(asked, context, { toolset: 'logs', omitted: 'first' });
  if (reaches.length === 1) {
    const region = regionOfGroups(asked.groups, asked, context);
    const place = { reach: reaches[0] ?? context, region, account: undefined };
    const groups = await resolveGroups(asked.groups, region, context);
    const targets = groups.map((group) => ({ key: group.id, group, place }));
    return { places: [place], targets, each: {}, unread: [], absent: [] };
  }
  const arn = asked.groups.find((group) => group.trim().startsWith('arn:'));
  if (arn !== undefined) {
    throw new ToolError(
      'invalid_input',
      `${JSON.stringify(arn)} is an ARN, which is of one account: name that account instead of all, or use names and prefixes.`,
    );
  }
  const places = onePlaceEach(reaches, asked);
  const reads = await readPlaces(places, context, (place, at) => existing(asked.groups, place.region, at));
  const unread = failuresOf(reads);
  const found = valuesOf(reads);
  const targets = found.flatMap(({ place, value }) =>
    value.groups.map((group) => ({ key: `${place.account ?? ''}:${group.id}`, group, place })),
  );
  // What one account lacks is no failure where another has it.
  const absent = asked.groups.filter((text) => found.every(({ value }) => value.absent.has(text)));
  const answered = found.map(({ place }) => place);
  const each = oneRegionEach(
    answered,
    answered.map(({ reach }) => reach),
    asked,
  );
  if (targets.length === 0) throw nothingToSearch(absent, found, reads, otherRegionsText(each));
  if (targets.length > MAX_GROUPS) {
    throw new ToolError(
      'invalid_input',
      `groups stands for ${plural(targets.length, 'log group')} of ${plural(places.length, 'account')}; at most ${MAX_GROUPS} are searched at once. Use longer prefixes, or name one account.`,
    );
  }
  const where = unread.length === 0 ? 'any of these accounts' : 'any of the accounts that answered';
  return {
    places: answered,
    targets,
    each,
    unread,
    absent: absent.map((text) => ({
      source: text,
      error: `There is no log group ${JSON.stringify(text)} in ${where}.`,
    })),
  };
}

/** Why there is nothing to search: what the accounts that answered lack, by account, and why others did not answer. */
function nothingToSearch(
  absent: readonly string[],
  found: readonly { place: Place; value: Existing }[],
  reads: readonly PlaceRead<Existing>[],
  otherRegions: string,
): ToolError {
  const [text = ''] = absent;
  const lacks = found.flatMap(({ place, value }) => {
    const error = value.absent.get(text);
    return error === undefined ? [] : [{ place, error }];
  });
  const without = lacks.filter(({ error }) => error.code === 'not_found').map(({ place }) => place);
  const refused = lacks.filter(({ error }) => error.code !== 'not_found').map(({ error }) => error);
  const failed = reads.flatMap((read) => ('error' in read ? [read.error] : []));
  const sentences = [
    ...(without.length === 0 ? [] : [nowhere(text, without)]),
    ...new Set(refused.map(({ message }) => message)),
    ...failuresOf(reads).map(({ source, error }) => `${source} did not answer: ${error}`),
    ...(otherRegions === '' ? [] : [otherRegions]),
  ];
  const [first] = [...failed.filter(({ code }) => code === 'access_denied'), ...failed, ...refused];
  return new ToolError(first?.code ?? 'not_found', sentences.join(' '));
}

function nowhere(text: string, places: readonly Place[]): string {
  const where = accountsIn(places);
  return text.trim().endsWith('*')
    ? `No log group in ${where} begins with ${JSON.stringify(text.trim().slice(0, -1))}. describe_log_groups with account="all" and name_contains finds names.`
    : `There is no log group ${JSON.stringify(text)} in ${where}.`;
}

/** `accounts central, staging (us-east-1)`; `accounts central us-east-1, prod eu-west-1` where the regions differ. */
function accountsIn(places: readonly Place[]): string {
  const regions = regionsOf(places);
  return regions.length > 1
    ? whereText({ places: places.map(placeName), region: '' })
    : `${accountsText({ accounts: accountsOf(places) })} (${regions.join(', ')})`;
}

interface Existing {
  readonly groups: readonly LogGroupRef[];
  /** What of the question an account does not have, as far as the caller may know, and why. */
  readonly absent: ReadonlyMap<string, ToolError>;
}

/** The groups of one account that a question names: FilterLogEvents has too low a rate to find out what is not there. */
async function existing(texts: readonly string[], region: string, context: ToolContext): Promise<Existing> {
  const absent = new Map<string, ToolError>();
  const groups = await Promise.all(
    texts.map(async (text) => {
      try {
        const resolved = await resolveGroups([text], region, context);
        if (text.trim().endsWith('*')) return resolved;
        await requireGroup(text.trim(), region, context);
        return resolved;
      } catch (error) {
        if (!(error instanceof ToolError) || (error.code !== 'not_found' && error.code !== 'not_allowed')) throw error;
        absent.set(text, error);
        return [];
      }
    }),
  );
  return { groups: [...new Map(groups.flat().map((group) => [group.id, group])).values()], absent };
}

/** @throws ToolError not_found; nothing where the role may not look, since the search itself will tell */
async function requireGroup(name: string, region: string, context: ToolContext): Promise<void> {
  const options = { signal: context.signal, goOn: () => false };
  const read = readLogGroups(context.aws, region, { prefix: name }, options);
  const list = await read.catch((error: unknown) => {
    if (error instanceof ToolError && error.code === 'access_denied') return undefined;
    throw error;
  });
  if (list === undefined || list.groups.some((group) => group.name === name)) return;
  throw new ToolError('not_found', `There is no log group ${JSON.stringify(name)} in ${region}.`);
}
