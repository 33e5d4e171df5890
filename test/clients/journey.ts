import assert from 'node:assert/strict';
import { TOOLS } from '../../src/tools/index.ts';
import { SLOW_MS } from './questions.ts';

/** What a client made of an answer. */
export interface Answer {
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>> | undefined;
  readonly isError: boolean;
}

/** All that a client saw from connecting to disconnecting. */
export interface Journey {
  /** Undefined of clients that do not show it. */
  readonly server: { readonly name: string; readonly version: string } | undefined;
  readonly protocol: string | undefined;
  readonly tools: readonly string[];
  readonly answered: Answer;
  readonly refused: Answer;
  readonly slow: Answer;
  readonly slowMs: number;
  /** Undefined of clients that cannot be asked for it. */
  readonly progress: readonly string[] | undefined;
  readonly pages: readonly Answer[];
}

/** How a client differs from others, as far as a test may know. */
export interface Traits {
  readonly protocol?: string;
}

/** That a client was served as its user needs it. */
export function assertServed(journey: Journey, traits: Traits = {}): void {
  const { server, protocol, answered, refused, slow, progress, pages } = journey;
  if (server !== undefined) assert.equal(server.name, 'cloudwatch-mcp');
  if (traits.protocol !== undefined) assert.equal(protocol, traits.protocol);
  assert.deepEqual(
    journey.tools,
    TOOLS.map(({ name }) => name),
  );
  assertAnswer(answered, /^\d+ alarms in ALARM at /);
  assert.equal(answered.structured?.['complete'], true);
  assert.equal(refused.isError, true);
  assert.match(refused.text, /^Error: There is no dashboard "nothing"/);
  assertAnswer(slow, /log events in \/aws\/containerinsights\/shop\/application/);
  assert.ok(journey.slowMs >= SLOW_MS, `answered within ${journey.slowMs} ms`);
  if (progress !== undefined) assert.deepEqual(progress.slice(-1), ['searched 1 of 1 log groups']);
  assert.equal(pages.length, 2);
  const rows = pages.map((page) => {
    assertAnswer(page, /namespaces|metrics/);
    const items = page.structured?.['items'];
    assert.ok(Array.isArray(items) && items.length > 0, page.text);
    return items.map((item) => JSON.stringify(item));
  });
  assert.deepEqual(
    rows[1]?.filter((row) => rows[0]?.includes(row)),
    [],
    'the second page has none of the first',
  );
}

function assertAnswer({ text, structured, isError }: Answer, expected: RegExp): void {
  assert.equal(isError, false, text);
  assert.match(text, expected);
  assert.equal(typeof structured, 'object', 'the facts are there typed, too');
}

/** The cursor that the text of an answer tells its reader to go on with. */
export function cursorIn({ text }: Answer): string {
  const [, cursor] = /cursor="([^"]+)"/.exec(text) ?? [];
  assert.ok(cursor !== undefined, `no cursor in ${text}`);
  return cursor;
}
