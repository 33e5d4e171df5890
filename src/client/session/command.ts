import type { Session } from './session.ts';

/** A command of the session. */
export interface Command {
  /** Its name, and others that do the same. */
  readonly names: readonly [string, ...string[]];
  /** What follows the name. */
  readonly usage: string;
  readonly help: string;
  /** @param rest the line behind the name, as it was typed */
  run(session: Session, rest: string, signal: AbortSignal): Promise<void>;
  /** What the words so far may go on with; the last one is being typed. */
  complete?(session: Session, words: readonly string[]): Promise<readonly string[]> | readonly string[];
}
