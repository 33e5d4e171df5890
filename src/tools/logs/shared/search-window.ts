import { ToolError } from '../../../errors.ts';
import { formatTime } from '../../../format/time.ts';
import type { Window } from '../../../model.ts';
import type { ToolContext } from '../../define.ts';
import { resolveWindow } from '../../params.ts';

/**
 * The window of a search: it ends now where it was asked to end later, so that what has not happened yet does not count
 * as searched. Remembered for the cursor as it was clipped.
 * @param fallback how far back the window goes where `start` is absent, milliseconds
 * @returns `futureEnd`: the end that was asked for, where it was clipped
 * @throws ToolError invalid_input as `resolveWindow`, and for a window wholly in the future
 */
export function searchWindow(
  input: { start?: string | undefined; end?: string | undefined },
  context: Pick<ToolContext, 'clock' | 'page'>,
  fallback: number,
): { window: Window; futureEnd?: number | undefined } {
  const window = resolveWindow(input, context, fallback);
  const now = context.clock();
  if (window.end <= now) return { window };
  if (window.start >= now) {
    throw new ToolError(
      'invalid_input',
      `The window starts at ${formatTime(window.start)}, in the future: it is ${formatTime(now)} now. Move start and end back.`,
    );
  }
  const clipped = { start: window.start, end: now };
  context.page.next.window = clipped;
  return { window: clipped, futureEnd: window.end };
}
