import { visible } from '../paint.ts';
import { Interrupted } from '../terminal/line-reader.ts';
import { completerFor, runLine } from './commands.ts';
import { explain } from './explain.ts';
import { connectTo, disconnect, type Session } from './session.ts';

/** Connects where a server is named, then runs line by line until the end of the input or `quit`. */
export async function runSession(session: Session): Promise<void> {
  const { reader, now, screen } = session;
  const running: { abort?: AbortController | undefined } = {};
  reader.onInterrupt(() => {
    if (running.abort === undefined || running.abort.signal.aborted) now.quit = true;
    running.abort?.abort();
    if (now.quit) reader.close();
  });
  reader.onEnd(() => {
    now.quit = true;
    running.abort?.abort();
  });
  const attempt = async (run: (signal: AbortSignal) => Promise<void>) => {
    const abort = new AbortController();
    running.abort = abort;
    try {
      await run(abort.signal);
    } catch (error) {
      if (abort.signal.aborted) screen.bad('Cancelled.');
      else if (!(error instanceof Interrupted)) screen.bad(visible(explain(error, now.url).message));
    } finally {
      running.abort = undefined;
    }
  };
  const { home } = session;
  if (home === undefined) screen.say('Not connected: `connect URL` connects, `help` says the commands.');
  else await attempt((signal) => connectTo(session, home, signal));
  const complete = completerFor(session);
  let interrupts = 0;
  while (!now.quit) {
    try {
      const line = await reader.ask(promptOf(session), { complete, keep: true });
      if (line === undefined) break;
      interrupts = 0;
      await attempt((signal) => runLine(session, line, signal));
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      interrupts = error.typed ? 0 : interrupts + 1;
      if (interrupts > 1) break;
      if (interrupts === 1) screen.aside('Ctrl-C again or Ctrl-D quits.');
    }
  }
  reader.close();
  await disconnect(session);
}

function promptOf({ now }: Session): string {
  return now.link === undefined ? '(not connected)> ' : `${visible(now.link.url.host)}> `;
}
