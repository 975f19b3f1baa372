/** Age in whole years on a date; both as `2026-11-21`, a time behind it is ignored. */
export function ageOn(birth_date: string, on: string): number {
  const [year = 0, month = 0, day = 0] = birth_date.slice(0, 10).split('-').map(Number);
  const [onYear = 0, onMonth = 0, onDay = 0] = on.slice(0, 10).split('-').map(Number);
  const before = onMonth < month || (onMonth === month && onDay < day);
  return onYear - year - (before ? 1 : 0);
}
