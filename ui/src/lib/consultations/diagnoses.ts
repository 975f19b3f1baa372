// Coded diagnoses as lines of text: what two windows are compared by, and what a doctor reads where they differ.

import type { Diagnosis } from '../shared/contract';

/** Stands between a title, which never holds it, and the remark. */
const BEFORE_REMARK = ' — ';

/** A line each: code and title, and the remark where there is one. */
export function linesOf(diagnoses: readonly Diagnosis[]): string {
  return diagnoses
    .map(({ code, title, remark }) =>
      [`${code} ${title}`, ...(remark ? [remark] : [])].join(BEFORE_REMARK),
    )
    .join('\n');
}

/** The diagnoses of such lines; what stands there twice is one. */
export function readLines(text: string): Diagnosis[] {
  const lines = new Set(text.split('\n').filter((line) => line.trim() !== ''));
  return [...lines].map((line) => {
    const [named = '', ...rest] = line.split(BEFORE_REMARK);
    const space = named.indexOf(' ');
    const [code, title] = space < 0 ? [named, ''] : [named.slice(0, space), named.slice(space + 1)];
    return { code, title, remark: rest.join(BEFORE_REMARK) };
  });
}

/** The diagnosis of that code moved by so many places; where it ends, it stays. */
export function moved(diagnoses: readonly Diagnosis[], at: number, by: number): Diagnosis[] {
  const to = Math.max(0, Math.min(diagnoses.length - 1, at + by));
  const others = diagnoses.filter((_, place) => place !== at);
  return [...others.slice(0, to), ...diagnoses.slice(at, at + 1), ...others.slice(to)];
}
