import { describe, expect, it } from 'vitest';
import { fitting, typedBefore } from './quick-text';

const quick = ['htn', 'heart', 'ht', 'dm2'].map((abbreviation) => ({ abbreviation, text: '…' }));

describe('an abbreviation', () => {
  it.each([
    [';htn', 4, { from: 0, letters: 'htn' }],
    ['knee ;', 6, { from: 5, letters: '' }],
    ['first\n;DM2', 10, { from: 6, letters: 'dm2' }],
    [';قلب', 4, { from: 0, letters: 'قلب' }],
    [';htn more', 4, { from: 0, letters: 'htn' }],
    ['pain;htn', 8, null],
    ['pain; htn', 9, null],
    ['&lt;htn', 7, null],
    ['', 0, null],
  ])('in "%s" before %i is %j', (text, cursor, expected) => {
    expect(typedBefore(text, cursor)).toEqual(expected);
  });

  it('is offered what begins so, the shortest first', () => {
    const offered = (letters: string) =>
      fitting(quick, { from: 0, letters }).map(({ abbreviation }) => abbreviation);
    expect(offered('h')).toEqual(['ht', 'htn', 'heart']);
    expect(offered('')).toEqual(['ht', 'dm2', 'htn', 'heart']);
    expect(offered('x')).toEqual([]);
  });
});
