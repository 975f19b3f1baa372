// What differs between two texts, word by word.

import { diffArrays } from 'diff';

/** A run of words that both texts have, or only one of them. */
export interface Run {
  text: string;
  in: 'both' | 'first' | 'second';
}

/** Texts that share so little are shown one for the other: finding every shared word would take long and help nobody. */
const MOST_EDITS = 500;

/** Words of any script, and what stands between them. */
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
function wordsOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The words of both texts in their order. */
export function runsOf(first: string, second: string): Run[] {
  const changes = diffArrays(wordsOf(first), wordsOf(second), { maxEditLength: MOST_EDITS });
  const runs: Run[] = changes
    ? changes.map(({ value, added, removed }) => ({
        text: value.join(''),
        in: removed ? 'first' : added ? 'second' : 'both',
      }))
    : [
        { text: first, in: 'first' },
        { text: second, in: 'second' },
      ];
  return runs.filter(({ text }) => text !== '');
}
