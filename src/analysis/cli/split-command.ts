import { ToolError } from '../../errors.ts';

/** What a shell would do with a character outside quotes, and what to do here instead. */
const OPERATORS: Readonly<Record<string, string>> = {
  '|': 'Pipes are not run: choose and reshape the answer with --query, shorten it with --max-items',
  '>': 'Redirections are not run: the answer comes back as text. Put an expression that has > in quotes',
  '<': 'Redirections are not run: write values into the command. Put an expression that has < in quotes',
  ';': 'One command at a time: send the next in a call of its own',
  '&': 'One command at a time, and none in the background: send the next in a call of its own',
  '\n': 'One command at a time: a line that goes on ends with \\',
};

/** What begins an expansion behind `$`; any other dollar is itself, as in `{ $.level = "error" }`. */
const EXPANDS = /[A-Za-z0-9_({@*#?!$'"-]/;

interface Words {
  readonly words: string[];
  /** The word under way; undefined between words. */
  word: string | undefined;
}

/**
 * The words of a command line as a POSIX shell splits it: quotes, backslashes, lines that go on. Nothing is expanded and
 * nothing is run; what a shell would expand or run is refused. Braces, brackets and stars stand for themselves.
 * @throws ToolError invalid_input that says what was refused and what to do instead
 */
export function splitCommand(text: string): string[] {
  const state: Words = { words: [], word: undefined };
  const line = text.trim();
  for (let at = 0; at < line.length;) at = step(line, at, state);
  endWord(state);
  return state.words;
}

/** Reads what begins at `at`; returns where the next begins. */
function step(line: string, at: number, state: Words): number {
  const char = line.charAt(at);
  if (char === "'") return singleQuoted(line, at, state);
  if (char === '"') return doubleQuoted(line, at, state);
  if (char === '\\') return escaped(line, at, state);
  if (char === ' ' || char === '\t' || char === '\r') {
    endWord(state);
    return at + 1;
  }
  const refusal = OPERATORS[char];
  if (refusal !== undefined) throw refused(refusal, char);
  refuseExpansion(line, at, false);
  add(state, char);
  return at + 1;
}

function singleQuoted(line: string, at: number, state: Words): number {
  const end = line.indexOf("'", at + 1);
  if (end < 0) throw unclosed("'", at);
  add(state, line.slice(at + 1, end));
  return end + 1;
}

function doubleQuoted(line: string, at: number, state: Words): number {
  add(state, '');
  for (let i = at + 1; i < line.length; i += 1) {
    const char = line.charAt(i);
    if (char === '"') return i + 1;
    const next = line.charAt(i + 1);
    if (char === '\\' && next === '\n') i += 1;
    else if (char === '\\' && /["\\$`]/.test(next)) {
      add(state, next);
      i += 1;
    } else {
      refuseExpansion(line, i, true);
      add(state, char);
    }
  }
  throw unclosed('"', at);
}

function escaped(line: string, at: number, state: Words): number {
  const next = line.charAt(at + 1);
  if (next === '\n') return at + 2;
  if (next === '\r' && line.charAt(at + 2) === '\n') return at + 3;
  add(state, next === '' ? '\\' : next);
  return at + 2;
}

function refuseExpansion(line: string, at: number, inQuotes: boolean): void {
  const char = line.charAt(at);
  if (char === '`') {
    throw refused('No command is run inside another: put a --query that has backticks in single quotes', '`');
  }
  if (char !== '$') return;
  const next = line.charAt(at + 1);
  if (next === '(') throw refused('No command is run inside another: write its result, such as a time, yourself', '$(');
  if (!EXPANDS.test(next) || (inQuotes && (next === '"' || next === "'"))) return;
  const name = /^\$(?:\w+|\{[^}]{0,40}\}?|.)/.exec(line.slice(at, at + 60))?.[0] ?? '$';
  throw refused('There are no variables here: write the value. A $ that is meant goes in single quotes', name);
}

function add(state: Words, text: string): void {
  state.word = (state.word ?? '') + text;
}

function endWord(state: Words): void {
  if (state.word !== undefined) state.words.push(state.word);
  state.word = undefined;
}

function refused(why: string, what: string): ToolError {
  return new ToolError('invalid_input', `command has ${JSON.stringify(what)}, and no shell reads it. ${why}.`);
}

function unclosed(quote: string, at: number): ToolError {
  return new ToolError(
    'invalid_input',
    `command has a ${quote} at character ${at + 1} that is not closed. Close it, or put a backslash before one that is meant.`,
  );
}
