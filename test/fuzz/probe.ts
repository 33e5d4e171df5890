import fc from 'fast-check';
import { questionDigest } from '../../src/mcp/cursor.ts';
import type { PublishedTool } from '../../src/mcp/publish.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { TEST_NOW } from '../support/harness.ts';
import { allowedArguments, brokenArguments, sensibleArguments } from './arguments.ts';
import { edits, junk, oddText } from './odd-values.ts';
import type { Vocabulary } from './questions.ts';

/** Where the arguments come from. */
export type Kind = 'sensible' | 'allowed' | 'broken' | 'near miss';

/** The cursor of a further call: made of what the last answer gave out (a forged one where it gave none) and its question. */
export type NextCursor = (given: string | undefined, tool: string, args: unknown) => string;

/** One call of a tool, with calls that go on where it stopped. */
export interface Probe {
  readonly kind: Kind;
  readonly args: unknown;
  readonly next: readonly NextCursor[];
  /** The caller goes away before the call, or while it is under way. */
  readonly leaves?: 'before' | 'during' | undefined;
}

const MAX_TIME = 253_402_300_799_999;

/** @returns probes of a tool: half of them are questions that the sandbox's world can answer */
export function probes(tool: PublishedTool, vocabulary: Vocabulary): fc.Arbitrary<Probe> {
  const args: fc.Arbitrary<{ kind: Kind; args: unknown }> = fc.oneof(
    {
      weight: 5,
      arbitrary: sensibleArguments(tool, vocabulary).map((made) => ({ kind: 'sensible' as const, args: made })),
    },
    {
      weight: 2,
      arbitrary: allowedArguments(tool, vocabulary).map((made) => ({ kind: 'allowed' as const, args: made })),
    },
    {
      weight: 3,
      arbitrary: brokenArguments(tool, vocabulary).map((made) => ({ kind: 'broken' as const, args: made })),
    },
  );
  const pages = 'cursor' in (tool.inputSchema['properties'] as object);
  const next = pages
    ? fc.oneof(
        { weight: 6, arbitrary: fc.constant([]) },
        { weight: 3, arbitrary: fc.array(nextCursor, { maxLength: 3 }) },
      )
    : fc.constant([]);
  const leaves = fc.oneof(
    { weight: 60, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('before' as const, 'during' as const) },
  );
  return fc.tuple(args, next, leaves).map(([asked, following, left]) => ({ ...asked, next: following, leaves: left }));
}

const asGiven: NextCursor = (given, tool, args) => given ?? forge([1, digestOf(tool, args), null, null, null]);

const nextCursor: fc.Arbitrary<NextCursor> = (() => {
  const component = fc.oneof(
    oddText,
    fc.constantFrom<unknown>(
      0,
      -1,
      0.5,
      1e300,
      -MAX_TIME,
      MAX_TIME,
      -8.64e15,
      TEST_NOW,
      -TEST_NOW,
      ['a', 'b'],
      ['', ''],
      ['a'],
      {},
      null,
    ),
    fc.constantFrom('us-east-1', '/shop/checkout', 'AWS/RDS', 'zzz'),
  );
  const window = fc.constantFrom<unknown>(
    null,
    [0, 1],
    [1, 0],
    [0, MAX_TIME],
    [MAX_TIME - 1, MAX_TIME],
    [TEST_NOW - 3_600_000, TEST_NOW],
    [TEST_NOW, TEST_NOW + 1],
    [0.5, 1],
    ['a', 'b'],
    [1e300, 1e301],
    [0],
  );
  const hint = fc.oneof(fc.constant(null), oddText, junk);
  const forged = fc.tuple(fc.oneof(fc.constant(null), fc.array(component, { maxLength: 6 })), window, hint).map(
    ([after, asked, token]): NextCursor =>
      (_given, tool, args) =>
        forge([1, digestOf(tool, args), after, asked, token]),
  );
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(asGiven) },
    { weight: 3, arbitrary: forged },
    {
      weight: 1,
      arbitrary: edits.map(
        (edit): NextCursor =>
          (...asked) =>
            edit(asGiven(...asked)),
      ),
    },
    {
      weight: 1,
      arbitrary: junk.map(
        (value): NextCursor =>
          () =>
            forge(value),
      ),
    },
    {
      weight: 1,
      arbitrary: oddText.map(
        (text): NextCursor =>
          () =>
            text,
      ),
    },
  );
})();

function forge(value: unknown): string {
  return Buffer.from(JSON.stringify(value) ?? '').toString('base64url');
}

/** The digest that the question's own cursor would have; anything where the question is none. */
function digestOf(tool: string, args: unknown): string {
  const parsed = TOOLS.find(({ name }) => name === tool)?.input.safeParse(args);
  return parsed?.success === true ? questionDigest(tool, parsed.data as Record<string, unknown>) : 'none';
}
