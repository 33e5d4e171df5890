import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import type { Json } from '../../../src/analysis/cli/plain.ts';
import { createPrivacy } from '../../../src/mcp/privacy.ts';
import { cleanPage } from '../../../src/tools/cli/shared/clean-page.ts';
import type { Question } from '../../../src/tools/cli/shared/limits.ts';

const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
/** A key as a runtime logs it, line by line. */
const LINES = String(PEM)
  .trim()
  .split('\n')
  .map((line) => `2026-11-21 app[12]: ${line}`);

function cleaned(name: string, page: Record<string, Json>, input: Record<string, unknown> = {}): string {
  const operation = { service: 'logs', name, toolset: 'logs' } as const;
  const question: Question = { operation, input, region: 'us-east-1' };
  return JSON.stringify(cleanPage(page, question, createPrivacy(undefined)));
}

const row = (fields: Record<string, string>): Json =>
  Object.entries(fields).map(([field, value]) => ({ field, value }));

/** What is left of the key: each line of its body has more than this. */
const keyLines = (text: string) => text.match(/[A-Za-z0-9+/]{60}/g) ?? [];

test('no line of a key that was logged line by line is left, whichever operation reads it', () => {
  const others = Array.from({ length: 8 }, (_, i) => `request ${i} took 12 ms`);
  const pages: readonly (readonly [string, Record<string, Json>, Record<string, unknown>?])[] = [
    [
      'GetQueryResults',
      { results: LINES.map((line, i) => row({ '@message': line, '@ptr': `p${i}` })) },
      { queryId: 'q' },
    ],
    // Beside other streams, whose lines stand between.
    [
      'GetQueryResults',
      {
        results: LINES.flatMap((line) => [
          row({ '@timestamp': '2026-11-21', '@logStream': 'a', '@message': line }),
          ...others.map((other) => row({ '@logStream': 'b', '@message': other })),
        ]),
      },
    ],
    ['FilterLogEvents', { events: LINES.map((message) => ({ logStreamName: 'a', message })) }, { logGroupName: 'g' }],
    ['GetLogEvents', { events: LINES.map((message) => ({ message })) }, { logGroupName: 'g', logStreamName: 'a' }],
    ['ListAnomalies', { anomalies: [{ logSamples: LINES.map((message) => ({ timestamp: 1, message })) }] }],
    ['TestMetricFilter', { matches: LINES.map((eventMessage, i) => ({ eventNumber: i, eventMessage })) }],
  ];
  for (const [name, page, input] of pages) {
    assert.deepEqual(keyLines(cleaned(name, page, input)), [], name);
    assert.match(cleaned(name, page, input), /\[redacted:private-key\]/);
  }
});

test('what stands in another field or another stream than a key is shown', () => {
  const digest = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9nO2qR5tU8wX1zA4cD7fG0iJ3lM6oP9rS';
  const text = cleaned('GetQueryResults', {
    results: LINES.map((line) => row({ '@message': line, '@logStream': 'a', digest: `it is ${digest}` })),
  });
  assert.equal(keyLines(text).length, LINES.length);
  const events = LINES.flatMap((message) => [
    { logStreamName: 'a', message },
    { logStreamName: 'b', message: `it is ${digest}` },
  ]);
  assert.equal(keyLines(cleaned('FilterLogEvents', { events })).length, LINES.length);
});
