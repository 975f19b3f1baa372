// Quick texts while typing: what stands before the cursor, and what takes its place. The fields stay plain text areas:
// nothing happens while an input method composes or something is dictated.

import type { QuickText } from './prepared.svelte';

/** An abbreviation that is being typed: where its semicolon stands, and the letters after it. */
export interface Typed {
  from: number;
  letters: string;
}

/** The abbreviation that ends at the cursor; its semicolon begins a word. */
export function typedBefore(text: string, cursor: number): Typed | null {
  const found = /(?:^|\s);([\p{L}\p{N}-]{0,20})$/u.exec(text.slice(0, cursor));
  if (!found) return null;
  const letters = found[1] ?? '';
  return { from: cursor - letters.length - 1, letters: letters.toLowerCase() };
}

/** The quick texts that begin so, the shortest first. */
export function fitting(quick: readonly QuickText[], { letters }: Typed): QuickText[] {
  return quick
    .filter(({ abbreviation }) => abbreviation.startsWith(letters))
    .toSorted(
      (one, other) =>
        one.abbreviation.length - other.abbreviation.length ||
        one.abbreviation.localeCompare(other.abbreviation),
    );
}

/** Puts a text in the place of what stands from there to the cursor, so that the field's own undo takes it back. */
export function replace(field: HTMLTextAreaElement, from: number, text: string): void {
  const to = field.selectionStart;
  field.setSelectionRange(from, to);
  if (typeof document.execCommand === 'function' && document.execCommand('insertText', false, text))
    return;
  field.setRangeText(text, from, to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
