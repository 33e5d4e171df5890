import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { instructions } from '../../src/mcp/instructions.ts';
import { indexAfter, pageAt } from '../../src/mcp/pages.ts';
import { DEFAULT_TOOLSETS } from '../../src/toolsets.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { committedSnapshot, currentSnapshot } from '../support/tools-list-snapshot.ts';

/** The most tokens that a change may add unnoticed, of those there were. */
const MAX_GROWTH = 0.03;
const RENEW = 'npm run -s snapshot writes test/mcp/tools-list.json anew; commit it where the change is meant';

/** Instructions cost every conversation their tokens. */
const MAX_INSTRUCTIONS = 300;
/** The longest names that AWS has. */
const REGIONS = Array.from({ length: 30 }, (_, i) => `ap-southeast-${i + 1}`);

const current = currentSnapshot();

test('tools/list costs at most 3 % more tokens than its snapshot', () => {
  const committed = committedSnapshot();
  for (const which of ['default', 'all'] as const) {
    const [now, was] = [current.tokens[which], committed.tokens[which]];
    const more = ((now / was - 1) * 100).toFixed(1);
    assert.ok(
      now <= was * (1 + MAX_GROWTH),
      `tools/list (${which} toolsets) has ${now} tokens, ${more} % more than the ${was} of its snapshot, and every conversation pays them. Shorten what was added, or: ${RENEW}.`,
    );
  }
});

test('tools/list is its snapshot, tool by tool', () => {
  const committed = committedSnapshot();
  const was = new Map(committed.all.map((tool) => [tool.name, tool]));
  for (const tool of current.all) assert.deepEqual(tool, was.get(tool.name), `${tool.name} differs. ${RENEW}.`);
  assert.deepEqual(current.default, committed.default, RENEW);
  assert.deepEqual(
    current.all.map(({ name }) => name),
    committed.all.map(({ name }) => name),
    RENEW,
  );
  assert.deepEqual(current.tokens, committed.tokens, RENEW);
});

test('a list of one page has no cursor, a longer one goes on after the name in its cursor', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name }));
  const names: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const { rows: page, ...next } = pageAt(rows, indexAfter(rows, cursor) ?? 0, 2);
    names.push(...page.map(({ name }) => name));
    cursor = next.nextCursor;
    pages += 1;
    assert.equal('nextCursor' in next, pages < 3, 'left out at the end, neither null nor empty');
  } while (cursor !== undefined);
  assert.deepEqual(names, ['a', 'b', 'c', 'd', 'e']);
  assert.deepEqual(pageAt(rows, 0), { rows });
  assert.deepEqual(pageAt(rows, 3, 2), { rows: rows.slice(3) });
  assert.equal(indexAfter(rows, 'x'), undefined);
});

for (const [configured, regions, accounts] of [
  ['one region', ['us-east-1'], []],
  ['several accounts', ['us-east-1', 'eu-west-1', 'ap-southeast-2'], ['production', 'staging', 'development']],
  ['every region and a hundred accounts', REGIONS, Array.from({ length: 100 }, (_, i) => `account-${i}`)],
] as const) {
  const byDefault = TOOLS.filter(({ toolset }) => DEFAULT_TOOLSETS.some((one) => one === toolset));
  for (const [toolsets, tools] of [
    ['the default toolsets', byDefault],
    ['all toolsets', TOOLS],
  ] as const) {
    test(`the instructions for ${configured} and ${toolsets} have at most ${MAX_INSTRUCTIONS} tokens`, () => {
      const text = instructions(regions, tools, accounts);
      const count = encode(text).length;
      assert.ok(count <= MAX_INSTRUCTIONS, `${count} tokens: ${text}`);
    });
  }
}

test('the instructions say where to begin, and name no tool that is not there', () => {
  const names = TOOLS.map(({ name }) => name);
  const told = (tools: typeof TOOLS) => {
    const text = instructions(['us-east-1'], tools);
    return { text, named: names.filter((name) => new RegExp(`\\b${name}\\b`).test(text)) };
  };
  const all = told(TOOLS);
  assert.match(all.text, /\nWhere to begin:\n- what is wrong now, since when: describe_alarms, get_alarm_history\n/);
  for (const toolset of DEFAULT_TOOLSETS) {
    const own = TOOLS.filter((tool) => tool.toolset === toolset);
    const { named } = told(own);
    assert.ok(named.length > 0, `${toolset} is not told of`);
    assert.deepEqual(
      named.filter((name) => !own.some((tool) => tool.name === name)),
      [],
    );
  }
  for (const name of all.named) assert.ok(!told(TOOLS.filter((tool) => tool.name !== name)).named.includes(name), name);
});
