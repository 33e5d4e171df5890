import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import { estimateTokens } from '../../src/format/tokens.ts';
import { paragraphs, renderMore } from '../../src/format/text.ts';
import { decodeCursor, encodeCursor } from '../../src/mcp/cursor.ts';
import { fit } from '../../src/mcp/fit.ts';
import { defineTool, type Page } from '../../src/tools/define.ts';
import { comparePositions, rowsAfter } from '../../src/tools/paging.ts';

interface Row {
  readonly name: string;
  readonly text: string;
}

const tool = defineTool({
  name: 'list_rows',
  title: 'List rows',
  description: 'Rows with a name and a text.',
  toolset: 'server',
  actions: [],
  input: z.strictObject({}),
  output: z.object({
    total: z.int(),
    items: z.array(z.object({ name: z.string(), text: z.string() })),
    more: z.boolean().optional(),
    omitted: z.int().optional(),
    cursor: z.string().optional(),
  }),
  position: (row) => [row.name],
  run: () => Promise.reject(new Error('not called')),
  render: (output) =>
    paragraphs(
      `${output.total} rows`,
      output.items.map((row) => `${row.name} ${row.text}`).join('\n'),
      renderMore(output, 'row'),
    ),
});

const QUESTION = 'the question';
const page = (): Page => ({ after: undefined, hint: undefined, window: undefined, missed: [], next: { hints: [] } });
const row = fc.record({
  name: fc.string({ minLength: 1, maxLength: 90 }),
  text: fc.lorem({ maxCount: 12, size: 'max' }),
});
const rows = fc
  .uniqueArray(row, { selector: ({ name }) => name, maxLength: 40, size: 'max' })
  .map((list) => list.toSorted((a, b) => comparePositions([a.name], [b.name])));
/** From where one row fits to where most do. */
const budget = fc.integer({ min: 200, max: 700 });

function fitted(items: readonly Row[], more: boolean, budgetTokens: number, at = page()) {
  const output = { total: items.length, items, ...(more && { more }) };
  return fit(tool, output, at, QUESTION, budgetTokens);
}

/** Tokens of the answer with the first `kept` of the rows, written as fit would. */
function tokensWith(items: readonly Row[], kept: number): number {
  const last = items[kept - 1];
  const cursor = last && encodeCursor({ question: QUESTION, after: [last.name], window: undefined, hint: undefined });
  const omitted = items.length - kept;
  return estimateTokens(tool.render({ total: items.length, items: items.slice(0, kept), more: true, omitted, cursor }));
}

void test('an answer is never over the budget and is the longest that fits', () => {
  fc.assert(
    fc.property(rows, budget, (items, budgetTokens) => {
      const { text, tokens, output } = fitted(items, false, budgetTokens);
      const kept = output.items.length;
      assert.ok(estimateTokens(text) <= budgetTokens);
      assert.ok(tokens <= budgetTokens);
      assert.deepEqual(output.items, items.slice(0, kept), 'rows are dropped from the end');
      assert.equal(text, tool.render(tool.output.parse(output)), 'the text shows what the output holds');
      if (kept === items.length) return;
      assert.equal(output.omitted, items.length - kept);
      const fits = items.map((_, i) => tokensWith(items, i) <= budgetTokens);
      assert.equal(kept, fits.lastIndexOf(true), 'more rows would fit');
    }),
  );
});

void test('an answer may have as many tokens as the budget, and not one more', () => {
  const items = ['a', 'b', 'c'].map((name) => ({ name, text: 'word '.repeat(300) }));
  const { tokens } = fitted(items, false, Infinity);
  assert.equal(fitted(items, false, tokens).output.items.length, 3);
  assert.equal(fitted(items, false, tokens - 1).output.items.length, 2);
});

void test('a cut answer may have as many tokens as the budget, and not one more', () => {
  const items = ['a', 'b', 'c', 'd'].map((name) => ({ name, text: 'word '.repeat(300) }));
  const tokens = tokensWith(items, 2);
  assert.equal(fitted(items, false, tokens).output.items.length, 2);
  assert.equal(fitted(items, false, tokens - 1).output.items.length, 1);
});

void test('a row whose cursor is long does not end the search for the longest answer', () => {
  const long = Array.from({ length: 24 }, (_, i) => String.fromCharCode(98 + (i % 3), 65 + i, 50 + (i % 7))).join('');
  const items = ['a', long, 'x', 'z'].map((name, i) => ({ name, text: i === 3 ? 'word '.repeat(500) : '' }));
  const budgetTokens = tokensWith(items, 3);
  assert.ok(tokensWith(items, 2) > budgetTokens && tokensWith(items, 1) < budgetTokens);
  assert.equal(fitted(items, false, budgetTokens).output.items.length, 3);
});

