import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CalendarX from '@lucide/svelte/icons/calendar-x-2';
import Check from '@lucide/svelte/icons/check';
import CircleCheckBig from '@lucide/svelte/icons/circle-check-big';
import ClipboardCheck from '@lucide/svelte/icons/clipboard-check';
import DoorOpen from '@lucide/svelte/icons/door-open';
import Stethoscope from '@lucide/svelte/icons/stethoscope';
import UserX from '@lucide/svelte/icons/user-x';
import * as m from '$messages';
import type {
  AppointmentStatus,
  AppointmentView,
  Priority,
  Step,
  VisitKind,
} from '$lib/shared/contract';

/** A status is told by its icon and word as much as by its colour. */
export const icons: Record<AppointmentStatus, typeof Check> = {
  scheduled: CalendarClock,
  confirmed: Check,
  arrived: DoorOpen,
  checked_in: ClipboardCheck,
  in_progress: Stethoscope,
  completed: CircleCheckBig,
  cancelled: CalendarX,
  no_show: UserX,
};

/** The class that gives an element the colours of a status (`status.css`). */
export function tone(status: AppointmentStatus): string {
  return `tone-${status.replace('_', '-')}`;
}

export const kinds: Record<VisitKind, () => string> = {
  in_person: m.kind_in_person,
  video: m.kind_video,
};

export const priorities: Record<Priority, () => string> = {
  regular: m.priority_regular,
  urgent: m.priority_urgent,
  emergency: m.priority_emergency,
};

/** The steps that follow from a status, with the key of each. The core has the last word. */
export const stepKeys: Record<Exclude<Step, 'take_back'>, string> = {
  confirm: 'f',
  arrive: 'a',
  check_in: 'i',
  mark_no_show: 'n',
  complete: 'd',
};

export const stepNames: Record<Step, () => string> = {
  confirm: m.step_confirm,
  arrive: m.step_arrive,
  check_in: m.step_check_in,
  mark_no_show: m.step_no_show,
  complete: m.step_complete,
  take_back: m.step_take_back,
};

/** The steps offered for a visit, in the order of the day. */
export const onward = ['confirm', 'arrive', 'check_in', 'complete', 'mark_no_show'] as const;

const before: AppointmentStatus[] = ['scheduled', 'confirmed'];
const inHouse: AppointmentStatus[] = ['arrived', 'checked_in'];

/** Whether the step can follow; nobody is a no-show before their time. */
export function canStep(
  { status, starts_at, started_at }: Pick<AppointmentView, 'status' | 'starts_at' | 'started_at'>,
  step: Step,
  now: number,
): boolean {
  if (step === 'confirm') return status === 'scheduled';
  if (step === 'arrive') return before.includes(status);
  if (step === 'mark_no_show') return before.includes(status) && Date.parse(starts_at) <= now;
  if (step === 'check_in') return before.includes(status) || status === 'arrived';
  if (step === 'complete') return inHouse.includes(status);
  // What the doctor completed with a note stays completed.
  if (status === 'completed') return started_at === null;
  return ['confirmed', 'arrived', 'checked_in', 'cancelled', 'no_show'].includes(status);
}

/** The visit can still be moved or called off. */
export function canChange(status: AppointmentStatus): boolean {
  return before.includes(status) || status === 'arrived' || status === 'checked_in';
}

/** A room can be planned for the visit, or its patient brought into one. */
export function canTakeRoom(status: AppointmentStatus): boolean {
  return before.includes(status) || inHouse.includes(status) || status === 'in_progress';
}

/** The patient is in the house, and in no room yet or in one. */
export function isInHouse(status: AppointmentStatus): boolean {
  return inHouse.includes(status);
}

/** Since when the patient is in the house. */
export function waitingSince(visit: AppointmentView): string {
  return visit.arrived_at ?? visit.checked_in_at ?? visit.starts_at;
}

/** Whole minutes between two instants, where both are known. */
export function minutesBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000));
}

/** How long the patient waited in the house until a room or the doctor; none while it is not over. */
export function minutesWaited(visit: AppointmentView): number | null {
  return minutesBetween(
    visit.arrived_at ?? visit.checked_in_at,
    visit.in_room_at ?? visit.started_at,
  );
}
