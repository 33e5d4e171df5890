import type { IncomingMessage } from 'node:http';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { collectAnswer } from './answer.ts';
import { Sha256 } from './sha256.ts';
import { underWay, type AbortableHandler } from './under-way.ts';

/** The operations of CloudWatch Observability Access Manager that are read: its API Reference has them as POST /<name>. */
export type OamOperation = 'ListSinks' | 'ListAttachedLinks' | 'ListLinks';

/** Sends what no client of the SDK sends here: three lists do not carry a client of their own. */
export interface OamClient {
  send(command: { readonly schema: readonly unknown[]; readonly input: object }): Promise<object>;
}

/** A command in the form that `operationOf` reads. */
export function oamCommand(operation: OamOperation, input: object): Parameters<OamClient['send']>[0] {
  return { schema: [0, 'com.amazonaws.oam', operation], input };
}

/** @param endpoint the service's base URL in the region */
export function oamClient(region: string, handler: AbortableHandler, endpoint: () => Promise<URL>): OamClient {
  const provider = async () => {
    const read = underWay.getStore();
    if (read === undefined) throw new Error('nothing is read: no credentials');
    return read.credentials.provider();
  };
  const signer = new SignatureV4({ service: 'oam', region, credentials: provider, sha256: Sha256 });
  return {
    async send({ schema, input }) {
      const url = await endpoint();
      const request = new HttpRequest({
        method: 'POST',
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port !== '' && { port: Number(url.port) }),
        path: `/${String(schema[2])}`,
        headers: { host: url.host, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      const signed = (await signer.sign(request)) as HttpRequest;
      const { response } = await handler.handle(signed);
      const body = Buffer.from(await collectAnswer(response.body as IncomingMessage)).toString();
      if (response.statusCode !== 200) throw refusal(response.statusCode, response.headers, body);
      return JSON.parse(body) as Record<string, string>;
    },
  };
}

/** AWS's refusal in the form of the SDK's errors. */
function refusal(status: number, headers: Readonly<Record<string, string>>, body: string): Error {
  const said = readRefusal(body);
  const type = headers['x-amzn-errortype'] ?? 'Unknown';
  return Object.assign(new Error(said['message'] ?? said['Message'] ?? type), {
    name: type.split(':')[0]?.split('#').at(-1) ?? type,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status, attempts: 1 },
  });
}

function readRefusal(body: string): Readonly<Partial<Record<string, string>>> {
  try {
    return JSON.parse(body) as Record<string, string>;
  } catch {
    return {};
  }
}
