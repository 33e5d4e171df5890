import { spawn } from 'node:child_process';
import type { ClientSettings } from '../env.ts';

/** Opens a URL in the user's browser where there is one; whether it was tried. No shell is involved. */
export function openBrowser(url: URL, settings: Pick<ClientSettings, 'browser' | 'display'>): boolean {
  const [command, ...args] = commandFor(url, settings);
  if (command === undefined) return false;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // The URL is printed in any case.
  child.on('error', () => {});
  child.unref();
  return true;
}

/** The command line that opens a URL; empty where there is no browser. */
export function commandFor(
  { href }: URL,
  { browser, display }: Pick<ClientSettings, 'browser' | 'display'>,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const words = browser?.split(' ').filter((word) => word !== '') ?? [];
  if (words.length > 0) {
    return words.includes('%s') ? words.map((word) => (word === '%s' ? href : word)) : [...words, href];
  }
  if (!display) return [];
  if (platform === 'darwin') return ['open', href];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', href];
  return ['xdg-open', href];
}
