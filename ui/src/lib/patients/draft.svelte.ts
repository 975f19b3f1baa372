import * as m from '$messages';
import type {
  ClinicError,
  FieldProblem,
  LikelyDuplicate,
  PatientForm,
  PatientView,
} from '$lib/shared/contract';
import { attempt, freshId, type Outcome } from '$lib/shared/desk';
import { problemsByField } from '$lib/shared/errors';
import { OnceId } from '$lib/shared/once';
import { isDate, pause } from '$lib/shared/times';
import { unfinished } from '$lib/shared/unfinished.svelte';
import { nameOf } from './words';

const PAUSE_MS = 200;
/** So alike that nobody is registered beside them without a question: the same birth date and nearly the same name. */
const ASKED_FROM = 80;
/** An answer that takes longer than this is said to be awaited. */
const SLOW_MS = 1000;

/** A patient being registered or changed: what is typed, what is wrong with it, and who it may be already. */
export class PatientDraft {
  form = $state<PatientForm>(emptyForm());
  problems = $state.raw<Record<string, FieldProblem>>({});
  error = $state.raw<ClinicError | null>(null);
  pending = $state(false);
  duplicates = $state.raw<LikelyDuplicate[]>([]);
  /** Who is so alike that registering asks first. */
  twin = $state.raw<LikelyDuplicate | null>(null);
  /** The server takes long to answer. */
  slow = $state(false);
  /** Nobody waits any more for an answer that may still come. */
  stopped = $state(false);

  private stopWaiting: () => void = () => undefined;
  /** What was saved, though nobody waited for the answer. */
  private landed: { content: string; patient: PatientView } | null = null;
  private readonly newId = freshId();
  private readonly requestId = new OnceId();
  private before = '';
  /** About whom it was asked: once is enough. */
  private readonly askedAbout = new Set<string>();
  /** What was typed when it was asked. */
  private askedOver = '';
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The version on the screen; taken anew when someone else was quicker. */
  private version: number;

  constructor(readonly patient: PatientView | null = null) {
    if (patient) this.form = formOf(patient);
    this.version = patient?.row_version ?? 0;
    this.before = JSON.stringify(this.form);
  }

  /** Something was typed that is not saved. */
  get touched(): boolean {
    return JSON.stringify(this.form) !== this.before;
  }

  /** What of it is not on the server, in words. */
  get left(): string[] {
    if (!this.touched) return [];
    if (this.patient) return [m.unfinished_change({ name: nameOf(this.patient) })];
    const { family_name, given_name } = this.form;
    const name = [given_name, family_name].map((part) => part.trim()).filter(Boolean);
    return [
      name.length > 0
        ? m.unfinished_register({ name: name.join(' ') })
        : m.unfinished_register_unnamed(),
    ];
  }

  /** Puts what was searched for where it belongs: digits are a phone number or a birth date, letters are names. */
  fill(typed: string): void {
    const text = typed.trim();
    if (!text || this.touched) return;
    if (isDate(text)) this.form.birth_date = text;
    else if (/^[+\d][\d\s/().-]*$/.test(text)) this.form.phone = text;
    else if (text.includes('@')) this.form.email = text;
    else {
      const [family = '', given = ''] = text.includes(',')
        ? text.split(',', 2)
        : [text.split(/\s+/).at(-1), text.split(/\s+/).slice(0, -1).join(' ')];
      this.form.family_name = capital(family.trim());
      this.form.given_name = capital(given.trim());
    }
    this.typed();
  }

