import type * as z from 'zod';
import type { Access } from '../access.ts';
import type { Aws } from '../aws/aws.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { PartialFailure, Window } from '../model.ts';
import type { Prometheus } from '../prometheus/prometheus.ts';
import type { LoggedMessage } from '../redaction/key-lines.ts';
import type { Toolset } from '../toolsets.ts';
import type { Position, Shown } from './paging.ts';

/**
 * Where a question goes on. Read what the caller's cursor said (`after`, `hint`, `window`); write what the next cursor
 * shall carry (`next`). The pipeline makes the cursor itself after it has cut the rows.
 */
export interface Page {
  /** Sort key of the last row already shown: leave out every row up to and including it (`rowsAfter` in paging.ts). */
  readonly after: Shown | undefined;
  /** Where to read on, mostly an upstream paging token: a hint only, it may have expired. */
  readonly hint: string | undefined;
  /** The window as the first call resolved it. `resolveWindow` in params.ts uses it. */
  readonly window: Window | undefined;
  /** What did not answer on the pages before, by the names in their `failures`. The pipeline tells it; no tool needs to. */
  readonly missed: readonly string[];
  readonly next: {
    window?: Window;
    /** `token` tells where to read on for what follows the first `index` items: mostly an upstream page. Ascending by index. */
    hints: { index: number; token: string }[];
  };
}

/** An account as callers name it. */
export interface AccountName {
  readonly id: string;
  readonly alias: string;
  /** The role that is assumed there; undefined where the server's own credentials are of it. */
  readonly roleArn?: string | undefined;
}

/** One account as one principal may read it. */
export interface Reach {
  /** undefined where none is configured: the account of the server's own credentials. */
  readonly account: AccountName | undefined;
  /** The account's configured regions; the first is the default. */
  readonly regions: readonly string[];
  readonly aws: Aws;
  readonly prometheus: Prometheus;
  readonly access: Access;
  /** What the caller may see of another account, by id, whose data this one shows (OAM); undefined: nothing. */
  readonly accessTo: (accountId: string) => Access | undefined;
}

/** What a tool's `run` is given: the account that the question is about, or the first, and what the call itself has. */
export interface ToolContext extends Reach {
  /** Every account that the caller may ask about, the default first: for questions about several. */
  readonly reaches: readonly Reach[];
  /** The metric catalogue, read by the first call that asks for it. */
  readonly catalog: () => Promise<Catalog>;
  /** Now, in epoch milliseconds. The only clock a tool may read for times in questions and answers. */
  readonly clock: () => number;
  /** Milliseconds until the deadline. Tools that can answer in part stop before it runs out. */
  readonly timeLeft: () => number;
  /** Aborted when the caller goes away or the deadline passes. Hand it to everything that waits. */
  readonly signal: AbortSignal;
  readonly progress: (message: string, done?: number, total?: number) => void;
  /**
   * Messages from outside as they may leave: secrets replaced, also those that go over several messages of a stream, nothing
   * hidden in them. The pipeline does so with every text of an output by itself; a tool that cuts messages does it before.
   */
  readonly cleanMessages: (messages: readonly LoggedMessage[]) => string[];
  /** Tokens the rendered answer may have. */
  readonly budgetTokens: number;
  /** The most that one Logs Insights query may be expected to scan, bytes. */
  readonly maxScanBytes: number;
  readonly page: Page;
  /** What `get_server_info` tells about this server. */
  readonly server: ServerFacts;
  /** Whether the caller's token has the scope of a toolset: asked by what reads for several. */
  readonly hasScopeOf?: ((toolset: Toolset) => boolean) | undefined;
}

export interface ServerFacts {
  readonly name: string;
  readonly version: string;
  /** Protocol revisions that are answered, newest first. */
  readonly protocolVersions: readonly string[];
  readonly toolsets: readonly string[];
  readonly tools: readonly { name: string; toolset: Toolset; actions: readonly string[] }[];
  readonly limits: Readonly<Record<string, string>>;
}

/**
 * Every output: `items` are its rows, the only part that is cut to the budget. `more` is true when rows exist after the
 * last item (whether they were read or not), `omitted` counts rows that were read and then cut; `cursor` gets the rest.
 * `omitted` and `cursor` are written by the pipeline.
 */
export interface Output {
  items: readonly unknown[];
  more?: boolean | undefined;
  omitted?: number | undefined;
  /** What did not answer, where others did: rows of it are missing. */
  failures?: readonly PartialFailure[] | undefined;
  /** The same, of accounts that were not even looked into. */
  unread?: readonly PartialFailure[] | undefined;
  cursor?: string | undefined;
  /** The alias of the one account that was asked for, for calls that go on from here; written by the pipeline. */
  askedAccount?: string | undefined;
}

export interface Tool<I = never, O extends Output = Output> {
  readonly name: string;
  readonly title: string;
  /** ≤ 400 characters: what it answers, when to prefer it, what it costs. */
  readonly description: string;
  readonly toolset: Toolset;
  /** The IAM actions it may send: all of them, and no others. */
  readonly actions: readonly string[];
  /** Flat, typed, described; no union with null, no nested optionals. */
  readonly input: z.ZodType<I>;
  /** Units in the names: storedBytes, durationMs, periodSeconds. */
  readonly output: z.ZodType<O>;
  /** The sort key of a row, for tools that take a `cursor`. */
  readonly position?: (item: never) => Position;
  run(input: I, context: ToolContext): Promise<O>;
  /** The text a model reads: scope line, table, what was left out, how to go on. No I/O. */
  render(output: O): string;
}

/** Any tool, for lists of them: the schemas tie `run` and `render` to their types again in the pipeline. */
// eslint-disable-next-line typescript/no-explicit-any -- a list of tools of different types has no common I and O
export type AnyTool = Tool<any, any>;

/** Types a tool by its schemas. */
export function defineTool<I extends z.ZodType, O extends z.ZodType<Output>>(
  tool: Omit<Tool<z.output<I>, z.output<O>>, 'input' | 'output' | 'position'> & {
    input: I;
    output: O;
    position?: (item: z.output<O>['items'][number]) => Position;
  },
): Tool<z.output<I>, z.output<O>> {
  return tool as unknown as Tool<z.output<I>, z.output<O>>;
}
