import { AsyncLocalStorage } from 'node:async_hooks';
import { AmpClient } from '@aws-sdk/client-amp';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { partition } from '@aws-sdk/core/client';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { createPaces, type PaceLimits } from '../budget/paces.ts';
import { isAbort } from '../errors.ts';
import { SharedReads } from '../shared-reads.ts';
import { CloudWatchProtocol, LogsProtocol, requireShape } from './answer-shape.ts';
import { collectAnswer, operationOf } from './answer.ts';
import type { Aws, Caller, ReadOptions } from './aws.ts';
import { credentialSource } from './credential-source.ts';
import { shareCredentials, signedBy, type Credentials } from './credentials.ts';
import { isCredentialError, isExpired, toToolError } from './errors.ts';
import { sendMetered } from './metered-send.ts';
import { Sha256 } from './sha256.ts';
import { endpointOf, signerOf } from './sign.ts';

/** Another endpoint and fixed credentials, for the embedded sandbox; everywhere else the default chain and AWS's own hosts. */
export interface AwsOverride {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface AwsOptions {
  /** The region that STS is asked in. */
  readonly region: string;
  readonly profile?: string | undefined;
  readonly userAgent: string;
  /** How fast AWS may be asked; not paced unless given. */
  readonly pace?: PaceLimits | undefined;
  readonly override?: AwsOverride | undefined;
}

/** Attempts of the SDK's own standard retries: throttling and server errors, with its backoff. */
const MAX_ATTEMPTS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_SOCKETS = 64;
/** For each attempt to get credentials: everybody waits for them, and nobody who waits ends them. */
const CREDENTIALS_TIMEOUT_MS = 5_000;
/** How often one read is sent with other credentials, where those it was sent with have expired. */
const RENEWALS = 2;
/** The identity changes only with new credentials. */
const CALLER_TTL_MS = 10 * 60_000;

interface Client {
  send(command: never): Promise<object>;
  destroy(): void;
}

/** A read whose requests are sent. */
interface Read {
  readonly signal: AbortSignal;
  /** Of the request that was sent last. */
  headers?: Readonly<Record<string, string>> | undefined;
}

const underWay = new AsyncLocalStorage<Read>();

/** Ends requests with the read under way: a signal among `send`'s options would cost the client its kept middleware. */
class AbortableHandler extends NodeHttpHandler {
  /** AWS's time by the last successful answer, as it stands there, and ours when it came, epoch milliseconds. */
  heard: { readonly date: string; readonly at: number } | undefined;

