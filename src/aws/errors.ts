import { CREDENTIAL_SOURCES, isAbort, isBrokenOff, ToolError, type ErrorCode } from '../errors.ts';
import { upstreamWords } from '../format/text.ts';

/** What was asked of AWS, for the error sentence. `action` is the IAM action, `cloudwatch:DescribeAlarms`. */
export interface Asked {
  readonly action: string;
  readonly region: string;
  /** Where the credentials come from, in words, where that is known. */
  readonly credentialSource?: string | undefined;
}

interface AwsError extends Error {
  readonly $metadata?: { httpStatusCode?: number; attempts?: number };
  readonly $fault?: 'client' | 'server';
  readonly code?: string;
}

type Row = readonly [pattern: RegExp, code: ErrorCode, sentence: (error: AwsError, asked: Asked) => string];

/** Upstream error names to ours, first match wins. The names are those of the services' models and of AWS's common errors. */
const TABLE: readonly Row[] = [
  [
    /^NoCredentials$/,
    'expired',
    (error, { action }) =>
      `The server gets no AWS credentials for ${action} (${upstreamWords(error.message)}). The operator must check ${whatToCheck(error.message)}.`,
  ],
  [
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)/,
    'access_denied',
    (error, { action, region }) =>
      `AWS refuses ${action} in ${region}. The role needs "${action}" in its policy${reason(error)}.`,
  ],
  [
    /^CredentialsProviderError$/,
    'expired',
    (error, { action }) =>
      `No AWS credentials were found for ${action} (${upstreamWords(error.message)}). The operator must give some: ${CREDENTIAL_SOURCES}.`,
  ],
  [
    /^(ExpiredToken|TokenRefreshRequired|RequestExpired|TokenProviderError|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|MissingAuthenticationToken|InvalidIdentityToken|IDPRejectedClaim)/,
    'expired',
    (error, { action, credentialSource = CREDENTIAL_SOURCES }) =>
      `The server's AWS credentials do not work for ${action} (${error.name}: ${upstreamWords(error.message)}). The operator must renew them: ${credentialSource}.`,
  ],
  [
    /^(SignatureDoesNotMatch|RequestTimeTooSkewed|InvalidSignature)/,
    'expired',
    (error) =>
      `AWS rejects the server's signature (${error.name}): its clock or its secret access key is wrong. The operator must check both.`,
  ],
  [
    /^(Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|SlowDown|RequestThrottled|PriorRequestNotComplete)/,
    'throttled',
    (error, { action, region }) =>
      `AWS throttles ${action} in ${region}${attempts(error)}. Wait 10 seconds, then ask for less at a time.`,
  ],
  [
    /^AnswerTooLarge$/,
    'too_expensive',
    (error, { action, region }) =>
      `${action} in ${region} answers with ${error.message}, which is not read. Ask for less: a shorter window, fewer names, a more selective filter.`,
  ],
  [
    /^(ResourceNotFound|NotFound|DashboardNotFound)/,
    'not_found',
    (error, { region }) => `${sentence(error.message || 'It does not exist')} Asked in ${region}.`,
  ],
  [
    /^(Validation|InvalidParameter|InvalidFormat|InvalidNextToken|MissingRequiredParameter|MissingParameter|InvalidArgument|MalformedQuery|UnsupportedOperation|InvalidOperation|OperationAborted|SerializationException)/,
    'invalid_input',
    (error, { action }) => `AWS refuses the question (${action}, ${error.name}): ${sentence(error.message)}`,
  ],
];

/** Names of network failures as Node and the SDK give them. */
const NETWORK =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|CERT_|ERR_TLS|DEPTH_ZERO|UNABLE_TO)/;

/** A failure of an SDK call as a `ToolError`; aborts and errors that are one already pass through. */
export function toToolError(error: unknown, asked: Asked): unknown {
  if (error instanceof ToolError || isAbort(error) || !(error instanceof Error)) return error;
  const aws = error as AwsError;
  if (isStranger(aws)) return new ToolError('upstream', stranger(aws, asked), { cause: error });
  for (const [pattern, code, say] of TABLE) {
    if (pattern.test(aws.name)) return new ToolError(code, say(aws, asked), { cause: error });
  }
  return new ToolError('upstream', upstream(aws, asked), { cause: error });
}

