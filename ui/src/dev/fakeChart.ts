// The chart of everybody in the made-up clinic.

import type {
  ChartEntryView,
  ChartFact,
  ChartView,
  MeasuredVitals,
  PatientView,
} from '$lib/shared/contract';
import { makePatient, NOW } from './fakeClinic';
import type { Answers } from './standIn';

const facts: ChartFact[] = [
  {
    kind: 'allergy',
    substance: 'Penicillin',
    allergy_to: 'medication',
    severity: 'severe',
    reaction: 'Anaphylaxis within minutes, was in hospital',
  },
  {
    kind: 'allergy',
    substance: 'Grass pollen',
    allergy_to: 'environmental',
    severity: 'mild',
    reaction: 'Sneezing in June',
  },
  {
    kind: 'condition',
    code: 'E11.9',
    title: 'Type 2 diabetes mellitus without complications',
    since: '2019',
    remark: '',
  },
  {
    kind: 'condition',
    code: 'I10',
    title: 'Essential (primary) hypertension',
    since: '2016',
    remark: '',
  },
  {
    kind: 'medication',
    name: 'Warfarin 5 mg',
    dose: 'By the INR card',
    since: '2021',
    remark: 'From the cardiologist',
  },
  { kind: 'medication', name: 'Metformin 500 mg', dose: '1-0-1', since: '2019', remark: '' },
  { kind: 'family_history', relative: 'Father', title: 'Heart attack', remark: 'At 61' },
  { kind: 'social_history', topic: 'tobacco', words: '10 a day since 1998, would like to stop' },
  { kind: 'immunisation', vaccine: 'Tetanus', given_on: '2021-05', batch: 'T-771', remark: '' },
  { kind: 'blood_type', blood_type: '0-', remark: 'Donor card' },
];

function vitalsOf(number: number): MeasuredVitals {
  const weight = 78 - number * 0.4;
  return {
    appointment_id: `measured-${number}`,
    starts_local: new Date(Date.parse(NOW) - number * 61 * 86_400_000).toISOString().slice(0, 19),
    vitals: {
      systolic_mmhg: String(126 + ((number * 7) % 22)),
      diastolic_mmhg: String(76 + ((number * 5) % 14)),
      pulse_per_minute: String(66 + ((number * 3) % 17)),
      breaths_per_minute: '',
      temperature_celsius: number % 3 === 0 ? '36.8' : '',
      oxygen_saturation_percent: number % 2 === 0 ? '97' : '',
      weight_kg: weight.toFixed(1),
      height_cm: '175',
    },
    body_mass_index: (weight / 1.75 ** 2).toFixed(1),
  };
}

/** The answers of the chart's commands. */
export function chartAnswers(visits: ChartView['visits'], patients: PatientView[]): Answers {
  let entries: ChartEntryView[] = facts.map((fact, at) => ({
    id: `entry-${at}`,
    fact,
    standing: 'active',
    why: '',
    saved_at: NOW,
    saved_by: 'Dr Ama Osei',
    row_version: 1,
  }));
  return {
    chart_open: ({ patient_id }) => ({
      patient: patients.find(({ id }) => id === patient_id) ?? makePatient(1, 'Mensah', 'Kofi'),
      emergency_until: null,
      entries,
      altered: [],
      vitals: Array.from({ length: 14 }, (_, number) => vitalsOf(number)),
      visits,
      visits_in_all: visits.length,
    }),
    chart_save: ({ entry_id, fact, standing, why, row_version }) => {
      const saved: ChartEntryView = {
        id: entry_id,
        fact,
        standing,
        why,
        saved_at: NOW,
        saved_by: 'Dr Ama Osei',
        row_version: (row_version ?? 0) + 1,
      };
      entries = [saved, ...entries.filter(({ id }) => id !== entry_id)];
      return saved;
    },
    chart_versions: ({ entry_id }) => entries.filter(({ id }) => id === entry_id),
  };
}
