import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import pino from 'pino';
import { loadConfig } from '../src/config.ts';
import { connectionGauge } from '../src/http/connection-gauge.ts';
import { refusalCounter } from '../src/http/refusals.ts';
import { createService } from '../src/service.ts';

const ROOT = resolve(import.meta.dirname, '..');
const FILE = resolve(ROOT, 'docs/operations.md');

interface Known {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labelNames: readonly string[];
}

/** A row for each of the service's own metrics, as the registry has them. */
function metricsTable(): string {
  const { registry, close } = createService(loadConfig([], {}), pino({ level: 'silent' }));
  refusalCounter(registry);
  connectionGauge(registry, createServer());
  close();
  const known = registry.getMetricsAsArray() as unknown as Known[];
  const rows = known
    .filter(({ name }) => name.startsWith('cloudwatch_mcp_'))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ name, type, labelNames, help }) => {
      const labels = labelNames.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${type} | ${labels} | ${help}. |`;
    });
  return ['| metric | type | labels | what it is |', '|---|---|---|---|', ...rows].join('\n');
}

test('the table of metrics in docs/operations.md is that of the registry: WRITE_TABLE=1 writes it', () => {
  const text = readFileSync(FILE, 'utf8');
  const generated = text.replace(
    /(<!-- metrics -->\n)[\s\S]*?(<!-- \/metrics -->)/,
    (_match, start: string, end: string) => `${start}\n${metricsTable()}\n\n${end}`,
  );
  if (process.env['WRITE_TABLE'] === '1') writeFileSync(FILE, generated);
  else assert.equal(text, generated);
});

test('every alert of the chart has a row in docs/operations.md, with its threshold and its time', () => {
  const rule = readFileSync(resolve(ROOT, 'charts/cloudwatch-mcp/templates/prometheusrule.yaml'), 'utf8');
  const alerts = rule
    .split('- alert: ')
    .slice(1)
    .map((text) => {
      const name = /^\w+/.exec(text)?.[0] ?? '';
      const lasting = /^ +for: (\d+)m$/m.exec(text)?.[1];
      return `${name}, ${lasting === undefined ? 'at once' : `${lasting} min`}`;
    });
  const text = readFileSync(FILE, 'utf8');
  const rows = [...text.matchAll(/^\| `(CloudWatchMCP\w+)`(?: \*)? \| [^|]+ \| ([^|]+) \|/gm)].map(
    ([, name, lasting = '']) => `${name}, ${lasting.trim()}`,
  );
  assert.deepEqual(rows.toSorted(), alerts.toSorted());
  const defaults = readFileSync(resolve(ROOT, 'charts/cloudwatch-mcp/values.yaml'), 'utf8');
  for (const [, name = '', value = ''] of text.matchAll(/`prometheusRule\.(\w+)` \(([\d.]+)\)/g)) {
    assert.match(defaults, new RegExp(`^ {2}${name}: ${value.replaceAll('.', '\\.')}$`, 'm'), name);
  }
});

test('what docs/operations.md says of when an alert fires has the limits and windows of its expression', () => {
  const rule = readFileSync(resolve(ROOT, 'charts/cloudwatch-mcp/templates/prometheusrule.yaml'), 'utf8');
  const rows = new Map(
    [...readFileSync(FILE, 'utf8').matchAll(/^\| `(CloudWatchMCP\w+)`(?: \*)? \| ([^|]+) \|/gm)].map(
      ([, name = '', when = '']) => [name, when] as const,
    ),
  );
  for (const text of rule.split('- alert: ').slice(1)) {
    const [, name = '', expr = ''] = /^(\w+)[\s\S]*?expr: \|-\n([\s\S]*?)\n +(?:for|labels):/.exec(text) ?? [];
    const when = rows.get(name) ?? '';
    const compared = [...expr.matchAll(/(>=?) (?:\{\{ (?:\$rule\.(\w+)|mul (\d+))|([\d.]+))/g)].map(
      ([, sign, setting, bytesOfMebibyte, number]) =>
        `${sign} ${setting ?? number ?? Math.round((Number(bytesOfMebibyte) / 2 ** 20) * 100) / 100}`,
    );
    assert.deepEqual(limitsSaid(when).toSorted(), compared.filter((one) => one !== '> 0').toSorted(), name);
    for (const [words, window] of Object.entries(WINDOWS)) {
      if (when.includes(words)) assert.ok(expr.includes(window), `${name}: ${words}`);
    }
  }
});

const NUMBERS: Readonly<Record<string, number>> = { twice: 2, five: 5, twenty: 20 };
const WINDOWS = { '15 minutes': '[15m]', 'half an hour': '[30m]' };

/** `of at least five` is `>= 5`, `more than 80 %` is `> 0.8`, a setting stands for its value. */
function limitsSaid(when: string): string[] {
  const limits = when.matchAll(/(at least|more than|above) (?:`prometheusRule\.(\w+)`|(\d+) %|(\w+))/g);
  return [...limits].map(([, than, setting, percent, word = '']) => {
    const number = percent === undefined ? NUMBERS[word] : Number(percent) / 100;
    return `${than === 'at least' ? '>=' : '>'} ${setting ?? number}`;
  });
}

test('the alerts that docs/operations.md marks are those that a real Prometheus is seen to raise', () => {
  const tried = readFileSync(resolve(ROOT, 'test/observability/metrics.test.ts'), 'utf8');
  const raised = /^const RISING = \[([^\]]+)\]/m.exec(tried)?.[1]?.match(/\w+/g);
  const marked = [...readFileSync(FILE, 'utf8').matchAll(/^\| `(\w+)` \* \|/gm)].map(([, name = '']) => name);
  assert.deepEqual(marked.toSorted(), raised?.toSorted());
});

test('the tests that docs/operations.md names are there', () => {
  const text = readFileSync(FILE, 'utf8');
  const named = [...text.matchAll(/`(test\/[\w/.-]+\.ts)`/g)].map(([, file = '']) => file);
  assert.ok(named.length > 3);
  for (const file of named) readFileSync(resolve(ROOT, file));
});
