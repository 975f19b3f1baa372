import type { FollowingVisit, PartOfDay, WishedTimes } from '$lib/shared/contract';

/** What narrows a search for a time, beside who, where and how long; and the second visit of a pair. */
export class Refine {
  partsOfDay = $state.raw<PartOfDay[]>([]);
  /** 1 is Monday. */
  weekdays = $state.raw<number[]>([]);
  perDay = $state('');
  /** With whom a second visit is, right after the first. */
  thenDoctorId = $state('');
  thenMinutes = $state('');

  /** Fewer times than all are asked for. */
  readonly narrows = $derived(
    this.partsOfDay.length > 0 ||
      this.weekdays.length > 0 ||
      this.perDay.trim() !== '' ||
      this.thenDoctorId !== '',
  );

  togglePart(part: PartOfDay): void {
    this.partsOfDay = toggled(this.partsOfDay, part);
  }

  toggleWeekday(day: number): void {
    this.weekdays = toggled(this.weekdays, day);
  }

  /** Back to all times. */
  clear(): void {
    this.partsOfDay = [];
    this.weekdays = [];
    this.perDay = '';
    this.thenDoctorId = '';
    this.thenMinutes = '';
  }

  get wished(): WishedTimes {
    return {
      parts_of_day: this.partsOfDay,
      weekdays: this.weekdays,
      per_day: whole(this.perDay),
    };
  }

  get followedBy(): FollowingVisit | null {
    if (!this.thenDoctorId) return null;
    return { doctor_id: this.thenDoctorId, minutes: whole(this.thenMinutes) };
  }
}

/** What was typed as a whole number; null when nothing was, or no number. */
export function whole(typed: string): number | null {
  const number = Number(typed);
  return typed.trim() !== '' && Number.isInteger(number) ? number : null;
}

/** With one more, or without it. */
export function toggled<T>(all: T[], one: T): T[] {
  return all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
}
