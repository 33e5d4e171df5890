import type { ToolContext } from '../../define.ts';
import { answerMs } from '../../patience.ts';

/** Aborts shortly before the deadline: the moment to answer with what is known. */
export function stopBefore(context: Pick<ToolContext, 'timeLeft'>): AbortSignal {
  return AbortSignal.timeout(answerMs(context));
}
