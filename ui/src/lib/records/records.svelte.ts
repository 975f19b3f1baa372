// A patient's records as the window knows them, and what is being added to them.

import type {
  Altered,
  ChosenFile,
  ClinicError,
  FieldError,
  RecordForm,
  RecordType,
  RecordVersion,
  RecordView,
} from '$lib/shared/contract';
import { attempt, freshId, type Outcome } from '$lib/shared/desk';
import { OnceId } from '$lib/shared/once';
import { formOf, isFound } from './words';

/** Whose records. */
export interface RecordsOf {
  id: string;
  /** `Family, Given`. */
  name: string;
}

/** A file that was chosen, and what is typed about it. */
export interface Adding {
  file: ChosenFile;
  record_id: string;
  form: RecordForm;
  /** Something was typed. */
  touched: boolean;
}

export class PatientRecords {
  all = $state.raw<RecordView[] | null>(null);
  /** Records that cannot be shown. */
  altered = $state.raw<Altered[]>([]);
  listProblem = $state.raw<ClinicError | null>(null);
  /** What is looked for. */
  words = $state('');
  type = $state<RecordType | ''>('');
  archive = $state(false);
  /** The files that were chosen and are not added yet. */
  adding = $state<Adding[]>([]);
  /** What is being done with a record, or with a file. */
  pending = $state<string | null>(null);
  error = $state.raw<ClinicError | null>(null);

  readonly shown = $derived(
    (this.all ?? []).filter(
      (one) =>
        (one.archived_at !== null) === this.archive &&
        (this.type === '' || one.form.record_type === this.type) &&
        isFound(one, this.words),
    ),
  );
  readonly archived = $derived((this.all ?? []).filter((one) => one.archived_at).length);

  readonly #once = new OnceId();
  #reads = 0;

  constructor(readonly patient: RecordsOf) {}

  async read(): Promise<void> {
    const read = ++this.#reads;
    const request = { request_id: freshId(), patient_id: this.patient.id };
    const list = await attempt('records_of_patient', request);
    if (read !== this.#reads) return;
    this.listProblem = list.ok ? null : list.error;
    if (list.ok) [this.all, this.altered] = [list.answer.records, list.answer.altered];
  }

  /** What stands wrong with a field. */
  problemAt(field: string): FieldError['problem'] | undefined {
    if (this.error?.kind !== 'invalid') return undefined;
    return this.error.fields.find((one) => one.field === field || one.field.startsWith(`${field}.`))
      ?.problem;
  }

  /** Files were chosen: they are added one after the other. The same file is not asked about twice. */
  choose(files: readonly ChosenFile[]): void {
    const known = new Set(this.adding.map(({ file }) => file.file_id));
    const fresh = files.filter(({ file_id }) => !known.has(file_id));
    this.adding = [
      ...this.adding,
      ...fresh.map((file) => ({ file, record_id: freshId(), form: formOf(file), touched: false })),
    ];
  }

  /** The file is not to be added. */
  leaveOut(one: Adding): void {
    this.error = null;
    this.adding = this.adding.filter(({ record_id }) => record_id !== one.record_id);
  }

  /** Begins to add a file; whether it goes its way now. */
  async add(one: Adding): Promise<boolean> {
    const wish = {
      record_id: one.record_id,
      patient_id: this.patient.id,
      file_id: one.file.file_id,
      form: $state.snapshot(one.form),
    };
    const begun = await this.#write(one.record_id, 'records_add', wish);
    if (!begun) return false;
    this.leaveOut(one);
    this.all = [begun, ...(this.all ?? []).filter(({ id }) => id !== begun.id)];
    return true;
  }

  async describe(record: RecordView, form: RecordForm): Promise<boolean> {
    const { id: record_id, row_version } = record;
    return this.#change(record_id, 'records_describe', { record_id, row_version, form });
  }

  async setArchived(record: RecordView): Promise<boolean> {
    const { id: record_id, row_version } = record;
    const archiving = record.archived_at ? ('not_archived' as const) : ('archived' as const);
    return this.#change(record_id, 'records_archive', { record_id, row_version, archiving });
  }

  async share(record: RecordView, doctor_id: string): Promise<boolean> {
    const { id: record_id, row_version, shared_with } = record;
    const sharing = shared_with.includes(doctor_id) ? ('not_shared' as const) : ('shared' as const);
    const wish = { record_id, row_version, doctor_id, sharing };
    return this.#change(record_id, 'records_share', wish);
  }

  /** Gives up a file that has not arrived. */
  async discard(record: RecordView): Promise<boolean> {
    const wish = { record_id: record.id };
    const request = { ...wish, request_id: this.#once.for(['discard', wish]) };
    this.pending = record.id;
    const done = this.#once.settle(await attempt('records_discard', request));
    this.pending = null;
    this.error = done.ok ? null : done.error;
    await this.read();
    return done.ok;
  }

  /** How a record was described before. */
  versions(record: RecordView): Promise<Outcome<RecordVersion[]>> {
    return attempt('records_versions', { request_id: freshId(), record_id: record.id });
  }

  async #change<K extends 'records_describe' | 'records_archive' | 'records_share'>(
    id: string,
    command: K,
    wish: object,
  ): Promise<boolean> {
    const changed = await this.#write(id, command, wish);
    if (changed) this.all = this.all?.map((one) => (one.id === id ? changed : one)) ?? null;
    else if (this.error?.kind === 'stale') await this.read();
    return changed !== null;
  }

  async #write(
    id: string,
    command: 'records_add' | 'records_describe' | 'records_archive' | 'records_share',
    wish: object,
  ): Promise<RecordView | null> {
    if (this.pending) return null;
    this.pending = id;
    this.error = null;
    const request = { ...wish, request_id: this.#once.for([command, wish]) };
    const outcome: Outcome<RecordView> = this.#once.settle(
      await attempt(command, request as never),
    );
    this.pending = null;
    if (outcome.ok) return outcome.answer;
    this.error = outcome.error;
    return null;
  }
}

/** What is typed stays until its session ends, also while its dialog is closed: it belongs to no component. */
const kept = new Map<string, { records: PatientRecords; forget: () => void }>();

/** The records of a patient, with what was begun to be added. */
export function recordsOf(user: string, patient: RecordsOf): PatientRecords {
  const key = `${user} ${patient.id}`;
  const known = kept.get(key);
  if (known) return known.records;
  let made: PatientRecords | undefined;
  const forget = $effect.root(() => {
    made = new PatientRecords(patient);
  });
  const records = made ?? new PatientRecords(patient);
  kept.set(key, { records, forget });
  return records;
}

/** Whoever typed is gone. */
export function forgetRecords(): void {
  for (const { forget } of kept.values()) forget();
  kept.clear();
}
