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
};

export const stepNames: Record<Step, () => string> = {
  confirm: m.step_confirm,
  arrive: m.step_arrive,
  check_in: m.step_check_in,
  mark_no_show: m.step_no_show,
  take_back: m.step_take_back,
};

const before: AppointmentStatus[] = ['scheduled', 'confirmed'];

/** Whether the step can follow; nobody is a no-show before their time. */
export function canStep(
  { status, starts_at }: Pick<AppointmentView, 'status' | 'starts_at'>,
  step: Step,
  now: number,
): boolean {
  if (step === 'confirm') return status === 'scheduled';
  if (step === 'arrive') return before.includes(status);
  if (step === 'mark_no_show') return before.includes(status) && Date.parse(starts_at) <= now;
  if (step === 'check_in') return before.includes(status) || status === 'arrived';
  return ['confirmed', 'arrived', 'checked_in', 'cancelled', 'no_show'].includes(status);
}

/** The visit can still be moved or called off. */
export function canChange(status: AppointmentStatus): boolean {
  return before.includes(status) || status === 'arrived' || status === 'checked_in';
}

/** Since when the patient is in the house. */
export function waitingSince(visit: AppointmentView): string {
  return visit.arrived_at ?? visit.checked_in_at ?? visit.starts_at;
}
