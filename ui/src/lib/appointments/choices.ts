// The times of a booking's list: those the core offers, and the place that was pointed at.

import type { BookingRequest, FollowingSlot, RequestedTime, SlotOffer } from '$lib/shared/contract';
import { dateOf, localAt, minuteOf } from '$lib/shared/times';
import { directory } from '$lib/doctors/directory.svelte';

/** A time that can be taken by Enter. */
export interface Choice {
  key: string;
  doctor_id: string;
  doctor_name: string;
  location_id: string;
  location_name: string;
  starts_local: string;
  /** Empty where the length decides. */
  ends_local: string;
  minutes: number | null;
  starts: RequestedTime;
  usual_doctor: boolean;
  places_left: number | null;
  /** The second visit of a pair. */
  followed_by: FollowingSlot | null;
  /** It is the time that was pointed at, not one the core offered. */
  wished: boolean;
}

/** A place on the day sheet that was pointed at. */
export interface Wish {
  doctor_id: string;
  doctor_name: string;
  location_id: string;
  date: string;
  minute: number;
}

/** A time that the core offered. */
export function choiceOfSlot(slot: SlotOffer): Choice {
  const { doctor_id, doctor_name, location_id, location_name } = slot;
  const { starts_local, ends_local, minutes, usual_doctor, places_left, followed_by } = slot;
  return {
    key: `${doctor_id} ${slot.starts_at}`,
    doctor_id,
    doctor_name,
    location_id,
    location_name,
    starts_local,
    ends_local,
    minutes,
    usual_doctor,
    places_left,
    followed_by,
    starts: { by: 'instant', at: slot.starts_at },
    wished: false,
  };
}

/** A place that was pointed at. */
export function choiceOfWish(wish: Wish): Choice {
  const starts_local = localAt(wish.date, wish.minute);
  const location = directory.locations.find((candidate) => candidate.id === wish.location_id);
  return {
    key: `wish ${wish.doctor_id} ${starts_local}`,
    doctor_id: wish.doctor_id,
    doctor_name: wish.doctor_name,
    location_id: wish.location_id,
    location_name: location?.name ?? '',
    starts_local,
    ends_local: '',
    minutes: null,
    usual_doctor: false,
    places_left: null,
    followed_by: null,
    starts: { by: 'local', date_time: starts_local, which: null },
    wished: true,
  };
}

/** The same choice at another time of the wall; `which` where the clock shows it twice. */
export function atLocal(choice: Choice, local: string, which: 'earlier' | 'later' | null): Choice {
  return {
    ...choice,
    key: `${choice.doctor_id} ${local} ${which ?? ''}`,
    starts_local: local,
    ends_local: '',
    starts: { by: 'local', date_time: local, which },
    wished: true,
  };
}

/** Both are the same time of the same doctor. */
export function sameTime(one: Choice, other: Choice): boolean {
  return (
    one.doctor_id === other.doctor_id &&
    dateOf(one.starts_local) === dateOf(other.starts_local) &&
    minuteOf(one.starts_local) === minuteOf(other.starts_local)
  );
}

/** The second visit of a pair: room, devices and what is set aside are the first one's. */
export function followingWish(
  first: BookingRequest,
  following: FollowingSlot,
  appointment_id: string,
): BookingRequest {
  return {
    ...first,
    appointment_id,
    doctor_id: following.doctor_id,
    starts: { by: 'instant', at: following.starts_at },
    minutes: following.minutes,
    override_reason: null,
    overbook_reason: null,
    room_id: null,
    device_ids: [],
  };
}
