import pLimit from 'p-limit';
import { ToolError } from '../errors.ts';
import { plural } from '../format/number.ts';
import type { PartialFailure } from '../model.ts';
import type { Toolset } from '../toolsets.ts';
import type { Reach, ToolContext } from './define.ts';
import { manyRegions, oneRegion } from './params.ts';
import { answerMs, readWithin } from './patience.ts';

/** A region of an account. */
export interface Place {
  readonly reach: Reach;
  readonly region: string;
  /** The account's alias, where the question is about several accounts. */
  readonly account: string | undefined;
}

/** Regions that are read at once: of one account, so that one that hangs does not keep the others waiting, and in all. */
const READS_PER_ACCOUNT = 4;
const READS = 100;

/** Accounts that are named in a text; of more the number is told. */
const NAMED = 8;

/**
 * The accounts that a merging question is about, by alias: the one it names, or all.
 * @param omitted what it means that none is named
 */
export function askedReaches(
  input: { account?: string | undefined },
  context: ToolContext,
  { toolset, omitted }: { toolset: Toolset; omitted: 'all' | 'first' },
): readonly Reach[] {
  const all = input.account === 'all' || (input.account === undefined && omitted === 'all');
  if (!all || context.reaches.length <= 1) return [context];
  const allowed = context.reaches.filter(({ access }) => access.toolset(toolset));
  return allowed.toSorted((a, b) => compare(a.account?.alias ?? '', b.account?.alias ?? ''));
}

/** The regions of these accounts that a question is about, by alias and name; accounts without the region asked for have none. */
export function placesOf(reaches: readonly Reach[], input: { region?: string | undefined }): Place[] {
  return reaches.flatMap((reach) => {
    const regions = manyRegions(input, reach).filter((region) => reach.regions.includes(region));
    const account = reaches.length > 1 ? reach.account?.alias : undefined;
    return regions.filter(reach.access.region).map((region) => ({ reach, region, account }));
  });
}

/** The one region of each of these accounts: the one asked for, where the account has it, else its own default. */
export function onePlaceEach(reaches: readonly Reach[], input: { region?: string | undefined }): Place[] {
  return reaches.flatMap((reach) => {
    const account = reaches.length > 1 ? reach.account?.alias : undefined;
    const missing = input.region !== undefined && !reach.regions.includes(input.region);
    return account !== undefined && missing ? [] : [{ reach, region: oneRegion(input, reach), account }];
  });
}

/** The context of a question about one of the places. */
export function contextAt<Context extends Partial<ToolContext>>(context: Context, { reach }: Place): Context & Reach {
  return { ...context, ...reach };
}

/** What came of reading one place. */
export type PlaceRead<T> = { readonly place: Place } & ({ readonly value: T } | { readonly error: ToolError });

/**
 * Reads all places side by side, each until shortly before the deadline, so that what hangs or fails is missing alone.
 * @throws the reason of the signal where the caller left; what `read` throws other than a ToolError
 */
export async function readPlaces<T>(
  places: readonly Place[],
  context: ToolContext,
  read: (place: Place, at: ToolContext) => Promise<T>,
): Promise<PlaceRead<T>[]> {
  const ends = performance.now() + answerMs(context);
  const readOne = async (place: Place): Promise<PlaceRead<T>> => {
    try {
      const ms = Math.max(1, ends - performance.now());
      // The signal last: where one account is asked its reach is the whole context.
      const value = await readWithin(ms, context, (signal) => read(place, { ...contextAt(context, place), signal }));
      return { place, value };
    } catch (error) {
      if (error instanceof ToolError) return { place, error };
      throw error;
    }
  };
  const reads = await Promise.all(
    places.length <= READS_PER_ACCOUNT ? places.map(readOne) : limited(places).map((limit) => limit(readOne)),
  );
  context.signal.throwIfAborted();
  return reads;
}

/** For each place how its read waits its turn. */
function limited(places: readonly Place[]): (<T>(read: (place: Place) => Promise<T>) => Promise<T>)[] {
  const all = pLimit(READS);
  const perAccount = new Map(places.map(({ reach }) => [reach.aws, pLimit(READS_PER_ACCOUNT)]));
  return places.map((place) => (read) => {
    const limit = perAccount.get(place.reach.aws) ?? all;
    return limit(() => all(() => read(place)));
  });
}

export function valuesOf<T>(reads: readonly PlaceRead<T>[]): { place: Place; value: T }[] {
  return reads.flatMap((read) => ('value' in read ? [read] : []));
}

/**
 * What failed, one line for an account that failed everywhere for the same reason.
 * @throws the first error where nothing was read
 */
export function failuresOf(reads: readonly PlaceRead<unknown>[]): PartialFailure[] {
  const failed = reads.flatMap((read) => ('error' in read ? [read] : []));
  const [first] = failed;
  if (first !== undefined && failed.length === reads.length) throw first.error;
  const ofAccount = Map.groupBy(failed, ({ place }) => place.account);
  return [...ofAccount].flatMap(([account, errors]) => {
    const whole = reads.filter(({ place }) => place.account === account).length === errors.length;
    const messages = new Set(errors.map(({ error }) => error.message));
    const [message = ''] = messages;
    if (account !== undefined && whole && messages.size === 1) return [{ source: account, error: message }];
    return errors.map(({ place, error }) => ({ source: placeName(place), error: error.message }));
  });
}

/** `us-east-1`; `staging us-east-1` where several accounts are asked. */
export function placeName({ account, region }: Pick<Place, 'account' | 'region'>): string {
  return account === undefined ? region : `${account} ${region}`;
}

/** The regions of places, each once, by name. */
export function regionsOf(places: readonly Place[]): string[] {
  return [...new Set(places.map(({ region }) => region))].toSorted();
}

/** The aliases of the accounts of places where they are several; undefined where one is asked. */
export function accountsOf(places: readonly Place[]): string[] | undefined {
  const aliases = [...new Set(places.flatMap(({ account }) => account ?? []))];
  return aliases.length === 0 ? undefined : aliases;
}

/** `account 123456789012`; `accounts central, staging`; `12 accounts (a, b, …)` where they are many. */
export function accountsText(output: {
  account?: string | undefined;
  accounts?: readonly string[] | undefined;
}): string {
  const { accounts } = output;
  if (accounts === undefined) return `account ${output.account ?? 'unknown'}`;
  if (accounts.length <= NAMED) return `${accounts.length === 1 ? 'account' : 'accounts'} ${accounts.join(', ')}`;
  return `${plural(accounts.length, 'account')} (${accounts.slice(0, NAMED - 1).join(', ')}, …)`;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
