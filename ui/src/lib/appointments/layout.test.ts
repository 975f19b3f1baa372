import { describe, expect, it } from 'vitest';
import type { DoctorDay } from '$lib/shared/contract';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { makeHold } from '$dev/fakeHolds';
import { dayRange, hoursAround, nearestStop, placeVisits, snap, stepFrom, stopsOf } from './layout';

const clock = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

function day(clinic: FakeClinic, capacity = 1): DoctorDay {
  return {
    doctor_id: 'doctor-0',
    date: TODAY,
    doctor_name: 'Dr Ama Osei',
    specialties: [],
    windows: [
      {
        location_id: 'location-0',
        room_id: null,
        starts_at: '',
        ends_at: '',
        starts_local: `${TODAY}T09:10:00`,
        ends_local: `${TODAY}T10:10:00`,
        slot_minutes: 20,
        hours_kind: 'both',
        capacity,
        date: TODAY,
      },
    ],
    time_off: [],
    blocks: [],
    holidays: [],
    appointments: clinic.visits,
    holds: clinic.holds,
  };
}

const range = { from: 8 * 60, to: 11 * 60 };
const free = (column: DoctorDay) =>
  stopsOf(column, TODAY, range, false, 0)
    .filter((stop) => stop.visit === null && stop.open)
    .map((stop) => stop.from);

describe('placing visits', () => {
  it('gives a visit alone the whole width and lays overlapping ones side by side', () => {
    const clinic = new FakeClinic();
    clinic.put(0, 0, '09:00', 'scheduled', { minutes: 60 });
    clinic.put(0, 1, '09:20', 'scheduled', { minutes: 20 });
    clinic.put(0, 2, '09:40', 'scheduled', { minutes: 20 });
    clinic.put(0, 3, '10:00', 'scheduled', { minutes: 20 });
    const placed = placeVisits(clinic.visits, TODAY);
    expect(placed.map(({ lane, lanes }) => [lane, lanes])).toEqual([
      [0, 2],
      [1, 2],
      [1, 2],
      [0, 1],
    ]);
  });

  it('keeps seats of one slot in their order', () => {
    const clinic = new FakeClinic();
    for (const seat of [2, 0, 1]) clinic.put(0, seat, '13:00', 'scheduled', { seat });
    expect(placeVisits(clinic.visits, TODAY).map(({ visit, lane }) => [visit.seat, lane])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  it('draws whole hours around everything, so that a short day fills the window', () => {
    const clinic = new FakeClinic();
    expect(dayRange([], TODAY)).toEqual({ from: 480, to: 1080 });
    expect(dayRange([day(clinic)], TODAY)).toEqual({ from: 480, to: 900 });
    expect(hoursAround([{ from: 540, to: 1020 }])).toEqual({ from: 480, to: 1080 });
    expect(hoursAround([{ from: 1300, to: 1440 }])).toEqual({ from: 1020, to: 1440 });
    clinic.put(0, 0, '06:40');
    clinic.put(0, 0, '19:50', 'scheduled', { minutes: 20 });
    expect(dayRange([day(clinic)], TODAY)).toEqual({ from: 360, to: 1260 });
  });
});

describe('stops of the cursor', () => {
  it('are the slots of the hours that are free, from where the hours begin', () => {
    const clinic = new FakeClinic();
    expect(free(day(clinic))).toEqual([clock('09:10'), clock('09:30'), clock('09:50')]);
    clinic.put(0, 0, '09:30');
    expect(free(day(clinic))).toEqual([clock('09:10'), clock('09:50')]);
  });

  it('offer a slot while it has places left', () => {
    const clinic = new FakeClinic();
    clinic.put(0, 0, '09:30');
    expect(free(day(clinic, 2))).toContain(clock('09:30'));
    clinic.put(0, 1, '09:30', 'scheduled', { seat: 1 });
    expect(free(day(clinic, 2))).not.toContain(clock('09:30'));
  });

  it('take cancelled visits for free time, and hide them unless asked', () => {
    const clinic = new FakeClinic();
    clinic.put(0, 0, '09:30', 'cancelled');
    expect(free(day(clinic))).toContain(clock('09:30'));
    const shown = (gone: boolean) =>
      stopsOf(day(clinic), TODAY, range, gone, 0).filter((stop) => stop.visit !== null).length;
    expect([shown(false), shown(true)]).toEqual([0, 1]);
  });

  it('say who is booking them, until the time of the hold is over', () => {
    const clinic = new FakeClinic();
    const doctor = clinic.doctors[0];
    if (!doctor) throw new Error('a clinic has doctors');
    const hold = makeHold(clinic, 'a', doctor, `${TODAY}T09:30:00`);
    const ends = Date.parse(hold.expires_at);
    const heldAt = (now: number, capacity = 1) =>
      stopsOf(day(clinic, capacity), TODAY, range, false, now)
        .filter((stop) => stop.held !== null)
        .map((stop) => [stop.from, stop.held?.held_by]);
    expect(heldAt(ends - 1)).toEqual([[clock('09:30'), 'Rita Desk']]);
    expect(heldAt(ends - 1, 2), 'another place of the slot is left').toEqual([]);
    expect(heldAt(ends)).toEqual([]);
  });

  it('are closed while the doctor is away and outside the hours', () => {
    const column = day(new FakeClinic());
    column.time_off = [
      {
        id: 't',
        doctor_id: 'doctor-0',
        starts_at: '',
        ends_at: '',
        starts_local: `${TODAY}T00:00:00`,
        ends_local: `${TODAY}T09:30:00`,
        time_off_kind: 'leave',
        note: '',
      },
    ];
    expect(free(column)).toEqual([clock('09:30'), clock('09:50')]);
  });

  it('are found by the time that is nearest', () => {
    const stops = stopsOf(day(new FakeClinic()), TODAY, range, false, 0);
    expect(nearestStop(stops, clock('09:35'))?.from).toBe(clock('09:30'));
    expect(nearestStop([], 600)).toBeNull();
  });
});

describe('a visit that is carried', () => {
  const column = day(new FakeClinic());
  it('lands on the slots of the hours, on quarters elsewhere, on fives when fine', () => {
    expect(snap(column, TODAY, clock('09:37'))).toBe(clock('09:30'));
    expect(snap(column, TODAY, clock('10:08'))).toBe(clock('09:50'));
    expect(snap(column, TODAY, clock('10:41'))).toBe(clock('10:45'));
    expect(snap(column, TODAY, clock('09:37'), true)).toBe(clock('09:35'));
  });

  it('steps by the slot length within the hours and by quarters outside', () => {
    expect(stepFrom(column, TODAY, clock('09:10'), true)).toBe(clock('09:30'));
    expect(stepFrom(column, TODAY, clock('09:10'), false)).toBe(clock('08:55'));
  });
});
