// Quick texts and templates of the signed-in doctor: read once, and again when somebody changed one.

import * as m from '$messages';
import { history } from '../appointments/history.svelte';
import type {
  ClinicError,
  LetterKind,
  Prepared,
  PreparedFor,
  PreparedText,
  SpecialtyView,
} from '../shared/contract';
import { attempt, freshId } from '../shared/desk';

/** A quick text as it is offered. */
export interface QuickText {
  abbreviation: string;
  text: string;
}

export type Template = Extract<Prepared, { kind: 'template' }>;
export type LetterText = Extract<Prepared, { kind: 'letter' }>;

export class PreparedTexts {
  list = $state.raw<PreparedText[]>([]);
  error = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  #reading: Promise<void> | null = null;

  /** By abbreviation; the doctor's own stands before everybody's of the same name. */
  readonly quick = $derived.by((): QuickText[] => {
    const own = this.list.toSorted(
      (one, other) =>
        Number(one.prepared_for === 'everybody') - Number(other.prepared_for === 'everybody'),
    );
    const found: QuickText[] = [];
    for (const { prepared } of own) {
      if (prepared.kind !== 'quick_text') continue;
      if (!found.some(({ abbreviation }) => abbreviation === prepared.abbreviation))
        found.push(prepared);
    }
    return found.toSorted((one, other) => one.abbreviation.localeCompare(other.abbreviation));
  });

  /** Those of the doctor's specialties first, then those for everybody, then the rest. */
  templates(specialties: readonly SpecialtyView[]): PreparedText[] {
    const own = specialties.map(({ id }) => id);
    const nearness = ({ specialty_id }: Template) =>
      specialty_id === null ? 1 : own.includes(specialty_id) ? 0 : 2;
    return this.list
      .filter(({ prepared }) => prepared.kind === 'template')
      .toSorted((one, other) => {
        const [left, right] = [one.prepared as Template, other.prepared as Template];
        return nearness(left) - nearness(right) || left.name.localeCompare(right.name);
      });
  }

  /** What letters of that kind can begin with, by name. */
  letters(kind: LetterKind): { id: string; letter: LetterText }[] {
    return this.list
      .flatMap(({ id, prepared }) =>
        prepared.kind === 'letter' && prepared.letter === kind ? [{ id, letter: prepared }] : [],
      )
      .toSorted((one, other) => one.letter.name.localeCompare(other.letter.name));
  }

  /** Reads them unless they were read; where they could not be, the next asking tries again. */
  read(): Promise<void> {
    this.#reading ??= this.refresh();
    return this.#reading;
  }

  async refresh(): Promise<void> {
    const outcome = await attempt('prepared_texts_list', null);
    if (outcome.ok) this.list = outcome.answer;
    else this.#reading = null;
  }

  /** Keeps one, new where `before` is null; says whether it did. */
  async save(
    before: PreparedText | null,
    prepared_for: PreparedFor,
    prepared: Prepared,
  ): Promise<PreparedText | null> {
    const id = before?.id ?? freshId();
    const row_version = before?.row_version ?? null;
    return (await this.#keep({ id, row_version, prepared_for, prepared }))
      ? (this.list.find((one) => one.id === id) ?? null)
      : null;
  }

  /** Takes one away; it can be had back. */
  async remove(gone: PreparedText): Promise<boolean> {
    if (!(await this.#drop(gone))) return false;
    const name = calledBy(gone.prepared);
    history.did({
      says: m.did_remove_text({ name }),
      undone: m.undid_remove_text({ name }),
      undo: async () => ((await this.#keep({ ...gone, row_version: null })) ? null : this.error),
      redo: async () => {
        const there = this.list.find(({ id }) => id === gone.id);
        return !there || (await this.#drop(there)) ? null : this.error;
      },
    });
    return true;
  }

  async #keep(wish: Omit<PreparedText, 'row_version'> & { row_version: number | null }) {
    const { id, row_version, prepared_for, prepared } = wish;
    const request = { request_id: freshId(), id, row_version, prepared_for, prepared };
    this.pending = true;
    const outcome = await attempt('prepared_texts_save', request);
    return this.#took(outcome);
  }

  async #drop({ id, row_version }: PreparedText) {
    this.pending = true;
    return this.#took(
      await attempt('prepared_texts_remove', { request_id: freshId(), id, row_version }),
    );
  }

  #took(outcome: { ok: true; answer: PreparedText[] } | { ok: false; error: ClinicError }) {
    this.pending = false;
    this.error = outcome.ok ? null : outcome.error;
    if (outcome.ok) this.list = outcome.answer;
    return outcome.ok;
  }
}

/** By what it is called up, as it is shown. */
export function calledBy(prepared: Prepared): string {
  return prepared.kind === 'quick_text' ? `;${prepared.abbreviation}` : prepared.name;
}

const ofUsers = new Map<string, PreparedTexts>();

/** The prepared texts of that user. */
export function preparedOf(user: string): PreparedTexts {
  const known = ofUsers.get(user) ?? new PreparedTexts();
  ofUsers.set(user, known);
  return known;
}
