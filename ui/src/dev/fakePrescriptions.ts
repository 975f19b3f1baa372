// Prescriptions of the made-up clinic.

import type { InteractionView, PrescriptionView, SavePrescription } from '$lib/shared/contract';
import { NOW } from './fakeClinic';
import type { Answers } from './standIn';

const ibuprofen = {
  name: 'Ibuprofen 400 mg tablets',
  dose: '1 tablet',
  frequency: '3 times a day',
  duration: '5 days',
  quantity: '15',
  instructions: 'With food',
};
const amoxicillin = {
  name: 'Amoxicillin 500 mg capsules',
  dose: '1 capsule',
  frequency: 'Every 8 hours',
  duration: '7 days',
  quantity: '21',
  instructions: 'Finish the pack',
};

const before: PrescriptionView = {
  id: 'rx-1',
  number: 'RX-K7M4-3QXA',
  appointment_id: 'earlier',
  patient_id: 'patient',
  doctor_id: 'doctor-0',
  doctor_name: 'Dr Ama Osei',
  status: 'signed',
  content: {
    complaint: 'Back pain',
    diagnosis: 'Low back pain',
    medications: [ibuprofen],
    advice: 'Stay active.',
    diet: '',
    lab_tests: '',
    next_visit: '',
    pharmacy_notes: '',
    tags: [],
    attachments: [],
    valid_until: '2026-12-01',
    answers: [],
  },
  version: 2,
  saved_at: '2026-11-01T09:00:00Z',
  saved_by: 'Dr Ama Osei',
  signed_at: '2026-11-01T09:00:00Z',
  replaces_id: null,
  replaced_by: null,
  lapsed: false,
  printed: true,
  dispensed_at: '2026-11-02T15:00:00Z',
  time_zone: 'Europe/London',
  row_version: 2,
};

/** The answers of the prescriptions' commands. */
export function prescriptionAnswers(): Answers {
  let known: PrescriptionView[] = [before];
  let table: InteractionView[] = [
    {
      id: 'interaction-1',
      one: 'Warfarin',
      other: 'Ibuprofen',
      severity: 'severe',
      words: 'Bleeding. Paracetamol instead, or check the INR soon.',
      row_version: 1,
    },
  ];
  const keep = (request: SavePrescription, status: 'draft' | 'signed'): PrescriptionView => {
    const view: PrescriptionView = {
      ...before,
      id: request.prescription_id,
      number: 'RX-4NAP-7WQC',
      appointment_id: request.appointment_id,
      status,
      content: request.content,
      version: 1,
      saved_at: NOW,
      signed_at: status === 'signed' ? NOW : null,
      replaces_id: request.replaces_id,
      printed: false,
      dispensed_at: null,
      row_version: (request.row_version ?? 0) + 1,
    };
    known = [view, ...known.filter(({ id }) => id !== view.id)];
    return view;
  };
  return {
    prescriptions_of_patient: () => ({ prescriptions: known, altered: [] }),
    prescriptions_favourites: () => [
      { medication: amoxicillin, times: 12 },
      { medication: ibuprofen, times: 7 },
    ],
    prescriptions_warnings: ({ medications }) =>
      medications
        .filter(({ name }) => name.startsWith('Amoxicillin'))
        .map(({ name }) => ({
          key: 'allergy: amoxicillin / penicillin',
          warning_kind: 'allergy',
          medication: name,
          meets: 'Penicillin',
          severity: 'severe',
          words: 'Anaphylaxis within minutes, was in hospital',
        })),
    prescriptions_save: (request) => keep(request, 'draft'),
    prescriptions_sign: (request) => keep(request, 'signed'),
    prescriptions_mark_dispensed: ({ prescription_id, dispensing }) => {
      known = known.map((one) =>
        one.id === prescription_id
          ? { ...one, dispensed_at: dispensing === 'dispensed' ? NOW : null }
          : one,
      );
      return known.find(({ id }) => id === prescription_id) ?? before;
    },
    prescriptions_versions: () => [
      { version: 2, saved_at: NOW, saved_by: 'Dr Ama Osei', content: before.content },
    ],
    printing_prescription: () => ({ path: '/home/ama/prescription.pdf', shown: true }),
    printing_verifier: () => ({ path: '/home/ama/check prescriptions.html', shown: false }),
    interactions_list: () => table,
    interactions_save: ({ id, form }) => {
      table = [...table.filter((row) => row.id !== id), { id, ...form, row_version: 1 }];
      return table;
    },
    interactions_remove: ({ id }) => (table = table.filter((row) => row.id !== id)),
  };
}
