import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../support/harness.ts';
import { CLIENTS } from '../../support/two-clients.ts';

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

const textOf = ({ messages }: { messages: readonly { role: string; content: unknown }[] }): string => {
  const [message, ...others] = messages;
  assert.ok(message !== undefined && others.length === 0);
  assert.equal(message.role, 'user');
  return (message.content as { text: string }).text;
};

for (const [name, connect] of CLIENTS) {
  describe(name, () => {
    test('is told of prompts, resources and completions, and of no changes that it could wait for', async () => {
      const client = await connect(service.url);
      assert.deepEqual(client.getServerCapabilities(), { tools: {}, prompts: {}, resources: {}, completions: {} });
      await client.close();
    });

    test('lists the prompts with their arguments, and gets one with its calls filled in', async () => {
      const client = await connect(service.url);
      const { prompts } = await client.listPrompts();
      const explain = prompts.find((prompt) => prompt.name === 'explain_alarm');
      assert.deepEqual(
        explain?.arguments?.map(({ name: argument, required }) => [argument, required]),
        [
          ['alarm', true],
          ['region', false],
        ],
      );
      const text = textOf(
        await client.getPrompt({ name: 'explain_alarm', arguments: { alarm: 'a "b"', region: 'eu-west-1' } }),
      );
      assert.match(text, /^1\. describe_alarms names=\["a \\"b\\""\] region="eu-west-1": /m);
      assert.match(text, /^2\. get_alarm_history name="a \\"b\\"" start="-7d" region="eu-west-1": /m);
      await client.close();
    });

    test('reads in a sentence what is wrong with a prompt or its arguments', async () => {
      const client = await connect(service.url);
      for (const [asked, expected] of [
        [{ name: 'explain' }, /There is no prompt "explain"\. The prompts are triage, explain_alarm/],
        [{ name: 'explain_alarm' }, /The prompt explain_alarm needs alarm\./],
        [
          { name: 'triage', arguments: { alarm: 'x' } },
          /The prompt triage has no argument "alarm"\. It takes region\./,
        ],
        [
          { name: 'triage', arguments: { region: 'us-esat-1' } },
          /it must be one of us-east-1, eu-west-1; did you mean us-east-1\?/,
        ],
        [
          { name: 'what_changed', arguments: { start: 'yesterdayish' } },
          /^.*start is not a time: got "yesterdayish"\. Use /,
        ],
        [
          { name: 'what_changed', arguments: { start: '2099-01-01' } },
          /start is "2099-01-01": it must be before now, /,
        ],
        [{ name: 'triage', arguments: { account: 'shop' } }, /The prompt triage has no argument "account"/],
      ] as const) {
        await assert.rejects(client.getPrompt(asked), (error: Error & { code?: number }) => {
          assert.match(error.message, expected);
          assert.equal(error.code, -32_602);
          return true;
        });
      }
      await client.close();
    });
  });
}

test('lists say in 2026-07-28 how long they may be kept, and that they are of one caller', async () => {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  for (const [method, ttlMs] of [
    ['prompts/list', 60_000],
    ['resources/templates/list', 60_000],
  ] as const) {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
    };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { _meta } });
    const response = await fetch(service.url, { method: 'POST', headers, body });
    const { result } = (await response.json()) as { result: Record<string, unknown> };
    assert.deepEqual([result['ttlMs'], result['cacheScope'], result['resultType']], [ttlMs, 'private', 'complete']);
  }
});

test('the only region may be named, and no other', async (t) => {
  const alone = await startTestService();
  t.after(() => alone.close());
  const [[, connect]] = CLIENTS;
  const client = await connect(alone.url);
  const named = textOf(await client.getPrompt({ name: 'triage', arguments: { region: 'us-east-1' } }));
  assert.equal(named, textOf(await client.getPrompt({ name: 'triage' })));
  await assert.rejects(
    client.getPrompt({ name: 'triage', arguments: { region: 'eu-west-1' } }),
    /region is "eu-west-1": it must be one of us-east-1/,
  );
  await client.close();
});

test('the search that the prompts propose finds the lines of the incident', async () => {
  const client = await CLIENTS[0][1](service.url);
  for (const [name, args] of [
    ['explain_alarm', { alarm: 'checkout-5xx-rate', region: 'us-east-1' }],
    ['what_changed', { log_group: '/shop/checkout', region: 'us-east-1' }],
  ] as const) {
    const text = textOf(await client.getPrompt({ name, arguments: args }));
    const pattern = /search_log_events .*pattern="(?<pattern>[^"]*ERROR[^"]*)"/.exec(text)?.groups?.['pattern'];
    const found = async (words: string | undefined) => {
      const question = { groups: ['/shop/checkout'], pattern: words, region: 'us-east-1', limit: 1_000 };
      return (await service.call('search_log_events', question)).structured['found'] as number;
    };
    const orders = await found('"order failed"');
    assert.ok(orders > 0);
    assert.ok((await found(pattern)) >= orders, `${name}: ${pattern}`);
  }
  await client.close();
});
