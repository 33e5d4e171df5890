/** A progress notification. */
export interface Progress {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

const BAR = 24;
/** A server may claim any number. */
const MAX_SHARE = 1;

/** One line for a call under way: a bar where its end is known, else how far it is; the message, and the seconds so far. */
export function progressLine({ progress, total, message }: Progress, seconds: number, columns: number): string {
  const known = total !== undefined && total > 0;
  const share = known ? Math.min(MAX_SHARE, Math.max(0, progress / total)) : 0;
  const full = Math.round(share * BAR);
  const bar = known
    ? `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}] ${String(Math.round(share * 100)).padStart(3)} %`
    : progress.toLocaleString('en', { maximumFractionDigits: 2 });
  const said = message?.replaceAll(/\s+/g, ' ').trim() ?? '';
  const line = [bar, `${Math.floor(seconds)} s`, said].filter((part) => part !== '').join('  ');
  return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
}
