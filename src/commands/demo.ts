export async function demo(_argv: readonly string[]): Promise<void> {
  await Promise.resolve();
}
