import { randomUUID } from 'node:crypto';
import { byRule } from '../access.ts';
import type { Load } from '../budget/load.ts';
import type { Meter } from '../budget/meter.ts';
import { withDeadline } from '../deadline.ts';
import { isAbort, ToolError, Unanswered, type ErrorCode } from '../errors.ts';
import { cutAt } from '../format/text.ts';
import { estimateTokens } from '../format/tokens.ts';
import { formatDuration } from '../format/time.ts';
import { allowedReaches } from '../policy/allowed-reaches.ts';
import type { Principal } from '../principal.ts';
import type { AnyTool, Output, Page, Reach, ToolContext } from '../tools/define.ts';
import { takes } from '../tools/parameter-meta.ts';
import type { Toolset } from '../toolsets.ts';
import { ofAccount } from '../tools/params.ts';
import { chooseReach, recordedAccount, withAskedAccount } from './choose-reach.ts';
import { decodeCursor, questionDigest } from './cursor.ts';
import { argumentShape } from './argument-shape.ts';
import { clipToTokens, fit, type Fitted } from './fit.ts';
import type { Privacy } from './privacy.ts';
import { parseInput } from './parse-input.ts';
import { choicesOf, toolsOf } from './published.ts';
import type { Recorder } from './record.ts';

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

/** One call from arguments to answer. Never rejects: whatever goes wrong becomes an answer. */
export async function callTool(call: Call, services: CallServices): Promise<Answer> {
  const started = performance.now();
  const meter = services.load.meter(call.principal);
  const trace: Trace = {};
  let outcome: FailureCode | 'ok' = 'ok';
  let failure: unknown;
  try {
    const fitted = await readAndFit(call, services, meter, trace);
    return { text: fitted.text, structured: fitted.output, isError: false };
  } catch (error) {
    failure = error;
    const code = error instanceof ToolError ? error.code : call.signal.aborted ? 'cancelled' : 'internal';
    outcome = code;
    const reference = randomUUID().slice(0, 8);
    if (code === 'internal') services.recorder.internalError(call.name, reference, error);
    const said = services.privacy.errorText(errorText(error, code, reference), trace.input);
    const text = clipToTokens(said, services.budgetTokens);
    trace.errorTokens = estimateTokens(text);
    return { text, isError: true, code };
  } finally {
    const { input, reach, account, fitted, errorTokens = 0 } = trace;
    services.recorder.call({
      tool: services.tools.has(call.name) ? call.name : 'unknown',
      outcome,
      principal: call.principal.name,
      account,
      region: regionOf(input, reach),
      ...(call.via !== undefined && { via: call.via }),
      ...argumentShape(services.tools.get(call.name), call.args, input),
      durationMs: performance.now() - started,
      tokens: fitted?.tokens ?? errorTokens,
      rows: fitted?.output.items.length ?? 0,
      usage: meter.used,
      failure,
    });
  }
}

/**
 * The steps of the pipeline: parse, authorize, run, fit.
 * @param trace is told what becomes known, so that a call that fails is recorded as far as it went
 */
async function readAndFit(call: Call, services: CallServices, meter: Meter, trace: Trace): Promise<Fitted> {
  if (call.refusal !== undefined) {
    services.load.turnedAway();
    throw call.refusal;
  }
  const all = services.reaches(call.principal);
  const reaches = await allowedReaches(all, services.clock);
  const tool = find(call.name, services, reaches);
  mayUse(tool, all);
  const input = (trace.input = parseInput(tool, call.args, choicesOf(reaches)));
  const reach = (trace.reach = chooseReach(tool, input, reaches, all));
  trace.account = recordedAccount(tool, input, reach, reaches);
  const asked = { ...reach, reaches };
  authorize(tool, input, asked);
  const question = questionDigest(tool.name, input);
  const page = openPage(input, question);
  const read = await runWithDeadline(tool, input, { ...asked, page }, call, meter, services);
  const output = withAskedAccount(read, input, reach);
  return (trace.fitted = fit(tool, output, page, question, services.budgetTokens, services.privacy));
}

/** For the record, so only where it is one that is known. */
function regionOf(input: Record<string, unknown> | undefined, reach: Reach | undefined): string | undefined {
  const asked = input?.['region'];
  return asked === 'all' ? 'all' : reach?.regions.find((region) => region === asked);
}

function errorText(error: unknown, outcome: FailureCode, reference: string): string {
  if (error instanceof ToolError) return `Error: ${error.message}`;
  if (outcome === 'cancelled') return 'Error: the call was cancelled by its caller.';
  return `Error: internal error, reference ${reference}. The details are in the server's log.`;
}

function find(name: string, services: CallServices, reaches: readonly Reach[]): AnyTool {
  const tool = services.tools.get(name);
  if (tool !== undefined) return tool;
  throw new ToolError(
    'invalid_input',
    `There is no tool ${JSON.stringify(cutAt(name, 80))}. The tools are ${toolsOf(services.tools.values(), reaches)
      .map((known) => known.name)
      .join(', ')}.`,
  );
}

/** @throws ToolError not_allowed where the caller may use the tool about no account, before its arguments are looked at */
function mayUse(tool: AnyTool, reaches: readonly Reach[]): void {
  const [first] = reaches;
  if (first === undefined || toolsOf([tool], reaches).length > 0) return;
  throw new ToolError(
    'not_allowed',
    `The toolset ${tool.toolset} is not allowed for you${byRule(first.access, 'toolset', tool.toolset)}.`,
  );
}

/** The region; log groups, namespaces and sources are checked by the tools, which know them. */
function authorize(tool: AnyTool, input: Record<string, unknown>, asked: Reach & Pick<ToolContext, 'reaches'>): void {
  const [{ access, regions }, { region }] = [asked, input];
  if (typeof region !== 'string') return;
  const allowed = regions.filter(access.region);
  const names = region === 'all' && takes(tool, 'region') === 'all' ? allowed : [region];
  for (const name of names) {
    if (regions.includes(name) && !access.region(name)) {
      const others = allowed.length === 0 ? '' : ` Allowed: ${allowed.join(', ')}.`;
      throw new ToolError(
        'not_allowed',
        `region ${JSON.stringify(name)} is not allowed for you${byRule(access, 'region', name)}.${others}`,
      );
    }
    if (!allowed.includes(name)) {
      throw new ToolError(
        'invalid_input',
        `region ${JSON.stringify(cutAt(name, 80))} is not configured here${ofAccount(asked)}. Configured: ${allowed.join(', ')}.`,
      );
    }
  }
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
  meter: Meter,
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
    try {
      return await services.load.run(meter, context, () => {
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
