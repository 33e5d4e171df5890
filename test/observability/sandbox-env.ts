import { sandboxCredentials, type Sandbox } from '../../src/sandbox/sandbox.ts';

/** The environment of a service process that asks the sandbox. */
export function sandboxEnv(sandbox: Sandbox): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
    CLOUDWATCH_MCP_TOOLSETS: 'all',
    CLOUDWATCH_MCP_DRAIN_DELAY: '0',
  };
}
