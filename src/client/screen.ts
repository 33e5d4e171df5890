import type { Terminal } from './env.ts';
import { layout, wrap } from './layout.ts';
import { paintFor, plain } from './paint.ts';

/** Where a walk shows itself, for people. */
export interface Screen {
  heading(text: string): void;
  /** Characters to which lines are wrapped. */
  readonly columns: number;
  /** A paragraph, wrapped. */
  say(text: string): void;
  aside(text: string): void;
  good(text: string): void;
  bad(text: string): void;
  /** A tool call as it is sent. */
  call(tool: string, args: Readonly<Record<string, unknown>>): void;
  /** A tool's answer, as a model gets it but for the line breaks that the window needs. */
  answer(text: string, isError: boolean): void;
  /** Text to copy: as it is. */
  block(text: string): void;
}

/** @param calls how calls that an answer proposes are shown: in one piece, to be pasted, or wrapped like the rest */
export function screenFor(
  terminal: Terminal,
  write: (text: string) => void,
  calls: 'whole' | 'wrapped' = 'wrapped',
): Screen {
  const { columns } = terminal;
  const paint = paintFor(terminal.colour);
  const lines = (all: readonly string[], style: (line: string) => string) =>
    write(`${all.map((line) => style(line)).join('\n')}\n`);
  const paragraph = (text: string, style: (line: string) => string) =>
    lines(
      text.split('\n').flatMap((line) => wrap(line, columns)),
      style,
    );
  return {
    columns,
    heading: (text) => paragraph(`\n${text}`, paint.title),
    say: (text) => paragraph(text, (line) => line),
    aside: (text) => paragraph(text, paint.aside),
    good: (text) => paragraph(text, paint.good),
    bad: (text) => paragraph(text, paint.bad),
    call(tool, args) {
      const parts = Object.entries(args).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      lines(wrap(`> ${[tool, ...parts].join(' ')}`, columns, '    '), paint.call);
    },
    answer(text, isError) {
      lines(layout(plain(text), columns, calls), isError ? paint.bad : (line) => line);
    },
    block: (text) => lines(text.split('\n'), paint.call),
  };
}
