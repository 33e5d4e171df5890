import { formatNumber } from './number.ts';

/** `about $0.22`, `under $0.0001`. */
export function money(dollars: number): string {
  if (dollars === 0) return '$0';
  return dollars < 0.0001 ? 'under $0.0001' : `about $${formatNumber(dollars, 2)}`;
}
