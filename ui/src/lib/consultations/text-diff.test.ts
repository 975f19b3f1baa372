import { describe, expect, it } from 'vitest';
import { runsOf } from './text-diff';

/** `[-gone-]` and `{+new+}`. */
function drawn(first: string, second: string): string {
  const mark = { both: ['', ''], first: ['[-', '-]'], second: ['{+', '+}'] };
  return runsOf(first, second)
    .map((run) => mark[run.in].join(run.text))
    .join('');
}

describe('two texts side by side', () => {
  it('differ by words, not by letters or lines', () => {
    expect(drawn('Cough for two weeks.', 'Cough for three weeks.')).toBe(
      'Cough for [-two-]{+three+} weeks.',
    );
    expect(drawn('Rest\ntea', 'Rest\nmuch tea')).toBe('Rest\n{+much +}tea');
    expect(drawn('', 'Rest')).toBe('{+Rest+}');
    expect(drawn('Rest', 'Rest')).toBe('Rest');
    expect(drawn('سعال منذ يومين', 'سعال منذ أسبوع')).toBe('سعال منذ [-يومين-]{+أسبوع+}');
  });

  it('hold every letter of both, whatever they are', () => {
    const first = 'a b  c\n\n d'.repeat(500);
    const second = 'x b y\n d z'.repeat(500);
    const of = (side: 'first' | 'second') =>
      runsOf(first, second)
        .filter((run) => run.in === 'both' || run.in === side)
        .map(({ text }) => text)
        .join('');
    expect(of('first')).toBe(first);
    expect(of('second')).toBe(second);
  });
});
