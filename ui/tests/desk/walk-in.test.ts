import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { BookingRequest } from '$lib/shared/contract';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { Refuse } from '$dev/standIn';
import { openDesk, seriousFaults, untilAsked } from '../support';

describe('a walk-in', () => {
  it('is booked at the next time of today by one key, has arrived, and is undone as one', async () => {
    const desk = await openDesk();
    // Another day is shown: a walk-in is today's all the same.
    await desk.user.keyboard(']');
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('dialog', { name: /Book for/ });
    await desk.user.keyboard('h');
    await untilAsked(desk, 'appointments_step');
    expect(desk.requests('appointments_book')).toHaveLength(1);
    // Before the usual doctor's first time there is one of somebody else.
    expect(desk.requests('appointments_book')[0]).toMatchObject({
      patient_id: 'patient-5',
      doctor_id: 'doctor-0',
      starts: { by: 'instant', at: `${TODAY}T10:20:00Z` },
      overbook_reason: null,
    });
    expect(desk.requests('appointments_step')[0]).toMatchObject({ step: 'arrive' });
    expect(await screen.findByText(/^Booked: Smith, John.* They have arrived\.$/)).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'appointments_cancel');
    expect(desk.clinic.visits.map(({ status }) => status)).toEqual(['cancelled']);
  });

  it('is seen on top of another visit with a reason when nobody is free, from the patient’s card', async () => {
    const clinic = new FakeClinic();
    // Who has the fewest visits of those that have hours now.
    for (const doctor of [0, 1, 3]) clinic.put(doctor, 9, '14:00');
    const taken = clinic.put(2, 9, '10:00');
    const answers = clinic.answers();
    clinic.put(2, 8, '09:00');
    for (const doctor of [0, 1, 3]) for (const at of ['15:00', '16:00']) clinic.put(doctor, 8, at);
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_free_slots: () => [],
        appointments_book: (wish) => {
          if (wish.overbook_reason) return answers.appointments_book(wish);
          throw new Refuse({
            kind: 'refused',
            refusal: {
              code: 'doctor_busy',
              appointment_id: taken.id,
              doctor_name: taken.doctor_name,
              held_by: taken.patient_name,
              until_local: taken.ends_local,
              next: [],
            },
          });
        },
      },
    });
    await desk.user.keyboard('/lindqvist{Enter}');
    await screen.findByRole('button', { name: /^Walk-in/ });
    await desk.user.keyboard('h');
    const why = await screen.findByLabelText('Why on top of the other visit');
    await waitFor(() => expect(why).toHaveFocus());
    expect(await seriousFaults()).toEqual([]);
    await desk.user.keyboard('Cut hand{Enter}');
    await untilAsked(desk, 'appointments_step');
    const sent = desk.requests('appointments_book') as BookingRequest[];
    expect(sent.map(({ doctor_id, overbook_reason }) => [doctor_id, overbook_reason])).toEqual([
      ['doctor-2', null],
      ['doctor-2', 'Cut hand'],
    ]);
    expect(sent[1]?.starts).toEqual({
      by: 'local',
      date_time: `${TODAY}T10:07:00`,
      which: null,
    });
    expect(desk.requests('appointments_step')[0]).toMatchObject({ step: 'arrive' });
  });

  it('is told when nobody has hours now, and nothing is booked', async () => {
    const clinic = new FakeClinic();
    for (const { id } of clinic.doctors) clinic.withoutHours.add(id);
    const desk = await openDesk({ clinic });
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('dialog', { name: /Book for/ });
    await desk.user.keyboard('h');
    expect(await screen.findByText(/none of those asked for has hours now/)).toBeVisible();
    expect(desk.requests('appointments_book')).toHaveLength(0);
  });
});

describe('what is known of a visit', () => {
  it('is written anew from its card, undone and redone', async () => {
    const clinic = new FakeClinic();
    clinic.put(0, 5, '10:20', 'scheduled', { reason: 'Cough' });
    const desk = await openDesk({ clinic });
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    await screen.findByRole('dialog', { name: 'Smith, John' });
    await desk.user.keyboard('s');
    await screen.findByRole('dialog', { name: /^What is known of the visit of Smith/ });
    expect(await seriousFaults()).toEqual([]);
    await desk.user.selectOptions(screen.getByLabelText('Priority'), 'Urgent');
    await desk.user.type(screen.getByLabelText(/^Symptoms/), 'Fever');
    // Closed by mistake: it can be had back.
    await desk.user.keyboard('{Escape}');
    await desk.user.click(await screen.findByRole('button', { name: 'Undo' }));
    await desk.user.click(await screen.findByLabelText(/^Reason/));
    await desk.user.keyboard(', worse{Control>}{Enter}{/Control}');
    await untilAsked(desk, 'appointments_change_details');
    const first = { row_version: 1, priority: 'urgent', reason: 'Cough, worse', symptoms: 'Fever' };
    expect(desk.requests('appointments_change_details')[0]).toMatchObject(first);
    expect(await screen.findByText('Cough, worse', { selector: 'dd bdi' })).toBeVisible();
    await desk.user.keyboard('{Control>}z{/Control}');
    await untilAsked(desk, 'appointments_change_details', 2);
    const back = { row_version: 2, priority: 'regular', reason: 'Cough', symptoms: '' };
    expect(desk.requests('appointments_change_details')[1]).toMatchObject(back);
  });
});