/** What a failure of an SDK call is. */
export function codeOf(error: unknown, asked: Asked): ErrorCode {
  const told = toToolError(error, asked);
  return told instanceof ToolError ? told.code : 'upstream';
}

function upstream(error: AwsError, { action, region }: Asked): string {
  const network = error.code ?? error.name;
  if (isBrokenOff(network)) {
    return `The connection to AWS broke off in ${action} in ${region} (${network})${attempts(error)}. Try again in a minute.`;
  }
  if (NETWORK.test(network)) {
    return `AWS cannot be reached for ${action} in ${region} (${network}). The operator must check that ${region} is a region, and the network (DNS, egress on 443, VPC endpoints, AWS_ENDPOINT_URL).`;
  }
  const status = error.$metadata?.httpStatusCode;
  const answered = statusOf(error);
  if (error.$fault === 'client')
    return `AWS refuses ${action} in ${region} (${error.name}): ${sentence(error.message)}`;
  if (error.$fault === 'server' || (status ?? 0) >= 500) {
    return `${action} in ${region} failed on AWS's side (${error.name}${answered})${attempts(error)}. Try again in a minute.`;
  }
  const what = `${error.name === 'AnswerMisshapen' ? error.message : error.name}${status === 200 ? '' : answered}`;
  return `${action} in ${region} gave an answer that cannot be read (${what}). Try again in a minute; if it stays so, the operator must check AWS_ENDPOINT_URL and what stands between.`;
}

/** Whether the refusal has no code of AWS's in it, for which the SDK then says `Unknown`. */
function isStranger(error: AwsError): boolean {
  const nameless = error.name === 'Unknown' || error.message === 'Unknown';
  return nameless && (error.$metadata?.httpStatusCode ?? 0) < 500;
}

function stranger(error: AwsError, { action, region }: Asked): string {
  return `What answered ${action} in ${region} is not AWS${statusOf(error)}. The operator must check AWS_ENDPOINT_URL and what stands between.`;
}

function statusOf({ $metadata }: AwsError): string {
  return $metadata?.httpStatusCode === undefined ? '' : `, HTTP ${$metadata.httpStatusCode}`;
}

function attempts(error: AwsError): string {
  const made = error.$metadata?.attempts ?? 1;
  return made > 1 ? `, also after ${made} attempts` : '';
}

/** Whether AWS says that the credentials were good once: newer ones may do. */
export function isExpired(error: unknown): boolean {
  return error instanceof Error && /^(ExpiredToken|TokenRefreshRequired)/.test(error.name);
}

/** Whether AWS says that it is not allowed. */
export function isRefused(error: Error): boolean {
  return TABLE.find(([pattern]) => pattern.test(error.name))?.[1] === 'access_denied';
}

/** In what the SDK says of who gives credentials and was not reached. */
const UNREACHED = /TimeoutError|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/;

/** By the name of STS's refusal. */
function whatToCheck(message: string): string {
  if (message.startsWith('AccessDenied'))
    return "the role's trust policy, which must admit this service account: `cloudwatch-mcp iam-policy --trust irsa` prints one";
  if (message.startsWith('InvalidIdentityToken'))
    return "the cluster's OIDC provider in IAM, and the token's audience, which must be sts.amazonaws.com";
  if (/^(Throttl|TooManyRequests)/.test(message)) return 'how often the role is assumed: STS throttles it';
  if (UNREACHED.test(message))
    return 'that the network reaches STS of the region, or the Pod Identity agent (DNS, egress on 443 and to 169.254.170.23, VPC endpoints)';
  return CREDENTIAL_SOURCES;
}

/** Whether the credentials were refused, so that it matters where they come from. */
export function isCredentialError(error: unknown): boolean {
  if (!(error instanceof Error) || /^(NoCredentials|CredentialsProviderError)$/.test(error.name)) return false;
  return TABLE.find(([pattern]) => pattern.test(error.name))?.[1] === 'expired';
}

function reason(error: AwsError): string {
  return error.message === '' ? '' : ` (${upstreamWords(error.message)})`;
}

function sentence(message: string): string {
  return `${upstreamWords(message)}.`;
}
