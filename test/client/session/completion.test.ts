import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completerFor } from '../../../src/client/session/commands.ts';
import type { Session } from '../../../src/client/session/session.ts';
import { nextPart } from '../../../src/client/session/template-completion.ts';

const TOOL = {
  name: 'look',
  inputSchema: {
    type: 'object',
    properties: {
      state: { type: 'string', enum: ['ALARM', 'OK'] },
      by: { type: 'array', items: { enum: ['day', 'user'] } },
      all: { type: 'boolean' },
      name: { type: 'string' },
    },
  },
};
const ALARM = 'cloudwatch://{region}/alarms/{name}';

/** A server that completes alarms' names, as far as a completer asks it. */
const client = {
  getServerCapabilities: () => ({ resources: {}, completions: {} }),
  listResources: () => Promise.resolve({ resources: [] }),
  listResourceTemplates: () => Promise.resolve({ resourceTemplates: [{ uriTemplate: ALARM, name: 'alarm' }] }),
  complete: ({ argument, context }: { argument: { name: string; value: string }; context?: object }) =>
    Promise.resolve({
      completion: {
        values: argument.name === 'name' ? ['a b', 'other'] : ['us-east-1'],
        asked: [argument, context],
      },
    }),
};
const session = {
  now: { tools: [TOOL], link: { client } },
} as unknown as Session;
const completed = async (line: string) => (await completerFor(session)(line))[0];

void test('Tab completes the values of a tool’s parameters: choices, items of lists, yes and no', async () => {
  assert.deepEqual(await completed('look state=A'), ['state=ALARM']);
  assert.deepEqual(await completed('call look by='), ['by=day', 'by=user']);
  assert.deepEqual(await completed('look by=day,u'), ['by=day,user']);
  assert.deepEqual(await completed('look all=t'), ['all=true']);
  assert.deepEqual(await completed('look name=x'), []);
});

void test('Tab goes on in a URI by what the server completes its template with', async () => {
  assert.deepEqual(await completed('read cloudw'), [ALARM, 'cloudwatch://']);
  assert.deepEqual(await completed('read cloudwatch://us'), ['cloudwatch://us-east-1']);
  assert.deepEqual(await completed('read cloudwatch://us-east-1/al'), ['cloudwatch://us-east-1/alarms/']);
  assert.deepEqual(await completed('read cloudwatch://us-east-1/alarms/a'), ['cloudwatch://us-east-1/alarms/a%20b']);
});

void test('what is typed is read by its template', () => {
  assert.deepEqual(nextPart(ALARM, 'cloudwatch://eu-west-1/alarms/a%20'), {
    kind: 'variable',
    name: 'name',
    before: 'cloudwatch://eu-west-1/alarms/',
    typed: 'a ',
    given: { region: 'eu-west-1' },
  });
  assert.equal(nextPart(ALARM, 'other://x'), undefined);
  assert.equal(nextPart(ALARM, 'cloudwatch://eu-west-1/alarms/a/b'), undefined);
});
