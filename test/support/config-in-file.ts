import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { ConfigError, loadConfig, type Config } from '../../src/config.ts';

/** A configuration file of a test file's own, gone when its tests are over. */
export function configInFile() {
  const folder = mkdtempSync(join(tmpdir(), 'config-test-'));
  const path = join(folder, 'config.yaml');
  after(() => rmSync(folder, { recursive: true }));

  function load(text: string, env: NodeJS.ProcessEnv = {}): Config {
    writeFileSync(path, text);
    return loadConfig(['--config', path], env);
  }

  /** What a file is refused with, without its path: always one line. */
  function refusal(text: string): string {
    try {
      load(text);
    } catch (error) {
      assert.ok(error instanceof ConfigError, String(error));
      assert.ok(error.message.startsWith(path), error.message);
      assert.doesNotMatch(error.message, /\n/);
      return error.message.slice(path.length);
    }
    throw new Error(`${text} is taken`);
  }

  return { load, refusal };
}
