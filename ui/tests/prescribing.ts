import { cleanup, render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach } from 'vitest';
import type {
  NoteContent,
  MedicationWarning,
  PrescribedMedication,
  PrescriptionView,
  SavePrescription,
} from '$lib/shared/contract';
import { Chart } from '$lib/chart/chart.svelte';
import { begun } from '$lib/consultations/begun.svelte';
import PrescriptionDialog from '$lib/prescriptions/PrescriptionDialog.svelte';
import { keyboard } from '$lib/shared/keys.svelte';
import { session } from '$lib/users/session.svelte';
import { Clinic, emptyNote, signIn, visit } from './clinic';

export const amoxicillin: PrescribedMedication = {
  name: 'Amoxicillin 500 mg',
  dose: '1',
  frequency: '3 times a day',
  duration: '7 days',
  quantity: '21',
  instructions: 'After meals',
};
export const ibuprofen = { ...amoxicillin, name: 'Ibuprofen 400 mg', quantity: '20' };

/** A signed prescription of Dr Lin's, of before. */
export function prescription(changed: Partial<PrescriptionView> = {}): PrescriptionView {
  return {
    id: 'rx-1',
    number: 'RX-K7M4-3QXA',
    appointment_id: 'visit-0',
    patient_id: visit().patient_id,
    doctor_id: visit().doctor_id,
    doctor_name: 'Dr Lin',
    status: 'signed',
    content: {
      complaint: 'cough',
      diagnosis: '',
      medications: [ibuprofen],
      advice: 'Rest',
      diet: '',
      lab_tests: '',
      next_visit: '',
      pharmacy_notes: '',
      tags: [],
      attachments: [],
      valid_until: '2026-12-01',
      answers: [],
    },
    version: 1,
    saved_at: '2026-11-01T09:00:00Z',
    saved_by: 'Dr Lin',
    signed_at: '2026-11-01T09:00:00Z',
    replaces_id: null,
    replaced_by: null,
    lapsed: false,
    printed: true,
    dispensed_at: null,
    time_zone: 'Europe/Paris',
    row_version: 1,
    ...changed,
  };
}

/** A dialog of prescriptions over a clinic that keeps what it is sent. */
class Prescribing {
  clinic!: Clinic;
  user!: ReturnType<typeof userEvent.setup>;
  /** What the server knows of the patient's, the newest first. */
  known: PrescriptionView[] = [];
  warnings: MedicationWarning[] = [];
  /** How often the dialog was closed. */
  closed = 0;

  begin(): void {
    signIn('doctor');
    this.known = [prescription()];
    this.warnings = [];
    this.closed = 0;
    this.user = userEvent.setup();
    this.clinic = new Clinic({
      prescriptions_of_patient: () => ({ prescriptions: this.known, altered: [] }),
      prescriptions_favourites: () => [
        { medication: amoxicillin, times: 9 },
        { medication: ibuprofen, times: 2 },
      ],
      prescriptions_warnings: () => this.warnings,
      prescriptions_save: (request) => this.kept(request, 'draft'),
      prescriptions_sign: (request) => this.kept(request, 'signed'),
      prescriptions_mark_dispensed: ({ prescription_id, row_version, dispensing }) =>
        prescription({
          id: prescription_id,
          dispensed_at: dispensing === 'dispensed' ? '2026-11-21T09:45:00Z' : null,
          row_version: row_version + 1,
        }),
      prescriptions_versions: () => [
        {
          version: 2,
          saved_at: '2026-11-01T09:00:00Z',
          saved_by: 'Dr Lin',
          content: prescription().content,
        },
        {
          version: 1,
          saved_at: '2026-11-01T08:59:00Z',
          saved_by: 'Dr Lin',
          content: { ...prescription().content, medications: [amoxicillin] },
        },
      ],
      printing_prescription: () => ({ path: '/tmp/prescription.pdf', shown: true }),
      interactions_list: () => [],
      away_keep_note: () => null,
      away_forget_note: () => null,
    });
  }

  /** What the server makes of what it is sent. */
  kept(request: SavePrescription, status: 'draft' | 'signed'): PrescriptionView {
    const before = this.known.find(({ id }) => id === request.prescription_id);
    const view = prescription({
      id: request.prescription_id,
      number: 'RX-NEW4-3QXA',
      appointment_id: request.appointment_id,
      doctor_name: 'Dr Osei',
      status,
      content: request.content,
      version: (before?.version ?? 0) + 1,
      signed_at: status === 'signed' ? '2026-11-21T09:41:00Z' : null,
      replaces_id: request.replaces_id,
      printed: false,
      row_version: (request.row_version ?? 0) + 1,
    });
    this.known = [view, ...this.known.filter(({ id }) => id !== view.id)];
    return view;
  }

  /** Opens the dialog in a visit with a cough, once what was prescribed before is read. */
  async open(): Promise<void> {
    const note = { ...emptyNote(), chief_complaint: 'Cough' };
    const chart = new Chart(visit().patient_id);
    void chart.read();
    note.diagnoses = [{ code: 'J20.9', title: 'Acute bronchitis', remark: '' }];
    this.#show(note, chart);
    await screen.findByText('RX-K7M4-3QXA');
  }

  /** Opens it in a visit of which nothing is written, and waits for nothing. */
  openBare(): void {
    this.#show(emptyNote(), null);
  }

  #show(note: NoteContent, chart: Chart | null): void {
    render(PrescriptionDialog, { visit: visit(), note, chart, onclose: () => (this.closed += 1) });
  }

  line(number: number): HTMLElement {
    return screen.getByRole('group', { name: `Medication ${number}` });
  }

  named(number: number): HTMLElement {
    return within(this.line(number)).getByRole('combobox', { name: 'Name, strength, form' });
  }
}

/** The same for each test of a file: begun before it, and nothing left after it. */
export function prescribing(): Prescribing {
  const desk = new Prescribing();
  const press = (event: KeyboardEvent) => {
    keyboard.press(event);
  };
  beforeEach(() => {
    desk.begin();
    addEventListener('keydown', press);
  });
  afterEach(() => {
    removeEventListener('keydown', press);
    cleanup();
    for (const { subject_id, part } of begun.of()) begun.take(subject_id, part);
    session.view = null;
  });
  return desk;
}
