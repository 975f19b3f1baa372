import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { standIn, type Asked } from '$dev/standIn';
import { BookingState } from './booking.svelte';

const wish = {
  doctor_id: 'doctor-0',
  doctor_name: 'Dr Ama Osei',
  location_id: 'location-0',
  date: TODAY,
  minute: 14 * 60,
};

describe('a time that was pointed at', () => {
  let asked: Asked[];
  let clinic: FakeClinic;
  beforeEach(() => {
    clinic = new FakeClinic();
    ({ asked } = standIn(clinic.answers()));
  });

  async function pointed() {
    const [patient] = clinic.patients;
    if (!patient) throw new Error('nobody');
    const booking = new BookingState({ patient, wish });
    await booking.lookedUp();
    return booking;
  }

  it('comes first, once, before the free times of its doctor', async () => {
    const booking = await pointed();
    expect(booking.current?.starts).toEqual({
      by: 'local',
      date_time: `${TODAY}T14:00:00`,
      which: null,
    });
    const two = booking.choices.filter(({ starts_local }) => starts_local === `${TODAY}T14:00:00`);
    expect(two).toHaveLength(1);
  });

  it('is over when another doctor or date is asked for', async () => {
    const booking = await pointed();
    booking.over = 'anyone';
    booking.change();
    await booking.lookedUp();
    expect(booking.choices.some(({ wished }) => wished)).toBe(false);
    expect(booking.choices.length).toBeGreaterThan(0);
  });

  it('is asked for with the length that was typed, and not with one that is none', async () => {
    const booking = await pointed();
    booking.minutes = '45';
    booking.change();
    await booking.lookedUp();
    booking.minutes = 'long';
    booking.change();
    await booking.lookedUp();
    const lengths = asked
      .filter(({ name }) => name === 'appointments_free_slots')
      .map(({ request }) => (request as { minutes: number | null }).minutes);
    expect(lengths).toEqual([null, 45, null]);
  });

  it('is asked for again with the priority, and the chosen one stays chosen', async () => {
    const booking = await pointed();
    booking.move(2);
    const chosen = booking.current?.key;
    booking.priority = 'urgent';
    await booking.look(chosen);
    expect(booking.current?.key).toBe(chosen);
    const priorities = asked
      .filter(({ name }) => name === 'appointments_free_slots')
      .map(({ request }) => (request as { priority: string }).priority);
    expect(priorities).toEqual(['regular', 'urgent']);
  });
});
