/** A text that does not say what the next question needs: the walk stops there and says so. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}
