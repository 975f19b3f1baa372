// A letter being written, and the patient's letters beside it.

import type {
  Altered,
  ClinicError,
  FieldError,
  LetterContent,
  LetterKind,
  LetterView,
} from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';
import { BegunText } from '$lib/consultations/begun.svelte';
import { OnceId } from '$lib/shared/once';
import { readDate } from '$lib/shared/typed';

/** Whose letter it is, and of which visit. */
export interface LetterVisit {
  appointment_id: string;
  patient_id: string;
  patient_name: string;
}

/** All there is to know of one that is not issued. */
interface Typed {
  id: string;
  template: string;
  content: LetterContent;
  /** What its text was filled with. */
  begun: string;
}

export class LetterWork {
  content = $state<LetterContent>() as LetterContent;
  /** The one that was just issued. */
  issued = $state.raw<LetterView | null>(null);
  issuing = $state(false);
  error = $state.raw<ClinicError | null>(null);
  /** All of the patient's, the newest first. */
  all = $state.raw<LetterView[] | null>(null);
  /** Letters that cannot be shown. */
  altered = $state.raw<Altered[]>([]);
  listProblem = $state.raw<ClinicError | null>(null);

  /** It is as it was typed then. */
  putBackOf = $state<string | null>(null);
  readonly typing: BegunText<Typed>;

  readonly #visit: LetterVisit;
  readonly #once = new OnceId();
  #id = freshId();
  /** The prepared text that it began with, by its id; nothing where it was the kind's own. */
  template = $state('');
  /** What the text was filled with: typing begins where it differs. */
  #begun = $state('');

  constructor(visit: LetterVisit) {
    this.#visit = visit;
    this.typing = new BegunText(
      'letter',
      { subject_id: visit.appointment_id, patient_name: visit.patient_name },
      () => this.#typed(),
    );
    this.begin('referral', '', '', '');
  }

  /** Somebody typed something that is in no letter yet. */
  get dirty(): boolean {
    return this.issued === null && JSON.stringify(this.content) !== this.#begun;
  }

  problemAt(field: string): FieldError['problem'] | undefined {
    if (this.error?.kind !== 'invalid') return undefined;
    return this.error.fields.find((one) => one.field === field)?.problem;
  }

  /** A new letter with this text. Days and recipient that were typed stay, but not those of a letter that was issued. */
  begin(kind: LetterKind, template: string, subject: string, text: string): void {
    this.template = template;
    const typed = this.issued ? undefined : this.content;
    const { recipient = '', from_on = '', until_on = '' } = typed ?? {};
    this.content = { kind, recipient, subject, text, from_on, until_on };
    this.#id = freshId();
    this.issued = null;
    this.error = null;
    this.#begun = JSON.stringify(this.content);
    this.putBackOf = null;
  }

  /** Goes on with what was left; whether anything was. */
  takeUp(): boolean {
    const found = this.typing.take();
    if (!found) return false;
    const { id, template, content, begun } = found.typed;
    [this.#id, this.template, this.content, this.#begun] = [id, template, content, begun];
    this.putBackOf = found.kept_at;
    return true;
  }

  async read(): Promise<void> {
    const { patient_id } = this.#visit;
    const outcome = await attempt('letters_of_patient', { request_id: freshId(), patient_id });
    this.listProblem = outcome.ok ? null : outcome.error;
    if (!outcome.ok) return;
    [this.all, this.altered] = [outcome.answer.letters, outcome.answer.altered];
    // The window went after it was issued, and before it knew.
    if (this.putBackOf) this.issued = this.all.find(({ id }) => id === this.#id) ?? null;
  }

  #typed(): Typed | null {
    const { template } = this;
    const content = $state.snapshot(this.content);
    return this.dirty ? { id: this.#id, template, content, begun: this.#begun } : null;
  }

  /** Issues what is typed; whether it was. */
  async issue(): Promise<boolean> {
    if (this.issuing || this.issued) return false;
    this.issuing = true;
    this.content.from_on = readDate(this.content.from_on);
    this.content.until_on = readDate(this.content.until_on);
    const { appointment_id } = this.#visit;
    const wish = { letter_id: this.#id, appointment_id, content: $state.snapshot(this.content) };
    const request = { request_id: this.#once.for(wish), ...wish };
    const outcome = this.#once.settle(await attempt('letters_issue', request));
    this.issuing = false;
    this.error = outcome.ok ? null : outcome.error;
    if (!outcome.ok) return false;
    const { answer } = outcome;
    this.issued = answer;
    this.all = [answer, ...(this.all ?? []).filter(({ id }) => id !== answer.id)];
    return true;
  }

  /** It was printed. */
  printed(letter: LetterView): void {
    const now = { ...letter, printed: true };
    this.all = this.all?.map((one) => (one.id === letter.id ? now : one)) ?? null;
    if (this.issued?.id === letter.id) this.issued = now;
  }
}
