/** A log group as a caller names it: by name, or by ARN (which linked accounts need). */
export interface LogGroupRef {
  /** What the API takes: the name, or the ARN without `:*`. */
  readonly id: string;
  readonly name: string;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
}

const ARN = /^arn:[\w-]+:logs:([\w-]+):(\d{12}):log-group:([.\-_/#A-Za-z0-9]{1,512}?)(?::\*)?$/;
/** What CreateLogGroup allows: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;

/** Reads a group's name or ARN (with or without `:*`); undefined where the text can be neither. */
export function parseLogGroup(text: string): LogGroupRef | undefined {
  const arn = ARN.exec(text);
  if (arn) {
    const [, region, account, name = ''] = arn;
    return { id: text.replace(/:\*$/, ''), name, region, account };
  }
  return NAME.test(text) ? { id: text, name: text } : undefined;
}

/** A group of the caller's own account by its name; one of another account keeps its ARN. */
export function withoutOwnArn(group: LogGroupRef, ownAccount: string | undefined): LogGroupRef {
  return ownAccount !== undefined && group.account === ownAccount ? { id: group.name, name: group.name } : group;
}
