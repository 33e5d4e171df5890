import type { LogGroupRef } from '../../../analysis/log-group-ref.ts';
import { readLogGroups } from '../../../aws/log-groups.ts';
import { ToolError } from '../../../errors.ts';
import type { PartialFailure } from '../../../model.ts';
import { plural } from '../../../format/number.ts';
import type { ToolContext } from '../../define.ts';
import {
  accountsOf,
  askedReaches,
  failuresOf,
  onePlaceEach,
  readPlaces,
  regionsOf,
  valuesOf,
  type Place,
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
  readonly places: readonly Place[];
  readonly targets: readonly Target[];
  /** What is to be said of the regions where several accounts are asked. */
  readonly each: ReturnType<typeof oneRegionEach>;
  /** Accounts whose groups could not be found out. */
  readonly failures: readonly PartialFailure[];
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
    return {
      places: [place],
      targets: groups.map((group) => ({ key: group.id, group, place })),
      each: {},
      failures: [],
    };
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
  const failures = failuresOf(reads);
  const found = valuesOf(reads);
  const targets = found.flatMap(({ place, value }) =>
    value.groups.map((group) => ({ key: `${place.account ?? ''}:${group.id}`, group, place })),
  );
  // What one account lacks is no failure where another has it.
  const absent = asked.groups.filter((text) => found.every(({ value }) => value.absent.has(text)));
  const [error] = absent.flatMap((text) => found[0]?.value.absent.get(text) ?? []);
  const each = oneRegionEach(places, reaches, asked);
  if (targets.length === 0 && error !== undefined) {
    const where = whereText({ ...each, region: regionsOf(places).join(', '), accounts: accountsOf(places) });
    const said = [error.message, `Asked: ${where}.`, otherRegionsText(each)].filter((part) => part !== '').join(' ');
    throw new ToolError(error.code, said);
  }
  if (targets.length > MAX_GROUPS) {
    throw new ToolError(
      'invalid_input',
      `groups stands for ${plural(targets.length, 'log group')} of ${plural(places.length, 'account')}; at most ${MAX_GROUPS} are searched at once. Use longer prefixes, or name one account.`,
    );
  }
  const nowhere = absent.map((text) => ({
    source: text,
    error: `There is no log group ${JSON.stringify(text)} in any of these accounts.`,
  }));
  return { places, targets, each, failures: [...failures, ...nowhere] };
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
