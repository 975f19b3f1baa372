import * as m from '$messages';
import type { Gender, MatchedBy, PatientView } from '$lib/shared/contract';

export const genders: Record<Gender, () => string> = {
  female: m.gender_female,
  male: m.gender_male,
  other: m.gender_other,
  unknown: m.gender_unknown,
};

/** The genders to choose from. */
export const genderOptions = () =>
  Object.entries(genders).map(([value, name]) => ({ value, label: name() }));

/** Why a patient was found. */
export const reasons: Record<MatchedBy, () => string> = {
  recent: m.why_recent,
  reference: m.why_reference,
  birth_date: m.why_birth_date,
  phone: m.why_phone,
  name: m.why_name,
  similar_name: m.why_similar_name,
};

/** Nothing is booked for the dead. */
export const canVisit = (patient: Pick<PatientView, 'deceased_on' | 'restricted_at'>) =>
  patient.deceased_on === null && patient.restricted_at === null;

/** `Family, Given`. */
export function nameOf(patient: Pick<PatientView, 'family_name' | 'given_name'>): string {
  return patient.given_name ? `${patient.family_name}, ${patient.given_name}` : patient.family_name;
}
