import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { TOOLS } from '../../src/tools/index.ts';
import { startTestService, type TestService } from '../support/harness.ts';
import { QUESTIONS } from '../support/questions.ts';

interface Result {
  readonly content?: unknown;
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
}

interface AnyClient {
  listTools(params?: {
    cursor: string;
  }): Promise<{ tools: { name: string; outputSchema?: unknown }[]; nextCursor?: string | undefined }>;
  call(
    name: string,
    args: Record<string, unknown>,
    options?: {
      signal?: AbortSignal;
      onprogress?: (progress: { progress: number; message?: string | undefined }) => void;
    },
  ): Promise<Result>;
  close(): Promise<void>;
}

/** The client inside LibreChat. */
async function v1(url: string): Promise<AnyClient> {
  const client = new ClientV1({ name: 'v1', version: '0' });
  await client.connect(new TransportV1(new URL(url)));
  return {
    listTools: (params) => client.listTools(params),
    call: async (name, args, options) =>
      (await client.callTool({ name, arguments: args }, undefined, options)) as Result,
    close: () => client.close(),
  };
}

async function v2(url: string): Promise<AnyClient> {
  const client = new ClientV2({ name: 'v2', version: '0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new TransportV2(new URL(url)));
  return {
    listTools: (params) => client.listTools(params),
    call: (name, args, options) => client.callTool({ name, arguments: args }, options),
    close: () => client.close(),
  };
}

let service: TestService;
before(async () => {
  service = await startTestService({ regions: ['us-east-1', 'eu-west-1'] });
});
after(() => service.close());

for (const [name, connect] of [
  ['v1 client (LibreChat)', v1],
  ['v2 client (2026-07-28)', v2],
] as const) {
  describe(name, () => {
    test('pages through tools/list and sees every tool once, in the order they have', async () => {
      const client = await connect(service.url);
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.listTools(cursor === undefined ? undefined : { cursor });
        names.push(...page.tools.map((tool) => tool.name));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      assert.deepEqual(
        names,
        TOOLS.map((tool) => tool.name),
      );
      await client.close();
    });

    test('calls every tool; the client accepts each answer against its output schema', async (t) => {
      const client = await connect(service.url);
      await client.listTools();
      for (const [tool, args, expected] of QUESTIONS) {
        await t.test(tool, async () => {
          const result = await client.call(tool, args);
          const text = (result.content as { text: string }[])[0]?.text ?? '';
          assert.notEqual(result.isError, true, text);
          assert.match(text, expected);
          assert.equal(typeof result.structuredContent, 'object');
        });
      }
      await client.close();
    });

    test('reads progress of a slow call', async () => {
      const client = await connect(service.url);
      const messages: string[] = [];
      const result = await client.call(
        'search_log_events',
        { groups: ['/aws/containerinsights/shop/application'], start: '-3h' },
        { onprogress: ({ message }) => messages.push(message ?? '') },
      );
      assert.notEqual(result.isError, true);
      assert.ok(messages.length > 0 && messages.every((message) => message !== ''), JSON.stringify(messages));
      await client.close();
    });
  });
}

test('a v2 client that cancels closes the upstream socket', async () => {
  const client = await v2(service.url);
  await abortedUpstream(client, 'DescribeAlarmHistory', 'get_alarm_history', async (controller) => {
    controller.abort();
  });
  await client.close();
});

test('a v1 client that hangs up closes the upstream socket', async () => {
  const client = await v1(service.url);
  await abortedUpstream(client, 'DescribeAlarmHistory', 'get_alarm_history', () => client.close());
});

test('a v1 client that cancels is released at once, and its notification is acknowledged', async () => {
  const client = await v1(service.url);
  service.sandbox.setFault('DescribeAlarmHistory', { delayMs: 30_000 });
  const controller = new AbortController();
  const called = service.sandbox.waitForCall('DescribeAlarmHistory');
  const call = client.call(
    'get_alarm_history',
    { name: 'checkout-5xx-rate', start: '-20h' },
    { signal: controller.signal },
  );
  const outcome = call.then(
    () => 'answered',
    () => 'released',
  );
  await called;
  controller.abort();
  assert.equal(await outcome, 'released');
  service.sandbox.setFault('DescribeAlarmHistory', undefined);
  await client.close();
  await service.sandbox.waitForAbort('DescribeAlarmHistory');
});

async function abortedUpstream(
  client: AnyClient,
  operation: string,
  tool: string,
  leave: (controller: AbortController) => Promise<void>,
): Promise<void> {
  service.sandbox.requests.length = 0;
  service.sandbox.aborted.length = 0;
  service.sandbox.setFault(operation, { delayMs: 30_000 });
  try {
    const controller = new AbortController();
    const call = client.call(tool, { name: 'checkout-5xx-rate' }, { signal: controller.signal });
    const outcome = call.catch(() => undefined);
    await service.sandbox.waitForCall(operation);
    await leave(controller);
    await service.sandbox.waitForAbort(operation);
    await outcome;
  } finally {
    service.sandbox.setFault(operation, undefined);
  }
}
