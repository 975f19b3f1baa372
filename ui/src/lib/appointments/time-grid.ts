// Where blocks stand in columns of time: pure arithmetic, shared by rooms and week.

import type { AppointmentView, Stretch as LocalStretch } from '$lib/shared/contract';
import { hoursAround, placeVisits, span, type Placed, type Stretch } from './layout';

/** What a block shows of a visit; a whole visit has it too. */
export type BlockVisit = Pick<
  AppointmentView,
  | 'id'
  | 'patient_name'
  | 'status'
  | 'visit_kind'
  | 'priority'
  | 'starts_local'
  | 'ends_local'
  | 'seat'
  | 'overbook_reason'
  | 'late_cancel'
> &
  Partial<
    Pick<
      AppointmentView,
      | 'first_visit'
      | 'reason'
      | 'not_yet_certain'
      | 'room_name'
      | 'in_room_at'
      | 'patient_restricted'
    >
  >;

/** A column of time. */
export interface TimeColumn {
  key: string;
  name: string;
  about: string;
  date: string;
  hours: LocalStretch[];
  away: LocalStretch[];
  visits: BlockVisit[];
  /** The column of today. */
  today?: boolean;
}

export function placed(column: TimeColumn): Placed<BlockVisit>[] {
  return placeVisits(column.visits, column.date);
}

/** The hours to draw of some columns. */
export function rangeOf(columns: TimeColumn[]): Stretch {
  return hoursAround(
    columns.flatMap((column) =>
      [...column.hours, ...column.visits].map((item) => span(item, column.date)),
    ),
  );
}

/** The visit beside, above or below another one: by column, then by time. */
export function neighbour(
  columns: readonly { visits: readonly { id: string; starts_local: string }[] }[],
  id: string | null,
  key: string,
): string | null {
  const at = columns.findIndex((column) => column.visits.some((visit) => visit.id === id));
  const column = columns[at];
  if (!column) return columns.find(({ visits }) => visits.length > 0)?.visits[0]?.id ?? null;
  const row = column.visits.findIndex((visit) => visit.id === id);
  const down = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (down) return column.visits[row + down]?.id ?? id;
  if (key === 'Home') return column.visits[0]?.id ?? id;
  if (key === 'End') return column.visits.at(-1)?.id ?? id;
  const side = key === 'ArrowRight' ? 1 : -1;
  const clock = column.visits[row]?.starts_local.slice(11) ?? '';
  for (let next = at + side; next >= 0 && next < columns.length; next += side) {
    const { visits } = columns[next] ?? { visits: [] };
    if (visits.length === 0) continue;
    // The first that is not earlier, else the last one.
    return (
      visits.find((visit) => visit.starts_local.slice(11) >= clock)?.id ?? visits.at(-1)?.id ?? id
    );
  }
  return id;
}
