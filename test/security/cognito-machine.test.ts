import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeJwt } from 'jose';
import { askCognito } from '../support/cognito-api.ts';
import { MINISTACK_MISSING, startMinistack, type Ministack } from '../support/ministack.ts';
import { callOf, LIST, oidcFile, startSecuredService, type SecuredService } from '../support/secured-service.ts';

const LOGS = 'cloudwatch-mcp/logs:read';
const ALARMS = 'cloudwatch-mcp/alarms:read';

let ministack: Ministack | undefined;
before(async () => {
  ministack = await startMinistack();
});
after(() => ministack?.close());

const cognito = (operation: string, input: object) => askCognito(ministack?.url, operation, input);

interface Machine {
  readonly id: string;
  readonly secret: string;
}

/** A user pool with the service as a resource server, as docs/authentication.md has it. */
async function makePool(): Promise<string> {
  const { UserPool } = (await cognito('CreateUserPool', { PoolName: 'machines' })) as { UserPool: { Id: string } };
  await cognito('CreateResourceServer', {
    UserPoolId: UserPool.Id,
    Identifier: 'cloudwatch-mcp',
    Name: 'cloudwatch-mcp',
    Scopes: ['logs:read', 'alarms:read'].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName })),
  });
  return UserPool.Id;
}

async function makeMachine(UserPoolId: string, scopes: readonly string[]): Promise<Machine> {
  const { UserPoolClient: made } = (await cognito('CreateUserPoolClient', {
    UserPoolId,
    ClientName: 'machine',
    GenerateSecret: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: scopes,
  })) as { UserPoolClient: { ClientId: string; ClientSecret: string } };
  return { id: made.ClientId, secret: made.ClientSecret };
}

/** Asks the token endpoint by the client-credentials grant. */
function askToken({ id, secret }: Machine, scope: string): Promise<Response> {
  return fetch(`${ministack?.url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
}

async function tokenOf(machine: Machine, scope: string): Promise<string> {
  const response = await askToken(machine, scope);
  const body = (await response.json()) as { access_token: string };
  assert.equal(response.status, 200, JSON.stringify(body));
  return body.access_token;
}

/** The service as docs/authentication.md sets it up for a pool. */
function startFor(pool: string, { id }: Machine): Promise<SecuredService> {
  return startSecuredService({
    file: oidcFile({
      issuer: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
      jwksUri: `${ministack?.url}/${pool}/.well-known/jwks.json`,
      clientIds: [id],
      scopePrefix: 'cloudwatch-mcp/',
      principalClaims: ['username', 'client_id'],
    }),
  });
}

test('a machine with client credentials of a Cognito user pool calls what its scopes allow, and nothing else', async (t) => {
  if (ministack === undefined) return t.skip(MINISTACK_MISSING);
  const pool = await makePool();
  const machine = await makeMachine(pool, [LOGS, ALARMS]);
  assert.equal((await askToken({ ...machine, secret: 'wrong' }, LOGS)).status, 400, 'the secret is asked for');
  const token = await tokenOf(machine, LOGS);
  const claims = decodeJwt(token);
  assert.deepEqual(
    [claims.iss, claims['token_use'], claims['client_id'], claims.aud, claims['scope'], claims['username']],
    [`https://cognito-idp.us-east-1.amazonaws.com/${pool}`, 'access', machine.id, undefined, LOGS, undefined],
    'what is special about machines at Cognito',
  );
  const service = await startFor(pool, machine);
  try {
    for (const tool of ['get_server_info', 'describe_log_groups']) {
      const answer = await service.send(callOf(tool), token);
      assert.equal(answer.status, 200, tool);
      assert.doesNotMatch(await answer.text(), /"isError":true/, tool);
    }
    const refused = await service.send(callOf('describe_alarms'), token);
    assert.equal(refused.status, 403);
    const challenge = refused.headers.get('www-authenticate') ?? '';
    assert.match(challenge, /error="insufficient_scope"/);
    assert.match(challenge, /scope="[^"]*cloudwatch-mcp\/alarms:read/);
    const wider = await tokenOf(machine, `${LOGS} ${ALARMS}`);
    assert.equal(
      (await service.send(callOf('describe_alarms'), wider)).status,
      200,
      'with the scope it is told to ask',
    );
  } finally {
    await service.close();
  }
});

test('machines that the configuration does not name, of the same Cognito user pool or of another, are not let in', async (t) => {
  if (ministack === undefined) return t.skip(MINISTACK_MISSING);
  const pool = await makePool();
  const machine = await makeMachine(pool, [LOGS]);
  const another = await makeMachine(pool, [LOGS]);
  const otherPool = await makePool();
  const stranger = await makeMachine(otherPool, [LOGS]);
  const service = await startFor(pool, machine);
  try {
    assert.equal((await service.send(LIST, await tokenOf(machine, LOGS))).status, 200);
    for (const other of [another, stranger]) {
      assert.equal((await service.send(LIST, await tokenOf(other, LOGS))).status, 401);
    }
  } finally {
    await service.close();
  }
});
