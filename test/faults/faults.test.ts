import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { TOOLS } from '../../src/tools/index.ts';
import { isPath } from './ask.ts';
import { renderReadme, runTable, type Cell } from './table.ts';

const README = join(import.meta.dirname, 'README.md');
const rows = await runTable();

/** What an answer with less than was asked for says of it. */
const MARKED =
  /did not answer|does not answer|not searched|not read|could not be (?:read|tried|listed)|unknown|deadline|in time|incomplete|missing in IAM|since AWS refuses/i;
const SAYS_NEXT = /Try again|Wait \d+ seconds|Ask for|operator must|The role needs|the role needs/;

/** IAM's prefix of the service that an operation is of; PromQL of CloudWatch has no actions of its own. */
function iamAction(operation: string): RegExp {
  const [service, name] = operation.split(' ');
  if (service === 'monitoring' && /^(QueryMetrics|Get(Series|Labels))$/.test(name ?? ''))
    return /"cloudwatch:ListMetrics"/;
  return new RegExp(`"${service === 'monitoring' ? 'cloudwatch' : service}:${name}"`);
}

/** What begins something is not sent again where AWS may have begun it: a query would run, and be paid, twice. */
function mayHaveBegun(operation: string, column: string): boolean {
  return operation === 'logs StartQuery' && (column === '5xx once' || column === 'cut once');
}

function check(operation: string, { column, outcome, asked, news }: Cell): void {
  const { text, isError, durationMs, timeoutMs, otherFirst } = asked;
  assert.notEqual(asked.outcome, 'internal', text);
  assert.ok(durationMs <= timeoutMs, `answered after ${Math.round(durationMs)} ms of ${timeoutMs}`);
  assert.notEqual(otherFirst, false, 'another caller had to wait');
  const promised = mayHaveBegun(operation, column.name) ? 'upstream' : column.outcome;
  if (promised === 'answer') assert.match(outcome, /^(answer|–)$/, text);
  if (outcome === 'partial') assert.match(news, MARKED, text);
  assert.equal(isError, text.startsWith('Error: '), text);
  if (!isError) return;
  // A server of the configuration has neither AWS's credentials nor its actions.
  const expected = isPath(operation) && promised === 'expired' ? 'access_denied' : promised;
  assert.equal(outcome, expected, text);
  assert.match(text, SAYS_NEXT);
  if (outcome === 'access_denied' && !isPath(operation)) assert.match(text, iamAction(operation));
  if (outcome === 'expired' || (isPath(operation) && outcome === 'access_denied'))
    assert.match(text, /The operator must/);
}

for (const { tool, operation, cells } of rows) {
  void suite(`${tool}, ${operation}`, () => {
    for (const cell of cells) void test(cell.column.name, () => check(operation, cell));
  });
}

void test('every tool is in the table', () => {
  assert.deepEqual(
    [...new Set(rows.map(({ tool }) => tool))],
    // What asks nobody has no upstream to fail.
    TOOLS.filter(({ actions }) => actions.length > 0).map(({ name }) => name),
  );
});

void test('the table in README.md is what came out', () => {
  const rendered = renderReadme(rows);
  if (process.env['WRITE_TABLE'] === '1') writeFileSync(README, rendered);
  assert.equal(readFileSync(README, 'utf8'), rendered);
});
