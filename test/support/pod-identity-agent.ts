import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sessions } from '../../src/sandbox/sessions.ts';
import { ROLE_ARN } from './assumed-role.ts';

/** What EKS runs on each node for Pod Identity: gives credentials for a token, which it would take to EKS. */
export interface PodIdentityAgent {
  /** Of its credentials, for `AWS_CONTAINER_CREDENTIALS_FULL_URI`. */
  readonly url: string;
  /** The tokens that came, in order, whether they were taken or not. */
  readonly tokens: (string | undefined)[];
  /** From now on takes this token, and no other. */
  expect(token: string): void;
  /** From now on fails, or no more. */
  fail(failing: boolean): void;
  close(): Promise<void>;
}

export async function startPodIdentityAgent(sessions: Sessions, token: string): Promise<PodIdentityAgent> {
  const tokens: (string | undefined)[] = [];
  let expected = token;
  let broken = false;
  const server = createServer(({ method, url, headers: { authorization } }, response) => {
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (method !== 'GET' || url !== '/v1/credentials') return send(404, { message: 'not found' });
    tokens.push(authorization);
    if (broken) return send(500, { message: 'internal error' });
    if (authorization !== expected) return send(400, { message: 'Service account token cannot be used' });
    const session = sessions.open({ arn: ROLE_ARN, sessionName: 'eks-cluster-pod' });
    return send(200, {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      Token: session.sessionToken,
      AccountId: '123456789012',
      Expiration: new Date(session.expiresAt).toISOString(),
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/credentials`,
    tokens,
    expect: (next) => void (expected = next),
    fail: (failing) => void (broken = failing),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
