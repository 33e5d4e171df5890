import type { PaceLimits } from '../budget/paces.ts';
import type { UpstreamObserver } from '../upstream-call.ts';

/** Another endpoint and fixed credentials, for the embedded sandbox; everywhere else the default chain and AWS's own hosts. */
export interface AwsOverride {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface AwsOptions {
  /** The region that STS is asked in. */
  readonly region: string;
  readonly profile?: string | undefined;
  readonly userAgent: string;
  /** How fast AWS may be asked; not paced unless given. */
  readonly pace?: PaceLimits | undefined;
  readonly override?: AwsOverride | undefined;
  /** Told of every call that goes to AWS. */
  readonly observer?: UpstreamObserver | undefined;
}
