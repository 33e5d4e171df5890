import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { loadConfig } from '../src/config.ts';
import { SETTINGS } from '../src/settings.ts';
import {
  asJson,
  configSchema,
  CONFIG_SCHEMA_PATH,
  VALUES_SCHEMA_PATH,
  withSections,
} from '../scripts/config-schema.ts';
import { describedIn, shownIn } from './support/schema-keys.ts';

const EXAMPLE = resolve(import.meta.dirname, '../docs/config.example.yaml');
const example = readFileSync(EXAMPLE, 'utf8');
const published = JSON.parse(readFileSync(CONFIG_SCHEMA_PATH, 'utf8')) as object;
const validate = new Ajv({ allErrors: true, validateFormats: false }).compile(published);

const folder = mkdtempSync(join(tmpdir(), 'config-schema-test-'));
after(() => rmSync(folder, { recursive: true }));

/** Whether the service starts with this file. */
function loads(text: string): boolean {
  const path = join(folder, 'config.yaml');
  writeFileSync(path, text);
  try {
    loadConfig(['--config', path], {});
    return true;
  } catch {
    return false;
  }
}

test('config.schema.json is that of the code: npm run schema writes it', async () => {
  assert.equal(readFileSync(CONFIG_SCHEMA_PATH, 'utf8'), await asJson(configSchema(), CONFIG_SCHEMA_PATH));
});

test("the sections in the schema of the chart's values are those of the code: npm run schema writes them", async () => {
  const values = readFileSync(VALUES_SCHEMA_PATH, 'utf8');
  assert.equal(values, await asJson(withSections(values), VALUES_SCHEMA_PATH));
});

test('the example loads, and the schema takes it', () => {
  const config = loadConfig(['--config', EXAMPLE], {});
  assert.equal(config.auth, 'oidc');
  assert.equal(config.accounts?.[0]?.alias, 'shop');
  assert.ok(validate(parse(example)), JSON.stringify(validate.errors, null, 1));
});

/** Settings that exclude others of the example: it has them as a comment, `# key: value`. */
const inComments = [...example.matchAll(/^# ([a-zA-Z]+: .+)$/gm)]
  .map((match) => match[1] ?? '')
  .filter((line) => (line.split(':')[0] ?? '') in configSchema().properties);

test('the example shows every key that there is, each with a comment', () => {
  const shown = shownIn(example, configSchema());
  const all = describedIn(configSchema());
  const instead = inComments.map((line) => line.split(':')[0]);
  assert.deepEqual(
    [...all].filter(([id, path]) => !shown.has(id) && !instead.includes(path)).map(([, path]) => path),
    [],
    'not shown',
  );
  assert.deepEqual(
    [...shown].filter(([, { commented }]) => !commented).map(([, { path }]) => path),
    [],
    'not commented',
  );
});

test('what the example has in comments is taken too', () => {
  for (const line of inComments) assert.ok(validate(parse(line)), line);
});

test('the example leaves nothing open', () => {
  const config = loadConfig(['--config', EXAMPLE], {});
  assert.notEqual(config.auth, 'none');
  assert.equal(config.allowUnauthenticated, false);
  assert.ok(config.allowedHosts.length > 0);
});

/** What Go's regular expressions, which Helm reads patterns with, do not know: looking around or back, and counts above 1,000. */
const NOT_IN_GO = /\(\?<?[=!]|\\[1-9]|\\k<|\{(?:\d+,)?(?:[1-9]\d{3,}|100[1-9])\}/;

test('Helm can read the patterns of the schema: its Go knows no looking around and no count above 1,000', () => {
  const patterns = [...JSON.stringify(published).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
    (match) => JSON.parse(match[1] ?? '""') as string,
  );
  assert.ok(patterns.length > 5);
  assert.deepEqual(
    patterns.filter((pattern) => NOT_IN_GO.test(pattern)),
    [],
  );
});

/** Files that both take or both refuse, and whether they take them. */
const FILES: readonly (readonly [string, boolean])[] = [
  ['', true],
  ['port: 0', true],
  ['port: 65536', false],
  ["port: '3334'", false],
  ['toolTimeout: 1.5', false],
  ['toolTimeout: 45s', false],
  ['prot: 1', false],
  ['allowUnauthenticated: yes', false],
  ['allowUnauthenticated: true', true],
  ['auth: Bearer', false],
  ['logLevel: warning', true],
  ['logLevel: loud', false],
  ['regions: us-east-1,eu-west-1', false],
  ['regions: [us-east-1, nowhere]', false],
  ['toolsets: all', true],
  ['toolsets: some', false],
  ['toolsets: [logs, traces]', false],
  ['toolsets: []', false],
  ['disabledTools: [get_log_events]', true],
  ['prometheusUrls: { a: ftp://x }', false],
  ['prometheusUrls: { "a b": http://x }', false],
  ['prometheusUrls: [http://x]', false],
  ['accounts: []', false],
  ['accounts: [{ id: 111122223333, alias: shop }]', false],
  ["accounts: [{ id: '111122223333', alias: shop }]", true],
  ["accounts: [{ id: '111122223333', alias: shop, logGroups: { allow: [] } }]", false],
  ['policy: { rules: [{ name: a }] }', false],
  ["policy: { rules: [{ name: a, principals: ['*'], toolset: [logs] }] }", false],
  ['oidc: { issuers: [{}] }', false],
];

for (const [text, taken] of FILES) {
  test(`${taken ? 'taken' : 'refused'} by the service and by the schema: ${text === '' ? 'an empty file' : text}`, () => {
    assert.equal(loads(text), taken, 'service');
    assert.equal(validate(parse(text) ?? {}), taken, 'schema');
  });
}

test('each setting has its default in the file too, where it has one that can be written', () => {
  for (const { key, fallback, parse: read } of SETTINGS) {
    if (fallback === undefined || key === 'prometheusUrls') continue;
    assert.ok(read.inFile.safeParse(fallback).success, key);
  }
});

test('the schema takes the quotas of calls that are made, and no others', () => {
  assert.ok(validate({ budgets: { quotas: { 'logs:FilterLogEvents': 3 } } }));
  assert.ok(!validate({ budgets: { quotas: { 'logs:FilterLogEvent': 3 } } }));
});
