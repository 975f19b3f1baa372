// Doctors and their specialties, as the administrator keeps them.

import { call, freshId } from '../shared/desk';
import type { DoctorForm, DoctorView, SpecialtyView } from '../shared/contract';
import { RecordForm } from './form.svelte';
import { Reading } from './reading.svelte';

/** The form as typed: numbers are text until they are sent. */
export type DoctorTyped = Omit<DoctorForm, 'practising_since' | 'slot_minutes'> & {
  practising_since: string;
  slot_minutes: string;
};

export function typedDoctor(doctor: DoctorView): DoctorTyped {
  return {
    name: doctor.name,
    email: doctor.email,
    phone: doctor.phone,
    bio: doctor.bio,
    licence_number: doctor.licence_number,
    licence_expires_on: doctor.licence_expires_on ?? '',
    practising_since: doctor.practising_since?.toString() ?? '',
    fee: doctor.fee.amount,
    currency: doctor.fee.currency,
    slot_minutes: doctor.slot_minutes.toString(),
    specialty_ids: doctor.specialties.map(({ id }) => id),
    new_specialties: [],
    active: doctor.active,
  };
}

/** A new doctor: fee and length as others have them; the first doctor's are typed. */
export function newDoctor(others: readonly DoctorView[]): DoctorTyped {
  return {
    name: '',
    email: '',
    phone: '',
    bio: '',
    licence_number: '',
    licence_expires_on: '',
    practising_since: '',
    fee: '',
    currency: others[0]?.fee.currency ?? '',
    slot_minutes: others[0]?.slot_minutes.toString() ?? '',
    specialty_ids: [],
    new_specialties: [],
    active: true,
  };
}

/** A number as typed: none when empty; what is no whole number becomes -1, which the core refuses at the field. */
export function wholeNumber(typed: string): number | null {
  const text = typed.trim();
  if (text === '') return null;
  return /^\d{1,6}$/.test(text) ? Number(text) : -1;
}

function sent(typed: DoctorTyped): DoctorForm {
  return {
    ...typed,
    practising_since: wholeNumber(typed.practising_since),
    slot_minutes: wholeNumber(typed.slot_minutes) ?? -1,
  };
}

/** One doctor being added or changed. */
export class DoctorEditing {
  readonly form: RecordForm<DoctorTyped>;
  readonly id: string;
  #row_version: number | null;

  constructor(doctor: DoctorView | null, others: readonly DoctorView[]) {
    this.id = doctor?.id ?? freshId();
    this.#row_version = doctor?.row_version ?? null;
    this.form = new RecordForm(doctor ? typedDoctor(doctor) : newDoctor(others));
  }

  get isNew(): boolean {
    return this.#row_version === null;
  }

  /** Another specialty that the clinic does not have yet; it is made when the doctor is saved. */
  newSpecialty(): void {
    this.form.values.new_specialties.push({ id: freshId(), name: '' });
  }

  save(): Promise<DoctorView | null> {
    const { values } = this.form;
    values.new_specialties = values.new_specialties.filter(({ name }) => name.trim() !== '');
    return this.form.save((request_id, typed) =>
      this.#row_version === null
        ? call('doctors_add', { request_id, id: this.id, form: sent(typed) })
        : call('doctors_update', {
            request_id,
            id: this.id,
            row_version: this.#row_version,
            form: sent(typed),
          }),
    );
  }

  /** Someone else saved first: goes on from their version, with what was typed here. */
  rebase(now: DoctorView): void {
    this.#row_version = now.row_version;
    this.form.rebase(typedDoctor(now));
  }
}

/** The administrator's doctors. */
export class Doctors {
  readonly doctors = new Reading<DoctorView[]>(() => call('doctors_list', null));
  readonly specialties = new Reading<SpecialtyView[]>(() => call('specialties_list', null));
  editing = $state.raw<DoctorEditing | null>(null);

  async read(): Promise<void> {
    await Promise.all([this.doctors.read(), this.specialties.read()]);
  }

  add(): void {
    this.editing = new DoctorEditing(null, this.doctors.value ?? []);
  }

  edit(doctor: DoctorView): void {
    this.editing = new DoctorEditing(doctor, []);
  }

  /** Saves the form; answers the doctor when it is done, and closes it. */
  async save(): Promise<DoctorView | null> {
    const saved = (await this.editing?.save()) ?? null;
    if (saved) {
      this.editing = null;
      await this.read();
    }
    return saved;
  }

  /** Takes the version that somebody else saved under what was typed. */
  async reload(): Promise<void> {
    await this.doctors.read();
    const editing = this.editing;
    const now = this.doctors.value?.find(({ id }) => id === editing?.id);
    if (editing && now && !this.doctors.problem) editing.rebase(now);
  }
}
