import type { Connection } from '../connect.ts';
import { UnreadableError } from '../reading/unreadable.ts';
import type { Screen } from '../screen.ts';

/** A call, and what its arguments were read from. */
export interface Question {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What was read in the texts before, or why nothing had to be, for the person watching. */
  readonly read: string;
}

/**
 * Asks one question of the walk and gives the answer's text.
 * @param title the question in words
 * @param question reads its arguments out of the texts before; throws `UnreadableError` where they do not say
 * @throws StepError where a text does not yield the arguments, the answer is an error, or none comes
 */
export type Ask = (title: string, question: () => Question) => Promise<string>;

/** A step that failed, and why. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

export function askThrough(connection: Connection, screen: Screen, signal: AbortSignal): Ask {
  let step = 0;
  return async (title, question) => {
    step += 1;
    screen.heading(`${step}. ${title}`);
    const name = `Step ${step} (${title})`;
    const { tool, args, read } = reading(`${name} cannot be asked`, question);
    screen.aside(`Read above: ${read}`);
    screen.call(tool, args);
    const answer = await connection.call(tool, args, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw new StepError(
        `${name} got no answer from ${tool}: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    screen.answer(answer.text, answer.isError);
    if (answer.isError) throw new StepError(`${name} failed: ${tool} answered with an error.`);
    return answer.text;
  };
}

/**
 * What `read` finds in the texts so far.
 * @param what what cannot be done without it
 * @throws StepError where a text does not say
 */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new StepError(`${what}: ${error.message}`);
  }
}
