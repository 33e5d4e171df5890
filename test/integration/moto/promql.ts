import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column } from '../moto-service.ts';
import { moto } from './shared.ts';

void test('list_prometheus_workspaces finds the workspaces of every region', { skip: moto.skip }, async () => {
  const { structured, text, isError } = await moto.call('list_prometheus_workspaces');
  assert.equal(isError, false, text);
  assert.equal(structured['workspaces'], 3);
  const sources = column(structured, 'id').map((id) => String(id).replace(/\/ws-.*/, ''));
  assert.deepEqual(sources, [
    'amp:eu-west-1',
    'amp:us-east-1',
    'amp:us-east-1',
    'cloudwatch:eu-west-1',
    'cloudwatch:us-east-1',
  ]);
  assert.deepEqual(
    column(structured, 'alias')
      .filter((alias) => typeof alias === 'string')
      .toSorted(),
    ['shop-eu', 'shop-live', 'shop-test'],
  );
  assert.match(text, /amp:eu-west-1\/ws-[0-9a-f-]+ \| ACTIVE \| shop-eu/);
});

void test('list_prometheus_workspaces keeps to one region', { skip: moto.skip }, async () => {
  const { structured } = await moto.call('list_prometheus_workspaces', { region: 'eu-west-1' });
  assert.equal(structured['workspaces'], 1);
});
