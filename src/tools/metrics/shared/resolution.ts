import {
  alignWindow,
  checkPeriod,
  choosePeriod,
  finestPeriod,
  METRIC_RETENTION_MS,
  pointsIn,
} from '../../../analysis/period.ts';
import { READABLE_ROWS } from '../../../analysis/series-budget.ts';
import { ToolError } from '../../../errors.ts';
import { formatDuration, formatTime } from '../../../format/time.ts';
import type { Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';

/** A start this near to a limit of retention is past it when the question arrives, aligned down by up to 5 minutes. */
const SLACK_MS = 6 * 60_000;

/** How datapoints are read: at which period, and at which the points are shown where those do not fit. */
export interface Resolution {
  readonly periodSeconds: number;
  /** Coarser than `periodSeconds` where the caller's own period has too many points. */
  readonly pointsPeriodSeconds: number;
  /** What was done other than asked, as sentences. */
  readonly notes: readonly string[];
}

/**
 * Chosen before anything is read: the caller's period as retention allows it, else one at which the window's points fit.
 * @param fitRows how many datapoints per series the answer has room for
 * @param floorSeconds how often the metric is published, where it is known
 * @throws ToolError invalid_input for a period CloudWatch does not take, or a window of which nothing is kept or happened
 */
export function resolveResolution(
  window: Window,
  now: number,
  asked: { periodSeconds?: number | undefined; fitRows: number; floorSeconds?: number | undefined },
): Resolution {
  if (window.end <= now - METRIC_RETENTION_MS) {
    throw new ToolError(
      'invalid_input',
      `The window ends ${formatTime(window.end)}: CloudWatch keeps metrics for 455 days, back to ${formatTime(now - METRIC_RETENTION_MS)}. Move start and end.`,
    );
  }
  if (window.start >= now) {
    throw new ToolError(
      'invalid_input',
      `start is ${formatTime(window.start)}, in the future: it is ${formatTime(now)} now.`,
    );
  }
  const arrival = now + SLACK_MS;
  if (asked.periodSeconds === undefined) {
    const floor = Math.max(60, asked.floorSeconds ?? 60);
    const periodSeconds = choosePeriod(window, arrival, Math.min(READABLE_ROWS, asked.fitRows), floor);
    return { periodSeconds, pointsPeriodSeconds: periodSeconds, notes: [] };
  }
  const periodSeconds = checkPeriod(asked.periodSeconds, window.start, arrival);
  const notes: string[] = [];
  if (periodSeconds !== asked.periodSeconds) {
    const finest = finestPeriod(window.start, arrival);
    notes.push(
      `period_seconds=${asked.periodSeconds} is not kept for data from ${formatTime(window.start)} (${formatDuration(now - window.start)} ago): multiples of ${finest} s are, so ${periodSeconds} s is used.`,
    );
  }
  const points = pointsIn(alignWindow(window, periodSeconds), periodSeconds);
  if (points <= asked.fitRows) return { periodSeconds, pointsPeriodSeconds: periodSeconds, notes };
  const pointsPeriodSeconds = choosePeriod(window, arrival, asked.fitRows, periodSeconds + 1);
  notes.push(
    `The datapoints of ${formatDuration(periodSeconds * 1000)} do not all fit: the summary is over all of them, the points below are at ${formatDuration(pointsPeriodSeconds * 1000)}. A shorter window shows the finer ones.`,
  );
  return { periodSeconds, pointsPeriodSeconds, notes };
}

/**
 * The part of a window that can have data: it ends now where it would end later, and begins where CloudWatch's memory does
 * where it would begin earlier. Remembered for the cursor; the window of a cursor begins where it began.
 */
export function windowWithData(window: Window, context: Pick<ToolContext, 'clock' | 'page'>): Window {
  const now = context.clock();
  const keptFrom = context.page.window === undefined ? now - METRIC_RETENTION_MS : 0;
  if (window.end <= keptFrom || window.start >= now) return window;
  const clipped = { start: Math.max(window.start, keptFrom), end: Math.min(window.end, now) };
  context.page.next.window = clipped;
  return clipped;
}

/** The start that was asked for where `windowWithData` moved it; undefined where it did not. */
export function startAsked(asked: Window, window: Window): string | undefined {
  return asked.start < window.start ? formatTime(asked.start) : undefined;
}

/** What the first line says behind the window of a start that was moved; empty where it was not. */
export function startText(asked: string | undefined): string {
  return asked === undefined ? '' : `, from 455 d ago as CloudWatch keeps nothing older (start was ${asked})`;
}
