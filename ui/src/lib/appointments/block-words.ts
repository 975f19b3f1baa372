import * as m from '$messages';
import { statuses } from '$lib/shared/errors';
import { clock } from '$lib/shared/times';
import { priorities } from './status';
import type { BlockVisit } from './time-grid';

/** A visit's block in words, for whoever does not see it. */
export function blockWords(visit: BlockVisit): string {
  return [
    m.from_to({ from: clock(visit.starts_local), to: clock(visit.ends_local) }),
    visit.patient_name,
    visit.late_cancel ? m.late_cancel() : statuses[visit.status](),
    visit.overbook_reason === null ? '' : m.overbooked(),
    visit.patient_restricted ? m.refused_restricted_what() : '',
    visit.priority === 'regular' ? '' : priorities[visit.priority](),
    visit.visit_kind === 'video' ? m.kind_video() : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
