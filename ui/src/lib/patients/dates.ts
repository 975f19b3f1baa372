import { isDate } from '$lib/shared/times';

/**
 * A birth date as people write it, day first, as the core wants it: `28.2.1990`, `28/02/1990`, `28 2 1990`, `19900228` →
 * `1990-02-28`. Whatever is none of these comes back as it was typed.
 */
export function readDate(typed: string): string {
  const text = typed.trim();
  if (isDate(text)) return text;
  const parts =
    /^(?<year>\d{4})[-./ ](?<month>\d{1,2})[-./ ](?<day>\d{1,2})$/.exec(text)?.groups ??
    /^(?<day>\d{1,2})[-./ ](?<month>\d{1,2})[-./ ](?<year>\d{4})$/.exec(text)?.groups ??
    /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/.exec(text)?.groups;
  if (!parts) return text;
  const { year = '', month = '', day = '' } = parts;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
