import { randomUUID } from 'node:crypto';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { partition } from '@aws-sdk/core/client';
import { createPaces, type Paces } from '../budget/paces.ts';
import { SharedReads } from '../shared-reads.ts';
import {
  observed,
  UNOBSERVED,
  type SharedRead,
  type Tally,
  type UpstreamObserver,
  type UpstreamService,
} from '../upstream-call.ts';
import { requireShape } from './answer-shape.ts';
import { operationOf } from './answer.ts';
import { assumedRole, type Role } from './assume-role.ts';
import type { Aws, Caller, ReadOptions } from './aws.ts';
import { chainCredentials, openClients, sendRenewing, type Client, type Clients } from './clients.ts';
import { credentialSource } from './credential-source.ts';
import type { Credentials } from './credentials.ts';
import { codeOf, isCredentialError, toToolError } from './errors.ts';
import { sendMetered } from './metered-send.ts';
import { oamCommand } from './oam-client.ts';
import type { AwsOptions } from './options.ts';
import { endpointOf, signerOf } from './sign.ts';

/** The identity changes only with new credentials. */
const CALLER_TTL_MS = 10 * 60_000;

/** The prefixes of IAM actions, and what the services' endpoints are called. */
const SERVICES = {
  cloudwatch: 'monitoring',
  logs: 'logs',
  aps: 'aps',
  oam: 'oam',
  sts: 'sts',
} as const satisfies Record<string, UpstreamService>;

/** An account whose role is assumed: connections and rates are its own, and shared by all who ask about it. */
export interface RoleAccount {
  /**
   * The way into the account for one caller, by a session of the caller's own. Nothing is sent before it is asked for.
   * Answers are not shared with other callers: the role's policies may tell sessions apart by their tags.
   */
  as(session: string): Aws;
  close(): void;
}

export interface AwsAccounts {
  /** By the server's own credentials. */
  readonly own: Aws;
  /** @param region STS is asked in */
  assuming(role: Role, region: string): RoleAccount;
  close(): void;
}

/** Opens the way to AWS by the server's own credentials, those of the default chain, and by roles that these may assume. */
export function openAws(options: AwsOptions): AwsAccounts {
  const clients = openClients(options);
  const credentials = chainCredentials(options, clients.handler);
  const opened: RoleAccount[] = [];
  // One for all accounts, so that its bounds are those of the process.
  const reads = new SharedReads();
  const paces = options.pace && createPaces(options.pace);
  const { region, observer = UNOBSERVED } = options;
  return {
    own: gateway({ clients, credentials, reads, paces, region, observer }),
    assuming(role, place) {
      const account = openRole({ ...options, region: place }, role, { credentials, reads, paces });
      opened.push(account);
      return account;
    },
    close() {
      clients.close();
      for (const account of opened) account.close();
    },
  };
}

function openRole(options: AwsOptions, role: Role, own: Pick<Opened, 'credentials' | 'reads' | 'paces'>): RoleAccount {
  const clients = openClients(options);
  // An account's quotas are its own: one that AWS throttles slows no other.
  const paces = options.pace && createPaces(options.pace);
  const { region, observer = UNOBSERVED } = options;
  const target = { service: 'sts', operation: 'AssumeRole', region } as const;
  return {
    as(session) {
      const credentials = assumedRole(role, session, {
        region,
        // The quota is of the account that asks for the role.
        send: (command, signal) =>
          sendMetered(
            { operation: 'AssumeRole', input: command.input },
            own.paces?.of('sts:AssumeRole', region),
            signal,
            () =>
              observed(
                observer,
                target,
                signal,
                (tally) => sendRenewing(clients.sts(region), command, { credentials: own.credentials, signal, tally }),
                (error) => codeOf(error, { action: 'sts:AssumeRole', region }),
              ),
          ),
      });
      const whose = [role.arn, session];
      const opened = { clients, credentials, reads: own.reads, paces, region, whose, observer };
      // The clients are everybody's: no caller closes them.
      return { ...gateway(opened), close: () => undefined };
    },
    close: () => clients.close(),
  };
}

interface Opened {
  readonly clients: Clients;
  readonly credentials: Credentials;
  readonly reads: SharedReads;
  readonly paces: Paces | undefined;
  readonly region: string;
  readonly observer: UpstreamObserver;
  /** The role and the session whose answers these are, where they are one caller's alone. */
  readonly whose?: readonly string[] | undefined;
}

function gateway({ clients, credentials, reads, paces, region: home, observer, whose = [] }: Opened): Aws {
  async function read(
    prefix: keyof typeof SERVICES,
    client: Client,
    region: string,
    command: object,
    wait: ReadOptions,
  ): Promise<unknown> {
    const operation = operationOf(command);
    const asked = [prefix, operation, region, (command as { input: unknown }).input];
    const key = JSON.stringify([...asked, ...whose]);
    const target = { service: SERVICES[prefix], operation, region };
    const send = async (signal: AbortSignal, tally: Tally) => {
      try {
        const output = await sendRenewing(client, command, { credentials, signal, tally });
        if (prefix === 'sts' || prefix === 'aps' || prefix === 'oam') requireShape(command, output);
        return output;
      } catch (error) {
        const source = isCredentialError(error) ? await credentialSource(credentials.provider) : undefined;
        throw toToolError(error, { action: `${prefix}:${operation}`, region, credentialSource: source });
      }
    };
    const input = (command as { input: object }).input;
    const metered = (abortSignal: AbortSignal) =>
      sendMetered({ operation, input }, paces?.of(`${prefix}:${operation}`, region), abortSignal, () =>
        observed(observer, target, abortSignal, (tally) => send(abortSignal, tally)),
      );
    const named = wait.alone === true ? `${key} ${randomUUID()}` : key;
    const told = wait.alone === true ? undefined : (how: SharedRead) => observer.shared(how, target);
    return reads.read(named, metered, { ...wait, asked: `${prefix}:${operation} in ${region}`, told });
  }

  return {
    pacer: (name, region, place) => paces?.of(name, region, place),
    cloudwatch: (region, command, o) => read('cloudwatch', clients.cloudwatch(region), region, command, o) as never,
    logs: (region, command, o) => read('logs', clients.logs(region), region, command, o) as never,
    amp: (region, command, o) => read('aps', clients.amp(region), region, command, o) as never,
    oam: (region, operation, input, o) =>
      read('oam', clients.oam(region), region, oamCommand(operation, input), o) as never,
    async caller(signal) {
      const command = new GetCallerIdentityCommand({});
      const identity = (await read('sts', clients.sts(home), home, command, { signal, ttlMs: CALLER_TTL_MS })) as {
        Account?: string;
        Arn?: string;
        UserId?: string;
      };
      const { Account: account = '', Arn: arn = '', UserId: userId } = identity;
      return { account, arn, userId } satisfies Caller;
    },
    async credentials() {
      try {
        const { expiration } = await credentials.provider();
        return { source: await credentialSource(credentials.provider), expires: expiration?.getTime() };
      } catch (error) {
        throw toToolError(error, { action: 'sts:GetCallerIdentity', region: home });
      }
    },
    clockAheadMs() {
      const { heard } = clients.handler;
      return heard && Date.parse(heard.date) - heard.at;
    },
    partition(region) {
      const { name, dnsSuffix } = partition(region);
      return { name, dnsSuffix };
    },
    signer: (service, region) => signerOf(service, region, credentials),
    endpoint: (service, region) => endpointOf(service, region, clients),
    close: () => clients.close(),
  };
}
