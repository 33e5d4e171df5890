import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The lines typed before, newest first, kept in a file that only its user can read. */
export interface History {
  readonly lines: readonly string[];
  add(line: string): void;
}

const MAX_LINES = 500;
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** Names and shapes of what must not be written down: a line that has one is not kept. */
const SECRETS = [
  /(pass(word|wd|phrase)?|secret|token|api[_-]?key|credential|authorization|private[_-]?key|cookie)["']?\s*:?[=:]/i,
  /\b(bearer|basic)\s+\S{8,}/i,
  /\beyJ[\w-]{8,}\.[\w-]+\./,
  /\b(AKIA|ASIA)[A-Z0-9]{12,}/,
  /:\/\/[^/\s]*:[^/\s]*@/,
];

/** Whether a line looks as if it held a secret. */
export const holdsSecret = (line: string) => SECRETS.some((pattern) => pattern.test(line));

/** Reads the file where there is one; where it cannot be kept, the lines are of this session alone. */
export function openHistory(path: string): History {
  const lines = readLines(path);
  return {
    lines,
    add(line) {
      if (holdsSecret(line)) return;
      try {
        mkdirSync(dirname(path), { recursive: true, mode: OWNER_ONLY_FOLDER });
        appendFileSync(path, `${line}\n`, { mode: OWNER_ONLY });
      } catch {
        // A home that cannot be written to is no reason to stop.
      }
    },
  };
}

function readLines(path: string): string[] {
  try {
    // A file that others could read is made private before more goes into it.
    chmodSync(path, OWNER_ONLY);
    const all = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    const kept = all.slice(-MAX_LINES);
    if (all.length > 2 * MAX_LINES) writeFileSync(path, `${kept.join('\n')}\n`, { mode: OWNER_ONLY });
    return kept.toReversed();
  } catch {
    return [];
  }
}
