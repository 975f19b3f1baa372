import * as m from '$messages';
import type {
  AppointmentView,
  ChartEntryView,
  ChartFact,
  NoteContent,
  PrescribedMedication,
} from '$lib/shared/contract';
import { inShort } from '$lib/prescriptions/prescription.svelte';
import { clock, plainDate } from '$lib/shared/times';
import { ranked, said, severities } from '$lib/chart/words';
import type { PLACES } from './words';

/** What each place says. */
export type Places = Record<keyof typeof PLACES, string>;

/** What the places of a letter's template stand for: the visit, what its note says, and what holds in the chart. */
export function placesOf(
  visit: AppointmentView,
  note: NoteContent,
  chart: readonly ChartEntryView[],
  prescribed: readonly PrescribedMedication[],
  /** Something of the chart or the prescriptions cannot be read: the lists may lack something, and say so. */
  incomplete = false,
): Places {
  const { diagnoses } = note;
  const holds = chart.filter(({ standing }) => standing === 'active');
  const listed = (kind: ChartFact['kind']) =>
    holds
      .filter(({ fact }) => fact.kind === kind)
      .map(({ fact }) => told(said(fact)))
      .join('\n');
  const allergies = ranked(holds)
    .map(
      ({ fact }) =>
        `${told({ title: fact.substance, more: fact.reaction })} (${severities[fact.severity]().toLowerCase()})`,
    )
    .join('\n');
  const asked = holds.find(({ fact }) => fact.kind === 'no_known_allergy');
  const lacking = incomplete ? m.letter_incomplete() : '';
  const noneKnown = asked ? m.letter_none_known({ date: plainDate(asked.saved_at) }) : '';
  return {
    patient: visit.patient_name,
    born: plainDate(visit.patient_birth_date),
    doctor: visit.doctor_name,
    date: plainDate(visit.starts_local),
    time: clock(visit.starts_local),
    diagnoses: diagnoses.map(({ code, title }) => `${title} (${code})`).join('\n'),
    allergies: [allergies || (incomplete ? '' : noneKnown), lacking].filter(Boolean).join('\n'),
    medications: [listed('medication'), ...prescribed.map(inShort), lacking]
      .filter(Boolean)
      .join('\n'),
    problems: listed('condition'),
    complaint: note.chief_complaint,
    history: note.history_of_present_illness,
    past_history: note.past_history,
    examination: note.examination,
    assessment: note.assessment,
    plan: note.plan,
  };
}

function told({ title, more }: { title: string; more: string }): string {
  return more ? `${title}: ${more}` : title;
}

/**
 * A template with its places filled. A line that holds nothing but a place of which nothing is known goes, with the heading
 * (a line that ends in a colon) above it; what is no place stays as it is.
 */
export function filled(template: string, places: Record<string, string>): string {
  const lines: string[] = [];
  for (const line of template.split('\n')) {
    const only = /^\{([a-z_]+)\}$/.exec(line.trim())?.[1];
    if (only !== undefined && places[only]?.trim() === '') {
      if (lines.at(-1)?.endsWith(':')) lines.pop();
      continue;
    }
    lines.push(
      line.replace(/\{([a-z_]+)\}/g, (whole, name: string) => places[name] ?? whole).trimEnd(),
    );
  }
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
