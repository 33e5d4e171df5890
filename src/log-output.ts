import { writeSync } from 'node:fs';
import type pino from 'pino';

const STDERR = 2;

type Output = ReturnType<typeof pino.destination>;

/**
 * Lets the service outlive an output that takes nothing (a full disk): lines are kept up to the output's bound and
 * tried again with each flush. Standard error hears of it once, as often as it begins.
 * @param name of the output, for people
 * @param again told once lines are taken again, with the number of those that were lost
 */
export function outliveFullDisk(output: Output, name: string, again: (lost: number, seconds: number) => void): void {
  let failingSince: number | undefined;
  let lost = 0;
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (failingSince !== undefined) return;
    failingSince = performance.now();
    say(`${name} takes no line (${error.code ?? error.message}). They are kept, up to 4 MiB, until it does.`);
  });
  output.on('drop', () => (lost += 1));
  output.on('write', () => {
    if (failingSince === undefined && lost === 0) return;
    const [seconds, missing] = [(performance.now() - (failingSince ?? performance.now())) / 1000, lost];
    failingSince = undefined;
    lost = 0;
    again(missing, Math.round(seconds));
  });
}

function say(text: string): void {
  try {
    writeSync(STDERR, `cloudwatch-mcp: ${text}\n`);
  } catch {
    // It may well be on the same disk.
  }
}
