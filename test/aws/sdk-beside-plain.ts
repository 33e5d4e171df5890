/** What the SDK's own clients and the product's way of sending make of the same command. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import { HttpResponse, type HttpRequest } from '@smithy/core/protocols';
import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import { CloudWatchProtocol, LogsProtocol } from '../../src/aws/answer-shape.ts';
import { collectAnswer } from '../../src/aws/answer.ts';
import { plainSend } from '../../src/aws/plain-send.ts';
import { Sha256 } from '../../src/aws/sha256.ts';

export type Command = Parameters<ReturnType<typeof plainSend>>[0];
export type Made = new (input: object) => Command;
export interface Settings {
  readonly region?: string;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
}
/** What answers one request: its failure, or a response. */
export type Answer = () => HttpResponse;
type Send = (command: Command) => Promise<object>;

/** What is heard by whom a client sends to, and what its retries were told. */
interface Heard {
  readonly requests: HttpRequest[];
  readonly failures: { type: string; waits: boolean }[];
}

export const SERVICES = {
  '@aws-sdk/client-cloudwatch': {
    url: 'AWS_ENDPOINT_URL_CLOUDWATCH',
    command: new cloudwatch.ListMetricsCommand({ Namespace: 'AWS/EC2' }) as unknown as Command,
    client: (settings: object) => new cloudwatch.CloudWatchClient(settings),
    own: { protocol: CloudWatchProtocol },
    commands: cloudwatch as unknown as Record<string, Made>,
  },
  '@aws-sdk/client-cloudwatch-logs': {
    url: 'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS',
    command: new logs.DescribeLogGroupsCommand({ logGroupNamePrefix: '/shop/ü' }) as unknown as Command,
    client: (settings: object) => new logs.CloudWatchLogsClient(settings),
    own: { protocol: LogsProtocol },
    commands: logs as unknown as Record<string, Made>,
  },
} as const;
export type Service = (typeof SERVICES)[keyof typeof SERVICES];

/** Retries as many times as the product's, without its waits. */
class Hasty extends StandardRetryStrategy {
  readonly #failures: Heard['failures'];

  constructor(failures: Heard['failures']) {
    super({ maxAttempts: 4, baseDelay: 0, backoff: { setDelayBase() {}, computeNextBackoffDelay: () => 0 } });
    this.#failures = failures;
  }

  override async refreshRetryTokenForRetry(token: StandardRetryToken, error: RetryErrorInfo) {
    this.#failures.push({ type: error.errorType, waits: error.retryAfterHint !== undefined });
    return super.refreshRetryTokenForRetry(token, error);
  }
}

/** The SDK's own client and the product's way of sending, each with ears of its own. */
function bothOf(service: Service, settings: Settings, answer: Answer): { heard: Heard; send: Send }[] {
  const client = (more: object) => {
    const heard: Heard = { requests: [], failures: [] };
    const handle = async (request: HttpRequest) => {
      heard.requests.push(request);
      return { response: answer() };
    };
    const made = service.client({
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
      requestHandler: { handle, destroy: () => undefined },
      retryStrategy: new Hasty(heard.failures),
      maxAttempts: 4,
      ...settings,
      ...more,
    });
    return { made, heard };
  };
  const sdk = client({});
  const own = client({ ...service.own, streamCollector: collectAnswer, sha256: Sha256, cacheMiddleware: true });
  return [
    { heard: sdk.heard, send: (command) => (sdk.made as unknown as { send: Send }).send(command) },
    { heard: own.heard, send: plainSend(own.made) },
  ];
}

/** What the two do with a command; the first is the SDK. */
async function outcomes(service: Service, settings: Settings, answer: Answer, command = service.command) {
  return Promise.all(
    bothOf(service, settings, answer).map(async ({ heard, send }) => {
      const outcome = await send(command).then(
        (output) => ({ output }),
        (error: unknown) => ({ error: kindOf(error as Error) }),
      );
      return { requests: heard.requests.map(onTheWire), failures: heard.failures, outcome };
    }),
  );
}

/** To its errors of answers that cannot be read the SDK adds a hint for programmers. */
const HINT = /\n {2}Deserialization error: .*/;

function kindOf(error: Error) {
  const { code, $metadata } = error as Error & { code?: string; $metadata?: object };
  const { httpStatusCode, attempts, requestId } = ($metadata ?? {}) as Record<string, unknown>;
  return {
    class: error.constructor.name,
    name: error.name,
    message: error.message.replace(HINT, ''),
    code,
    httpStatusCode,
    attempts,
    requestId,
  };
}

/** A request without what differs from one to the next, and without who says that it sent it. */
function onTheWire({ method, protocol, hostname, port, path, query, headers, body }: HttpRequest) {
  const { authorization = '', ...others } = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const changing = ['amz-sdk-invocation-id', 'user-agent', 'x-amz-user-agent', 'x-amz-date'];
  const told = Object.entries(others).map(([name, value]) => [name, changing.includes(name) ? 'set' : value]);
  const [, day, scope, signed] =
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\d{8})\/(\S+), SignedHeaders=(\S+), Signature=[\da-f]{64}$/.exec(
      authorization,
    ) ?? [];
  assert.ok(day, authorization);
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
  return { method, protocol, hostname, port, path, query, headers: Object.fromEntries(told), scope, signed, text };
}

/** Both must do the same; what the SDK did. */
export async function same(
  service: Service,
  settings: Settings,
  answer: Answer,
  { command, why }: { command?: Command; why: string },
) {
  const [sdk, own] = await outcomes(service, settings, answer, command);
  assert.ok(sdk && own);
  assert.deepEqual(own, sdk, why);
  return sdk;
}

export const respond =
  (statusCode: number, body = '', headers: Record<string, string> = {}): Answer =>
  () =>
    new HttpResponse({
      statusCode,
      headers: { ...headers },
      body: Object.assign(Readable.from([Buffer.from(body)]), { statusCode }),
    });
/** A connection that fails with a code of Node's. */
export function breaks(code: string): Answer {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}
