import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BULK_GROUPS } from '../moto-fixture.ts';
import { at, column } from '../moto-service.ts';
import { moto } from './shared.ts';

const { skip, base } = moto;

/** Minutes after `base` of each row. */
function minutes(structured: Record<string, unknown>): number[] {
  return column(structured, 'time').map((time) => (Date.parse(String(time)) - base) / 60_000);
}

void test('describe_log_groups reads past the first page and counts what it found', { skip }, async () => {
  const all = await moto.call('describe_log_groups', { region: 'us-east-1', limit: 100 });
  assert.equal(all.isError, false, all.text);
  const names = column(all.structured, 'name');
  assert.equal(names.length, BULK_GROUPS + 2);
  assert.deepEqual(names, names.map(String).toSorted());
  assert.match(all.text.split('\n')[0] ?? '', /^57 log groups, us-east-1, account 123456789012/);
});

void test(
  'describe_log_groups shows retention and size, by prefix, by part of the name, and from page to page',
  { skip },
  async () => {
    const shop = await moto.call('describe_log_groups', { name_prefix: '/shop/' });
    assert.deepEqual(column(shop.structured, 'name'), ['/shop/api', '/shop/worker']);
    assert.deepEqual(column(shop.structured, 'retentionDays'), [14, undefined]);
    assert.match(shop.text, /\/shop\/worker .*never expires/);

    const first = await moto.call('describe_log_groups', { name_contains: 'BULK', region: 'us-east-1', limit: 40 });
    assert.equal(first.structured['found'], BULK_GROUPS);
    const cursor = first.structured['cursor'];
    const rest = await moto.call('describe_log_groups', {
      name_contains: 'BULK',
      region: 'us-east-1',
      limit: 40,
      cursor,
    });
    const seen = [...column(first.structured, 'name'), ...column(rest.structured, 'name')];
    assert.deepEqual(
      seen,
      Array.from({ length: BULK_GROUPS }, (_, index) => `/bulk/${String(index).padStart(2, '0')}`),
    );
  },
);

void test('filter_log_streams puts the last to speak first, with a prefix too', { skip }, async () => {
  const all = await moto.call('filter_log_streams', { group: '/shop/api' });
  assert.deepEqual(column(all.structured, 'name'), ['a/1', 'a/2', 'b/1']);
  assert.deepEqual(column(all.structured, 'lastEvent'), [at(base, 9), at(base, 0.5), undefined]);
  const prefixed = await moto.call('filter_log_streams', { group: '/shop/api', name_prefix: 'a/' });
  assert.deepEqual(column(prefixed.structured, 'name'), ['a/1', 'a/2']);
  const alive = await moto.call('filter_log_streams', { group: '/shop/api', active_since: at(base, 5) });
  assert.deepEqual(column(alive.structured, 'name'), ['a/1']);
});

void test('filter_log_streams says which group does not exist', { skip }, async () => {
  const { text, isError } = await moto.call('filter_log_streams', { group: '/shop/gone' });
  assert.equal(isError, true);
  assert.match(text, /^Error: .*\/shop\/gone/);
});

void test('search_log_events merges groups newest first, though moto ignores startFromHead', { skip }, async () => {
  const window = { start: at(base, 0), end: at(base, 10) };
  const found = await moto.call('search_log_events', { groups: ['/shop/*'], text: 'ERROR', ...window });
  assert.equal(found.isError, false, found.text);
  assert.deepEqual(minutes(found.structured), [7, 3, 1]);
  assert.deepEqual(column(found.structured, 'group'), ['/shop/api', '/shop/api', '/shop/worker']);
  assert.match(found.text.split('\n')[0] ?? '', /^3 log events .*newest first/);

  const oldest = await moto.call('search_log_events', { groups: ['/shop/api'], order: 'oldest', ...window });
  assert.deepEqual(minutes(oldest.structured), [0, 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

void test(
  'search_log_events excludes its end, and goes on by cursor without a gap or a repetition',
  { skip },
  async () => {
    const question = { groups: ['/shop/api', '/shop/worker'], start: at(base, 0), end: at(base, 3), limit: 4 };
    const first = await moto.call('search_log_events', question);
    assert.deepEqual(minutes(first.structured), [2.5, 2, 1, 1]);
    const rest = await moto.call('search_log_events', { ...question, cursor: first.structured['cursor'] });
    assert.deepEqual(minutes(rest.structured), [0.5, 0]);
    assert.equal(rest.structured['cursor'], undefined);
  },
);

void test('search_log_events keeps to a stream prefix and to a pattern', { skip }, async () => {
  const window = { start: at(base, 0), end: at(base, 10) };
  const stream = await moto.call('search_log_events', { groups: ['/shop/api'], stream_prefix: 'a/2', ...window });
  assert.deepEqual(column(stream.structured, 'message'), ['INFO second instance up']);
  // Two terms, both wanted: of the pattern syntax moto has terms and phrases.
  const terms = await moto.call('search_log_events', { groups: ['/shop/*'], pattern: 'order failed', ...window });
  assert.deepEqual(minutes(terms.structured), [7, 3]);
});

void test('get_log_events reads outward from a line, each line once', { skip }, async () => {
  const around = { group: '/shop/api', stream: 'a/1', time: at(base, 3), before: 2, after: 2 };
  const { structured, text, isError } = await moto.call('get_log_events', around);
  assert.equal(isError, false, text);
  assert.deepEqual(minutes(structured), [1, 2, 3, 4, 5]);
  assert.deepEqual(column(structured, 'asked'), [undefined, undefined, true, undefined, undefined]);
});

void test('get_log_events takes the pointer that search_log_events prints', { skip }, async () => {
  const window = { start: at(base, 6), end: at(base, 8) };
  const found = await moto.call('search_log_events', { groups: ['/shop/api'], text: 'ERROR', ...window });
  const [, pointer] = /get_log_events pointer="([^"]+)"/.exec(found.text) ?? [];
  assert.ok(pointer, found.text);
  const { structured } = await moto.call('get_log_events', { pointer, before: 1, after: 1 });
  assert.deepEqual(minutes(structured), [6, 7, 8]);
});
