import { AwsError, text, type OperationContext, type TrustedRole } from '../operation.ts';
import { accessDenied } from '../faults.ts';
import { callerArn, required, ROLE_ARN, SESSION_NAME, sessionAnswer } from './sts.ts';

/** The longest that a session of a role may last that was assumed from a role's session, seconds ("Role chaining", IAM User Guide). */
const CHAINED_SECONDS = 3_600;
const SOURCE_IDENTITY = /^(?!aws:)[\w+=,.@-]{2,64}$/i;
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;
const MAX_TAGS = 50;

/**
 * Assumes a role of any account for whoever signed the request, who is a role's session too. A source identity that is set
 * stays: a further session must carry it.
 * @param roles by ARN; every role may be assumed where undefined
 */
export function assumeRole(
  input: Record<string, unknown>,
  context: OperationContext,
  roles: Readonly<Record<string, TrustedRole>> | undefined,
): unknown {
  const { sessions, signedBy } = context;
  const arn = required(input, 'RoleArn', ROLE_ARN);
  const sessionName = required(input, 'RoleSessionName', SESSION_NAME);
  const seconds = Number(text(input, 'DurationSeconds') ?? CHAINED_SECONDS);
  if (seconds < 900 || seconds > CHAINED_SECONDS) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  const sourceIdentity =
    input.SourceIdentity === undefined ? undefined : required(input, 'SourceIdentity', SOURCE_IDENTITY);
  const tags = tagsOf(input);
  const role = roles === undefined ? {} : roles[arn];
  const trusted = role !== undefined && (role.externalId === undefined || role.externalId === input.ExternalId);
  const changed = signedBy?.sourceIdentity !== undefined && signedBy.sourceIdentity !== sourceIdentity;
  if (!trusted || changed) {
    const { message } = accessDenied('sts:AssumeRole', 'sts', callerArn(context));
    throw new AwsError('AccessDenied', message.replace(/ because .*/, ` on resource: ${arn}`), 403);
  }
  if (!sessions) throw new AwsError('InternalFailure', 'This sandbox hands out no sessions.', 500);
  const account = arn.split(':')[4] ?? '';
  return sessionAnswer(sessions.open({ arn, sessionName, assumed: { account, sourceIdentity, tags } }));
}

/** `Tags.member.1.Key=…&Tags.member.1.Value=…` */
function tagsOf(input: Record<string, unknown>): Record<string, string> {
  const numbers = Object.keys(input).flatMap((key) => /^Tags\.member\.(\d+)\.Key$/.exec(key)?.[1] ?? []);
  const tags = numbers.map((n) => [
    required(input, `Tags.member.${n}.Key`, TAG_KEY),
    required(input, `Tags.member.${n}.Value`, TAG_VALUE),
  ]);
  const keys = tags.map(([key]) => key?.toLowerCase());
  if (tags.length > MAX_TAGS || new Set(keys).size < keys.length) {
    throw new AwsError('ValidationError', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  return Object.fromEntries(tags) as Record<string, string>;
}
