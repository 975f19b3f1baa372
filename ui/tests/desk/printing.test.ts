import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeClinic, receptionist, TODAY } from '$dev/fakeClinic';
import { Refuse } from '$dev/standIn';
import { openDesk, seriousFaults, untilAsked } from '../support';

function clinicOfTheDay() {
  const clinic = new FakeClinic();
  clinic.put(0, 5, '10:20');
  clinic.put(0, 6, '10:40', 'cancelled');
  return clinic;
}

const openPrint = async (desk: Awaited<ReturnType<typeof openDesk>>) => {
  await desk.user.keyboard('{Control>}p{/Control}');
  return screen.findByRole('dialog', { name: 'Print or take along' });
};

describe('printing the day', () => {
  it('prints the day that is shown by Ctrl+P and Enter', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await openPrint(desk);
    expect(await screen.findByText('/home/rita')).toBeVisible();
    expect(await seriousFaults()).toEqual([]);
    await desk.user.keyboard('{Enter}');
    expect(
      await screen.findByText(`Kept and opened: /home/rita/day_sheet ${TODAY}.pdf`),
    ).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(desk.requests('printing_day')).toEqual([
      expect.objectContaining({
        language: 'en',
        date: TODAY,
        doctor_ids: [],
        location_id: null,
        paper: 'day_sheet',
      }),
    ]);
  });

  it('prints the sheet without names, and the list of whom to call', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await openPrint(desk);
    await desk.user.keyboard('{ArrowDown}{Enter}');
    await untilAsked(desk, 'printing_day');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await openPrint(desk);
    await desk.user.click(screen.getByRole('radio', { name: /Call list/ }));
    await desk.user.click(screen.getByRole('button', { name: 'Print' }));
    await untilAsked(desk, 'printing_day', 2);
    expect(desk.requests('printing_day')).toMatchObject([
      { paper: 'day_sheet_without_names' },
      { paper: 'call_list' },
    ]);
  });

  it('says why a paper was not kept, and goes on with another folder', async () => {
    let full = true;
    const clinic = clinicOfTheDay();
    const desk = await openDesk({
      clinic,
      answers: {
        printing_day: () => {
          if (!full) return { path: '/media/stick/day.pdf', shown: true };
          throw new Refuse({
            kind: 'refused',
            refusal: { code: 'not_kept', folder: '/home/rita', why: 'disk_full' },
          });
        },
      },
    });
    await openPrint(desk);
    await desk.user.keyboard('{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The paper was not kept in /home/rita: the disk is full.',
    );
    full = false;
    await desk.user.click(screen.getByRole('button', { name: 'Another folder…' }));
    expect(await screen.findByText('/media/stick')).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
    await desk.user.click(screen.getByRole('button', { name: 'Print' }));
    expect(await screen.findByText('Kept and opened: /media/stick/day.pdf')).toBeVisible();
  });

  it('keeps the id of a paper whose fate is not known', async () => {
    let away = true;
    const desk = await openDesk({
      clinic: clinicOfTheDay(),
      answers: {
        printing_day: () => {
          if (!away) return { path: '/home/rita/day.pdf', shown: false };
          throw new Refuse({ kind: 'offline', cause: 'unreachable', detail: 'refused' });
        },
      },
    });
    await openPrint(desk);
    await desk.user.keyboard('{Enter}');
    await untilAsked(desk, 'printing_day');
    const print = screen.getByRole('button', { name: 'Print' });
    await waitFor(() => expect(print).toHaveAttribute('aria-busy', 'false'));
    away = false;
    await desk.user.click(print);
    expect(
      await screen.findByText('Kept, but no program of this computer shows it: /home/rita/day.pdf'),
    ).toBeVisible();
    const [first, second] = desk.requests('printing_day');
    expect(second).toEqual(first);
  });

  it("takes a doctor's calendar along, without names unless they are asked for", async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await openPrint(desk);
    await desk.user.click(screen.getByRole('radio', { name: /A doctor's calendar/ }));
    const to = screen.getByLabelText('To');
    await desk.user.clear(to);
    await desk.user.type(to, '2026-11-30{Enter}');
    expect(await screen.findByText('Kept: /home/rita/calendar.ics')).toBeVisible();
    expect(desk.requests('printing_doctor_calendar')).toMatchObject([
      { doctor_id: 'doctor-0', from_on: TODAY, to_on: '2026-11-30', names: 'hidden' },
    ]);
  });

  it('is not there for someone who may not', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    expect(screen.getByRole('button', { name: 'Print or take along' })).toBeVisible();
    const clinic = clinicOfTheDay();
    const actions = receptionist.actions.filter((action) => action !== 'print_patient_data');
    await openDesk({
      clinic,
      answers: { users_current_session: () => ({ ...receptionist, user_id: 'other', actions }) },
    });
    await desk.user.keyboard('{Control>}p{/Control}');
    expect(screen.queryByRole('button', { name: 'Print or take along' })).toBeNull();
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('a visit and a patient', () => {
  it('prints the card of a visit, and takes the visit along', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    const card = await screen.findByRole('dialog', { name: 'Smith, John' });
    expect(card).toBeVisible();
    await desk.user.keyboard('{Control>}p{/Control}');
    expect(await screen.findByText('Kept and opened: /home/rita/card.pdf')).toBeVisible();
    await desk.user.keyboard('k');
    expect(await screen.findByText('Kept: /home/rita/visit.ics')).toBeVisible();
    const id = desk.clinic.visits[0]?.id;
    expect(desk.requests('printing_appointment_card')).toMatchObject([{ appointment_id: id }]);
    expect(desk.requests('printing_visit_calendar')).toMatchObject([{ appointment_id: id }]);
  });

  it('has no card of a visit that was called off', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await desk.user.keyboard('x');
    await desk.user.click(await screen.findByRole('gridcell', { name: /Cancelled/ }));
    await screen.findByRole('dialog');
    expect(screen.queryByRole('button', { name: 'Print card' })).toBeNull();
    await desk.user.keyboard('{Control>}p{/Control}');
    expect(desk.requests('printing_appointment_card')).toHaveLength(0);
    expect(screen.getByRole('button', { name: 'Calendar file' })).toBeVisible();
  });

  it("prints a patient's visits", async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    await screen.findByRole('dialog', { name: 'Smith, John' });
    await desk.user.keyboard('p');
    expect(await screen.findByRole('button', { name: 'Print visits' })).toBeVisible();
    await desk.user.keyboard('{Control>}p{/Control}');
    await untilAsked(desk, 'printing_visits_of_patient');
    expect(await screen.findByText(/no program of this computer shows it/)).toBeVisible();
  });
});
