/**
 * The variable by which V8's compiled code of a start is kept for the next: the runner sets it, and what starts the program
 * with an environment of its own hands it on. A start costs half as much.
 */
export function compileCache(): Record<string, string> {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
