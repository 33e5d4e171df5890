/** What nobody caught in this process from now on: a server would have died of it. */
export function watchProcess(): readonly unknown[] {
  const uncaught: unknown[] = [];
  process.on('unhandledRejection', (reason) => uncaught.push(reason));
  process.on('uncaughtException', (error) => uncaught.push(error));
  return uncaught;
}
