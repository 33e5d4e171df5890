import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { DEFAULTS } from '../../src/budget/limits.ts';
import { ASSUMED_PER_SECOND, QUOTAS, type Quota } from '../../src/budget/quotas.ts';
import { UNIT_FACTS, UNITS } from '../../src/budget/units.ts';
import { budgetsSection } from '../../src/config-sections/budgets.ts';
import { parse } from 'yaml';

const FILE = resolve(import.meta.dirname, '../../docs/limits.md');

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function unitsTable(): string {
  const rows = UNITS.map((unit) => row([`\`${unit}\``, `${UNIT_FACTS[unit].measured}.`]));
  return [row(['unit', 'what is counted']), '|---|---|', ...rows].join('\n');
}

function quotasTable(): string {
  const rows = Object.entries(QUOTAS as Readonly<Record<string, Quota>>).map(
    ([name, { perSecond, regions, source }]) => {
      const byQuota = Map.groupBy(Object.entries(regions ?? {}), ([, quota]) => quota);
      const others = [...byQuota].map(([quota, some]) => `${quota} in ${some.map(([region]) => region).join(', ')}`);
      return row([
        `\`${name}\``,
        String(perSecond),
        others.join('; '),
        source === undefined ? 'assumed' : `[AWS](${source})`,
      ]);
    },
  );
  return [row(['call', 'a second', 'elsewhere', 'source']), '|---|---|---|---|', ...rows].join('\n');
}

const PARTS: Readonly<Record<string, string>> = { units: unitsTable(), quotas: quotasTable() };

void test('the tables of docs/limits.md are those of the code: WRITE_TABLE=1 writes them', () => {
  const text = readFileSync(FILE, 'utf8');
  const generated = Object.entries(PARTS).reduce(
    (all, [name, table]) =>
      all.replace(
        new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`),
        (_match, start: string, end: string) => `${start}\n${table}\n\n${end}`,
      ),
    text,
  );
  if (process.env['WRITE_TABLE'] === '1') writeFileSync(FILE, generated);
  else assert.equal(text, generated);
});

void test('what docs/limits.md says of the defaults is so, and its example is valid and names every key', () => {
  const text = readFileSync(FILE, 'utf8');
  for (const [key, value] of Object.entries(DEFAULTS)) assert.match(text, new RegExp(`\`${key}\` \\(${value}\\)`), key);
  assert.match(text, new RegExp(`${ASSUMED_PER_SECOND} a second are assumed`));
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
  const { budgets } = parse(example) as { budgets: Record<string, unknown> };
  const section = budgetsSection.parse(budgets);
  assert.deepEqual(Object.keys(section), Object.keys(budgetsSection.shape));
  assert.deepEqual(Object.keys(section.principalPerHour ?? {}), [...UNITS]);
});
