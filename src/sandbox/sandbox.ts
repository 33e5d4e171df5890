/**
 * An AWS endpoint in this process: CloudWatch, CloudWatch Logs, STS and Amazon Managed Service for Prometheus over one
 * world per region, on plain HTTP. Every request must be signed, but for one that asks for credentials; the region of its
 * credential scope picks the world.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver, emptied, readEmptyPage, spoil } from './broken-reply.ts';
import { answerControl } from './control.ts';
import { accessDenied, faultError, makeFaults } from './faults.ts';
import type { Fault } from './faults.ts';
import { AwsError } from './operation.ts';
import type { OperationContext } from './operation.ts';
import type { TrustedRole } from './operation.ts';
import { runOperation } from './operations/operations.ts';
import { callerArn, UNSIGNED } from './operations/sts.ts';
import { makeQueryStore } from './insights/query-store.ts';
import type { InsightsSettings } from './insights/query-store.ts';
import { makeRecorder } from './recorder.ts';
import { makeSessions } from './sessions.ts';
import type { Sessions } from './sessions.ts';
import type { RecordedRequest, Recorder } from './recorder.ts';
import { readCall, refuseUnread } from './wire/call.ts';
import type { Call, Reply } from './wire/call.ts';
import { readBody } from './wire/read-body.ts';
import { verifySignature } from './wire/sigv4.ts';
import type { Key } from './wire/sigv4.ts';
import { ACCOUNT } from './world/scene.ts';
import type { World } from './world/types.ts';

export interface SandboxOptions {
  readonly host?: string | undefined;
  /** 0, the default, takes a free port. */
  readonly port?: number | undefined;
  /** Epoch milliseconds; the worlds are made as of its first reading. Signatures are held against the wall clock. */
  readonly clock?: (() => number) | undefined;
  readonly faults?: Readonly<Record<string, Fault>> | undefined;
  /** The IAM action that the caller of a request lacks, undefined where it may; every caller may do everything unless given. */
  readonly missingAction?: ((request: RecordedRequest) => string | undefined) | undefined;
  /** Secret access keys by access key id; `sandboxCredentials` unless given. */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
  /** The server that PromQL goes to; without one it is answered with 503. */
  readonly prometheusUrl?: string | undefined;
  /** How Logs Insights queries behave. */
  readonly insights?: InsightsSettings | undefined;
  /** Of the account of the sandbox's own keys. */
  readonly makeWorld?: ((region: string, madeAt: number) => World) | undefined;
  /** The roles that AssumeRole gives keys of, by ARN; every role's unless given. */
  readonly roles?: Readonly<Record<string, TrustedRole>> | undefined;
  /** The accounts linked to a monitoring account (OAM), by its id; none unless given. */
  readonly links?: Readonly<Record<string, readonly string[]>> | undefined;
}

export interface Sandbox extends Recorder {
  readonly url: string;
  readonly port: number;
  /** The temporary credentials that it hands out and takes. */
  readonly sessions: Sessions;
  /** Requests that are being answered. */
  openRequests(): number;
  /** Sets, or with undefined lifts, the fault of an operation, or of every operation: '*'. */
  setFault(operation: string, fault: Fault | undefined): void;
  /** From now on queries behave so. */
  setInsights(settings: InsightsSettings): void;
  setPrometheusUrl(url: string | undefined): void;
  /** @param account unless given the one of the sandbox's own keys */
  world(region: string, account?: string): Promise<World>;
  close(): Promise<void>;
}

export const sandboxCredentials = { accessKeyId: 'AKIDSANDBOX', secretAccessKey: 'sandbox-secret' } as const;

const CLOCK_SKEW_MS = 20 * 60_000;
/** What asks for credentials names no region. */
const UNSIGNED_REGION = 'us-east-1';

