import { readAlarms, type AlarmQuestion } from '../../../aws/alarms.ts';
import type { Alarm, AlarmState, PartialFailure } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { contextAt, failuresOf, readPlaces, valuesOf, type Place } from '../../places.ts';
import { visibleAlarms } from '../../visible-alarms.ts';

/** Lists up to this many pages (of 100) are read whole and filtered here; of longer ones the wanted states are asked for. */
const WHOLE_PAGES = 3;
/** How long the rest of a longer list may be read for its counts alone, milliseconds. */
const COUNTING_MS = 5_000;

/** An alarm, and where it is. */
export interface PlacedAlarm extends Alarm {
  readonly place: Place;
}

export interface Gathered {
  /** The alarms in the wanted states, of every region that answered. */
  readonly wanted: readonly PlacedAlarm[];
  /** Whether `wanted` is all of them. */
  readonly wantedComplete: boolean;
  /** All alarms of whatever state, as far as read: for counts. */
  readonly all: readonly PlacedAlarm[];
  readonly allComplete: boolean;
  /** What was read and may not be seen: for the sentence of a direct question. */
  readonly refused: readonly PlacedAlarm[];
  readonly failures: readonly PartialFailure[];
}

interface RegionRead extends Pick<Gathered, 'wantedComplete' | 'allComplete'> {
  readonly wanted: readonly Alarm[];
  readonly all: readonly Alarm[];
}

/**
 * The alarms of several places at once, what the caller may not see left out.
 * @param states the wanted states; all where undefined
 * @throws the first region's error where none answers
 */
export async function gatherAlarms(
  places: readonly Place[],
  question: Omit<AlarmQuestion, 'state'>,
  states: readonly AlarmState[] | undefined,
  context: ToolContext,
): Promise<Gathered> {
  const half = context.timeLeft() / 2;
  const reads = await readPlaces(places, context, ({ region }, at) => readRegion(region, question, states, at, half));
  const failures = failuresOf(reads);
  const values = await Promise.all(
    valuesOf(reads).map(async ({ value, place }) => {
      const read = [...value.wanted, ...value.all];
      const visible = await visibleAlarms(read, contextAt(context, place));
      const placed = (alarms: readonly Alarm[], seen: boolean): PlacedAlarm[] =>
        alarms.filter((alarm) => visible.has(alarm) === seen).map((alarm) => ({ ...alarm, place }));
      return {
        ...value,
        wanted: placed(value.wanted, true),
        all: placed(value.all, true),
        refused: placed(read, false),
      };
    }),
  );
  return {
    wanted: values.flatMap(({ wanted }) => wanted),
    wantedComplete: values.every(({ wantedComplete }) => wantedComplete),
    all: values.flatMap(({ all }) => all),
    allComplete: failures.length === 0 && values.every(({ allComplete }) => allComplete),
    refused: values.flatMap(({ refused }) => refused),
    failures,
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
