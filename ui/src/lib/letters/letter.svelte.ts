// A letter being written, and the patient's letters beside it.

import type {
  ClinicError,
  FieldError,
  LetterContent,
  LetterKind,
  LetterView,
} from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { readDate } from '$lib/shared/typed';

/** Whose letter it is, and of which visit. */
export interface LetterVisit {
  appointment_id: string;
  patient_id: string;
}

export class LetterWork {
  content = $state<LetterContent>() as LetterContent;
  /** The one that was just issued. */
  issued = $state.raw<LetterView | null>(null);
  issuing = $state(false);
  error = $state.raw<ClinicError | null>(null);
  /** All of the patient's, the newest first. */
  all = $state.raw<LetterView[] | null>(null);
  listProblem = $state.raw<ClinicError | null>(null);

  readonly #visit: LetterVisit;
  readonly #once = new OnceId();
  #id = freshId();
  /** The prepared text that it began with, by its id; nothing where it was the kind's own. */
  template = $state('');
  /** What the text was filled with: typing begins where it differs. */
  #begun = $state('');

  constructor(visit: LetterVisit) {
    this.#visit = visit;
    this.begin('referral', '', '', '');
  }

  get appointment_id(): string {
    return this.#visit.appointment_id;
  }

  /** Somebody typed something that is in no letter yet. */
  get dirty(): boolean {
    return this.issued === null && JSON.stringify(this.content) !== this.#begun;
  }

  problemAt(field: string): FieldError['problem'] | undefined {
    if (this.error?.kind !== 'invalid') return undefined;
    return this.error.fields.find((one) => one.field === field)?.problem;
  }

  /** A new letter with this text. Days and recipient that were typed stay. */
  begin(kind: LetterKind, template: string, subject: string, text: string): void {
    this.template = template;
    const { recipient = '', from_on = '', until_on = '' } = this.content ?? {};
    this.content = { kind, recipient, subject, text, from_on, until_on };
    this.#id = freshId();
    this.issued = null;
    this.error = null;
    this.#begun = JSON.stringify(this.content);
  }

  async read(): Promise<void> {
    const { patient_id } = this.#visit;
    const outcome = await attempt('letters_of_patient', { request_id: freshId(), patient_id });
    this.listProblem = outcome.ok ? null : outcome.error;
    if (outcome.ok) this.all = outcome.answer;
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
