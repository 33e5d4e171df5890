/** The AWS Query protocol as STS speaks it: a form in, XML out. */
import type { AwsError } from '../operation.ts';
import { queryCode } from './error-codes.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** The operation's members; flat, since none of the operations served takes a list or a structure. */
export function queryInput(form: URLSearchParams): Record<string, unknown> {
  const { Action: _action, Version: _version, ...members } = Object.fromEntries(form);
  return members;
}

/** A response document of `output`, a structure of texts and structures. */
export function queryResponse(operation: string, output: unknown, requestId: string): string {
  const result = element(`${operation}Result`, elements(output ?? {}));
  const metadata = element('ResponseMetadata', element('RequestId', requestId));
  return `<${operation}Response xmlns="${NAMESPACE}">${result}${metadata}</${operation}Response>`;
}

/** An error document. */
export function queryError(error: AwsError, requestId: string): string {
  const type = element('Type', error.status < 500 ? 'Sender' : 'Receiver');
  const body = type + element('Code', queryCode(error.code)) + element('Message', escape(error.message));
  return `<ErrorResponse xmlns="${NAMESPACE}">${element('Error', body)}${element('RequestId', requestId)}</ErrorResponse>`;
}

function elements(structure: object): string {
  return Object.entries(structure)
    .map(([name, value]: [string, unknown]) =>
      element(name, typeof value === 'object' && value !== null ? elements(value) : escape(String(value))),
    )
    .join('');
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? '&quot;');
}
