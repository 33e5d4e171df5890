import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { callOf, oidcFile, RESOURCE, startSecuredService, type SecuredService } from '../../support/secured-service.ts';
import { startTestIssuer, type TestIssuer } from '../../support/test-issuer.ts';

let issuer: TestIssuer;
let service: SecuredService;
before(async () => {
  issuer = await startTestIssuer(RESOURCE);
  service = await startSecuredService({ file: oidcFile({ issuer: issuer.issuer }) });
  // The sandbox evaluates its alarms once, and the list of resources does not wait long.
  await (await service.send(callOf('describe_alarms'), await issuer.token({ scope: 'alarms:read' }))).text();
});
after(async () => {
  await service.close();
  await issuer.close();
});

const request = (method: string, params: object = {}) => ({ jsonrpc: '2.0', id: 1, method, params });
const read = (uri: string) => request('resources/read', { uri });
const complete = (ref: object, name: string) => request('completion/complete', { ref, argument: { name, value: '' } });
const alarm = { type: 'ref/resource', uri: 'cloudwatch://{region}/alarms/{name}' };

test('a read or a completion whose tool needs a scope that the token lacks is refused as the tool is', async () => {
  const token = await issuer.token({ scope: 'openid logs:read' });
  for (const message of [
    read('cloudwatch://us-east-1/alarms/checkout-5xx-rate'),
    read('cloudwatch://alarms'),
    complete({ type: 'ref/prompt', name: 'explain_alarm' }, 'alarm'),
    complete(alarm, 'name'),
    [read('cloudwatch://us-east-1/log-groups/x'), read('cloudwatch://alarms')],
  ]) {
    const answer = await service.send(message, token);
    assert.equal(answer.status, 403, JSON.stringify(message));
    const header = answer.headers.get('www-authenticate') ?? '';
    assert.match(header, /^Bearer error="insufficient_scope", scope="logs:read alarms:read", resource_metadata="/);
    assert.doesNotMatch(await answer.text(), /"result"|checkout/);
  }
});

test('what the scopes allow is answered; lists and prompts always, and what needs no read', async () => {
  const token = await issuer.token({ scope: 'logs:read' });
  for (const message of [
    request('prompts/list'),
    request('prompts/get', { name: 'triage' }),
    request('resources/templates/list'),
    read('cloudwatch://us-east-1/log-groups/%2Fshop%2Forders'),
    complete({ type: 'ref/prompt', name: 'what_changed' }, 'log_group'),
    complete(alarm, 'region'),
  ]) {
    const answer = await service.send(message, token);
    assert.equal(answer.status, 200, JSON.stringify(message));
    assert.match(await answer.text(), /"result"/);
  }
});

test('the list of resources names no alarm to whose token the scope is missing', async () => {
  const listed = async (scope: string) =>
    (await service.send(request('resources/list'), await issuer.token({ scope }))).text();
  assert.match(await listed('alarms:read'), /checkout-5xx-rate/);
  const few = await listed('logs:read');
  assert.match(few, /"uri":"cloudwatch:\/\/alarms"/);
  assert.doesNotMatch(few, /checkout|\d in ALARM now/);
});
