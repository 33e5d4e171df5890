import { readAlarms, type AlarmQuestion } from '../../../aws/alarms.ts';
import type { Alarm, AlarmState, PartialFailure } from '../../../model.ts';
import { answerMs, readWithin } from '../../patience.ts';
import type { ToolContext } from '../../define.ts';
import { visibleAlarms } from './visible.ts';

/** Lists up to this many pages (of 100) are read whole and filtered here; of longer ones the wanted states are asked for. */
const WHOLE_PAGES = 3;
/** How long the rest of a longer list may be read for its counts alone, milliseconds. */
const COUNTING_MS = 5_000;

export interface Gathered {
  /** The alarms in the wanted states, of every region that answered. */
  readonly wanted: readonly Alarm[];
  /** Whether `wanted` is all of them. */
  readonly wantedComplete: boolean;
  /** All alarms of whatever state, as far as read: for counts. */
  readonly all: readonly Alarm[];
  readonly allComplete: boolean;
  /** What was read and may not be seen: for the sentence of a direct question. */
  readonly refused: readonly Alarm[];
  readonly failures: readonly PartialFailure[];
}

type RegionRead = Omit<Gathered, 'failures' | 'refused'>;

/**
 * The alarms of several regions at once, what the caller may not see left out.
 * @param states the wanted states; all where undefined
 * @throws the first region's error where none answers
 */
export async function gatherAlarms(
  regions: readonly string[],
  question: Omit<AlarmQuestion, 'state'>,
  states: readonly AlarmState[] | undefined,
  context: Pick<ToolContext, 'aws' | 'access' | 'signal' | 'timeLeft'>,
): Promise<Gathered> {
  const half = context.timeLeft() / 2;
  const ms = answerMs(context);
  const results = await Promise.allSettled(
    regions.map((region) =>
      readWithin(ms, context, (signal) => readRegion(region, question, states, { ...context, signal }, half)),
    ),
  );
  const reads = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const rejected = results.flatMap((result, i) =>
    result.status === 'rejected' ? [{ source: regions[i] ?? '', reason: result.reason as unknown }] : [],
  );
  context.signal.throwIfAborted();
  if (reads.length === 0 && rejected[0] !== undefined) throw rejected[0].reason;
  const all = reads.flatMap((read) => [...read.wanted, ...read.all]);
  const allowed = await visibleAlarms(all, context);
  const visible = (alarm: Alarm) => allowed.has(alarm);
  return {
    wanted: reads.flatMap((read) => read.wanted).filter(visible),
    wantedComplete: reads.every((read) => read.wantedComplete),
    all: reads.flatMap((read) => read.all).filter(visible),
    allComplete: rejected.length === 0 && reads.every((read) => read.allComplete),
    refused: all.filter((alarm) => !visible(alarm)),
    failures: rejected.map(({ source, reason }) => ({
      source,
      error: reason instanceof Error ? reason.message : String(reason),
    })),
  };
}

async function readRegion(
  region: string,
  question: Omit<AlarmQuestion, 'state'>,
  states: readonly AlarmState[] | undefined,
  { aws, signal, timeLeft }: Pick<ToolContext, 'aws' | 'signal' | 'timeLeft'>,
  half: number,
): Promise<RegionRead> {
  const inTime = () => timeLeft() > half;
  const start = await readAlarms(aws, region, question, { signal, goOn: (pages) => pages < WHOLE_PAGES && inTime() });
  const inWantedState = (alarm: Alarm) => states === undefined || states.includes(alarm.state);
  if (start.next === undefined) {
    return { wanted: start.alarms.filter(inWantedState), wantedComplete: true, all: start.alarms, allComplete: true };
  }
  const countingUntil = timeLeft() - COUNTING_MS;
  const counting = states === undefined ? inTime : () => timeLeft() > Math.max(half, countingUntil);
  const [rest, ...byState] = await Promise.all([
    readAlarms(aws, region, question, { signal, from: start.next, goOn: counting }),
    ...(states ?? []).map((state) => readAlarms(aws, region, { ...question, state }, { signal, goOn: inTime })),
  ]);
  const all = [...start.alarms, ...rest.alarms];
  const allComplete = rest.next === undefined;
  if (states === undefined) return { wanted: all, wantedComplete: allComplete, all, allComplete };
  return {
    wanted: byState.flatMap((read) => read.alarms),
    wantedComplete: byState.every((read) => read.next === undefined),
    all,
    allComplete,
  };
}