void test('of a long list few rows are rendered that are not shown: others wait meanwhile', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => ({
    name: `row-${10_000 + i}`,
    text: 'lorem ipsum '.repeat(i % 5),
  }));
  const asked: number[] = [];
  const counting = {
    ...tool,
    render: (output: Parameters<typeof tool.render>[0]) => (asked.push(output.items.length), tool.render(output)),
  };
  const whole = { total: many.length, items: many };
  const { output } = fit(counting, whole, page(), QUESTION, 6_000);
  const shown = output.items.length;
  assert.ok(shown > 100, `${shown} rows`);
  assert.ok(tokensWith(many, shown) <= 6_000 && tokensWith(many, shown + 1) > 6_000, `${shown} rows are not the most`);
  const work = asked.reduce((sum, kept) => sum + kept, 0);
  assert.ok(work <= 12 * shown, `${work} rows were rendered for ${shown}, in ${asked.join(', ')}`);
});

void test('following cursors shows each row once, also while rows come and go', () => {
  const change = fc.record({ add: fc.array(row, { maxLength: 3 }), remove: fc.nat({ max: 40 }), cut: fc.boolean() });
  fc.assert(
    fc.property(rows, budget, fc.array(change, { maxLength: 12 }), (start, budgetTokens, changes) => {
      let now: Row[] = start;
      let after: ReturnType<typeof decodeCursor>['after'];
      const shown: string[] = [];
      const always = new Set(start.map(({ name }) => name));
      for (let call = 0; call < 200; call += 1) {
        const left = rowsAfter(now, ({ name }) => [name], after);
        const { output, text } = fitted(left.slice(0, 7), left.length > 7, budgetTokens);
        assert.ok(estimateTokens(text) <= budgetTokens);
        shown.push(...(output.items as Row[]).map(({ name }) => name));
        if (output.cursor === undefined) break;
        assert.ok(text.includes(`cursor="${output.cursor}"`));
        after = decodeCursor(output.cursor, QUESTION).after;
        const { add, remove, cut } = changes[call] ?? { add: [], remove: 0, cut: false };
        const gone = cut ? now[remove % Math.max(1, now.length)]?.name : undefined;
        if (gone !== undefined) always.delete(gone);
        const names = new Set(now.map(({ name }) => name));
        now = [
          ...now.filter(({ name }) => name !== gone),
          ...add.filter(({ name }) => !names.has(name) && !shown.includes(name)),
        ];
        now = [...new Map(now.map((one) => [one.name, one])).values()].toSorted((a, b) =>
          comparePositions([a.name], [b.name]),
        );
      }
      assert.equal(new Set(shown).size, shown.length, 'a row came twice');
      for (const name of always) assert.ok(shown.includes(name), `${JSON.stringify(name)} was never shown`);
    }),
    { numRuns: 200 },
  );
});

void test('an answer without rows that is over the budget is cut and says so', () => {
  const long = { ...tool, render: () => 'word '.repeat(5_000) };
  const { text, output } = fit(long, { items: [] }, page(), QUESTION, 200);
  assert.ok(estimateTokens(text) <= 200);
  assert.match(text, /cut here: the answer without its rows is over the token budget/);
  assert.deepEqual(output.items, []);
  const way = 'More: further rows exist. Call again with the same arguments and cursor="abc".';
  const leading = fit({ ...tool, render: () => `${long.render()}\n\n${way}` }, { items: [] }, page(), QUESTION, 200);
  assert.ok(estimateTokens(leading.text) <= 200);
  assert.ok(leading.text.endsWith(way), 'the way to the rest stays');
});

void test('the cursor carries the window and the token of the page that the next row is on', () => {
  const next = {
    window: { start: 1, end: 2 },
    hints: [
      { index: 0, token: 'first' },
      { index: 2, token: 'second' },
      { index: 4, token: 'third' },
    ],
  };
  const items = ['a', 'b', 'c'].map((name) => ({ name, text: '' }));
  const { output } = fitted(items, true, 6_000, { ...page(), next });
  const cursor = decodeCursor(output.cursor ?? '', QUESTION);
  assert.deepEqual(cursor.window, next.window);
  assert.equal(cursor.hint, 'second');
  assert.deepEqual(cursor.after, ['c']);
});

void test('what did not answer on any page before is told on each later one, once it answers again', () => {
  const asked = (missed: readonly string[], silent: readonly string[]) => {
    const failures = silent.map((source) => ({ source, error: 'it is away' }));
    const output = { total: 2, items: [{ name: 'a', text: '' }], more: true, failures };
    const { text, output: shown } = fit(tool, output, { ...page(), missed }, QUESTION, 700);
    return { said: /^INCOMPLETE: (.*) did not answer on an earlier page/m.exec(text)?.[1], cursor: shown.cursor ?? '' };
  };
  const first = asked([], ['staging']);
  assert.equal(first.said, undefined, 'the failures of a page are its own to tell');
  assert.deepEqual(decodeCursor(first.cursor, QUESTION).missed, ['staging']);
  const second = asked(['staging'], ['prod']);
  assert.equal(second.said, 'staging');
  assert.deepEqual(decodeCursor(second.cursor, QUESTION).missed, ['staging', 'prod']);
  assert.equal(asked(['staging', 'prod'], ['staging']).said, 'prod');
});
