/** A process that does nothing but wake up: how late it does is what the machine, busy as it is, costs every process on it. */
const EVERY_MS = 5;

export interface YardstickOrder {
  readonly id: number;
}

export interface YardstickTold {
  readonly id: number;
  /** How late it woke up each time since the last order, milliseconds. */
  readonly lateMs: number[];
}

let lateMs: number[] = [];

function wait(): void {
  const due = performance.now() + EVERY_MS;
  setTimeout(() => {
    lateMs.push(Math.max(0, performance.now() - due));
    wait();
  }, EVERY_MS);
}

process.on('message', ({ id }: YardstickOrder) => {
  process.send?.({ id, lateMs } satisfies YardstickTold);
  lateMs = [];
});
process.on('disconnect', () => process.exit(0));
wait();
process.send?.({ id: 0 });
