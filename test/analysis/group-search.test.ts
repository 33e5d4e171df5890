import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareEvents, timeKey, type EventOrder } from '../../src/analysis/event-order.ts';
import { searchGroup } from '../../src/analysis/group-search.ts';
import type { LogEvent, Window } from '../../src/model.ts';
import { logBackend, type BackendManners } from '../support/log-backend.ts';

const T = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;

function event(time: number, id: number, stream = 's'): LogEvent {
  return { group: 'g', stream, time, message: `m${id}`, id: String(id).padStart(6, '0') };
}

const manners = fc.record<BackendManners>({
  order: fc.constantFrom('asked', 'ascending', 'streams'),
  pageSize: fc.integer({ min: 1, max: 40 }),
  emptyEvery: fc.constantFrom(0, 2, 3, 5),
  emptyFirst: fc.constantFrom(0, 1, 4, 7),
});

/** Events crowded into few milliseconds, and some spread over the hours. */
const events = fc
  .array(
    fc.record({
      at: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2 * HOUR })),
      stream: fc.constantFrom('a', 'b'),
    }),
    { maxLength: 80 },
  )
  .map((places) => places.map(({ at, stream }, i) => event(T + at, i, stream)));

const orders = fc.constantFrom<EventOrder>('newest', 'oldest');

test('whatever the backend does, every event of the window is found once, and the frontier never claims too much', () => {
  fc.assert(
    fc.property(events, manners, orders, fc.integer({ min: 1, max: 30 }), (all, how, order, limit) => {
      const window: Window = { start: T, end: T + HOUR };
      const inside = all.filter((one) => one.time < window.end).toSorted(compareEvents(order));
      const backend = logBackend(all, how);
      const search = searchGroup(window, order, limit);
      let pages = 0;
      for (let request = search.next(Infinity); request !== undefined; request = search.next(Infinity)) {
        search.accept(backend.read(request));
        const known = new Set(search.found().map((one) => one.id));
        const settled = inside.filter((one) => timeKey(one.time, order) < search.frontier());
        // Stream by stream looks like time order until the next stream begins.
        const sound = how.order === 'streams' || settled.every((one) => known.has(one.id));
        assert.ok(sound, `frontier ${search.frontier()} claims too much`);
        assert.ok((pages += 1) < 3_000, 'it ends');
      }
      assert.equal(search.frontier(), Infinity);
      assert.deepEqual(search.found().toSorted(compareEvents(order)), inside);
    }),
    { numRuns: 150 },
  );
});

test('a backend that descends is asked once for the newest events, whatever the length of the window', () => {
  const all = Array.from({ length: 1_000 }, (_, i) => event(T + i * 1_000, i));
  const backend = logBackend(all, { order: 'asked', pageSize: 10_000, emptyEvery: 0, emptyFirst: 0 });
  const search = searchGroup({ start: T - 30 * 24 * HOUR, end: T + HOUR }, 'newest', 51);
  const first = search.next(Infinity);
  assert.ok(first);
  search.accept(backend.read(first));
  assert.equal(search.found().length, 51);
  assert.equal(search.frontier(), -(T + 949_000), 'settled above the oldest event of the page');
  assert.equal(search.next(-(T + 950_000)), undefined);
});

test('a backend that ignores the order is noticed, and the window walked backwards in slices that grow', () => {
  const all = Array.from({ length: 1_000 }, (_, i) => event(T + i * 1_000, i));
  const backend = logBackend(all, { order: 'ascending', pageSize: 10_000, emptyEvery: 0, emptyFirst: 0 });
  const window = { start: T - 24 * HOUR, end: T + HOUR };
  const search = searchGroup(window, 'newest', 51);
  for (let request = search.next(Infinity); request !== undefined; request = search.next(Infinity)) {
    search.accept(backend.read(request));
  }
  const [whole, ...slices] = backend.asked;
  assert.deepEqual(whole?.window, window);
  const lengths = slices.map((slice) => slice.window.end - slice.window.start);
  assert.equal(slices[0]?.window.end, window.end);
  assert.ok(
    lengths.slice(1, -1).every((length, i) => length === 2 * (lengths[i] ?? 0)),
    String(lengths),
  );
  assert.ok(backend.asked.length < 12);
});

test('before 2024 the newest are not asked for first, which AWS refuses', () => {
  const turn = Date.UTC(2024, 0, 1);
  const all = [-3, -2, -1, 0, 1, 2].map((hours, i) => event(turn + hours * HOUR, i));
  const backend = logBackend(all, { order: 'asked', pageSize: 2, emptyEvery: 0, emptyFirst: 0 });
  const search = searchGroup({ start: turn - 5 * HOUR, end: turn + 5 * HOUR }, 'newest', 10);
  for (let request = search.next(Infinity); request !== undefined; request = search.next(Infinity)) {
    search.accept(backend.read(request));
  }
  assert.equal(search.found().length, 6);
  assert.ok(backend.asked.some((request) => request.newestFirst && request.window.start === turn));
  assert.ok(backend.asked.some((request) => !request.newestFirst && request.window.end <= turn));
});

test('after empty pages the window is read in slices, so that the frontier moves', () => {
  const backend = logBackend([event(T, 1)], { order: 'asked', pageSize: 100, emptyEvery: 0, emptyFirst: 4 });
  const window = { start: T - 24 * HOUR, end: T + HOUR };
  const search = searchGroup(window, 'newest', 10);
  let request = search.next(Infinity);
  for (let pages = 0; pages < 8; pages += 1) {
    assert.ok(request);
    search.accept(backend.read(request));
    request = search.next(Infinity);
  }
  assert.ok(search.frontier() > 1 - window.end && search.frontier() < Infinity);
});

test('of a backend that ignores the order a slice with far too many events is made as short as it has to be', () => {
  const perMinute = 3_472;
  const eventAt = (n: number) => event(T + Math.floor((n * 60_000) / perMinute), n);
  const search = searchGroup({ start: T, end: T + 24 * HOUR }, 'newest', 51);
  let pages = 0;
  for (let request = search.next(Infinity); request !== undefined; pages += 1) {
    const indexOf = (time: number) => Math.ceil(((time - T) * perMinute) / 60_000);
    const from = request.token === undefined ? indexOf(request.window.start) : Number(request.token);
    const to = Math.min(from + request.limit, indexOf(request.window.end));
    const found = Array.from({ length: to - from }, (_, i) => eventAt(from + i));
    search.accept({ events: found, token: to < indexOf(request.window.end) ? String(to) : undefined });
    const newest = search.found().toSorted((a, b) => b.time - a.time);
    request = search.next(newest.length < 51 ? Infinity : -(newest[50]?.time ?? 0));
  }
  const last = 24 * 60 * perMinute - 1;
  const newest = search.found().toSorted(compareEvents('newest')).slice(0, 51);
  assert.deepEqual(
    newest.map(({ message }) => message),
    Array.from({ length: 51 }, (_, i) => `m${last - i}`),
  );
  assert.ok(pages <= 4, `${pages} pages`);
});
