import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenFor } from '../../src/client/screen.ts';
import { runDemo, type DemoOptions } from '../../src/commands/demo.ts';

async function inProcess(
  sandbox: DemoOptions['sandbox'],
  more: Partial<DemoOptions> = {},
): Promise<{ code: number; shown: string }> {
  let shown = '';
  const code = await runDemo({
    port: '0',
    once: true,
    screen: screenFor({ columns: 100, colour: false }, (text) => (shown += text)),
    signal: new AbortController().signal,
    sandbox,
    prometheus: '/nonexistent/prometheus',
    ...more,
  });
  return { code, shown };
}

test('a step that is answered with an error fails the demo and says which', async () => {
  const error = { code: 'AccessDeniedException', message: 'not allowed', status: 400 };
  const { code, shown } = await inProcess({ faults: { DescribeAlarms: { error } } });
  assert.equal(code, 1);
  assert.match(shown, /^Step 1 \(Which alarms fire\?\) failed: describe_alarms answered with an error\./m);
  assert.doesNotMatch(shown, /^Cause:/m);
});

test('its toolsets can be chosen: without alarms there is nothing to begin with', async () => {
  const { code, shown } = await inProcess(undefined, { toolsets: 'logs,cli' });
  assert.equal(code, 1);
  assert.match(shown, /^Error: There is no tool "describe_alarms"[^.]*\.[^.]*run_aws_cli\./m);
});

test('a text without what the next step needs fails the demo and says what is missing', async () => {
  const { makeWorld } = await import('../../src/sandbox/world/world.ts');
  const { code, shown } = await inProcess({ makeWorld: (region, at) => ({ ...makeWorld(region, at), alarms: [] }) });
  assert.equal(code, 1);
  assert.match(shown, /^Step 2 \(.*\) cannot be asked: the text of describe_alarms names no metric alarm/m);
});
