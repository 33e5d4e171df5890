import { clip } from '../../../format/text.ts';
import { estimateTokens } from '../../../format/tokens.ts';
import type { AlarmDetail } from './alarm-detail.ts';
import type { AlarmRow } from './alarm-row.ts';
import { shownCall } from './next-calls.ts';

interface Size {
  /** Longest text, characters. */
  readonly chars: number;
  /** Most lines of a list. */
  readonly lines: number;
}

/** What is tried in turn until the answer is short enough. */
const SIZES: readonly Size[] = [
  { chars: 600, lines: 12 },
  { chars: 300, lines: 6 },
  { chars: 150, lines: 3 },
  { chars: 60, lines: 2 },
];

interface Told {
  readonly items: AlarmRow[];
  readonly detail?: AlarmDetail | undefined;
}

/**
 * An answer about one alarm within the budget: proposed calls that are too long are named only; texts are clipped and
 * lists shortened, saying so, until the rendering fits, so that it is never cut in the middle of a call.
 */
export function fitDetail<O extends Told>(output: O, render: (output: O) => string, budgetTokens: number): O {
  const { detail } = output;
  if (detail === undefined) return output;
  const next = detail.next.map((call) => shownCall(call, budgetTokens));
  let fitted = { ...output, detail: { ...detail, next } };
  for (const size of SIZES) {
    if (estimateTokens(render(fitted)) <= budgetTokens) break;
    fitted = {
      ...output,
      items: output.items.map((row) => shorterRow(row, size)),
      detail: { ...shorterDetail(detail, size), next },
    };
  }
  return fitted;
}

function shorterRow(row: AlarmRow, size: Size): AlarmRow {
  return {
    ...row,
    condition: clip(row.condition, size.chars),
    ...(row.reason !== undefined && { reason: clip(row.reason, size.chars) }),
    ...(row.flags && { flags: shorterList(row.flags, size) }),
  };
}

function shorterDetail(detail: AlarmDetail, size: Size): AlarmDetail {
  const text = (whole: string | undefined) => whole && clip(whole, size.chars);
  return {
    ...detail,
    description: text(detail.description),
    query: text(detail.query),
    reason: text(detail.reason),
    metrics: shorterList(detail.metrics, size),
    ...(detail.logGroups && { logGroups: shorterList(detail.logGroups, size) }),
    facts: shorterList(detail.facts, size),
    ...(detail.parts && {
      parts: detail.parts.slice(0, size.lines).map((part) => ({
        ...part,
        name: clip(part.name, size.chars),
        reason: text(part.reason),
      })),
    }),
  };
}

function shorterList(list: readonly string[], { chars, lines }: Size): string[] {
  const left = list.length - lines;
  const kept = list.slice(0, lines).map((line) => clip(line, chars));
  return left > 0 ? [...kept, `${left} more not shown`] : kept;
}
