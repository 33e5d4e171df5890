/** Geographies that inference profiles begin with (Amazon Bedrock user guide, "Supported Regions and models for inference profiles"). */
const GEOGRAPHY = /^(?:us-gov|us|eu|apac|jp|au|ca|sa|global)\./;

/** ARNs whose last part names the model itself; of others (application profiles, provisioned throughput) the kind is kept. */
const MODEL_ARN = /^arn:[^:]*:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)\/(.+)$/;
const OTHER_ARN = /^arn:[^:]*:bedrock:[^:]*:[^:]*:(.+)$/;

/**
 * The model that a caller's name for it stands for: `anthropic.claude-…` of `us.anthropic.claude-…` and of the ARNs of both.
 * What an application inference profile or provisioned throughput runs is not in its name, which is kept:
 * `application-inference-profile/abc`.
 */
export function modelOf(id: string): string {
  const name = MODEL_ARN.exec(id)?.[1] ?? OTHER_ARN.exec(id)?.[1] ?? id;
  return name.replace(GEOGRAPHY, '');
}
