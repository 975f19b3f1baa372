// One prescription being written: what is typed, what the server has, and what stands against it.

import type {
  Altered,
  ClinicError,
  FavouriteMedication,
  FieldError,
  MedicationWarning,
  PrescribedMedication,
  PrescriptionContent,
  PrescriptionView,
  SavePrescription,
} from '$lib/shared/contract';
import { attempt, freshId, type Outcome } from '$lib/shared/desk';
import { BegunText } from '$lib/consultations/begun.svelte';
import { OnceId } from '$lib/shared/once';

/** How long typed text may stay unsaved, in milliseconds. */
const SAVE_WITHIN = 2_000;
/** How long after the last key what stands against it is asked, in milliseconds. */
const CHECK_AFTER = 250;

/** What a new one begins with. */
export interface Beginning {
  appointment_id: string;
  patient_id: string;
  patient_name: string;
  complaint: string;
  diagnosis: string;
  valid_until: string;
}

/** All there is to know of one that the server does not have. */
interface Typed {
  id: string;
  view: PrescriptionView | null;
  replaces: PrescriptionView | null;
  content: PrescriptionContent;
  /** A saving whose answer did not come: the server may have it. */
  unanswered?: SavePrescription | null;
}

export function emptyMedication(): PrescribedMedication {
  return { name: '', dose: '', frequency: '', duration: '', quantity: '', instructions: '' };
}

function emptyContent({ complaint, diagnosis, valid_until }: Beginning): PrescriptionContent {
  return {
    complaint,
    diagnosis,
    medications: [emptyMedication()],
    advice: '',
    diet: '',
    lab_tests: '',
    next_visit: '',
    pharmacy_notes: '',
    tags: [],
    attachments: [],
    valid_until,
    answers: [],
  };
}

/** In one line, without its instructions. */
export function inShort(medication: PrescribedMedication): string {
  const { name, dose, frequency, duration, quantity } = medication;
  return [name, dose, frequency, duration, quantity].filter(Boolean).join(' · ');
}

export class PrescriptionWork {
  content = $state<PrescriptionContent>() as PrescriptionContent;
  /** What the server has of it; nothing before the first saving. */
  view = $state.raw<PrescriptionView | null>(null);
  /** The signed one that this one is to replace. */
  replaces = $state.raw<PrescriptionView | null>(null);
  warnings = $state.raw<MedicationWarning[]>([]);
  /** All of the patient's, the newest first. */
  all = $state.raw<PrescriptionView[] | null>(null);
  /** Prescriptions that cannot be shown. */
  altered = $state.raw<Altered[]>([]);
  listProblem = $state.raw<ClinicError | null>(null);
  favourites = $state.raw<FavouriteMedication[]>([]);
  error = $state.raw<ClinicError | null>(null);
  saving = $state(false);
  signing = $state(false);
  /** It is as it was typed then, and had not reached the server. */
  putBackOf = $state<string | null>(null);
  /** Another window went on with this one, or signed it: what is typed here became one of its own. */
  parted = $state<string | null>(null);
  readonly typing: BegunText<Typed>;

  readonly #beginning: Beginning;
  readonly #once = new OnceId();
  #id = freshId();
  /** What the server has, as text; what a new one begins with counts as nothing typed. */
  #kept = $state('');
  /** What another one was begun with, as text: by itself it is worth no draft when a third one is begun. */
  #copied = '';
  /** Another one is about to be begun. */
  #parting = false;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #checkTimer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #checks = 0;
  /** What a window left was not held against the server yet. */
  #unmet = false;
  /** A saving whose answer did not come. It goes out again as it was, before anything else does. */
  #unanswered = $state.raw<SavePrescription | null>(null);

  constructor(beginning: Beginning) {
    this.#beginning = beginning;
    this.typing = new BegunText(
      'prescription',
      { subject_id: beginning.appointment_id, patient_name: beginning.patient_name },
      () => this.#typed(),
    );
    this.#begin(emptyContent(beginning));
  }

  get signed(): boolean {
    return this.view?.status === 'signed';
  }

