import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { policyText } from '../src/commands/iam-policy.ts';
import { loadConfig } from '../src/config.ts';
import { startTestService } from './support/harness.ts';
import { readPolicy } from './support/iam-evaluator.ts';

const DOCS = resolve(import.meta.dirname, '../docs');
const EXAMPLE = resolve(DOCS, 'examples/accounts.yaml');

test('the example of several accounts is a configuration', () => {
  const { accounts = [] } = loadConfig(['--config', EXAMPLE], {});
  assert.deepEqual(
    accounts.map(({ alias, roleArn }) => [alias, roleArn !== undefined]),
    [
      ['central', false],
      ['staging', true],
      ['prod', true],
    ],
  );
  const [statement] = readPolicy(policyText(['--cross-account', 'assume', '--config', EXAMPLE])).Statement;
  assert.deepEqual(
    statement?.Resource,
    accounts.flatMap(({ roleArn }) => roleArn ?? []),
  );
});

test('the policies that the page of several accounts prints are printed', () => {
  const page = readFileSync(resolve(DOCS, 'accounts.md'), 'utf8');
  const commands = [...page.matchAll(/^npm run --silent iam-policy -- (.*) > /gm)].map(([, flags = '']) =>
    flags.split(' '),
  );
  assert.equal(commands.length, 3);
  for (const flags of commands) readPolicy(policyText(flags.map((flag) => flag.replace('accounts.yaml', EXAMPLE))));
});

test('redaction is seen as the page about privacy says', async () => {
  const page = readFileSync(resolve(DOCS, 'privacy.md'), 'utf8');
  const [, tool = '', namespace = ''] = /for `(\w+)` with `namespace: "([^"]+)"`/.exec(page) ?? [];
  const service = await startTestService();
  try {
    const { text } = await service.call(tool, { namespace });
    assert.match(text, /password=\[redacted:password\]/);
    assert.match(text, /\n\d secrets redacted \(password \d\)$/);
    assert.doesNotMatch(text, /hunter2/);
  } finally {
    await service.close();
  }
});
