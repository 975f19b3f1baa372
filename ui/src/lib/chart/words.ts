// What the parts of a chart are called, and what an entry says in short.

import * as m from '$messages';
import type {
  AllergySeverity,
  AllergyTo,
  Altered,
  BloodType,
  ChartEntryView,
  ChartFact,
  ChartStanding,
  SocialTopic,
} from '$lib/shared/contract';
import { plainDate } from '$lib/shared/times';
import { isDate } from '$lib/shared/times';

export type Kind = ChartFact['kind'];
export type AllergyFact = Extract<ChartFact, { kind: 'allergy' }>;
export type AllergyEntry = ChartEntryView & { fact: AllergyFact };

interface KindWords {
  /** Above the entries. */
  heading: () => string;
  add: () => string;
  /** Above the form of a new one. */
  fresh: () => string;
  /** Above the form of one that is there. */
  one: () => string;
  /** Adds one in the chart. */
  key: string;
}

/** What is listed under a heading of its own. That no allergy is known stands under the allergies. */
export type ListedKind = Exclude<Kind, 'no_known_allergy'>;

export const kinds: Record<ListedKind, KindWords> = {
  allergy: {
    heading: m.chart_allergies,
    add: m.chart_add_allergy,
    fresh: m.chart_new_allergy,
    one: m.chart_one_allergy,
    key: 'a',
  },
  condition: {
    heading: m.chart_conditions,
    add: m.chart_add_condition,
    fresh: m.chart_new_condition,
    one: m.chart_one_condition,
    key: 'p',
  },
  medication: {
    heading: m.chart_medications,
    add: m.chart_add_medication,
    fresh: m.chart_new_medication,
    one: m.chart_one_medication,
    key: 'm',
  },
  family_history: {
    heading: m.chart_family,
    add: m.chart_add_family,
    fresh: m.chart_new_family,
    one: m.chart_one_family,
    key: 'f',
  },
  social_history: {
    heading: m.chart_social,
    add: m.chart_add_social,
    fresh: m.chart_new_social,
    one: m.chart_one_social,
    key: 's',
  },
  immunisation: {
    heading: m.chart_immunisations,
    add: m.chart_add_immunisation,
    fresh: m.chart_new_immunisation,
    one: m.chart_one_immunisation,
    key: 'i',
  },
  blood_type: {
    heading: m.chart_blood,
    add: m.chart_add_blood,
    fresh: m.chart_new_blood,
    one: m.chart_one_blood,
    key: 'b',
  },
};

/** In the order in which they stand in the chart. */
export const KINDS = Object.keys(kinds) as ListedKind[];

export const severities: Record<AllergySeverity, () => string> = {
  severe: m.chart_severity_severe,
  moderate: m.chart_severity_moderate,
  mild: m.chart_severity_mild,
};

export const allergyTo: Record<AllergyTo, () => string> = {
  medication: m.chart_to_medication,
  food: m.chart_to_food,
  environmental: m.chart_to_environmental,
};

export const topics: Record<SocialTopic, () => string> = {
  tobacco: m.chart_topic_tobacco,
  alcohol: m.chart_topic_alcohol,
  drugs: m.chart_topic_drugs,
  work: m.chart_topic_work,
  home: m.chart_topic_home,
  lifestyle: m.chart_topic_lifestyle,
  other: m.chart_topic_other,
};

export const standings: Record<ChartStanding, () => string> = {
  active: m.chart_active,
  ended: m.chart_ended,
  entered_in_error: m.chart_in_error,
};

export const BLOOD_TYPES: BloodType[] = ['A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', '0+', '0-'];

/** Words as the choices of a field. */
export function options<T extends string>(words: Record<T, () => string>) {
  return (Object.keys(words) as T[]).map((value) => ({ value, label: words[value]() }));
}

/** What is typed in one line of an entry. */
export interface Line {
  /** The field's name, in the fact and in the request. */
  name: string;
  label: () => string;
  hint?: () => string;
  /** It has the whole width. */
  wide?: boolean;
  /** The focus begins here. */
  first?: boolean;
}

const since: Line = { name: 'since', label: m.chart_since, hint: m.chart_since_hint };

