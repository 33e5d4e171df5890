import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import { fit } from '../../src/mcp/fit.ts';
import { decodeCursor } from '../../src/mcp/cursor.ts';
import { createPrivacy } from '../../src/mcp/privacy.ts';
import { defineTool, type Page } from '../../src/tools/define.ts';
import { comparePositions, rowsAfter } from '../../src/tools/paging.ts';
import { ALNUM, randomText, UPPER } from '../redaction/random.ts';
import { runs } from '../support/runs.ts';

const random = randomText(7);
const keyId = () => `AKIA${random.of(UPPER, 16)}`;
const [KEY, OTHER_KEY, TOKEN] = [keyId(), keyId(), `ghp_${random.of(ALNUM, 36)}`];

/** Rows whose names may hold a secret, in the order of their names. */
const row = z.object({ name: z.string() });
const list = defineTool({
  name: 'list',
  title: '',
  description: '',
  toolset: 'logs',
  actions: [],
  input: z.strictObject({}),
  output: z.object({
    items: z.array(row),
    more: z.boolean().optional(),
    omitted: z.int().optional(),
    cursor: z.string().optional(),
  }),
  position: ({ name }) => [name],
  run: () => Promise.resolve({ items: [] }),
  render: ({ items, cursor }) => `${items.map(({ name }) => name).join('\n')}\n${cursor ?? ''}`,
});

void test('pages of rows with secrets in their names show every row once, and no cursor holds a secret', () => {
  const privacy = createPrivacy(undefined);
  const secrets = [KEY, OTHER_KEY, TOKEN, `redis://:${random.of(ALNUM, 70)}@host`, `password=${random.of(ALNUM, 80)}`];
  const name = fc.tuple(
    fc.constantFrom('', 'a/', 'run ', `${'z'.repeat(60)} `),
    fc.constantFrom('', ...secrets),
    fc.constantFrom('', ' b', ' c'),
  );
  fc.assert(
    fc.property(
      fc.array(name, { maxLength: 30 }),
      fc.integer({ min: 150, max: 500 }),
      fc.boolean(),
      (names, budget, gone) => {
        let rows = names
          .map((parts) => ({ name: parts.join('') }))
          .toSorted((a, b) => comparePositions([a.name], [b.name]));
        const all = rows;
        const shown: string[] = [];
        let after: Page['after'];
        for (let pages = 0; pages <= all.length; pages += 1) {
          const page: Page = { after, hint: undefined, window: undefined, missed: [], next: { hints: [] } };
          const items = rowsAfter(rows, ({ name: of }) => [of], after);
          const { output, text } = fit(list, { items }, page, 'q', budget, privacy);
          if (output.items.length === 0) break;
          const cursor = output.cursor ?? '';
          const carried = Buffer.from(cursor, 'base64url').toString();
          for (const secret of secrets)
            assert.ok(!`${text}${carried}`.includes(secret.slice(0, secret.indexOf(':') + 12 || 12)), carried);
          shown.push(...items.slice(0, output.items.length).map(({ name: of }) => of));
          if (output.cursor === undefined) break;
          after = decodeCursor(cursor, 'q').after;
          // The row that the cursor names may be gone by then: its neighbours are still not skipped.
          if (gone) rows = rows.filter((one) => one.name !== shown.at(-1));
        }
        if (gone) for (const { name: of } of all) assert.ok(shown.includes(of), of);
        else assert.deepEqual(shown, all.map(({ name: of }) => of).slice(0, shown.length));
      },
    ),
    runs(300),
  );
});
