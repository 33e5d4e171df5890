import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareEvents, eventPosition, timeKey, type EventOrder } from '../../../src/analysis/event-order.ts';
import { mergeSearches } from '../../../src/analysis/merge-searches.ts';
import { ToolError } from '../../../src/errors.ts';
import type { LogEvent } from '../../../src/model.ts';
import { searchGroups } from '../../../src/tools/logs/shared/search-groups.ts';
import { rowsAfter, shorten, type Shown } from '../../../src/tools/paging.ts';
import { logBackend, type BackendManners } from '../../support/log-backend.ts';

const T = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;
const endless = { signal: new AbortController().signal, passed: () => false };

const manners = fc.record<BackendManners>({
  order: fc.constantFrom('asked', 'ascending'),
  pageSize: fc.integer({ min: 1, max: 40 }),
  emptyEvery: fc.constantFrom(0, 3),
  emptyFirst: fc.constantFrom(0, 1, 4),
});

const world = fc.array(
  fc.record({
    at: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: HOUR - 1 })),
    group: fc.constantFrom('a', 'b', 'c'),
    stream: fc.constantFrom('s', 't'),
  }),
  { maxLength: 60 },
);

/** The pages a caller gets who follows the cursor, `sizes` rows at a time in turn. */
async function pageThrough(
  all: readonly LogEvent[],
  how: BackendManners,
  order: EventOrder,
  sizes: readonly number[],
): Promise<LogEvent[]> {
  const backends = new Map(
    ['a', 'b', 'c'].map((group) => [
      group,
      logBackend(
        all.filter((one) => one.group === group),
        how,
      ),
    ]),
  );
  const got: LogEvent[] = [];
  let after: Shown | undefined;
  for (let page = 0; page < 500; page += 1) {
    const size = sizes[page % sizes.length] ?? 1;
    const time = after === undefined ? undefined : Number(after[0]);
    const start = order === 'oldest' ? (time ?? T) : T;
    const end = order === 'newest' && time !== undefined ? 1 - time : T + HOUR;
    const answer = await searchGroups(
      {
        groups: ['a', 'b', 'c'],
        window: { start, end },
        order,
        count: size + 1,
        afterKey: after === undefined ? undefined : Number(after[0]),
      },
      async (group, request) => {
        const backend = backends.get(group);
        assert.ok(backend);
        return backend.read(request);
      },
      endless,
    );
    const merged = mergeSearches(answer.searched, order);
    const rows = rowsAfter(merged.events, (one) => eventPosition(one, order), after);
    got.push(...rows.slice(0, size));
    const last = rows.slice(0, size).at(-1);
    if (last === undefined || (rows.length <= size && merged.frontier === Infinity)) return got;
    after = shorten(eventPosition(last, order));
  }
  throw new Error('it does not end');
}

test('paging through several groups gives each event once, in order, whatever the sizes of the pages', async () => {
  await fc.assert(
    fc.asyncProperty(
      world,
      manners,
      fc.constantFrom<EventOrder>('newest', 'oldest'),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (places, how, order, sizes) => {
        const all = places.map(({ at, group, stream }, i) => ({
          group,
          stream,
          time: T + at,
          message: 'm',
          id: `${i}`,
        }));
        assert.deepEqual(await pageThrough(all, how, order, sizes), all.toSorted(compareEvents(order)));
      },
    ),
    { numRuns: 100 },
  );
});

test('a group is not searched past what the others already fill', async () => {
  const busy = Array.from({ length: 200 }, (_, i) => ({
    group: 'a',
    stream: 's',
    time: T + HOUR - 1 - i,
    message: 'm',
    id: `${i}`,
  }));
  const asked: number[] = [];
  const backend = logBackend(busy, { order: 'asked', pageSize: 1_000, emptyEvery: 0, emptyFirst: 0 });
  const groups = ['a', ...Array.from({ length: 9 }, (_, i) => `quiet-${i}`)];
  const answer = await searchGroups(
    { groups, window: { start: T, end: T + HOUR }, order: 'newest', count: 11 },
    async (group, request) => {
      if (group === 'a') return backend.read(request);
      asked.push(request.window.start);
      return { events: [] };
    },
    endless,
  );
  assert.equal(mergeSearches(answer.searched, 'newest').events.length, 11);
  assert.ok(
    asked.filter((start) => start === T + HOUR - 11).length >= 5,
    'those asked later end where the answer ends',
  );
});

test('one group that fails does not spoil the others; anything but a ToolError is thrown', async () => {
  const read = async (group: string) => {
    if (group === 'bad') throw new ToolError('access_denied', 'no');
    return { events: [{ group, stream: 's', time: T, message: 'm', id: '1' }] };
  };
  const question = { groups: ['bad', 'good'], window: { start: T, end: T + 1 }, order: 'newest', count: 5 } as const;
  const answer = await searchGroups(question, read, endless);
  assert.deepEqual(
    answer.failed.map(({ group, error }) => [group, error.code]),
    [['bad', 'access_denied']],
  );
  assert.equal(answer.searched.length, 1);
  await assert.rejects(
    searchGroups(question, async () => Promise.reject(new TypeError('bug')), endless),
    TypeError,
  );
});

test('stopped early, it says what it knows; the slow group is left behind only where nothing could be shown', async () => {
  const stop = new AbortController();
  const events = [{ group: 'fast', stream: 's', time: T + 5, message: 'm', id: '1' }];
  const answer = await searchGroups(
    { groups: ['fast', 'slow'], window: { start: T, end: T + 10 }, order: 'newest', count: 5 },
    async (group, _request, signal) => {
      if (group === 'fast') return { events };
      queueMicrotask(() => stop.abort());
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
    { signal: stop.signal, passed: () => stop.signal.aborted },
  );
  assert.equal(answer.stopped, true);
  const merged = mergeSearches(answer.searched, 'newest');
  assert.deepEqual(merged.events, events);
  assert.deepEqual(
    merged.behind.map(({ group, frontier }) => [group, frontier]),
    [['slow', timeKey(T + 9, 'newest')]],
  );
});

test('progress only grows, also where a group that fails late sends the search back to the others', async () => {
  const seen: number[] = [];
  const reads: string[] = [];
  const groups = ['late', 'x', 'y', 'z', 'last'];
  await searchGroups(
    { groups, window: { start: T, end: T + HOUR }, order: 'newest', count: 2 },
    async (group, request) => {
      reads.push(`${group} from ${request.window.start - T}`);
      if (group !== 'late') return { events: [] };
      if (request.token !== undefined) {
        await new Promise(setImmediate);
        throw new ToolError('access_denied', 'no');
      }
      const events = [1, 2].map((i) => ({ group, stream: 's', time: T + HOUR - i, message: 'm', id: `${i}` }));
      return { events, token: 'more' };
    },
    { ...endless, onPage: (done) => seen.push(done) },
  );
  assert.deepEqual(
    reads.filter((read) => read.startsWith('last')),
    [`last from ${HOUR - 2}`, 'last from 0'],
  );
  assert.equal(
    new Set(reads).size,
    reads.length - 1,
    'nothing but the next page of one group is asked in the same window',
  );
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
});
