import { clip } from './text.ts';

/** Strings (kept) and white space between tokens (dropped) of a JSON text. */
const JSON_PIECES = /("(?:[^"\\]|\\.)*")|\s+/g;

/**
 * A log message as a result carries it: without white space at its end, a JSON message without white space between its
 * tokens (numbers and escapes stay as they were logged), cut at `maxChars` with what is missing.
 */
export function shownMessage(message: string, maxChars: number): string {
  return clip(compactJson(message.trimEnd()), maxChars);
}

/** Whether `shownMessage` cuts. */
export function isClipped(message: string, maxChars: number): boolean {
  return message.length > maxChars && compactJson(message.trimEnd()).length > maxChars;
}

function compactJson(message: string): string {
  if (!/^\s*[{[]/.test(message) || !isJson(message)) return message;
  return message.replace(JSON_PIECES, '$1');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Later lines of a message are indented, so that none can pass for an event of its own. */
export function indentLines(message: string): string {
  return message.replace(/\r\n|[\n\r\u0085\u2028\u2029]/g, '\n    ');
}