  /** Something was typed in `field`: its old problem is over, and the look for duplicates starts again. */
  typed(field?: string): void {
    if (field !== undefined && field in this.problems) {
      this.problems = Object.fromEntries(
        Object.entries(this.problems).filter(([name]) => name !== field),
      );
      if (this.error?.kind === 'invalid' && Object.keys(this.problems).length === 0)
        this.error = null;
    }
    if (JSON.stringify(this.form) !== this.askedOver) this.twin = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.lookForDuplicates(), PAUSE_MS);
  }

  /** What the eye sees without the server: said when a field is left. */
  check(field: keyof PatientForm, today: string): void {
    const problem = hint(field, this.form, today);
    if (problem) this.problems = { ...this.problems, [field]: problem };
  }

  async lookForDuplicates(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    const { family_name, given_name, birth_date, phone, email } = $state.snapshot(this.form);
    if (![family_name, phone, email].some((text) => text.trim().length > 1)) {
      this.duplicates = [];
      return;
    }
    const outcome = await attempt('patients_likely_duplicates', {
      family_name,
      given_name,
      birth_date: isDate(birth_date) ? birth_date : '',
      phone,
      email,
      except: this.patient?.id ?? null,
    });
    if (mine === this.asked && outcome.ok) this.duplicates = outcome.answer;
  }

  /** Registers or changes; on a refusal everything typed stays and each problem stands at its field. */
  async save(): Promise<PatientView | null> {
    if (this.pending) return null;
    const content = JSON.stringify(this.form);
    if (this.landed?.content === content) return this.saved(this.landed.patient);
    this.pending = true;
    this.stopped = false;
    this.twin = await this.findTwin();
    if (this.twin) {
      this.pending = false;
      return null;
    }
    const outcome = await this.waitedFor(this.send(), content);
    this.pending = false;
    if (outcome === 'stopped') {
      this.stopped = true;
      return null;
    }
    if (outcome.ok) return this.saved(outcome.answer);
    this.error = outcome.error;
    this.problems = problemsByField(outcome.error);
    if (outcome.error.kind === 'stale' && this.patient) {
      const fresh = await attempt('patients_get', this.patient.id);
      if (fresh.ok) this.version = fresh.answer.row_version;
    }
    return null;
  }

  /** Who is registered already and so alike that it must be asked; nobody twice. Who cannot be looked for is nobody. */
  private async findTwin(): Promise<LikelyDuplicate | null> {
    if (this.patient) return null;
    clearTimeout(this.timer);
    await Promise.race([this.lookForDuplicates(), pause(SLOW_MS)]);
    const twin = this.duplicates.find(
      ({ patient, likeness }) => likeness >= ASKED_FROM && !this.askedAbout.has(patient.id),
    );
    this.askedOver = JSON.stringify(this.form);
    if (twin) this.askedAbout.add(twin.patient.id);
    return twin ?? null;
  }

  /** Waits no longer for the server. What was typed stays; saving it again is saving it once. */
  stop(): void {
    this.stopWaiting();
  }

  private saved(patient: PatientView): PatientView {
    this.error = null;
    this.problems = {};
    this.stopped = false;
    this.before = JSON.stringify(this.form);
    return patient;
  }

  private async waitedFor(
    sending: Promise<Outcome<PatientView>>,
    content: string,
  ): Promise<Outcome<PatientView> | 'stopped'> {
    const clock = setTimeout(() => (this.slow = true), SLOW_MS);
    const stopped = new Promise<'stopped'>((resolve) => {
      this.stopWaiting = () => resolve('stopped');
    });
    void sending.then((outcome) => {
      if (outcome.ok) this.landed = { content, patient: outcome.answer };
    });
    const outcome = await Promise.race([sending, stopped]);
    clearTimeout(clock);
    this.slow = false;
    return outcome;
  }

  private async send(): Promise<Outcome<PatientView>> {
    const form = $state.snapshot(this.form);
    if (!this.patient) return attempt('patients_register', { id: this.newId, form });
    const write = { id: this.patient.id, row_version: this.version, form };
    const request_id = this.requestId.for(write);
    return this.requestId.settle(await attempt('patients_update', { request_id, ...write }));
  }
}

/** Drafts that were closed before they were saved, by who typed them and about whom: opened again, they are as they were. */
const kept = new Map<string, { draft: PatientDraft; forget: () => void }>();

/** The draft of this person about this patient (a new one: none). */
export function draftOf(userId: string, patient: PatientView | null): PatientDraft {
  const key = `${userId}:${patient?.id ?? 'new'}`;
  const found = kept.get(key);
  if (found?.draft.touched) return found.draft;
  const draft = new PatientDraft(patient);
  keepDraft(userId, draft);
  return draft;
}

/** Keeps a draft, until it is dropped. */
export function keepDraft(userId: string, draft: PatientDraft): void {
  const key = `${userId}:${draft.patient?.id ?? 'new'}`;
  kept.get(key)?.forget();
  kept.set(key, { draft, forget: unfinished.add({ user: userId, left: () => draft.left }) });
}

/** Lets a draft go: it was saved, or thrown away on purpose. */
export function dropDraft(userId: string, patient: PatientView | null): void {
  const key = `${userId}:${patient?.id ?? 'new'}`;
  kept.get(key)?.forget();
  kept.delete(key);
}

function hint(field: keyof PatientForm, form: PatientForm, today: string): FieldProblem | null {
  const text = form[field];
  if (typeof text !== 'string') return null;
  const trimmed = text.trim();
  if (field === 'family_name' || field === 'given_name') {
    if (trimmed === '') return { code: 'missing' };
    return Array.from(trimmed).length > 100 ? { code: 'too_long', most: 100 } : null;
  }
  if (field === 'birth_date') {
    if (trimmed === '') return { code: 'missing' };
    if (!isDate(trimmed)) return { code: 'not_a_date' };
    if (trimmed > today) return { code: 'in_the_future' };
    return Number(today.slice(0, 4)) - Number(trimmed.slice(0, 4)) > 130
      ? { code: 'too_long_ago' }
      : null;
  }
  if (field === 'email') {
    if (trimmed === '') return form.email_consent ? { code: 'missing' } : null;
    return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed) ? null : { code: 'not_an_email' };
  }
  if ((field === 'phone' || field === 'emergency_phone') && trimmed !== '') {
    const digits = trimmed.replace(/\D/g, '').length;
    return digits < 5 || digits > 15 || /[^\d\s+/().-]/.test(trimmed)
      ? { code: 'not_a_phone' }
      : null;
  }
  return null;
}

function emptyForm(): PatientForm {
  return {
    family_name: '',
    given_name: '',
    birth_date: '',
    birth_date_estimated: false,
    gender: 'unknown',
    email: '',
    email_consent: false,
    phone: '',
    address: '',
    emergency_name: '',
    emergency_phone: '',
    insurer: '',
    insurance_number: '',
    usual_doctor_id: null,
  };
}

function formOf(patient: PatientView): PatientForm {
  const { family_name, given_name, birth_date, birth_date_estimated, gender } = patient;
  const { email, email_consent, phone, address, usual_doctor_id } = patient;
  const { emergency_name, emergency_phone, insurer, insurance_number } = patient;
  return {
    family_name,
    given_name,
    birth_date,
    birth_date_estimated,
    gender,
    email,
    email_consent,
    phone,
    address,
    emergency_name,
    emergency_phone,
    insurer,
    insurance_number,
    usual_doctor_id,
  };
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
}
