/** Property selectors of JSON filter patterns: `$.a.b`, `$.list[0]`, `$.['a.b']`, and one `*` or `[*]`. */
import { invalidPattern } from './filter-condition.ts';
import type { Operand, Scanner } from './filter-condition.ts';

/** A step into a value: a property's name, an element's index, or any of either. */
type Step = string | number | typeof ANY;
const ANY = Symbol('any');

const STATES: Record<string, (node: unknown) => boolean> = {
  NULL: (node) => node === null,
  TRUE: (node) => node === true,
  FALSE: (node) => node === false,
};

/** Reads a selector. A comparison holds where any selected string or number fits it; objects and arrays never do. */
export function jsonSelector(scan: Scanner): Operand<unknown> & { readonly wildcard: boolean } {
  const steps = readSteps(scan);
  return {
    wildcard: steps.includes(ANY),
    compare: (test) => (event) =>
      select(event, steps).some((node) => (typeof node === 'string' || typeof node === 'number') && test(node)),
    readState(at) {
      if (at.take(/NOT\s+EXISTS/y) !== undefined) return (event) => select(event, steps).length === 0;
      const state = at.take(/IS\s+(NULL|TRUE|FALSE)/y)?.split(/\s+/)[1];
      const holds = state === undefined ? undefined : STATES[state];
      return holds && ((event) => select(event, steps).some(holds));
    },
  };
}

function readSteps(scan: Scanner): Step[] {
  scan.expect('$');
  const steps: Step[] = [];
  for (let part = readPart(scan); part !== undefined; part = readPart(scan)) steps.push(part);
  if (steps.length === 0 || steps.filter((step) => step === ANY).length > 1) throw invalidPattern();
  return steps;
}

function readPart(scan: Scanner): Step | undefined {
  const part = scan.take(/\.[\w-]+|\.\*|\[\d+\]|\[\*\]|\.?\['[^']+'\]|\.?\["[^"]+"\]/y);
  if (part === undefined) return undefined;
  if (part === '.*' || part === '[*]') return ANY;
  if (/^\[\d+\]$/.test(part)) return Number(part.slice(1, -1));
  return part.replace(/^\.?\[['"]|^\./, '').replace(/['"]\]$/, '');
}

function select(event: unknown, steps: readonly Step[]): unknown[] {
  return steps.reduce<unknown[]>((nodes, step) => nodes.flatMap((node) => children(node, step)), [event]);
}

function children(node: unknown, step: Step): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  if (step === ANY) return Object.values(node);
  const found = Object.entries(node).find(([name]) => name === String(step));
  const fits = typeof step !== 'number' || Array.isArray(node);
  return found && fits ? [found[1]] : [];
}
