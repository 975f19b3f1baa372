import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { HoldRequest, ReleaseHold } from '$lib/shared/contract';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { makeHold } from '$dev/fakeHolds';
import { Refuse, tellFeed } from '$dev/standIn';
import { openDesk, untilAsked, type OpenDesk } from '../support';

const held = (desk: OpenDesk) => desk.requests('appointments_hold') as HoldRequest[];
const givenBack = (desk: OpenDesk) => desk.requests('appointments_release_hold') as ReleaseHold[];

async function bookSmith(desk: OpenDesk) {
  await desk.user.keyboard('b');
  await desk.user.keyboard('smith');
  await desk.user.keyboard('{Enter}');
  await screen.findByRole('option', { name: /10:30/, selected: true });
}

describe('a time that is being booked', () => {
  it('is held once the person stays with it, and follows them to another', async () => {
    const desk = await openDesk();
    await bookSmith(desk);
    await desk.user.keyboard('{ArrowDown}');
    await untilAsked(desk, 'appointments_hold');
    expect(held(desk)).toHaveLength(1);
    expect(held(desk)[0]?.booking).toMatchObject({
      patient_id: 'patient-5',
      starts: { by: 'instant', at: `${TODAY}T11:00:00Z` },
    });
    await desk.user.keyboard('{ArrowUp}');
    await untilAsked(desk, 'appointments_hold', 2);
    const [first, second] = held(desk);
    expect(second?.booking.starts).toEqual({ by: 'instant', at: `${TODAY}T10:30:00Z` });
    expect(second?.booking.appointment_id).toBe(first?.booking.appointment_id);
  });

  it('is not held by the booking while it is made a series, though the times are read anew', async () => {
    const desk = await openDesk();
    await bookSmith(desk);
    await untilAsked(desk, 'appointments_hold');
    await desk.user.keyboard('e');
    await screen.findByRole('dialog', { name: /Repeat the visit/ });
    await untilAsked(desk, 'appointments_release_hold');
    const looked = desk.requests('appointments_free_slots').length;
    desk.clinic.put(0, 3, '10:30');
    await tellFeed({ state: 'online', resource_ids: [1], topics: [], returned: false });
    await untilAsked(desk, 'appointments_free_slots', looked + 1);
    await new Promise((later) => setTimeout(later, 700));
    expect(held(desk)).toHaveLength(1);
    await desk.user.keyboard('{Escape}');
    await untilAsked(desk, 'appointments_hold', 2);
  });

  it('is not waited for: Enter books at once, under the same id', async () => {
    const clinic = new FakeClinic();
    const desk = await openDesk({
      clinic,
      answers: { appointments_hold: () => new Promise(() => undefined) },
    });
    await bookSmith(desk);
    await untilAsked(desk, 'appointments_hold');
    await desk.user.keyboard('{Enter}');
    await untilAsked(desk, 'appointments_book');
    expect(desk.requests('appointments_book')[0]).toMatchObject({
      appointment_id: held(desk)[0]?.booking.appointment_id,
    });
    expect(await screen.findByText(/Booked: Smith, John/)).toBeVisible();
    expect(givenBack(desk)).toEqual([]);
  });

  it('is given back when the form is closed', async () => {
    const desk = await openDesk();
    await bookSmith(desk);
    await untilAsked(desk, 'appointments_hold');
    await desk.user.keyboard('{Escape}');
    await untilAsked(desk, 'appointments_release_hold');
    expect(givenBack(desk)[0]?.appointment_id).toBe(held(desk)[0]?.booking.appointment_id);
    expect(desk.clinic.holds).toEqual([]);
  });

  it('that somebody else holds is said beside the list, and nothing stops', async () => {
    const desk = await openDesk({
      answers: {
        appointments_hold: () => {
          throw new Refuse({
            kind: 'refused',
            refusal: {
              code: 'slot_held',
              doctor_name: 'Dr Lena Brandt',
              held_by: 'Omar Front',
              until_local: `${TODAY}T10:09:00`,
              next: [],
            },
          });
        },
      },
    });
    await bookSmith(desk);
    expect(await screen.findByText(/held for Omar Front until 10:09/)).toBeVisible();
    await desk.user.keyboard('{ArrowDown}');
    await waitFor(() => expect(screen.queryByText(/held for Omar Front/)).toBeNull());
    expect(screen.getByRole('option', { name: /11:00/, selected: true })).toBeVisible();
  });

  it('stands on the day sheet with who is booking it', async () => {
    const clinic = new FakeClinic();
    const doctor = clinic.doctors[0];
    if (doctor) makeHold(clinic, 'a', doctor, `${TODAY}T11:20:00`, 'Omar Front');
    await openDesk({ clinic });
    const name = /11:20 to 11:40, Being booked by Omar Front/;
    expect(await screen.findByRole('gridcell', { name })).toBeVisible();
  });
});
