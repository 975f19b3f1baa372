import * as m from '$messages';
import type { AppointmentStatus, CalendarLayout } from '$lib/shared/contract';

/** The layouts of the calendar in the order of their number keys. */
export const layouts: { name: CalendarLayout; title: () => string }[] = [
  { name: 'day', title: m.layout_day },
  { name: 'rooms', title: m.layout_rooms },
  { name: 'week', title: m.layout_week },
  { name: 'month', title: m.layout_month },
  { name: 'list', title: m.layout_list },
];

/** Statuses as somebody looks for them. */
export const statusGroups: { name: string; title: () => string; statuses: AppointmentStatus[] }[] =
  [
    { name: '', title: m.status_any, statuses: [] },
    { name: 'to_come', title: m.status_to_come, statuses: ['scheduled', 'confirmed'] },
    {
      name: 'in_house',
      title: m.status_in_house,
      statuses: ['arrived', 'checked_in', 'in_progress'],
    },
    { name: 'done', title: m.status_done, statuses: ['completed'] },
    { name: 'gone', title: m.status_gone, statuses: ['cancelled', 'no_show'] },
  ];

/** The group of these statuses; none of them is every status. */
export function groupOf(statuses: AppointmentStatus[]): string {
  const key = statuses.toSorted().join();
  return statusGroups.find((group) => group.statuses.toSorted().join() === key)?.name ?? '';
}
