import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeJwt } from 'jose';
import { askCognito } from '../support/cognito-api.ts';
import { MOTO_MISSING, startMoto, type Moto } from '../support/moto.ts';
import { callOf, LIST, oidcFile, startSecuredService } from '../support/secured-service.ts';

let moto: Moto | undefined;
before(async () => {
  moto = await startMoto();
});
after(() => moto?.close());

const cognito = (operation: string, input: object) => askCognito(moto?.url, operation, input);

interface Pool {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly client: string;
  readonly access: string;
  readonly id: string;
}

/** A user pool with a user in a group, logged in: moto has no token endpoint, so by the user's password; machines are in cognito-machine.test.ts. */
async function makePool(): Promise<Pool> {
  const { UserPool } = (await cognito('CreateUserPool', { PoolName: 'people' })) as { UserPool: { Id: string } };
  const UserPoolId = UserPool.Id;
  const { UserPoolClient } = (await cognito('CreateUserPoolClient', {
    UserPoolId,
    ClientName: 'librechat',
    ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
  })) as { UserPoolClient: { ClientId: string } };
  await cognito('AdminCreateUser', { UserPoolId, Username: 'alice' });
  await cognito('AdminSetUserPassword', {
    UserPoolId,
    Username: 'alice',
    Password: 'Correct-Horse-1',
    Permanent: true,
  });
  await cognito('CreateGroup', { UserPoolId, GroupName: 'oncall' });
  await cognito('AdminAddUserToGroup', { UserPoolId, Username: 'alice', GroupName: 'oncall' });
  const { AuthenticationResult: result } = (await cognito('AdminInitiateAuth', {
    UserPoolId,
    ClientId: UserPoolClient.ClientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'alice', PASSWORD: 'Correct-Horse-1' },
  })) as { AuthenticationResult: { AccessToken: string; IdToken: string } };
  return {
    issuer: `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`,
    jwksUri: `${moto?.url}/${UserPoolId}/.well-known/jwks.json`,
    client: UserPoolClient.ClientId,
    access: result.AccessToken,
    id: result.IdToken,
  };
}

test('access tokens of a Cognito user pool are taken, its id tokens and those of its other clients are not', async (t) => {
  if (moto === undefined) return t.skip(MOTO_MISSING);
  const { issuer, jwksUri, client, access, id } = await makePool();
  const claims = decodeJwt(access);
  assert.deepEqual(
    [claims.iss, claims['token_use'], claims['client_id'], claims.aud],
    [issuer, 'access', client, undefined],
    'what is special about Cognito',
  );
  const pool = { issuer, jwksUri, principalClaims: ['username'], limitByScopes: false };

  await t.test('by the client, where no audience is named', async () => {
    const service = await startSecuredService({ file: oidcFile({ ...pool, clientIds: [client] }) });
    try {
      assert.equal((await service.send(callOf('get_server_info'), access)).status, 200);
      for (const token of [id, `${access.slice(0, -4)}AAAA`]) {
        assert.equal((await service.send(LIST, token)).status, 401);
      }
    } finally {
      await service.close();
    }
  });

  await t.test('not where another client is asked for, or an audience', async () => {
    for (const settings of [{ clientIds: ['another'] }, { clientIds: [client], audiences: [client] }]) {
      const service = await startSecuredService({ file: oidcFile({ ...pool, ...settings }) });
      try {
        for (const token of [access, id]) assert.equal((await service.send(LIST, token)).status, 401);
      } finally {
        await service.close();
      }
    }
  });

  await t.test('without scopes of its resource server no tool is called', async () => {
    const service = await startSecuredService({
      file: oidcFile({ issuer, jwksUri, clientIds: [client], scopePrefix: 'cloudwatch-mcp/' }),
    });
    try {
      const answer = await service.send(callOf('describe_alarms'), access);
      assert.equal(answer.status, 403);
      assert.match(answer.headers.get('www-authenticate') ?? '', /scope="cloudwatch-mcp\/alarms:read"/);
    } finally {
      await service.close();
    }
  });
});
