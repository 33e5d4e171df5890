import * as z from 'zod';
import type { PartialFailure } from '../model.ts';
import type { Toolset } from '../toolsets.ts';
import type { Reach, ToolContext } from './define.ts';
import { comparePositions, rowsAfter, type Position } from './paging.ts';
import { accountOrAllParam, cursorParam, limitParam, ofSeveral, pageFields, regionOrAllParam } from './params.ts';
import { callerAccount } from './patience.ts';
import {
  accountsOf,
  askedReaches,
  failuresOf,
  placesOf,
  readPlaces,
  regionsOf,
  valuesOf,
  type Place,
} from './places.ts';

/** The parameters of what is read in the regions of accounts. */
export function placesParams(usual: number, most: number) {
  return { region: regionOrAllParam, account: accountOrAllParam, limit: limitParam(usual, most) };
}

/** The same of lists that go on. */
export function listParams(usual: number, most: number) {
  return { ...placesParams(usual, most), cursor: cursorParam };
}

/** What the outputs of such lists say of what was read. */
export const listFields = {
  regions: z.array(z.string()),
  partition: z.string(),
  account: z.string().optional(),
  accounts: ofSeveral(z.array(z.string())),
  found: z.int(),
  complete: z.boolean(),
  failures: z.array(z.object({ source: z.string(), error: z.string() })),
  ...pageFields,
};

export interface ListRead<T> {
  readonly reaches: readonly Reach[];
  readonly read: readonly { place: Place; value: T }[];
  /** Of `listFields` what is known without the rows. */
  readonly about: {
    regions: string[];
    partition: string;
    account: string | undefined;
    accounts: string[] | undefined;
    complete: boolean;
    failures: PartialFailure[];
  };
}

/**
 * Reads a list in every place that a question is about, as far as half of the time lasts: what is longer is read no further.
 * @param read gives a place's part, and whether that is all; `goOn` says whether there is time for another page
 * @throws ToolError the first where nothing was read
 */
export async function readLists<T extends { readonly complete: boolean }>(
  asked: { region?: string | undefined; account?: string | undefined },
  context: ToolContext,
  toolset: Toolset,
  read: (place: Place, at: ToolContext, goOn: () => boolean) => Promise<T>,
): Promise<ListRead<T>> {
  const reaches = askedReaches(asked, context, { toolset, omitted: 'first' });
  const places = placesOf(reaches, asked);
  const regions = regionsOf(places);
  const accounts = accountsOf(places);
  const half = context.timeLeft() / 2;
  const goOn = () => context.timeLeft() > half;
  const [account, reads] = await Promise.all([
    accounts === undefined ? callerAccount(context) : undefined,
    readPlaces(places, context, (place, at) => read(place, at, goOn)),
  ]);
  const failures = failuresOf(reads);
  const values = valuesOf(reads);
  const complete = values.every(({ value }) => value.complete);
  const partition = context.aws.partition(regions[0] ?? '').name;
  return { reaches, read: values, about: { regions, partition, account, accounts, complete, failures } };
}

/** The rows that an answer shows, in their order from where the last one stopped. */
export function pageOf<Row>(
  rows: readonly Row[],
  position: (row: Row) => Position,
  limit: number,
  { page }: Pick<ToolContext, 'page'>,
): { found: number; items: Row[]; more: boolean } {
  const sorted = rows.toSorted((a, b) => comparePositions(position(a), position(b)));
  const left = rowsAfter(sorted, position, page.after);
  return { found: rows.length, items: left.slice(0, limit), more: left.length > limit };
}
