import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { inspect } from 'node:util';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { estimateTokens } from '../../src/format/tokens.ts';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import { URL_PASSWORD, type Asked } from './subject.ts';

/** Shorter values of variables (a shell, a locale, a region) are words that an answer may have by chance. */
const SHORTEST_SECRET = 16;

/** How much of an answer a failure shows, characters. */
const SHOWN = 500;

/** What no answer may tell: where this machine keeps things, its credentials, what its environment holds. */
const SECRETS = [
  process.cwd(),
  ...[homedir()].filter((home) => home.length > 5),
  ...Object.values(sandboxCredentials),
  URL_PASSWORD,
  ...Object.entries(process.env)
    // npm tells its scripts what stands in package.json, which is no secret.
    .filter(([name]) => !name.startsWith('npm_'))
    .map(([, value = '']) => value)
    .filter(({ length }) => length >= SHORTEST_SECRET),
];

const STACK = /\n? {4}at \S/;

/** Holds what the pipeline did with a call to what every call is promised, but for the deadline. */
export function judge({ answer, outcome, thrown }: Asked, maxTokens: number): void {
  assert.notEqual(outcome, 'internal', inspect(thrown));
  assert.notEqual(outcome, 'not recorded');
  assert.equal(answer.isError, outcome !== 'ok');
  judgeText(answer.text, answer.isError, maxTokens);
  if (answer.structured !== undefined) judgeJson(JSON.stringify(answer.structured));
}

/** The same for what came over HTTP. */
export function judgeText(text: string, isError: boolean, maxTokens: number): void {
  assert.ok(text.isWellFormed(), `half a character: ${JSON.stringify(text)}`);
  const tokens = tokensOf(text, maxTokens);
  assert.ok(
    tokens <= maxTokens,
    `${tokens} of ${maxTokens} tokens (estimated ${estimateTokens(text)}): ${text.slice(0, SHOWN)}`,
  );
  const told = SECRETS.filter((secret) => text.includes(secret));
  assert.deepEqual(told, [], text);
  if (!isError) return;
  assert.match(text.slice(0, SHOWN), /^Error: \S/);
  assert.ok(!text.includes('internal error') && !STACK.test(text), text.slice(0, 4 * SHOWN));
}

/** Half a character in JSON is an escape that strict readers refuse. */
function judgeJson(json: string): void {
  assert.doesNotMatch(json, /(?<!\\)(?:\\\\)*\\ud[89a-f]/, 'half a character in the structured content');
}

/** By o200k where the text may be near the limit; counting is slow. No token is less than a byte. */
function tokensOf(text: string, maxTokens: number): number {
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxTokens) return bytes;
  const plain = bytes === text.length;
  return plain && estimateTokens(text) < maxTokens * 0.6 ? 0 : countTokens(text);
}
