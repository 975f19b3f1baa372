import type { ChartEntryView, ChartFact } from '$lib/shared/contract';

/** An entry of a chart as the server has it. */
export function entry(fact: ChartFact, changed: Partial<ChartEntryView> = {}): ChartEntryView {
  return {
    id: `entry-${fact.kind}`,
    fact,
    standing: 'active',
    why: '',
    saved_at: '2026-11-01T09:00:00Z',
    saved_by: 'Dr Lin',
    row_version: 1,
    ...changed,
  };
}

export const penicillin = {
  kind: 'allergy',
  substance: 'Penicillin',
  allergy_to: 'medication',
  severity: 'severe',
  reaction: 'Swelling of the throat',
} satisfies ChartFact;
export const pollen = {
  ...penicillin,
  substance: 'Grass pollen',
  severity: 'mild',
  reaction: '',
} satisfies ChartFact;
export const diabetes = {
  kind: 'condition',
  code: 'E11.9',
  title: 'Type 2 diabetes',
  since: '2019',
  remark: '',
} satisfies ChartFact;
