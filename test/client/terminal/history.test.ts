import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { holdsSecret, openHistory } from '../../../src/client/terminal/history.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'history-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

test('lines are found again, newest first, in a file of their user alone', (t) => {
  const path = join(folder(t), 'state', 'history');
  const first = openHistory(path);
  assert.deepEqual(first.lines, []);
  first.add('tools');
  first.add('call describe_alarms');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
  assert.deepEqual(openHistory(path).lines, ['call describe_alarms', 'tools']);
});

test('a file that others can read is closed to them', (t) => {
  const path = join(folder(t), 'history');
  openHistory(path).add('tools');
  chmodSync(path, 0o644);
  openHistory(path);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('what looks like a secret is not written down', (t) => {
  const path = join(folder(t), 'history');
  const history = openHistory(path);
  for (const line of [
    'call login password=hunter2',
    'call x {"api_key": "abc"}',
    'call x header="Authorization: Bearer abcdefgh1234"',
    'call x token:="abc"',
    'connect https://me:secret@example.com/mcp',
    'call x text=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.abc',
    'call x id=AKIAIOSFODNN7EXAMPLE',
  ]) {
    assert.ok(holdsSecret(line), line);
    history.add(line);
  }
  history.add('call describe_alarms state=ALARM');
  assert.equal(readFileSync(path, 'utf8'), 'call describe_alarms state=ALARM\n');
});

test('a home that cannot be written to stops nothing', (t) => {
  const path = join(folder(t), 'file');
  writeFileSync(path, 'no folder');
  const history = openHistory(join(path, 'history'));
  history.add('tools');
  assert.deepEqual(history.lines, []);
});
