import type { Window } from '../model.ts';
import { chooseStep } from './choose-step.ts';

/** What a range query asks for, milliseconds: both ends are evaluated. */
export interface RangePlan {
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
  /** Evaluations per series. */
  readonly steps: number;
}

/** Tokens of a table's row of points: the time and the bars, and each value with its bar. */
export const ROW_TOKENS = 6;
const VALUE_TOKENS = 5;
/** The share of an answer's tokens that points get; the rest is for summaries and words. */
const POINTS_SHARE = 0.55;
/** Points that a chosen step gives a series: what a person takes in; a given step may have more. */
const CHOSEN_POINTS = 60;
/** Series that get their points beside each other: more do not fit a screen. */
export const MAX_POINT_SERIES = 5;

/** How many rows of points fit `budgetTokens` with `series` beside each other. */
export function rowsThatFit(budgetTokens: number, series: number): number {
  return Math.max(4, Math.floor((budgetTokens * POINTS_SHARE) / (ROW_TOKENS + VALUE_TOKENS * series)));
}

/**
 * Plans a range query: the given step or the one chosen for the window and the budget. The evaluations count back from the
 * end, so that the newest sample is among them; a chosen grid lies on whole minutes (or steps below a minute).
 */
export function planRange(window: Window, budgetTokens: number, givenStepMs?: number): RangePlan {
  const stepMs =
    givenStepMs ?? chooseStep(window, Math.min(CHOSEN_POINTS, rowsThatFit(budgetTokens, MAX_POINT_SERIES)));
  const grain = givenStepMs === undefined ? Math.min(stepMs, 60_000) : 1;
  const end = Math.floor(window.end / grain) * grain;
  const intervals = Math.max(0, Math.floor((end - Math.floor(window.start / grain) * grain) / stepMs));
  return { start: end - intervals * stepMs, end, stepMs, steps: intervals + 1 };
}
