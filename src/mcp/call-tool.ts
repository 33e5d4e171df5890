import { randomUUID } from 'node:crypto';
import type { Load } from '../budget/load.ts';
import type { Meter } from '../budget/meter.ts';
import { withDeadline } from '../deadline.ts';
import { isAbort, ToolError, Unanswered, type ErrorCode } from '../errors.ts';
import { estimateTokens } from '../format/tokens.ts';
import { formatDuration } from '../format/time.ts';
import { allowedReaches } from '../policy/allowed-reaches.ts';
import type { Principal } from '../principal.ts';
import type { AnyTool, Output, Page, Reach, ToolContext } from '../tools/define.ts';
import type { Toolset } from '../toolsets.ts';
import type { MessageSpan } from '../telemetry/tracing.ts';
import { createTrail, withTrail, type Trail } from '../telemetry/trail.ts';
import { authorize, findTool, mayUse } from './authorize.ts';
import { chooseReach, recordedAccount, withAskedAccount } from './choose-reach.ts';
import { decodeCursor, questionDigest } from './cursor.ts';
import { argumentShape } from './argument-shape.ts';
import { clipToTokens, fit, type Fitted } from './fit.ts';
import type { Privacy } from './privacy.ts';
import { parseInput } from './parse-input.ts';
import { choicesOf } from './published.ts';
import { factsOf, type Recorder } from './record.ts';

/** What every call shares: made once by service.ts. */
export interface CallServices extends Pick<
  ToolContext,
  'catalog' | 'clock' | 'budgetTokens' | 'maxScanBytes' | 'server'
> {
  /** The accounts that a principal may ask about, the default first; without any configured the server's own. */
  readonly reaches: (principal: Principal) => readonly Reach[];
  readonly tools: ReadonlyMap<string, AnyTool>;
  readonly timeoutMs: number;
  readonly privacy: Privacy;
  readonly recorder: Recorder;
  readonly load: Load;
  readonly hasScopeOf?: ((principal: Principal, toolset: Toolset) => boolean) | undefined;
}

export interface Call {
  readonly name: string;
  readonly args: unknown;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  readonly principal: Principal;
  readonly progress: ToolContext['progress'];
  /** Why it is not even looked at, where that is known before. */
  readonly refusal?: ToolError | undefined;
  /** What it was asked by, where that is no tools/call. */
  readonly via?: 'resource' | 'completion' | undefined;
  /** What it came with, for its record. */
  readonly source?: CallSource | undefined;
}

/** How a call is found again in logs and traces. */
export interface CallSource {
  readonly requestId: string;
  /** The caller's, or the one that was begun here. */
  readonly traceId?: string | undefined;
  /** Where there are traces. */
  readonly span?: MessageSpan | undefined;
}

type FailureCode = ErrorCode | 'internal' | 'cancelled';

/** What the protocol layer sends: the text, the same facts typed, or an error that reads as one from its first word. */
export interface Answer {
  readonly text: string;
  readonly structured?: Output | undefined;
  readonly isError: boolean;
  /** What kind of error. */
  readonly code?: FailureCode | undefined;
}

/** Time left for rendering and sending before the promised deadline, milliseconds. */
const RENDER_MS = 500;

/** What is known of a call as it goes on, for its record. */
interface Trace {
  input?: Record<string, unknown>;
  reach?: Reach;
  account?: string | undefined;
  fitted?: Fitted;
  errorTokens?: number;
}

/** What counts and notes what a call does. */
interface Followed {
  readonly meter: Meter;
  readonly trail: Trail;
}

/** One call from arguments to answer. Never rejects: whatever goes wrong becomes an answer. */
export async function callTool(call: Call, services: CallServices): Promise<Answer> {
  const started = performance.now();
  const meter = services.load.meter(call.principal);
  const trace: Trace = {};
  const { requestId = randomUUID(), traceId, span } = call.source ?? {};
  const trail = createTrail(span);
  let outcome: FailureCode | 'ok' = 'ok';
  let failure: unknown;
  let reference: string | undefined;
  try {
    const fitted = await withTrail(trail, () => readAndFit(call, services, { meter, trail }, trace));
    return { text: fitted.text, structured: fitted.output, isError: false };
  } catch (error) {
    failure = error;
    const code = error instanceof ToolError ? error.code : call.signal.aborted ? 'cancelled' : 'internal';
    outcome = code;
    if (code === 'internal') {
      reference = randomUUID().slice(0, 8);
      services.recorder.internalError(call.name, reference, error, requestId);
    }
    const said = services.privacy.errorText(errorText(error, code, reference), trace.input);
    const text = clipToTokens(said, services.budgetTokens);
    trace.errorTokens = estimateTokens(text);
    return { text, isError: true, code };
  } finally {
    const { input, reach, account, fitted, errorTokens = 0 } = trace;
    const record = {
      tool: services.tools.has(call.name) ? call.name : 'unknown',
      outcome,
      requestId,
      traceId,
      reference,
      principal: call.principal.name,
      account,
      region: regionOf(input, reach),
      ...(call.via !== undefined && { via: call.via }),
      ...argumentShape(services.tools.get(call.name), call.args, input),
      durationMs: performance.now() - started,
      ...trail.summary(),
      tokens: fitted?.tokens ?? errorTokens,
      rows: fitted?.output.items.length ?? 0,
      usage: meter.used,
      failure,
    };
    services.recorder.call(record);
    span?.describe(factsOf(record));
  }
}