/** Starts a sandbox. Rejects where the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', clock = Date.now } = options;
  const { accessKeyId, secretAccessKey } = sandboxCredentials;
  const secrets = new Map(Object.entries(options.credentials ?? { [accessKeyId]: secretAccessKey }));
  const sessions = makeSessions();
  const madeAt = clock();
  const recorder = makeRecorder();
  const faults = makeFaults(options.faults);
  const queries = makeQueryStore(options.insights);
  const worlds = new Map<string, Promise<World>>();
  let prometheusUrl = options.prometheusUrl;
  let open = 0;

  async function makeWorld(region: string, account: string | undefined): Promise<World> {
    if (account !== undefined && account !== ACCOUNT) {
      return (await import('./world/other-account.ts')).makeOtherAccount(account, region, madeAt);
    }
    const make = options.makeWorld ?? (await import('./world/world.ts')).makeWorld;
    return make(region, madeAt);
  }
  function world(region: string, account?: string): Promise<World> {
    const key = `${account ?? ACCOUNT}/${region}`;
    const made = worlds.get(key) ?? makeWorld(region, account);
    worlds.set(key, made);
    return made;
  }
  /** What an account sees of others by links, and which see it. */
  async function links(account: string, region: string) {
    const sources = options.links?.[account] ?? [];
    const monitors = Object.entries(options.links ?? {}).filter(([, seen]) => seen.includes(account));
    return {
      linked: await Promise.all(sources.map((source) => world(region, source))),
      monitoredBy: monitors.map(([monitor]) => monitor),
    };
  }

  function keyOf(id: string): Key | undefined {
    const secret = secrets.get(id);
    return secret === undefined ? sessions.find(id) : { secretAccessKey: secret };
  }

  async function answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<Answer> {
    const body = await readBody(request);
    const { method = 'GET', url = '/', headers } = request;
    const signed = { method, url, headers, body };
    if (url.startsWith('/_sandbox/')) {
      return { reply: await answerControl(signed, { faults, queries, recorder, world, clock }) };
    }
    let call: Call | undefined;
    let strike: Fault | undefined;
    const gone = new AbortController();
    try {
      call = readCall(signed);
      const { operation, service, input } = call;
      const asked =
        operation === 'AssumeRole' ? accountIn(input) : sessions.find(keyIn(headers.authorization))?.account;
      strike = faults.strike(operation, asked ?? ACCOUNT);
      const unsigned = UNSIGNED.includes(operation) && headers.authorization === undefined;
      const scope = unsigned
        ? { accessKeyId: '', region: UNSIGNED_REGION, service: 'sts' }
        : verifySignature(signed, keyOf, wallClock(strike));
      if (scope.service !== service) {
        throw new AwsError(
          'InvalidSignatureException',
          `Credential should be scoped to correct service: '${service}'.`,
          403,
        );
      }
      response.once('close', () => {
        if (response.writableFinished || strike?.kind === 'cut') return;
        recorder.abort(operation);
        gone.abort();
      });
      const { region } = scope;
      const signedBy = sessions.find(scope.accessKeyId);
      const made = await world(region, signedBy?.account);
      const { account } = made;
      const caller = callerArn({ account, signedBy });
      const recorded = { service, operation, region, input, account, caller, sourceIdentity: signedBy?.sourceIdentity };
      recorder.record(recorded);
      const missing = options.missingAction?.(recorded);
      if (missing !== undefined) throw accessDenied(missing, service, caller);
      if (strike?.delayMs !== undefined) await sleep(strike.delayMs, undefined, { signal: gone.signal });
      const refusal = strike && faultError(strike, call, caller);
      if (refusal) throw refusal;
      const context: OperationContext = {
        world: made,
        now: clock,
        region,
        account,
        signedBy,
        sessions,
        queries,
        roles: options.roles,
        ...(options.links && (await links(account, region))),
      };
      const { call: meant, next } = readEmptyPage(call, strike?.kind);
      const reply = await runOperation(meant, context, { requestId, prometheusUrl, signal: gone.signal });
      return { reply: spoil(next === undefined ? reply : emptied(reply, meant, next), strike?.kind), strike };
    } catch (error) {
      const refusal = error instanceof AwsError ? error : internalError(error);
      return { reply: call ? call.refuse(refusal, requestId) : refuseUnread(refusal), strike };
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    open += 1;
    response.once('close', () => (open -= 1));
    const requestId = randomUUID();
    try {
      const { reply, strike } = await answer(request, response, requestId);
      const date = new Date(wallClock(strike)).toUTCString();
      const headers = { ...reply.headers, 'x-amzn-requestid': requestId, date };
      await deliver(response, { ...reply, headers }, strike?.kind);
    } catch {
      response.destroy(); // The request's body was cut short or too long, or the caller went away.
    }
  }

  const server = createServer((request, response) => void serve(request, response));
  server.keepAliveTimeout = 60_000; // Longer than any client keeps one idle, so that none meets a closing connection.
  server.listen(options.port ?? 0, host);
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  return {
    ...recorder,
    sessions,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    openRequests: () => open,
    setFault: (operation, fault) => faults.set(operation, fault),
    setInsights: queries.configure,
    setPrometheusUrl: (url) => (prometheusUrl = url),
    world,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The access key that a request says it is signed with. */
function keyIn(authorization: string | undefined): string {
  return /Credential=([^/]+)/.exec(authorization ?? '')?.[1] ?? '';
}

/** Whose role is to be assumed. */
function accountIn({ RoleArn: arn }: Record<string, unknown>): string | undefined {
  return typeof arn === 'string' ? arn.split(':')[4] : undefined;
}

interface Answer {
  readonly reply: Reply;
  readonly strike?: Fault | undefined;
}

function wallClock(strike: Fault | undefined): number {
  return Date.now() + (strike?.kind === 'clockSkew' ? CLOCK_SKEW_MS : 0);
}

/** A fault of the sandbox itself: said in full, since whoever runs it is who can mend it. */
function internalError(error: unknown): AwsError {
  return new AwsError('InternalFailure', `sandbox: ${error instanceof Error ? error.stack : String(error)}`, 500);
}
