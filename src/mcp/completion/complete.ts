import { setTimeout as sleep } from 'node:timers/promises';
import { namesPlaceholder } from '../../redaction/note.ts';
import { SharedReads } from '../../shared-reads.ts';
import type { McpServices } from '../answer.ts';
import type { Principal } from '../../principal.ts';
import { takes } from '../../tools/parameter-meta.ts';
import { callTool, type CallSource } from '../call-tool.ts';
import { catalogNames } from '../resources/list.ts';
import { accountWith, viewOf, type View } from '../view.ts';
import { matching, type Completion, type Known } from './match.ts';
import { SOURCES, type Source, type SourceName } from './sources.ts';
import { targetOf, type Ref } from './target.ts';

/** How long an answer waits for values that are not known yet, milliseconds: somebody is typing. */
const WAIT_MS = 2_000;
/** How long a read may go on after that, for the next letter. */
const READ_MS = 10_000;
/** How long values are kept, milliseconds: also those of a read that failed, so that typing does not repeat it. */
const TTL_MS = 30_000;
/** Values are names: the budget is that of answers to models. */
const BUDGET_TOKENS = 200_000;

/** No name is longer. */
const MAX_CHARS = 512;

const STARTS = ['-1h', '-3h', '-24h', '-7d'];

/** The parameters of completion/complete. */
interface Asked {
  readonly ref: Ref;
  readonly argument: { readonly name: string; readonly value: string };
  readonly context?: { readonly arguments?: Readonly<Record<string, string>> | undefined } | undefined;
}

type Given = Readonly<Record<string, string>>;
type Complete = (asked: Asked, principal: Principal, source?: CallSource) => Promise<Completion>;

/** Who asks, and by which message. */
interface Asker {
  readonly principal: Principal;
  readonly source: CallSource | undefined;
}

const NOTHING: Known = { candidates: [], complete: true };

/**
 * Completes arguments from what the caller may see, by calls of the tools that list it. What is not known in time is left out,
 * and `hasMore` says so.
 */
export function createCompletion(services: McpServices, waitMs = WAIT_MS): Complete {
  const reads = new SharedReads();

  /** What a tool lists, kept for a while for the same caller. */
  function read({ tool, pick }: Source, args: Record<string, unknown>, { principal, source }: Asker): Promise<Known> {
    const { name, groups, scopes } = principal;
    const run = async (signal: AbortSignal): Promise<Known> => {
      const call = {
        name: tool,
        args,
        principal,
        source,
        signal,
        progress: () => undefined,
        via: 'completion' as const,
      };
      const limits = { timeoutMs: Math.min(services.timeoutMs, READ_MS), budgetTokens: BUDGET_TOKENS };
      const { structured } = await callTool(call, { ...services, ...limits });
      if (structured === undefined) return { candidates: [], complete: false };
      // What is not shown whole cannot be asked for.
      const candidates = pick(structured.items).filter(({ value }) => !namesPlaceholder(value));
      return { candidates, complete: structured.more !== true && isWhole(structured) };
    };
    const key = JSON.stringify([name, groups, scopes, tool, args]);
    return reads.read(key, run, { signal: AbortSignal.timeout(2 * READ_MS), ttlMs: TTL_MS });
  }

  async function live(source: Source, value: string, place: object, asker: Asker): Promise<Known> {
    const { all, like } = source;
    const whole = await read(source, { ...all, ...place }, asker);
    if (whole.complete || like === undefined || value === '') return whole;
    const near = await read(source, { ...all, ...place, ...like(value) }, asker);
    return { candidates: [...near.candidates, ...whole.candidates], complete: false };
  }

  /** Where the tool reads, as far as it can be told. A resource without an account is of the first that has its region, as it is read. */
  function placeOf(target: SourceName, ref: Ref, { region, account }: Given, view: View): object {
    const tool = services.tools.get(SOURCES[target].tool);
    if (tool === undefined) return {};
    const of = account || (ref.type === 'ref/resource' && region ? accountWith(region, view) : undefined);
    return {
      ...(region && takes(tool, 'region') !== undefined && { region }),
      ...(of && takes(tool, 'account') !== undefined && { account: of }),
    };
  }

  return async ({ ref, argument: { name, value }, context }, principal, source) => {
    const view = viewOf(principal, services);
    const target = targetOf(ref, name, view);
    const given = context?.arguments ?? {};
    const { region = view.regions[0], account = view.accounts[0] } = given;
    const placed = [region, account].every((one, i) => !one || [view.regions, view.accounts][i]?.includes(one));
    if (target === undefined || !placed || value.length > MAX_CHARS) return matching(NOTHING, '');
    if (target === 'start') return matching(words(STARTS), value);
    if (target === 'region' || target === 'account') return matching(words(choices(target, given, view)), value);
    if (target === 'catalog') return matching(words(await catalogNames(view, services)), value);
    const place = placeOf(target, ref, given, view);
    const late = new AbortController();
    const known = await Promise.race([
      live(SOURCES[target], value, place, { principal, source }),
      sleep(waitMs, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    return matching(known ?? { candidates: await fallback(target, view, services), complete: false }, value);
  };
}

/** Whether an output says of itself that it was read to its end. */
function isWhole(output: object): boolean {
  const { complete, allComplete, failures } = output as {
    complete?: boolean;
    allComplete?: boolean;
    failures?: unknown[];
  };
  return complete !== false && allComplete !== false && (failures ?? []).length === 0;
}

function words(values: readonly string[]): Known {
  return { candidates: values.map((value) => ({ value })), complete: true };
}

/** Regions of the account that is given, accounts that have the region. */
function choices(target: 'region' | 'account', given: Given, view: View): string[] {
  const { region, account } = given;
  const regionsOf = ({ regions, access }: View['reaches'][number]) => regions.filter(access.region);
  if (target === 'account') {
    const having = view.reaches.filter((reach) => region === undefined || regionsOf(reach).includes(region));
    return having.flatMap((reach) => reach.account?.alias ?? []);
  }
  const named = view.reaches.find((reach) => account !== undefined && reach.account?.alias === account);
  return named === undefined ? [...view.regions] : regionsOf(named);
}

/** AWS's own names, until those of the account are known. */
async function fallback(target: SourceName, view: View, services: McpServices): Promise<Known['candidates']> {
  return target === 'namespace' ? words(await catalogNames(view, services)).candidates : [];
}
