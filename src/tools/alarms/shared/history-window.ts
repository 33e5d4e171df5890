import { HISTORY_KEPT_MS } from '../../../aws/alarm-history.ts';
import { ToolError } from '../../../errors.ts';
import { formatTime } from '../../../format/time.ts';
import type { Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { resolveWindow } from '../../params.ts';

const DAY_MS = 86_400_000;

export interface HistoryWindow {
  readonly window: Window;
  /** It was asked for from before what CloudWatch keeps, which is where it begins. */
  readonly clipped: boolean;
  /** The end that was asked for, where that is in the future and the window ends now. */
  readonly futureEnd?: number | undefined;
}

/**
 * The part of the window asked for that history can be known of: not before what CloudWatch keeps, and not after now, so
 * that shares of time are of time that has passed. The cursor remembers the end as it was clipped.
 * @throws ToolError invalid_input where the window lies wholly outside that
 */
export function historyWindow(
  input: { start?: string | undefined; end?: string | undefined },
  context: Pick<ToolContext, 'clock' | 'page'>,
): HistoryWindow {
  const now = context.clock();
  const asked = resolveWindow(input, context, DAY_MS);
  if (asked.start >= now) {
    throw new ToolError(
      'invalid_input',
      `The window starts at ${formatTime(asked.start)}, in the future: it is ${formatTime(now)} now. Move start and end back.`,
    );
  }
  const past = { start: asked.start, end: Math.min(asked.end, now) };
  context.page.next.window = past;
  const window = sinceKept(past, now);
  return {
    window,
    clipped: window.start > asked.start,
    ...(asked.end > now && { futureEnd: asked.end }),
  };
}

function sinceKept(window: Window, now: number): Window {
  const oldest = Math.ceil((now - HISTORY_KEPT_MS) / 1000) * 1000;
  if (window.start >= oldest) return window;
  if (window.end > oldest) return { start: oldest, end: window.end };
  throw new ToolError(
    'invalid_input',
    `end is ${formatTime(window.end)}: CloudWatch keeps alarm history for 14 days, back to ${formatTime(oldest)}. Move start and end.`,
  );
}
