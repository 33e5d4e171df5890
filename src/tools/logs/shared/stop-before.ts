import type { ToolContext } from '../../define.ts';

/** The part of the time left that is kept for merging and sending: at least half a second where there is so much. */
const KEPT_SHARE = 0.1;
const KEPT_MS = 500;

/** Aborts shortly before the deadline: the moment to answer with what is known. */
export function stopBefore({ timeLeft }: Pick<ToolContext, 'timeLeft'>): AbortSignal {
  const left = timeLeft();
  const kept = Math.min(left / 2, Math.max(KEPT_MS, left * KEPT_SHARE));
  return AbortSignal.timeout(Math.floor(left - kept));
}