  /** Something is typed that the server does not have. */
  get dirty(): boolean {
    return !this.signed && (this.#unanswered !== null || this.#text() !== this.#kept);
  }

  /** What stands wrong with a field, by its path. */
  problemAt(path: string): FieldError['problem'] | undefined {
    if (this.error?.kind !== 'invalid') return undefined;
    return this.error.fields.find(({ field }) => field === path)?.problem;
  }

  /** The reason given in spite of a warning. */
  answerTo(key: string): string {
    return this.content.answers.find((answer) => answer.key === key)?.reason ?? '';
  }

  answer(key: string, reason: string): void {
    const others = this.content.answers.filter((answer) => answer.key !== key);
    this.content.answers = [...others, { key, reason }];
    this.changed();
  }

  /** The warnings without a reason. */
  get unanswered(): MedicationWarning[] {
    return this.warnings.filter(({ key }) => this.answerTo(key).trim() === '');
  }

  /** Medications of which nobody says how much: it may be meant, and is no refusal. */
  get undosed(): string[] {
    const named = this.content.medications.filter(({ name }) => name.trim() !== '');
    return named.filter(({ dose }) => dose.trim() === '').map(({ name }) => name.trim());
  }

  /** Reads what there is of the patient, and goes on with the draft of this visit. */
  async read(): Promise<void> {
    const { patient_id, appointment_id } = this.#beginning;
    if (this.#unmet) await this.#after(() => this.#settled());
    const [list, favourites] = await Promise.all([
      attempt('prescriptions_of_patient', { request_id: freshId(), patient_id }),
      attempt('prescriptions_favourites', null),
    ]);
    if (favourites.ok) this.favourites = favourites.answer;
    this.listProblem = list.ok ? null : list.error;
    if (!list.ok) return;
    const { prescriptions, altered } = list.answer;
    [this.all, this.altered] = [prescriptions, altered];
    const draft = prescriptions.find(
      (one) => isBegun(one) && one.appointment_id === appointment_id,
    );
    if (this.#unmet) await this.#after(async () => this.#meet(prescriptions));
    else if (draft && !this.view && !this.dirty) this.goOn(draft);
  }

  /** Goes on with what a window left; whether it left anything. */
  takeUp(): boolean {
    const found = this.typing.take();
    if (!found) return false;
    const { id, view, replaces, content, unanswered = null } = found.typed;
    this.#begin(content);
    [this.#id, this.view, this.replaces, this.#unanswered] = [id, view, replaces, unanswered];
    this.#kept = '';
    this.putBackOf = found.kept_at;
    this.#unmet = true;
    this.changed();
    return true;
  }

  /** The server is back. */
  async resume(): Promise<void> {
    if (this.listProblem) await this.read();
    if (this.error?.kind === 'offline') await this.save();
  }

  /** Something was typed: it is saved within two seconds. */
  changed(): void {
    if (this.signed) return;
    this.typing.changed();
    if (this.error?.kind === 'invalid') this.error = null;
    // Who goes on typing does not put it off.
    this.#saveTimer ??= setTimeout(() => void this.save(), SAVE_WITHIN);
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => void this.check(), CHECK_AFTER);
  }

  /** Asks what stands against the medications. */
  async check(): Promise<void> {
    clearTimeout(this.#checkTimer);
    const check = ++this.#checks;
    const outcome = await attempt('prescriptions_warnings', {
      patient_id: this.#beginning.patient_id,
      prescription_id: this.#id,
      replaces_id: this.replaces?.id ?? null,
      medications: this.#content().medications,
    });
    if (outcome.ok && check === this.#checks) this.warnings = outcome.answer;
  }

  /** Saves what is typed; whether the server has it. */
  save(): Promise<boolean> {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    return this.#after(async () => {
      if (!this.dirty) return true;
      this.saving = true;
      let done = await this.#send('prescriptions_save');
      if (!done && (await this.#overtaken())) done = await this.#send('prescriptions_save');
      this.saving = false;
      return done;
    });
  }

  /** Signs what is typed. */
  async sign(): Promise<boolean> {
    if (this.signing) return false;
    this.signing = true;
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    const done = await this.#after(() => this.#send('prescriptions_sign'));
    this.signing = false;
    // It is looked at beside theirs before it is signed.
    if (!done && (await this.#overtaken())) return false;
    if (!done && this.error?.kind === 'refused') await this.check();
    if (done) {
      this.warnings = [];
      await this.read();
    }
    return done;
  }

  /** Another window saved or signed the one that was sent: then what is typed here parts from it. */
  async #overtaken(): Promise<boolean> {
    const { error, view } = this;
    const id = this.#id;
    const signed = error?.kind === 'refused' && error.refusal.code === 'prescription_signed';
    if (!signed && error?.kind !== 'stale') return false;
    // The server was just met.
    this.#unmet = false;
    await this.read();
    const there = this.all?.find((one) => one.id === id) ?? view;
    if (!there || this.#id !== id) return false;
    this.#part(there);
    return true;
  }

  /** Throws a draft away; how to have it back, or null where the server refused. */
  async discard(draft: PrescriptionView): Promise<(() => Promise<void>) | null> {
    const write = async (content: PrescriptionContent, row_version: number) => {
      const { id: prescription_id, appointment_id, replaces_id } = draft;
      const request = { prescription_id, appointment_id, replaces_id, row_version, content };
      const outcome = await attempt('prescriptions_save', { ...request, request_id: freshId() });
      if (outcome.ok) this.took(outcome.answer);
      return outcome;
    };
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    const gone = await this.#after(() =>
      write({ ...draft.content, medications: [] }, draft.row_version),
    );
    if (!gone.ok) {
      this.error = gone.error;
      return null;
    }
    if (this.#id === draft.id) this.another();
    return async () => {
      const back = await write(draft.content, gone.answer.row_version);
      if (back.ok && !this.dirty) this.goOn(back.answer);
    };
  }

  /** Begins another one once what is typed is saved; where that cannot be, it stays and says why. */
  async instead(begin: () => void): Promise<boolean> {
    if (this.#parting) return false;
    this.#parting = true;
    const copy = () => this.view === null && this.#text() === this.#copied;
    // Somebody may go on typing while it is being saved.
    let kept = true;
    while (kept && this.dirty && !copy()) kept = await this.save();
    this.#parting = false;
    if (kept) begin();
    return kept;
  }

  /** Begins another one with this content. */
  again(from: PrescriptionView, replaces: PrescriptionView | null = null): void {
    const { valid_until } = this.#beginning;
    const content = structuredClone(from.content);
    this.#begin({ ...content, valid_until, answers: [] });
    this.replaces = replaces;
    this.#kept = '';
    this.#copied = this.#text();
    this.changed();
  }

  /** Begins an empty one. */
  another(): void {
    this.#begin(emptyContent(this.#beginning));
  }

  /** Goes on with a draft. */
  goOn(draft: PrescriptionView): void {
    this.#begin(structuredClone(draft.content));
    this.#id = draft.id;
    this.view = draft;
    this.replaces = this.all?.find(({ id }) => id === draft.replaces_id) ?? null;
    void this.check();
  }

  /** The last one that was signed: what can be begun with. */
  get last(): PrescriptionView | undefined {
    return this.all?.find(({ status }) => status === 'signed');
  }

  /** A change of one in the list, as it was answered. */
  took(changed: PrescriptionView): void {
    this.all = this.all?.map((one) => (one.id === changed.id ? changed : one)) ?? null;
    if (this.view?.id === changed.id) this.view = changed;
  }

  /** The screen is gone. */
  stop(): void {
    this.#rest();
    void this.typing.leave();
  }

  #begin(content: PrescriptionContent): void {
    this.#rest();
    this.putBackOf = null;
    this.parted = null;
    this.#unmet = false;
    this.#unanswered = null;
    if (content.medications.length === 0) content.medications.push(emptyMedication());
    this.content = content;
    this.#id = freshId();
    this.view = null;
    this.replaces = null;
    this.warnings = [];
    this.error = null;
    this.#kept = this.#text();
    this.typing.changed();
  }

  /** What a window left meets what the server has by now: another window may have gone on with it, or signed it. */
  #meet(all: PrescriptionView[]): void {
    this.#unmet = false;
    const there = all.find(({ id }) => id === this.#id);
    const alike = there && same(there.content, this.#content());
    const wentOn = there && there.row_version > (this.view?.row_version ?? 0);
    if (there?.status === 'signed' && alike) this.another();
    else if (there && alike) this.goOn(there);
    else if (there && (there.status === 'signed' || wentOn) && !this.#unanswered) this.#part(there);
    else void this.save();
  }

  /** What is typed becomes one of its own, beside the one that another window went on with. */
  #part(there: PrescriptionView): void {
    this.#id = freshId();
    this.view = null;
    this.error = null;
    this.parted = there.number;
    // The reasons were given for what stood beside it then.
    this.content.answers = [];
    this.#kept = '';
    this.changed();
  }

  #typed(): Typed | null {
    const { view, replaces } = this;
    const [id, unanswered] = [this.#id, this.#unanswered];
    return this.dirty
      ? { id, view, replaces, content: $state.snapshot(this.content), unanswered }
      : null;
  }

  #rest(): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    clearTimeout(this.#checkTimer);
  }

  /** What is sent: a line in which nothing is typed is none. */
  #content(): PrescriptionContent {
    const content = $state.snapshot(this.content);
    const medications = content.medications.filter((medication) => inShort(medication) !== '');
    return { ...content, medications };
  }

  #text(): string {
    return JSON.stringify(this.#content());
  }

  #after<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn;
    return turn;
  }

  async #send(command: 'prescriptions_save' | 'prescriptions_sign'): Promise<boolean> {
    if (!(await this.#settled())) return false;
    const wish = {
      prescription_id: this.#id,
      appointment_id: this.#beginning.appointment_id,
      replaces_id: this.replaces?.id ?? null,
      row_version: this.view?.row_version ?? null,
      content: this.#content(),
    };
    if (command === 'prescriptions_sign') {
      const request = { ...wish, request_id: this.#once.for(wish) };
      return this.#came(this.#once.settle(await attempt(command, request)), wish);
    }
    if (!this.dirty) return true;
    const request = { ...wish, request_id: freshId() };
    this.#unanswered = request;
    this.typing.changed();
    await this.typing.journal.beforeSending();
    return this.#ask(request);
  }

  /** Sends again what has no answer, as it was: it happens once. Whether it is known what became of it. */
  async #settled(): Promise<boolean> {
    if (this.#unanswered) await this.#ask(this.#unanswered);
    return this.#unanswered === null;
  }

  async #ask(request: SavePrescription): Promise<boolean> {
    const outcome = await attempt('prescriptions_save', request);
    const known = outcome.ok || !['offline', 'signed_out'].includes(outcome.error.kind);
    if (known && this.#unanswered?.request_id === request.request_id) this.#unanswered = null;
    return this.#came(outcome, request);
  }

  /** An answer, also where another one was begun meanwhile. */
  #came(
    outcome: Outcome<PrescriptionView>,
    sent: Pick<SavePrescription, 'prescription_id' | 'content'>,
  ): boolean {
    const current = sent.prescription_id === this.#id;
    if (current) this.error = outcome.ok ? null : outcome.error;
    if (!outcome.ok) return false;
    const saved = outcome.answer;
    this.all = this.all && [saved, ...this.all.filter(({ id }) => id !== saved.id)];
    if (!current) return true;
    this.view = saved;
    this.#kept = JSON.stringify(sent.content);
    this.typing.changed();
    return true;
  }
}

/** A draft in which something is to be taken; one that was emptied was thrown away. */
export function isBegun({ status, content }: PrescriptionView): boolean {
  return status === 'draft' && content.medications.length > 0;
}

function same(one: PrescriptionContent, other: PrescriptionContent): boolean {
  const parts = Object.keys(one) as (keyof PrescriptionContent)[];
  // What is signed was trimmed.
  const text = (content: PrescriptionContent, part: keyof PrescriptionContent) =>
    JSON.stringify(content[part], (_, value: unknown) =>
      typeof value === 'string' ? value.trim() : value,
    );
  return parts.every((part) => text(one, part) === text(other, part));
}
