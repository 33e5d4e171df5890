import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { History } from './history.ts';

/** What could stand at the end of `line`, and the part of it that is replaced. */
export type Completer = (line: string) => Promise<readonly [readonly string[], string]>;

export interface Question {
  readonly complete?: Completer | undefined;
  /** Whether the answer is a command to find again with the arrow keys. */
  readonly keep?: boolean | undefined;
  /** Whether the answer stays off the screen. */
  readonly hidden?: boolean | undefined;
}

/** Reads lines, from a terminal with editing, completion and history, or from a pipe one after the other. */
export interface LineReader {
  /** The next line; undefined at the end of the input. Rejects with `Interrupted` at Ctrl-C. */
  ask(prompt: string, question?: Question): Promise<string | undefined>;
  /** Called at Ctrl-C while nothing is asked. */
  onInterrupt(listener: () => void): void;
  /** Called at Ctrl-D while nothing is asked. */
  onEnd(listener: () => void): void;
  /** Shows a line above what is being typed, on `stream` or the output. */
  above(text: string, stream?: NodeJS.WriteStream): void;
  close(): void;
}

/** Ctrl-C where something was asked. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** Whether anything had been typed. */
  readonly typed: boolean;
  constructor(typed: boolean) {
    super('Interrupted');
    this.typed = typed;
  }
}

export interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly history: History;
}

export function lineReader({ input, output, history }: Streams): LineReader {
  const terminal = input.isTTY && output.isTTY;
  let muted = true;
  let complete: Completer | undefined;
  let keep = false;
  let waiting: { resolve(line: string | undefined): void; reject(error: Error): void } | undefined;
  let ended = false;
  const early: string[] = [];
  const interrupts: (() => void)[] = [];
  const ends: (() => void)[] = [];
  const screen = silenceable(output, () => muted);
  let kept = [...history.lines];
  const reader: Interface = createInterface({
    input,
    output: screen,
    terminal,
    history: [...kept],
    historySize: 1000,
    removeHistoryDuplicates: true,
    tabSize: 4,
    completer: (line: string, done: Done) => void completeWith(complete, line, done),
  });
  reader.on('history', (lines: string[]) => {
    // Answers to questions are no commands: they leave the history as it was.
    if (keep) kept = [...lines];
    else lines.splice(0, lines.length, ...kept);
  });
  const settle = () => {
    const settled = waiting;
    waiting = undefined;
    muted = true;
    return settled;
  };
  reader.on('line', (line) => {
    if (waiting === undefined) early.push(line);
    else settle()?.resolve(line);
  });
  reader.on('close', () => {
    ended = true;
    const open = settle();
    if (open !== undefined) open.resolve(undefined);
    // What came through a pipe is worked off first.
    else if (terminal) for (const listener of ends) listener();
  });
  const interrupt = () => {
    early.length = 0;
    if (waiting === undefined) {
      for (const listener of interrupts) listener();
      return;
    }
    const typed = reader.line !== '';
    screen.write('^C\n');
    reader.write(null, { ctrl: true, name: 'e' });
    muted = true;
    reader.write(null, { ctrl: true, name: 'u' });
    settle()?.reject(new Interrupted(typed));
  };
  reader.on('SIGINT', interrupt);
  if (!terminal) process.on('SIGINT', interrupt);
  return {
    ask(prompt, question = {}) {
      complete = question.complete;
      keep = question.keep === true;
      const line = early.shift();
      if (line !== undefined) {
        // It came before it was asked for: shown here, it stands where it belongs.
        output.write(`${prompt}${question.hidden === true ? '' : line}\n`);
        if (question.keep === true && line.trim() !== '') history.add(line.trim());
        return Promise.resolve(line);
      }
      if (ended) return Promise.resolve(undefined);
      return new Promise((resolve, reject) => {
        waiting = {
          resolve(answer) {
            if (question.keep === true && answer !== undefined && answer.trim() !== '') history.add(answer.trim());
            resolve(answer);
          },
          reject,
        };
        muted = false;
        reader.setPrompt(prompt);
        reader.prompt(true);
        muted = question.hidden === true;
      });
    },
    onInterrupt: (listener) => void interrupts.push(listener),
    onEnd: (listener) => void ends.push(listener),
    above(text, stream = output) {
      if (waiting === undefined || !terminal) {
        stream.write(`${text}\n`);
        return;
      }
      output.write(`\r${CLEAR_DOWN}`);
      stream.write(`${text}\n`);
      reader.prompt(true);
    },
    close() {
      process.off('SIGINT', interrupt);
      reader.close();
    },
  };
}

type Done = (error: null, result: [string[], string]) => void;

/** A completion that fails completes nothing. */
async function completeWith(complete: Completer | undefined, line: string, done: Done): Promise<void> {
  let found: readonly [readonly string[], string] = [[], line];
  try {
    found = (await complete?.(line)) ?? found;
  } catch {
    // The server has none to offer.
  } finally {
    done(null, [[...found[0]], found[1]]);
  }
}

/** `ESC [ J`: clear to the end of the screen. */
const CLEAR_DOWN = `${String.fromCharCode(27)}[J`;

/** `output` as the line editor sees it: nothing of it shows while it is muted. */
function silenceable(output: NodeJS.WriteStream, muted: () => boolean): Writable {
  const screen = new Writable({
    write(chunk: Buffer, _, done) {
      if (!muted()) output.write(chunk);
      done();
    },
  });
  const size = {
    columns: { get: () => output.columns },
    rows: { get: () => output.rows },
    isTTY: { get: () => output.isTTY },
  };
  Object.defineProperties(screen, size);
  output.on('resize', () => screen.emit('resize'));
  return screen;
}
