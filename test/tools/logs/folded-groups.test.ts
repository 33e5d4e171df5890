import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldedGroups } from '../../../src/tools/logs/shared/folded-groups.ts';
import { groupOf, serveLogs } from './logs-world.ts';

const AT = Date.parse('2026-11-21T09:00Z');
const group = (name: string, more: { region?: string; class?: string; metricFilters?: number } = {}) => ({
  region: 'eu-west-1',
  name,
  class: 'STANDARD',
  storedBytes: 14_131,
  created: '2026-11-01',
  metricFilters: 0,
  ...more,
});
const rowsOf = (groups: Parameters<typeof foldedGroups>[0], regions = false) =>
  foldedGroups(groups, AT, regions).rows.split('\n').slice(2);

test('neighbours in a folder name it once; what stands alone has its whole name', () => {
  assert.deepEqual(
    rowsOf([
      group('/a/b/one'),
      { ...group('/a/b/two'), retentionDays: 30 },
      group('/a/c'),
      group('/a/b/three', { class: 'INFREQUENT_ACCESS', metricFilters: 2 }),
      group('plain'),
    ]),
    [
      '|/a/b/|',
      '|…one|14 KiB|never|20|',
      '|…two|14 KiB|30|20|',
      '|/a/c|14 KiB|never|20|',
      '|/a/b/three|14 KiB|never|20|INFREQUENT_ACCESS, metric filters 2|',
      '|plain|14 KiB|never|20|',
    ],
  );
});

test('of several regions each folder says which it is in', () => {
  assert.deepEqual(
    rowsOf([group('/a/one'), group('/a/one', { region: 'us-east-1' }), group('x', { region: 'us-east-1' })], true),
    [
      '|/a/ (eu-west-1)|',
      '|…one|14 KiB|never|20|',
      '|/a/ (us-east-1)|',
      '|…one|14 KiB|never|20|',
      '|(us-east-1)|',
      '|x|14 KiB|never|20|',
    ],
  );
});

test('a list is folded from 51 rows on, and says how to read it', async (t) => {
  const names = Array.from({ length: 51 }, (_, i) => `/shop/${String(i).padStart(3, '0')}`);
  const service = await serveLogs(
    t,
    names.map((name) => groupOf(name, [])),
  );
  const few = await service.call('describe_log_groups', { limit: 50 });
  assert.match(few.text, /\n\| \/shop\/000 \|\n/);
  const many = await service.call('describe_log_groups', { limit: 51 });
  assert.match(many.text, /^51 log groups, .* Names that begin with … continue the folder in the row above them\./);
  assert.match(many.text, /\n\|\/shop\/\|\n\|…000\|1,000 B\|never\|30\|\n/);
  assert.equal(many.text.match(/^\|…\d{3}\|/gm)?.length, 51);
});
