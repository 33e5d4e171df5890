import pLimit from 'p-limit';
import { anotherQuestion, askBaseline, askUnder, isPath, type Asked, type Baseline } from './ask.ts';
import { COLUMNS, type Column } from './columns.ts';
import { QUESTIONS } from './questions.ts';

/** One question under one fault of one operation that it takes. */
export interface Cell {
  readonly column: Column;
  /** What the table shows: see `READING`. */
  readonly outcome: string;
  readonly asked: Asked;
  /** The lines that the text has not without the fault. */
  readonly news: string;
}

export interface Row {
  readonly tool: string;
  readonly operation: string;
  readonly cells: readonly Cell[];
}

/** Calls that only wait for their deadline are cheap; the others share two cores with the upstreams they ask. */
const WAITING_AT_ONCE = 40;
const WORKING_AT_ONCE = 10;

/** Asks every tool under every fault of each operation it uses. Takes some minutes. */
export async function runTable(): Promise<Row[]> {
  const one = pLimit(1);
  const baselines = await Promise.all(QUESTIONS.map((question) => one(() => askBaseline(question))));
  const rows = new Map<string, { baseline: Baseline; operation: string; cells: Map<Column, Cell> }>();
  for (const baseline of baselines) {
    for (const operation of operationsOf(baseline)) {
      const key = `${baseline.question.tool} ${operation}`;
      if (!rows.has(key)) rows.set(key, { baseline, operation, cells: new Map() });
    }
  }
  for (const [columns, atOnce] of [
    [COLUMNS.filter(({ slow }) => slow), WAITING_AT_ONCE],
    [COLUMNS.filter(({ slow }) => !slow), WORKING_AT_ONCE],
  ] as const) {
    const limit = pLimit(atOnce);
    const cells = columns.flatMap((column) =>
      [...rows.values()].map((row) =>
        limit(async () => row.cells.set(column, await fillCell(column, row.operation, row.baseline, baselines))),
      ),
    );
    await Promise.all(cells);
  }
  // What all that shares this process with it may have kept from its answer is asked again, alone.
  for (const { baseline, operation, cells } of rows.values()) {
    for (const [column, { asked }] of cells) {
      if (asked.durationMs > asked.timeoutMs) cells.set(column, await fillCell(column, operation, baseline, baselines));
    }
  }
  return [...rows.values()].map(({ baseline, operation, cells }) => ({
    tool: baseline.question.tool,
    operation,
    cells: COLUMNS.flatMap((column) => cells.get(column) ?? []),
  }));
}

/** `get_server_info` tries every permission in the same way: of each service one operation shows what comes of it. */
function operationsOf({ question, operations }: Baseline): readonly string[] {
  if (question.tool !== 'get_server_info') return operations;
  const ofServices = Map.groupBy(operations, (operation) => operation.split(' ')[0]);
  return [...ofServices.values()].flatMap(([first]) => first ?? []);
}

async function fillCell(
  column: Column,
  operation: string,
  baseline: Baseline,
  baselines: readonly Baseline[],
): Promise<Cell> {
  const { question } = baseline;
  const asked = await askUnder(column, operation, question, anotherQuestion(question.tool, operation, baselines));
  const usual = new Set(baseline.text.split('\n'));
  const news = asked.text.split('\n').filter((line) => !usual.has(line));
  return { column, asked, outcome: outcomeOf(column, operation, asked, baseline), news: news.join('\n') };
}

function outcomeOf({ fault }: Column, operation: string, asked: Asked, baseline: Baseline): string {
  if (asked.isError) return asked.outcome;
  if (asked.text !== baseline.text) {
    return asked.items === baseline.items ? 'rows' : 'partial';
  }
  const cannotStrike =
    (fault.kind === 'emptyPages' && !asked.followed) ||
    (fault.share !== undefined && asked.attempts < 2) ||
    (fault.kind === 'clockSkew' && isPath(operation));
  return cannotStrike ? '–' : 'answer';
}

const READING = `# Every tool under every fault

Each row is an operation that a tool asks of an upstream, each column a way in which that operation fails (the sandbox's
faults, \`src/sandbox/faults.ts\`; for paths, a Prometheus server that fails in the same ways). The question is asked by a
real client over HTTP; a cell is what came back:

- \`answer\`: the same text as without the fault.
- \`rows\`: the same rows; something beside them is not known, and the text says so (\`account unknown\`) or goes without
  (the alias of a workspace).
- \`partial\`: less than without the fault, and the text says what is missing and why.
- an error's code: the text begins with \`Error:\`, says what happened and what to do next.
- \`–\`: the fault cannot strike here (an operation without pages, a single call, a server that checks no signature).

"Once" strikes the first call, "every other" each second one; all others strike every call. No call ended after its
deadline, and where the upstream was silent or slow another caller was answered meanwhile. \`npm run test:faults\` holds
all this; \`WRITE_TABLE=1 npm run test:faults\` writes this file anew.

`;

/** The README beside this file. */
export function renderReadme(rows: readonly Row[]): string {
  const head = ['tool', 'operation', ...COLUMNS.map(({ name }) => name)];
  const lines = rows.map(({ tool, operation, cells }, i) => [
    rows[i - 1]?.tool === tool ? '' : tool,
    operation,
    ...cells.map(({ outcome }) => outcome),
  ]);
  const table = [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`);
  return `${READING}${table.join('\n')}\n\n## What is said\n\n${sentences(rows)}`;
}

/** Each error as the first tool says it that meets it, by column. */
function sentences(rows: readonly Row[]): string {
  return COLUMNS.map(({ name }, i) => {
    const said = new Map<string, string>();
    for (const { tool, operation, cells } of rows) {
      const cell = cells[i];
      if (cell === undefined || !cell.asked.isError) continue;
      const form = `${operation.split(' ')[0]} ${cell.outcome}`
        .replace(/^\/\S+/, 'server')
        .replace(/^(logs|sts)/, 'monitoring');
      if (!said.has(form)) said.set(form, `- \`${tool}\`, ${operation}: ${cell.asked.text}`);
    }
    return said.size === 0 ? '' : `### ${name}\n\n${[...said.values()].join('\n')}\n`;
  })
    .filter((part) => part !== '')
    .join('\n');
}
