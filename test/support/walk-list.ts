import assert from 'node:assert/strict';
import fc from 'fast-check';
import { estimateTokens } from '../../src/format/tokens.ts';
import type { CallManners, PagedService } from './paged-service.ts';
import { runs } from './runs.ts';

type Item = Readonly<Record<string, unknown>>;

/** A list that a tool pages through, and how a test knows its rows. */
export interface Listing<Row> {
  readonly tool: string;
  /** What there can be, each row once. */
  readonly rows: fc.Arbitrary<Row[]>;
  readonly args: fc.Arbitrary<Readonly<Record<string, unknown>>>;
  /** Whether the question is for this row; it always is unless given. */
  readonly asked?: (row: Row, args: Readonly<Record<string, unknown>>) => boolean;
  /** Makes these rows what upstream has. */
  show(rows: readonly Row[]): void;
  /** Which row an item is, and which a row. */
  nameOf(item: Item): string;
  name(row: Row): string;
  /** The order that is promised, component by component. */
  order(item: Item): readonly (string | number)[];
}

/** What happens on the way through a list. */
interface Journey {
  readonly there: readonly boolean[];
  /** After each call, the rows that come or go. */
  readonly changes: readonly (readonly number[])[];
  readonly limits: readonly number[];
  readonly manners: CallManners;
}

/** @param patience whether time may run out before a list is read, which only some tools can go on from */
function journeys(patience = false): fc.Arbitrary<Journey> {
  return fc.record({
    there: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    changes: fc.array(fc.array(fc.nat(39), { maxLength: 8, size: 'max' }), { maxLength: 30, size: 'max' }),
    limits: fc.array(
      fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 1, max: 30 })),
      { minLength: 1, maxLength: 4 },
    ),
    manners: fc.record({
      maxPage: fc.integer({ min: 1, max: 12 }),
      emptyEvery: fc.constantFrom(0, 0, 2, 3),
      budgetTokens: fc.integer({ min: 900, max: 5_400 }),
      patience: patience ? fc.constantFrom(Infinity, 1, 2, 3) : fc.constant(Infinity),
    }),
  });
}

const MAX_CALLS = 200;

/** Follows the cursors of a list that changes on the way, and holds what came against what was there. */
async function walkList<Row>(
  service: PagedService,
  listing: Listing<Row>,
  rows: readonly Row[],
  args: Readonly<Record<string, unknown>>,
  { there, changes, limits, manners }: Journey,
): Promise<void> {
  const present = new Set(rows.filter((_, i) => there[i % there.length]));
  const stayed = new Set(present);
  const shown: Item[] = [];
  let cursor: string | undefined;
  for (let call = 0; ; call += 1) {
    assert.ok(call < MAX_CALLS, 'the walk does not end');
    listing.show(rows.filter((row) => present.has(row)));
    const limit = limits[call % limits.length];
    const answer = await service.ask(
      listing.tool,
      { ...args, limit, ...(cursor !== undefined && { cursor }) },
      manners,
    );
    assert.ok(!answer.isError, answer.text);
    assert.ok(estimateTokens(answer.text) <= manners.budgetTokens, 'over the budget');
    const items = answer.structured?.items as Item[];
    assert.ok(items.length <= (limit ?? 0));
    shown.push(...items);
    cursor = answer.structured?.cursor;
    assert.equal(answer.structured?.more === true, cursor !== undefined, `no way to the rest: ${answer.text}`);
    if (cursor === undefined) break;
    assert.ok(answer.text.includes(`cursor="${cursor}"`));
    for (const i of changes[call] ?? []) {
      const row = rows[i % rows.length];
      if (row === undefined) continue;
      if (!present.delete(row)) present.add(row);
      stayed.delete(row);
    }
  }
  const names = shown.map(listing.nameOf);
  assert.equal(new Set(names).size, names.length, 'a row came twice');
  const expected = [...stayed].filter((row) => listing.asked?.(row, args) ?? true);
  for (const row of expected) assert.ok(names.includes(listing.name(row)), `never shown: ${listing.name(row)}`);
  for (const [i, item] of shown.entries()) {
    const before = shown[i - 1];
    if (before !== undefined) assert.ok(inOrder(listing.order(before), listing.order(item)), `out of order at ${i}`);
  }
}

function inOrder(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at < 0 || (a[at] ?? '') < (b[at] ?? '');
}

/** Names that differ in case, sort otherwise by locale than by code unit, or share a long beginning. */
export const asciiName = fc.oneof(
  fc.stringMatching(/^[-aAbBzZ_/.0-9]{1,3}$/),
  fc.integer({ min: 0, max: 30 }).map((n) => `/aws/lambda/${'orders-service-'.repeat(6)}${n}`),
);
export const anyName = fc.oneof(
  asciiName,
  fc.stringMatching(/^[aäÄzZéß漢🔥 ]{1,3}$/u).filter((name) => name.trim() === name),
);
/** Up to 40 rows, no two of one name. */
export function universe<Row>(row: fc.Arbitrary<Row>, name: (row: Row) => string): fc.Arbitrary<Row[]> {
  return fc.uniqueArray(row, { selector: name, maxLength: 40, size: 'max' });
}

/** Holds that a list is paged through with each row once, in order, however it changes on the way. */
export async function checkList<Row>(
  service: PagedService,
  listing: Listing<Row>,
  numRuns: number,
  patience = false,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(listing.rows, listing.args, journeys(patience), (rows, args, journey) =>
      walkList(service, listing, rows, args, journey),
    ),
    runs(numRuns),
  );
}
