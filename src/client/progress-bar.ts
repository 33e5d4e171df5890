import { visible } from './paint.ts';
import { progressLine, type Progress } from './progress.ts';

/** Shows on one line how far a call is, and leaves nothing of it behind. */
export interface ProgressBar {
  show(progress: Progress): void;
  clear(): void;
}

/** `ESC [ K`: clear to the end of the line. */
const CLEAR = `\r${String.fromCharCode(27)}[K`;

/** @param write to a terminal; undefined where nobody looks */
export function progressBar(write: ((text: string) => void) | undefined, columns: number): ProgressBar {
  const began = performance.now();
  let shown = false;
  return {
    show(progress) {
      if (write === undefined) return;
      const line = progressLine(progress, (performance.now() - began) / 1000, columns);
      write(`${CLEAR}${visible(line)}`);
      shown = true;
    },
    clear() {
      if (shown) write?.(CLEAR);
      shown = false;
    },
  };
}
