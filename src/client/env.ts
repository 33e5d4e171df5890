/** What is known of the place the output goes to. */
export interface Terminal {
  /** Characters of a line. */
  readonly columns: number;
  readonly colour: boolean;
}

/** Where nothing says how wide the reader's window is: a pipe, a file, a CI log. */
const DEFAULT_COLUMNS = 100;
const MIN_COLUMNS = 40;

/**
 * How to write to `stream`. Colour is for terminals, unless `NO_COLOR` is set or `TERM` is `dumb`; `FORCE_COLOR` decides
 * where it is set (`0` and `false` turn colour off). `COLUMNS` is the width where the stream knows none.
 */
export function terminalOf(
  stream: { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Terminal {
  const told = Number(env['COLUMNS']);
  const columns = stream.columns || (Number.isInteger(told) && told > 0 ? told : DEFAULT_COLUMNS);
  return { columns: Math.max(MIN_COLUMNS, columns), colour: wantsColour(stream.isTTY === true, env) };
}

function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}
