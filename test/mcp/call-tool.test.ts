import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { ANYONE } from '../../src/principal.ts';
import { loadConfig } from '../../src/config.ts';
import { estimateTokens } from '../../src/format/tokens.ts';
import { callTool, type Answer, type CallServices } from '../../src/mcp/call-tool.ts';
import { createService } from '../../src/service.ts';
import { getServerInfo } from '../../src/tools/server/get-server-info.ts';

/** The answer to a call before no AWS at all. */
async function ask(name: string, args: object, change: Partial<CallServices>): Promise<Answer> {
  const service = createService(loadConfig([], {}), pino({ level: 'silent' }));
  const call = { name, args, signal: new AbortController().signal, principal: ANYONE, progress: () => undefined };
  try {
    return await callTool(call, { ...service.mcp, ...change });
  } finally {
    service.close();
  }
}

void test('a tool that does not look at its signal is given up at the deadline', { timeout: 5_000 }, async () => {
  const deaf = { ...getServerInfo, name: 'deaf', run: () => new Promise<never>(() => undefined) };
  const { text, isError } = await ask('deaf', {}, { timeoutMs: 600, tools: new Map([['deaf', deaf]]) });
  assert.equal(isError, true);
  assert.match(text, /^Error: deaf did not finish within 600 ms and was stopped\. Ask for less/);
});

void test('an error is cut to the budget', async () => {
  const many = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`${i}${'word '.repeat(40)}`, i]));
  const { text, isError } = await ask('describe_alarms', many, { budgetTokens: 50 });
  assert.equal(isError, true);
  assert.match(text, /^Error: Unknown parameters/);
  assert.ok(estimateTokens(text) <= 50, text);
});
