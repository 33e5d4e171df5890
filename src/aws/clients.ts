import { AmpClient } from '@aws-sdk/client-amp';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider, RetryStrategy, RetryStrategyV2 } from '@smithy/types';
import { CloudWatchProtocol, LogsProtocol } from './answer-shape.ts';
import { collectAnswer } from './answer.ts';
import { SHARED, shareCredentials, signedBy, type Credentials } from './credentials.ts';
import { isExpired } from './errors.ts';
import { oamClient } from './oam-client.ts';
import type { AwsOptions } from './options.ts';
import { plainSend } from './plain-send.ts';
import { Sha256 } from './sha256.ts';
import { beginsAnew, MAX_ATTEMPTS, openRetries } from './retries.ts';
import { endpointOf } from './sign.ts';
import { openHandler, underWay, type AbortableHandler, type Read } from './under-way.ts';

/** How often one read is sent with other credentials, where those it was sent with have expired. */
const RENEWALS = 2;

/** What sends commands: a client of the SDK, or one like it. */
export interface Client {
  send(command: never): Promise<object>;
}

type PerRegion<C> = (region: string) => C;

/** The clients and connections of one account, shared by all who ask about it. */
export interface Clients {
  readonly cloudwatch: PerRegion<CloudWatchClient>;
  readonly logs: PerRegion<CloudWatchLogsClient>;
  readonly amp: PerRegion<AmpClient>;
  readonly sts: PerRegion<STSClient>;
  readonly oam: PerRegion<AmpClient>;
  readonly handler: AbortableHandler;
  close(): void;
}

/** Clients per region with keep-alive connections, made when first needed. Each read says what it is signed with. */
export function openClients(options: AwsOptions): Clients {
  const handler = openHandler();
  const base = (region: string) => baseOf(options, region, handler);
  const cloudwatch = perRegion((region) =>
    plainly(new CloudWatchClient({ ...base(region), protocol: CloudWatchProtocol })),
  );
  const logs = perRegion((region) => plainly(new CloudWatchLogsClient({ ...base(region), protocol: LogsProtocol })));
  const amp = perRegion((region) => new AmpClient(base(region)));
  const sts = perRegion((region) => new STSClient(base(region)));
  const oam = perRegion((region) =>
    oamClient(base(region), () => endpointOf('oam', region, { cloudwatch: cloudwatch.get, amp: amp.get })),
  );
  const sdk = [cloudwatch, logs, amp, sts, oam];
  return {
    cloudwatch: cloudwatch.get,
    logs: logs.get,
    amp: amp.get,
    sts: sts.get,
    oam: oam.get,
    handler,
    close() {
      for (const clients of sdk) clients.destroy();
      handler.destroy();
    },
  };
}

/**
 * The credentials that the SDK's default chain finds, shared by everything. They are everybody's: who leaves must not end
 * the requests for them, which the SDK sends by the same handler.
 */
export function chainCredentials(options: AwsOptions, handler: AbortableHandler): Credentials {
  return shareCredentials(() => {
    const chain = new STSClient(baseOf(options, options.region, handler)).config.credentials;
    return (asked) => underWay.exit(() => chain(asked));
  });
}

/** Sends a command signed with `credentials`, again with other ones where it met the end of its own. */
export async function sendRenewing(
  client: Client,
  command: object,
  { credentials, signal, tally }: Pick<Read, 'credentials' | 'signal' | 'tally'>,
): Promise<object> {
  for (let left = RENEWALS; ; left -= 1) {
    const sent: Read = { signal, credentials, tally, begins: beginsAnew(command) };
    try {
      return await underWay.run(sent, () => client.send(command as never));
    } catch (error) {
      if (left === 0 || !isExpired(error) || !(await credentials.renew(signedBy(sent.headers ?? {})))) throw error;
    }
  }
}

function baseOf(options: AwsOptions, region: string, requestHandler: AbortableHandler) {
  return {
    region,
    requestHandler,
    streamCollector: collectAnswer,
    retryStrategy: openRetries(),
    maxAttempts: MAX_ATTEMPTS,
    cacheMiddleware: true,
    sha256: Sha256,
    customUserAgent: options.userAgent,
    ...(options.profile !== undefined && { profile: options.profile }),
    ...options.override,
  };
}

/** What the clients are given for credentials: those of the read that they send. */
const ofTheRead: AwsCredentialIdentityProvider = Object.assign(async (asked?: Record<string, unknown>) => {
  const read = underWay.getStore();
  if (read === undefined) throw new Error('nothing is read: no credentials');
  return read.credentials.provider(asked);
}, SHARED);

interface Made {
  readonly config: {
    credentials: AwsCredentialIdentityProvider;
    retryStrategy: () => Promise<RetryStrategy | RetryStrategyV2>;
  };
  readonly middlewareStack: { remove(name: string): boolean };
  destroy(): void;
}

function plainly<C extends Parameters<typeof plainSend>[0]>(client: C): C {
  return Object.assign(client, { send: plainSend(client) });
}

function perRegion<C extends Made>(make: (region: string) => C): { get: PerRegion<C>; destroy(): void } {
  const made: C[] = [];
  const get = remembered((region) => {
    const client = make(region);
    // It walks and copies every input and output for a logger that nobody gave.
    client.middlewareStack.remove('loggerMiddleware');
    client.config.credentials = ofTheRead;
    countThrottles(client);
    made.push(client);
    return client;
  });
  return { get, destroy: () => made.forEach((client) => client.destroy()) };
}

/** The SDK's retries say why to nobody else: `$metadata` has their number alone. */
function countThrottles({ config }: Made): void {
  const { retryStrategy } = config;
  const counted = new WeakSet<object>();
  config.retryStrategy = async () => {
    const strategy = await retryStrategy();
    if (!('refreshRetryTokenForRetry' in strategy) || counted.has(strategy)) return strategy;
    counted.add(strategy);
    const refresh = strategy.refreshRetryTokenForRetry.bind(strategy);
    strategy.refreshRetryTokenForRetry = (token, failure) => {
      const tally = underWay.getStore()?.tally;
      if (tally !== undefined && failure.errorType === 'THROTTLING') tally.throttled += 1;
      return refresh(token, failure);
    };
    return strategy;
  };
}

function remembered<T>(make: (region: string) => T): PerRegion<T> {
  const known = new Map<string, T>();
  return (region) => {
    const there = known.get(region) ?? make(region);
    known.set(region, there);
    return there;
  };
}