/**
 * The steps of the pipeline: parse, authorize, run, fit.
 * @param trace is told what becomes known, so that a call that fails is recorded as far as it went
 */
async function readAndFit(
  call: Call,
  services: CallServices,
  { meter, trail }: Followed,
  trace: Trace,
): Promise<Fitted> {
  if (call.refusal !== undefined) {
    services.load.turnedAway();
    throw call.refusal;
  }
  const all = services.reaches(call.principal);
  const reaches = await allowedReaches(all, services.clock);
  const tool = findTool(call.name, services, reaches);
  mayUse(tool, all);
  const input = (trace.input = parseInput(tool, call.args, choicesOf(reaches)));
  const reach = (trace.reach = chooseReach(tool, input, reaches, all));
  trace.account = recordedAccount(tool, input, reach, reaches);
  const asked = { ...reach, reaches };
  authorize(tool, input, asked);
  const question = questionDigest(tool.name, input);
  const page = openPage(input, question);
  const read = await runWithDeadline(tool, input, { ...asked, page }, call, { meter, trail }, services);
  const output = withAskedAccount(read, input, reach);
  return (trace.fitted = fit(tool, output, page, question, services.budgetTokens, services.privacy));
}

/** For the record, so only where it is one that is known. */
function regionOf(input: Record<string, unknown> | undefined, reach: Reach | undefined): string | undefined {
  const asked = input?.['region'];
  return asked === 'all' ? 'all' : reach?.regions.find((region) => region === asked);
}

function errorText(error: unknown, outcome: FailureCode, reference: string | undefined): string {
  if (error instanceof ToolError) return `Error: ${error.message}`;
  if (outcome === 'cancelled') return 'Error: the call was cancelled by its caller.';
  return `Error: internal error, reference ${reference}. The details are in the server's log.`;
}

function openPage(input: Record<string, unknown>, question: string): Page {
  const cursor = typeof input['cursor'] === 'string' ? decodeCursor(input['cursor'], question) : undefined;
  const { after, hint, window, missed = [] } = cursor ?? {};
  return { after, hint, window, missed, next: { hints: [] } };
}

function runWithDeadline(
  tool: AnyTool,
  input: unknown,
  asked: Reach & Pick<ToolContext, 'reaches' | 'page'>,
  call: Call,
  { meter, trail }: Followed,
  services: CallServices,
): Promise<Output> {
  const allowedMs = Math.max(1, services.timeoutMs - RENDER_MS);
  const ends = performance.now() + allowedMs;
  return withDeadline(call.signal, allowedMs, async ({ signal, passed }) => {
    const context: ToolContext = {
      ...asked,
      catalog: services.catalog,
      clock: services.clock,
      timeLeft: () => Math.max(0, ends - performance.now()),
      signal,
      progress: (message, done, total) => call.progress(services.privacy.clean(message), done, total),
      cleanMessages: services.privacy.cleanMessages,
      budgetTokens: services.budgetTokens,
      maxScanBytes: services.maxScanBytes,
      server: services.server,
      hasScopeOf: (toolset) => services.hasScopeOf?.(call.principal, toolset) ?? true,
    };
    const asks = performance.now();
    try {
      return await services.load.run(meter, context, () => {
        trail.letIn(performance.now() - asks);
        const left = Promise.withResolvers<never>();
        // After the tool itself, which knows what it was waiting for.
        signal.addEventListener('abort', () => setImmediate(() => left.reject(signal.reason)), { once: true });
        return Promise.race([tool.run(input, context), left.promise]);
      });
    } catch (error) {
      if (!call.signal.aborted && passed() && (isAbort(error) || error === signal.reason))
        throw late(tool, services, error);
      throw error;
    }
  });
}

function late(tool: AnyTool, { timeoutMs }: CallServices, cause: unknown): ToolError {
  const waiting = cause instanceof Unanswered ? ` while it waited for ${cause.asked}` : '';
  const way =
    'Ask for less (a shorter window, fewer log groups or series, a more selective filter), or try again in a minute.';
  return new ToolError(
    'timeout',
    `${tool.name} did not finish within ${formatDuration(timeoutMs)} and was stopped${waiting}. ${way}`,
    { cause },
  );
}
