import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatCall } from '../../src/format/call.ts';
import { clip, cutAt, fence, paragraphs, renderMore } from '../../src/format/text.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 60 });

void test('a clipped text is the start of the text and says how much is missing', () => {
  assert.equal(clip('abcdef', 6), 'abcdef');
  assert.equal(clip('a'.repeat(1_243), 3), 'aaa…(+1,240 chars)');
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (long, max) => {
      const clipped = clip(long, max);
      if (long.length <= max) return assert.equal(clipped, long);
      const cut = /^(.*)…\(\+([\d,]+) chars\)$/su.exec(clipped);
      assert.ok(cut !== null, clipped);
      assert.ok(long.startsWith(cut[1] ?? '-'));
      assert.equal((cut[1] ?? '').length + Number((cut[2] ?? '').replaceAll(',', '')), long.length);
    }),
  );
});

void test('no cut halves a character', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (long, max) => {
      assert.ok(cutAt(long, max).isWellFormed());
      assert.ok(cutAt(long, max).length >= Math.min(long.length, max) - 1);
    }),
  );
  assert.equal(cutAt('ab🔥', 3), 'ab');
});

void test('a fenced text cannot close its fence', () => {
  const ticks = fc.string({ unit: fc.constantFrom('`', '\n', 'a'), maxLength: 40 });
  fc.assert(
    fc.property(ticks, (inside) => {
      const lines = fence(inside).split('\n');
      const [mark = ''] = lines;
      assert.match(mark, /^`{3,}$/);
      assert.equal(lines.at(-1), mark);
      assert.equal(lines.slice(1, -1).join('\n'), inside);
      assert.ok(!inside.includes(mark));
    }),
  );
});

void test('what was left out is told with the parameter that gets it', () => {
  assert.equal(renderMore({}, 'alarm'), '');
  assert.equal(
    renderMore({ omitted: 2, more: true, cursor: 'abc' }, 'alarm'),
    'More: 2 alarms read but not shown. Call again with the same arguments and cursor="abc".',
  );
  assert.match(renderMore({ more: true, cursor: 'abc' }, 'alarm'), /^More: further rows exist\. .*cursor="abc"/);
  assert.match(renderMore({ omitted: 1, more: true }, 'entry', 'entries'), /^More: 1 entry read but not shown: narrow/);
  assert.match(renderMore({ more: true }, 'alarm'), /^More: further rows exist/);
  assert.match(renderMore({ more: true, cursor: 'abc' }, 'alarm', 'alarms', true), /^More: further rows may exist\. /);
});

void test('paragraphs leave out what is empty', () => {
  assert.equal(paragraphs('a', undefined, '', 'b'), 'a\n\nb');
});

void test('a call is written as it can be sent', () => {
  assert.equal(
    formatCall('get_metric_statistics', {
      namespace: 'AWS/RDS',
      dimensions: ['A=b "c"'],
      period: 60,
      region: undefined,
    }),
    'get_metric_statistics namespace="AWS/RDS" dimensions=["A=b \\"c\\""] period=60',
  );
});
