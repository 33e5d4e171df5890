import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import type { Moto } from './moto.ts';

/** moto with IAM enforcement on: every request is held against the policies of the role that signed it. */
export interface EnforcingMoto {
  readonly url: string;
  /** The actions, by IAM's names, that moto refused to an access key so far. */
  deniedTo(accessKeyId: string): string[];
  close(): Promise<void>;
}

interface Denial {
  readonly accessKeyId: string;
  readonly action: string;
}

/** Temporary credentials of a role. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** moto names CloudWatch's actions by the service that requests are signed for. */
const toMoto = (action: string) => action.replace(/^cloudwatch:/, 'monitoring:');
const fromMoto = (action: string) => action.replace(/^monitoring:/, 'cloudwatch:');

/**
 * A role that may use these actions alone, and credentials of it. moto knows no resources of CloudWatch and Logs: it asks
 * for everything on `*`.
 */
export async function assumeRoleWith(moto: Moto, name: string, actions: readonly string[]): Promise<RoleCredentials> {
  const anybody = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
  const allowed = { Effect: 'Allow', Action: actions.map(toMoto), Resource: '*' };
  const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await iam(moto, { Action: 'CreateRole', RoleName: name, AssumeRolePolicyDocument: document(anybody) });
  await iam(moto, { Action: 'PutRolePolicy', RoleName: name, PolicyName: 'read', PolicyDocument: document(allowed) });
  const sts = new STSClient({ endpoint: moto.url, region: 'us-east-1', credentials: sandboxCredentials });
  const RoleArn = `arn:aws:iam::123456789012:role/${name}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'pod' }));
  sts.destroy();
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

/** A call of IAM while moto still takes everything: it reads of the signature which service is meant. */
async function iam(moto: Moto, parameters: Readonly<Record<string, string>>): Promise<void> {
  const scope = 'AKID/20260101/us-east-1/iam/aws4_request';
  const answer = await fetch(moto.url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
    body: new URLSearchParams({ ...parameters, Version: '2010-05-08' }),
  });
  if (!answer.ok)
    throw new Error(`moto answered ${parameters['Action']} with ${answer.status}: ${await answer.text()}`);
}

/** Switches enforcement on, until it is closed, and answers denials as AWS does: moto answers them in XML, whatever was asked. */
export async function enforce(moto: Moto): Promise<EnforcingMoto> {
  await setFreeRequests(moto, '0');
  const denied: Denial[] = [];
  const server = createServer((request, response) => {
    forward(moto.url, request, response, denied).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deniedTo: (accessKeyId) => denied.filter((one) => one.accessKeyId === accessKeyId).map(({ action }) => action),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await setFreeRequests(moto, 'inf');
    },
  };
}

/** How many requests moto takes before it looks at their permissions. */
async function setFreeRequests(moto: Moto, count: string): Promise<void> {
  const answer = await fetch(`${moto.url}/moto-api/reset-auth`, { method: 'POST', body: count });
  if (!answer.ok) throw new Error(`moto answered reset-auth with ${answer.status}`);
}

/** Hands a request on as it was signed, the Host header included. */
async function forward(to: string, request: IncomingMessage, response: ServerResponse, denied: Denial[]) {
  const body = Buffer.concat(await request.toArray());
  const outgoing = send(new URL(request.url ?? '/', to), { method: request.method, headers: request.headers });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const text = Buffer.concat(await answer.toArray());
  const [message, action] = /<Message>([^<]*not authorized to perform: ([\w:]+))/.exec(text.toString())?.slice(1) ?? [];
  if (message === undefined || action === undefined) {
    response.writeHead(answer.statusCode ?? 500, answer.headers).end(text);
    return;
  }
  const [, accessKeyId = ''] = /Credential=([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
  denied.push({ accessKeyId, action: fromMoto(action) });
  response
    .writeHead(403, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': 'AccessDeniedException' })
    .end(JSON.stringify({ __type: 'AccessDeniedException', message: message.replace(action, fromMoto(action)) }));
}
