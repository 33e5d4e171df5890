import { timeKey, type EventOrder } from '../../../analysis/event-order.ts';
import type { Window } from '../../../model.ts';
import type { Page } from '../../define.ts';
import type { Shown } from '../../paging.ts';

/** The part of a window that is still to be searched. */
export interface Resumed {
  readonly window: Window;
  /** Sort key of the last event shown, in `eventPosition`'s form; undefined at the beginning. */
  readonly after: [number, ...Shown] | undefined;
}

/**
 * The window from the last event shown on, that event's millisecond included: others may share it. Where the cursor knows
 * (`hintOf`) that the search had found nothing more up to a later moment, from there on.
 */
export function resumeSearch(
  window: Window,
  order: EventOrder,
  { after, hint }: Pick<Page, 'after' | 'hint'>,
): Resumed {
  const time = after?.[0];
  const shown = typeof time === 'number' ? timeKey(time, order) : undefined;
  const searched = Number(hint);
  const further = hint !== undefined && Number.isSafeInteger(searched) && searched > (shown ?? -Infinity);
  const rest = further ? restOf(window, order, searched) : undefined;
  const known = shown === undefined ? window : restOf(window, order, shown);
  return {
    window: rest !== undefined && rest.start < rest.end ? rest : known,
    after: shown === undefined ? undefined : [shown, ...(after ?? []).slice(1)],
  };
}

/** What a cursor carries of a search whose events are all shown: the key up to which all are known. */
export function hintOf(frontier: number): string {
  return String(frontier);
}

function restOf({ start, end }: Window, order: EventOrder, key: number): Window {
  return order === 'newest' ? { start, end: Math.min(end, 1 - key) } : { start: Math.max(start, key), end };
}
