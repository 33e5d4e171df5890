import type * as Amp from '@aws-sdk/client-amp';
import type * as CloudWatch from '@aws-sdk/client-cloudwatch';
import type * as Logs from '@aws-sdk/client-cloudwatch-logs';
import type { Command } from '@smithy/types';
import type { Pacer } from '../budget/pacer.ts';
import type { OamOperation } from './oam-client.ts';

/** How a read behaves: who waits for it, and for how long its answer may be shared. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  /**
   * How long the answer may be given to others, milliseconds. Absent: only to those who ask while it is under way.
   * The answers are unfiltered: filter by `access` afterwards.
   */
  readonly ttlMs?: number | undefined;
  /** It makes something of its own each time (StartQuery): never shared, not even with who asks the same at once. */
  readonly alone?: boolean | undefined;
}

export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId?: string | undefined;
}

/** The credentials in use, without the secrets. */
export interface CredentialsInUse {
  /** Where they come from, in words; undefined where the SDK does not say. */
  readonly source: string | undefined;
  /** Epoch milliseconds; undefined where they do not expire. */
  readonly expires: number | undefined;
}

/** An AWS partition: `aws`, `aws-cn`, `aws-us-gov` … with its DNS suffix, from the SDK's own table. */
export interface Partition {
  readonly name: string;
  readonly dnsSuffix: string;
}

/** Signs a request with SigV4; returns the headers to send. `body` is the text that will be sent, if any. */
export type Sign = ((request: {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** How far AWS's clock is ahead of ours, milliseconds. */
  readonly clockAheadMs?: number | undefined;
}) => Promise<Record<string, string>>) & {
  /** Whether there are other credentials than those of the signed headers, which AWS called expired: then sign anew. */
  readonly renew?: ((signed: Readonly<Record<string, string>>) => Promise<boolean>) | undefined;
};

/**
 * The way to AWS: one read at a time, identical concurrent reads sent once, errors already translated to `ToolError`s.
 * The readers in this folder (`alarms.ts`, `logs.ts` …) are functions over it; tools call those.
 */
export interface Aws {
  cloudwatch<I extends CloudWatch.ServiceInputTypes, O extends CloudWatch.ServiceOutputTypes>(
    region: string,
    command: Command<
      CloudWatch.ServiceInputTypes,
      I,
      CloudWatch.ServiceOutputTypes,
      O,
      CloudWatch.CloudWatchClientResolvedConfig
    >,
    options: ReadOptions,
  ): Promise<O>;
  logs<I extends Logs.ServiceInputTypes, O extends Logs.ServiceOutputTypes>(
    region: string,
    command: Command<Logs.ServiceInputTypes, I, Logs.ServiceOutputTypes, O, Logs.CloudWatchLogsClientResolvedConfig>,
    options: ReadOptions,
  ): Promise<O>;
  amp<I extends Amp.ServiceInputTypes, O extends Amp.ServiceOutputTypes>(
    region: string,
    command: Command<Amp.ServiceInputTypes, I, Amp.ServiceOutputTypes, O, Amp.AmpClientResolvedConfig>,
    options: ReadOptions,
  ): Promise<O>;
  /** An operation of CloudWatch Observability Access Manager; `O` is what its API Reference says of the answer. */
  oam<O extends object>(region: string, operation: OamOperation, input: object, options: ReadOptions): Promise<O>;
  /** Who we are to AWS (STS GetCallerIdentity), cached. Throws a ToolError where STS may not be asked. */
  caller(signal: AbortSignal): Promise<Caller>;
  /** Where the credentials come from. Throws a ToolError where there are none to be had. */
  credentials(): Promise<CredentialsInUse>;
  /** How far AWS's clock was ahead of ours in its last answer, milliseconds, to the second; undefined before the first. */
  clockAheadMs(): number | undefined;
  partition(region: string): Partition;
  /**
   * Keeps requests that no client sends (PromQL) below the account's quota, by its name in `QUOTAS`; undefined where they are
   * not paced. `place`: the workspace, where each has the quota.
   */
  pacer(name: string, region: string, place?: string): Pacer | undefined;
  /** A signer for requests that no client sends (PromQL): service `aps` or `monitoring`. */
  signer(service: 'aps' | 'monitoring', region: string): Sign;
  /** The base URL of a service in a region, honouring `AWS_ENDPOINT_URL*` and the partition: for PromQL requests. */
  endpoint(service: 'aps-workspaces' | 'monitoring', region: string): Promise<URL>;
  close(): void;
}
