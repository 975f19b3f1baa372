// The diagnoses that the signed-in doctor has at hand: read once, then kept up with what is chosen here.

import type { DiagnosisAtHand, DiagnosisHit } from '../shared/contract';
import { attempt, freshId } from '../shared/desk';
import { errorText } from '../shared/errors';
import { toasts } from '../shared/toasts.svelte';

export class AtHand {
  #list = $state.raw<DiagnosisAtHand[]>([]);
  #reading: Promise<void> | null = null;

  /** Favourites first, of each the most used first. */
  readonly codes = $derived(
    this.#list
      .toSorted((one, other) =>
        one.favourite === other.favourite
          ? other.times - one.times
          : Number(other.favourite) - Number(one.favourite),
      )
      .map(({ code }) => code),
  );

  isFavourite(code: string): boolean {
    return this.#list.some((one) => one.code === code && one.favourite);
  }

  /** Reads it unless it was read; where it could not be, the next asking tries again. */
  read(): Promise<void> {
    this.#reading ??= this.#read();
    return this.#reading;
  }

  async #read(): Promise<void> {
    const outcome = await attempt('consultations_diagnoses_at_hand', null);
    if (outcome.ok) this.#list = outcome.answer;
    else this.#reading = null;
  }

  /** The diagnosis was written once more. */
  used({ code, title }: DiagnosisHit): void {
    const known = this.#list.find((one) => one.code === code);
    const now = known
      ? { ...known, times: known.times + 1 }
      : { code, title, favourite: false, times: 1 };
    this.#list = [...this.#list.filter((one) => one !== known), now];
  }

  /** Marks a code as a favourite, or takes the mark away. */
  async turnFavourite(code: string, title: string): Promise<void> {
    const favourite = !this.isFavourite(code);
    const known = this.#list.find((one) => one.code === code);
    const now = { code, title, times: known?.times ?? 0, favourite };
    const before = this.#list;
    this.#list = [...this.#list.filter((one) => one !== known), now];
    const request = { request_id: freshId(), code, favourite };
    const outcome = await attempt('diagnoses_set_favourite', request);
    if (outcome.ok) return;
    this.#list = before;
    const text = errorText(outcome.error);
    toasts.problem(text.what, text.next);
  }
}

const ofUsers = new Map<string, AtHand>();

/** What that user has at hand. */
export function atHandOf(user: string): AtHand {
  const known = ofUsers.get(user) ?? new AtHand();
  ofUsers.set(user, known);
  return known;
}