/** The lines of each kind, in their order. */
export const lines: Record<Kind, readonly Line[]> = {
  allergy: [
    {
      name: 'substance',
      label: m.chart_substance,
      hint: m.chart_substance_hint,
      wide: true,
      first: true,
    },
    { name: 'reaction', label: m.chart_reaction },
  ],
  condition: [
    { name: 'title', label: m.chart_condition, wide: true },
    { name: 'code', label: m.chart_code },
    since,
  ],
  medication: [
    { name: 'name', label: m.chart_medication, wide: true },
    { name: 'dose', label: m.chart_dose },
    since,
  ],
  family_history: [
    { name: 'relative', label: m.chart_relative, hint: m.chart_relative_hint },
    { name: 'title', label: m.chart_family_title },
  ],
  social_history: [],
  immunisation: [
    { name: 'vaccine', label: m.chart_vaccine, wide: true },
    { name: 'given_on', label: m.chart_given_on, hint: m.chart_given_on_hint },
    { name: 'batch', label: m.chart_batch },
  ],
  blood_type: [],
  no_known_allergy: [],
};

/** An entry of a kind in which nothing is typed. */
export function emptyFact(kind: Kind): ChartFact {
  switch (kind) {
    case 'allergy':
      return { kind, substance: '', allergy_to: 'medication', severity: 'moderate', reaction: '' };
    case 'condition':
      return { kind, code: '', title: '', since: '', remark: '' };
    case 'medication':
      return { kind, name: '', dose: '', since: '', remark: '' };
    case 'family_history':
      return { kind, relative: '', title: '', remark: '' };
    case 'social_history':
      return { kind, topic: 'tobacco', words: '' };
    case 'immunisation':
      return { kind, vaccine: '', given_on: '', batch: '', remark: '' };
    case 'blood_type':
      return { kind, blood_type: 'A+', remark: '' };
    case 'no_known_allergy':
      return { kind };
  }
}

/** What an entry says in short: what it is about, and what more. */
export function said(fact: ChartFact): { title: string; more: string } {
  const since = (typed: string) => typed && m.chart_since_value({ since: typed });
  const joined = (...parts: string[]) => parts.filter(Boolean).join(' · ');
  switch (fact.kind) {
    case 'allergy':
      return { title: fact.substance, more: joined(allergyTo[fact.allergy_to](), fact.reaction) };
    case 'condition':
      return { title: fact.title, more: joined(fact.code, since(fact.since), fact.remark) };
    case 'medication':
      return { title: fact.name, more: joined(fact.dose, since(fact.since), fact.remark) };
    case 'family_history':
      return { title: `${fact.relative}: ${fact.title}`, more: fact.remark };
    case 'social_history':
      return { title: topics[fact.topic](), more: fact.words };
    case 'immunisation': {
      const given = isDate(fact.given_on) ? plainDate(fact.given_on) : fact.given_on;
      const batch = fact.batch && m.chart_batch_value({ batch: fact.batch });
      return { title: fact.vaccine, more: joined(given, batch, fact.remark) };
    }
    case 'blood_type':
      return { title: fact.blood_type.replace('-', '−'), more: fact.remark };
    case 'no_known_allergy':
      return { title: m.chart_no_known_allergy(), more: '' };
  }
}

/** What is known where no allergy is recorded. */
export function noAllergies({
  noneKnown,
  altered,
}: {
  noneKnown: ChartEntryView | undefined;
  altered: readonly Altered[];
}): string {
  if (altered.length > 0) return m.chart_allergies_unsure();
  return noneKnown
    ? m.chart_none_known({ date: plainDate(noneKnown.saved_at), name: noneKnown.saved_by })
    : m.chart_no_allergies();
}

const RANK: Record<AllergySeverity, number> = { severe: 0, moderate: 1, mild: 2 };

/** Allergies, the worst first. */
export function ranked(entries: readonly ChartEntryView[]): AllergyEntry[] {
  const allergies = entries.filter((entry): entry is AllergyEntry => entry.fact.kind === 'allergy');
  return allergies.toSorted((one, other) => RANK[one.fact.severity] - RANK[other.fact.severity]);
}
