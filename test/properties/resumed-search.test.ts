import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { estimateTokens } from '../../src/format/tokens.ts';
import { TEST_NOW } from '../support/harness.ts';
import { startPagedService, type CallManners, type PagedService } from '../support/paged-service.ts';
import { runs } from '../support/runs.ts';
import { groupOf } from '../tools/logs/logs-world.ts';

const HOUR = 3_600_000;
const START = TEST_NOW - 10 * HOUR;
const END = TEST_NOW - HOUR;

let service: PagedService;
before(async () => {
  service = await startPagedService(['us-east-1']);
});
after(() => service.close());

interface Event {
  readonly group: string;
  readonly stream: string;
  readonly time: number;
  readonly message: string;
  readonly id: string;
}

/** Times at and beside the window's edges, many at once, and anywhere. */
const time = fc.oneof(
  fc.constantFrom(START - 1, START, END - 1, END),
  fc.integer({ min: 0, max: 3 }).map((n) => START + 2 * HOUR + n),
  fc.integer({ min: START - HOUR, max: END + HOUR }),
);
const events = fc
  .array(
    fc.record({
      group: fc.constantFrom('a', 'A', 'b/c'),
      stream: fc.constantFrom('s', 'S', 't/1'),
      time,
      message: fc.oneof(fc.constantFrom('ERROR', 'INFO ERROR'), fc.lorem({ maxCount: 30 })),
    }),
    { maxLength: 60, size: 'max' },
  )
  .map((list): Event[] => list.map((event, i) => ({ ...event, id: `${i}`.padStart(56, '0') })));

const question = fc.record({
  order: fc.constantFrom('newest', 'oldest'),
  pattern: fc.option(fc.constant('ERROR'), { nil: undefined }),
  stream_prefix: fc.option(fc.constant('s'), { nil: undefined }),
});
const stops = fc.array(fc.constantFrom(Infinity, Infinity, Infinity, 2, 4, 9), { minLength: 1, maxLength: 6 });

test('a search that budget, limit or deadline stop covers its window exactly when it is resumed', async () => {
  const limits = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 });
  const manners = fc.record({
    maxPage: fc.integer({ min: 1, max: 20 }),
    emptyEvery: fc.constantFrom(0, 2, 3),
    budgetTokens: fc.integer({ min: 900, max: 2_000 }),
  });
  await fc.assert(
    fc.asyncProperty(events, question, limits, manners, stops, async (all, asked, sizes, how, patience) => {
      const groups = [...new Set(['a', ...all.map(({ group }) => group)])];
      const of = (name: string) =>
        groupOf(
          name,
          all.filter(({ group }) => group === name),
        );
      service.lists.set('us-east-1', { logGroups: groups.map(of) });
      const expected = all.filter(
        (event) =>
          event.time >= START &&
          event.time < END &&
          (asked.pattern === undefined || event.message.includes(asked.pattern)) &&
          event.stream.startsWith(asked.stream_prefix ?? ''),
      );
      const args = { ...asked, groups, start: new Date(START).toISOString(), end: new Date(END).toISOString() };
      const { found, behind } = await follow(args, sizes, how, patience);
      const excused = ({ id, group, time: at }: Event) =>
        !found.some((event) => event.id === id) &&
        behind.some((part) => part.group === group && at >= Date.parse(part.start) && at < Date.parse(part.end));
      const key = (event: Event) => [
        asked.order === 'newest' ? -event.time : event.time,
        event.group,
        event.stream,
        event.id,
      ];
      assert.deepEqual(
        found.map(({ id }) => id),
        expected
          .filter((event) => !excused(event))
          .toSorted((a, b) => compare(key(a), key(b)))
          .map(({ id }) => id),
      );
    }),
    runs(25),
  );
});

interface Part {
  readonly group: string;
  readonly start: string;
  readonly end: string;
}

/** All pages of a search: the first few are stopped after so many reads. */
async function follow(
  args: Readonly<Record<string, unknown>>,
  sizes: readonly number[],
  how: Omit<CallManners, 'patience'>,
  patience: readonly number[],
): Promise<{ found: Event[]; behind: Part[] }> {
  const found: Event[] = [];
  const behind: Part[] = [];
  let cursor: string | undefined;
  for (let call = 0; ; call += 1) {
    assert.ok(call < 200, 'the search does not end');
    const limit = sizes[call % sizes.length];
    const manners = { ...how, patience: patience[call] ?? Infinity };
    const { text, structured, isError } = await service.ask('search_log_events', { ...args, limit, cursor }, manners);
    assert.ok(!isError, text);
    assert.ok(estimateTokens(text) <= how.budgetTokens, 'over the budget');
    found.push(...(structured?.items as Event[]));
    behind.push(...((structured as unknown as { behind: Part[] }).behind ?? []));
    cursor = structured?.cursor;
    assert.equal(structured?.more === true, cursor !== undefined, `no way to the rest: ${text}`);
    if (cursor === undefined) return { found, behind };
  }
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1;
}