  override async handle(
    ...[request, options]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const read = underWay.getStore();
    if (read === undefined) return super.handle(request, { ...options, requestTimeout: CREDENTIALS_TIMEOUT_MS });
    read.headers = request.headers;
    try {
      const answer = await super.handle(request, { ...options, abortSignal: read.signal });
      const { statusCode, headers } = answer.response;
      if (statusCode === 200 && headers['date'] !== undefined) this.heard = { date: headers['date'], at: Date.now() };
      return answer;
    } catch (error) {
      // The handler's own time for a connection is up: no abort, though it has the name of one.
      if (!isAbort(error) || read.signal.aborted) throw error;
      throw Object.assign(new Error('no connection', { cause: error }), { code: 'ETIMEDOUT' });
    }
  }
}

/** Opens the way to AWS: clients per region with keep-alive connections, made when first needed. Credentials: the default chain. */
export function createAws(options: AwsOptions): Aws {
  const requestHandler = new AbortableHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
  });
  const base = (region: string) => ({
    region,
    requestHandler,
    streamCollector: collectAnswer,
    maxAttempts: MAX_ATTEMPTS,
    cacheMiddleware: true,
    sha256: Sha256,
    customUserAgent: options.userAgent,
    ...(options.profile !== undefined && { profile: options.profile }),
    ...options.override,
  });
  // Credentials are everybody's: who leaves must not end the requests for them, which the SDK sends by the same handler.
  const credentials = shareCredentials(() => {
    const chain = new STSClient(base(options.region)).config.credentials;
    return (asked) => underWay.exit(() => chain(asked));
  });
  const perRegion = <C extends Made>(make: (region: string) => C) => clientsPerRegion(make, credentials);
  const cloudwatch = perRegion((region) => new CloudWatchClient({ ...base(region), protocol: CloudWatchProtocol }));
  const logs = perRegion((region) => new CloudWatchLogsClient({ ...base(region), protocol: LogsProtocol }));
  const amp = perRegion((region) => new AmpClient(base(region)));
  const sts = perRegion((region) => new STSClient(base(region)));
  const reads = new SharedReads();
  const paces = options.pace && createPaces(options.pace);

  /** Sends a read again with other credentials where it met the end of its own. */
  async function sendRenewing(client: Client, command: object, signal: AbortSignal): Promise<object> {
    for (let left = RENEWALS; ; left -= 1) {
      const sent: Read = { signal };
      try {
        return await underWay.run(sent, () => client.send(command as never));
      } catch (error) {
        if (left === 0 || !isExpired(error) || !(await credentials.renew(signedBy(sent.headers ?? {})))) throw error;
      }
    }
  }

  async function read(
    prefix: string,
    client: Client,
    region: string,
    command: object,
    wait: ReadOptions,
  ): Promise<unknown> {
    const operation = operationOf(command);
    const key = JSON.stringify([prefix, operation, region, (command as { input: unknown }).input]);
    const send = async (abortSignal: AbortSignal) => {
      try {
        const output = await sendRenewing(client, command, abortSignal);
        if (prefix === 'sts' || prefix === 'aps') requireShape(command, output);
        return output;
      } catch (error) {
        const source = isCredentialError(error) ? await credentialSource(credentials.provider) : undefined;
        throw toToolError(error, { action: `${prefix}:${operation}`, region, credentialSource: source });
      }
    };
    const input = (command as { input: object }).input;
    const metered = (abortSignal: AbortSignal) =>
      sendMetered({ operation, input }, paces?.of(`${prefix}:${operation}`, region), abortSignal, () =>
        send(abortSignal),
      );
    return reads.read(key, metered, { ...wait, asked: `${prefix}:${operation} in ${region}` });
  }

  const aws: Aws = {
    pacer: (name, region, place) => paces?.of(name, region, place),
    cloudwatch: (region, command, o) => read('cloudwatch', cloudwatch(region), region, command, o) as never,
    logs: (region, command, o) => read('logs', logs(region), region, command, o) as never,
    amp: (region, command, o) => read('aps', amp(region), region, command, o) as never,
    async caller(signal) {
      const command = new GetCallerIdentityCommand({});
      const identity = (await read('sts', sts(options.region), options.region, command, {
        signal,
        ttlMs: CALLER_TTL_MS,
      })) as {
        Account?: string;
        Arn?: string;
      };
      return { account: identity.Account ?? '', arn: identity.Arn ?? '' } satisfies Caller;
    },
    async credentials() {
      try {
        const { expiration } = await credentials.provider();
        return { source: await credentialSource(credentials.provider), expires: expiration?.getTime() };
      } catch (error) {
        throw toToolError(error, { action: 'sts:GetCallerIdentity', region: options.region });
      }
    },
    clockAheadMs() {
      const { heard } = requestHandler;
      return heard && Date.parse(heard.date) - heard.at;
    },
    partition(region) {
      const { name, dnsSuffix } = partition(region);
      return { name, dnsSuffix };
    },
    signer: (service, region) => signerOf(service, region, credentials),
    endpoint: (service, region) => endpointOf(service, region, { cloudwatch, amp }),
    close() {
      for (const clients of [cloudwatch, logs, amp, sts]) clients.destroy();
      requestHandler.destroy();
    },
  };
  return aws;
}

interface Made {
  readonly config: { credentials: AwsCredentialIdentityProvider };
  readonly middlewareStack: { remove(name: string): boolean };
  destroy(): void;
}

function clientsPerRegion<C extends Made>(
  make: (region: string) => C,
  { provider }: Credentials,
): ((region: string) => C) & { destroy(): void } {
  const clients = new Map<string, C>();
  const get = (region: string): C => {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const made = make(region);
    // It walks and copies every input and output for a logger that nobody gave.
    made.middlewareStack.remove('loggerMiddleware');
    made.config.credentials = provider;
    clients.set(region, made);
    return made;
  };
  return Object.assign(get, {
    destroy() {
      for (const client of clients.values()) client.destroy();
    },
  });
}
