import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { BookingRequest, SlotSearch } from '$lib/shared/contract';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { Refuse, tellFeed } from '$dev/standIn';
import { openDesk, untilAsked } from '../support';

const slot = (clock: string) => ({
  doctor_id: 'doctor-1',
  doctor_name: 'Dr Lena Brandt',
  location_id: 'location-0',
  location_name: 'Harbour Street',
  starts_at: `${TODAY}T${clock}:00Z`,
  starts_local: `${TODAY}T${clock}:00`,
  ends_local: `${TODAY}T${clock}:00`,
  minutes: 30,
  hours_kind: 'both' as const,
  places_left: 1,
  usual_doctor: true,
  followed_by: null,
});

describe('booking', () => {
  it('books the next free slot with the usual doctor by B, letters, Enter, Enter', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('b');
    await desk.user.keyboard('smith');
    await desk.user.keyboard('{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.keyboard('{Enter}');
    await untilAsked(desk, 'appointments_book');
    expect(desk.requests('appointments_book')[0]).toMatchObject({
      patient_id: 'patient-5',
      doctor_id: 'doctor-1',
      starts: { by: 'instant', at: `${TODAY}T10:30:00Z` },
      override_reason: null,
    });
    expect(await screen.findByText(/Booked: Smith, John/)).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(
      await screen.findByRole('gridcell', { name: /10:30 to 11:00, Smith, John/ }),
    ).toBeVisible();
  });

  it('keeps up with fingers that are faster than the answers', async () => {
    const clinic = new FakeClinic();
    const answers = clinic.answers();
    const late = <T>(value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), 30));
    const desk = await openDesk({
      clinic,
      answers: {
        patients_search: async (request) => late(await answers.patients_search(request)),
        appointments_free_slots: async (request) =>
          late(await answers.appointments_free_slots(request)),
      },
    });
    await desk.user.keyboard('bsmith{Enter}{Enter}');
    await untilAsked(desk, 'appointments_book');
    expect(desk.requests('appointments_book')).toHaveLength(1);
    expect(desk.requests('appointments_book')[0]).toMatchObject({ patient_id: 'patient-5' });
  });

  it('offers nothing while the first date is none, and books nothing by Enter', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('bsmith{Enter}');
    const dialog = await screen.findByRole('dialog', { name: /Book for/ });
    await desk.user.keyboard('f');
    await desk.user.keyboard('30.02.2027{Enter}');
    expect(
      await within(dialog).findByText('There is no such date.', { selector: '[role=status]' }),
    ).toBeVisible();
    const times = within(dialog).getByRole('listbox', { name: 'Free times' });
    expect(within(times).queryAllByRole('option')).toHaveLength(0);
    await desk.user.keyboard('{Enter}');
    const from = within(dialog).getByLabelText('From date');
    await desk.user.clear(from);
    await desk.user.type(from, '28.02.2027');
    expect((await within(times).findAllByRole('option')).length).toBeGreaterThan(0);
    expect(desk.requests('appointments_book')).toHaveLength(0);
  });

  it('looks from the day on that is shown, by key and by the button, and today from now on', async () => {
    const desk = await openDesk();
    const firstDates = () =>
      (desk.requests('appointments_free_slots') as SlotSearch[]).map(({ from_on }) => from_on);
    await desk.user.keyboard('bsmith{Enter}');
    await untilAsked(desk, 'appointments_free_slots');
    await desk.user.keyboard('{Escape}]');
    await screen.findByRole('heading', { name: /24 November/ });
    await desk.user.keyboard('bsmith{Enter}');
    await untilAsked(desk, 'appointments_free_slots', 2);
    expect(await screen.findByLabelText('From date')).toHaveValue('2026-11-24');
    await desk.user.keyboard('{Escape}');
    await desk.user.click(screen.getByRole('button', { name: /^Book/ }));
    await desk.user.keyboard('smith{Enter}');
    await untilAsked(desk, 'appointments_free_slots', 3);
    expect(firstDates()).toEqual([null, '2026-11-24', '2026-11-24']);
  });

  it('goes back to the search with the next letter in it', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('dialog', { name: /Book for/ });
    await desk.user.keyboard('{Backspace}');
    const search = await screen.findByRole('combobox', { name: 'Book for whom?' });
    await waitFor(() => expect(search).toHaveFocus());
  });

  it('tells who has the slot until when, and takes a next free one when it is chosen', async () => {
    let tries = 0;
    const clinic = new FakeClinic();
    const answers = clinic.answers();
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_book: (request) => {
          tries += 1;
          if (tries > 1) return answers.appointments_book(request);
          throw new Refuse({
            kind: 'refused',
            refusal: {
              code: 'doctor_busy',
              appointment_id: 'x',
              doctor_name: 'Dr Lena Brandt',
              held_by: 'Kovač, Ana',
              until_local: `${TODAY}T11:00:00`,
              next: [slot('11:00'), slot('13:30')],
            },
          });
        },
      },
    });
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.keyboard('{Enter}');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Dr Lena Brandt is taken until 11:00 by Kovač, Ana.');
    expect(alert).toHaveTextContent('Free at 11:00, 13:30.');
    // One Enter too many books nothing else.
    await desk.user.keyboard('{Enter}');
    await desk.user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    await untilAsked(desk, 'appointments_book', 2);
    const [first, second] = desk.requests('appointments_book') as BookingRequest[];
    expect(second?.starts).toEqual({ by: 'instant', at: `${TODAY}T13:30:00Z` });
    expect(second?.appointment_id).not.toBe(first?.appointment_id);
  });

  it('sends the very same booking again after silence', async () => {
    let tries = 0;
    const clinic = new FakeClinic();
    const answers = clinic.answers();
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_book: (request) => {
          tries += 1;
          if (tries > 1) return answers.appointments_book(request);
          throw new Refuse({ kind: 'offline', cause: 'unreachable', detail: '' });
        },
      },
    });
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog', { name: /Book for/ });
    await desk.user.click(await within(dialog).findByRole('button', { name: 'Try again' }));
    await untilAsked(desk, 'appointments_book', 2);
    const [first, second] = desk.requests('appointments_book');
    expect(second).toEqual(first);
    expect(desk.clinic.visits).toHaveLength(1);
  });

  it('asks what became of a booking that was not answered before a changed one is sent', async () => {
    let silent = true;
    const clinic = new FakeClinic();
    const answers = clinic.answers();
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_book: (request) => {
          const visit = answers.appointments_book(request);
          // It is booked; only the answer is lost.
          if (silent) throw new Refuse({ kind: 'offline', cause: 'unreachable', detail: '' });
          return visit;
        },
      },
    });
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.keyboard('{Enter}');
    await screen.findByRole('button', { name: 'Try again' });
    silent = false;
    await desk.user.type(screen.getByLabelText(/^Reason/), 'Fever{Enter}');
    await desk.user.keyboard('{ArrowDown}{Enter}');
    expect(
      await screen.findByText(/It was booked before you changed it: Smith, John/),
    ).toBeVisible();
    expect(desk.requests('appointments_book')).toHaveLength(1);
    expect(desk.clinic.visits).toHaveLength(1);
  });

  it('keeps the id of a booking whose fate is unknown when another one is sent', async () => {
    let silent = true;
    const clinic = new FakeClinic();
    const answers = clinic.answers();
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_book: (request) => {
          if (silent) throw new Refuse({ kind: 'offline', cause: 'unreachable', detail: '' });
          return answers.appointments_book(request);
        },
      },
    });
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.keyboard('{Enter}');
    await screen.findByRole('button', { name: 'Try again' });
    silent = false;
    await desk.user.keyboard('{ArrowDown}{Enter}');
    await untilAsked(desk, 'appointments_book', 2);
    const [first, second] = desk.requests('appointments_book') as BookingRequest[];
    expect(second?.starts).not.toEqual(first?.starts);
    expect(second?.appointment_id).toBe(first?.appointment_id);
    expect(desk.requests('appointments_get')).toEqual([first?.appointment_id]);
  });

  it('asks for a reason outside the hours and books the time that was refused', async () => {
    const clinic = new FakeClinic();
    const answers = clinic.answers();
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_book: (request) => {
          if (request.override_reason) return answers.appointments_book(request);
          throw new Refuse({ kind: 'refused', refusal: { code: 'outside_hours', next: [] } });
        },
      },
    });
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.keyboard('{Enter}');
    await desk.user.type(await screen.findByLabelText('Why outside the hours'), 'Fever{Enter}');
    await untilAsked(desk, 'appointments_book', 2);
    expect(desk.requests('appointments_book')[1]).toMatchObject({
      starts: { by: 'instant', at: `${TODAY}T10:30:00Z` },
      override_reason: 'Fever',
    });
  });

  it('asks which of the two when the clock shows a time twice, and shows the neighbours of a gap', async () => {
    const clinic = new FakeClinic();
    let refusal: 'time_repeated' | 'time_in_gap' = 'time_repeated';
    const desk = await openDesk({
      clinic,
      answers: {
        appointments_book: () => {
          throw new Refuse({
            kind: 'refused',
            refusal:
              refusal === 'time_repeated'
                ? { code: 'time_repeated', earlier_at: '', later_at: '' }
                : {
                    code: 'time_in_gap',
                    before_local: `${TODAY}T01:59:00`,
                    after_local: `${TODAY}T03:00:00`,
                  },
          });
        },
      },
    });
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.keyboard('{Enter}');
    expect(await screen.findByRole('option', { name: /10:30.*the first time/ })).toBeVisible();
    refusal = 'time_in_gap';
    await desk.user.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    await untilAsked(desk, 'appointments_book', 2);
    expect(desk.requests('appointments_book')[1]).toMatchObject({
      starts: { by: 'local', date_time: `${TODAY}T10:30:00`, which: 'later' },
    });
    expect(await screen.findByRole('option', { name: /03:00/ })).toBeVisible();
    expect(screen.getByRole('option', { name: /01:59/ })).toBeVisible();
  });

  it('looks over anyone, a specialty or one doctor by key', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    await desk.user.keyboard('a');
    await screen.findAllByRole('option', { name: /Dr Ama Osei/ });
    await desk.user.keyboard('s');
    const specialty = await screen.findByLabelText('Specialty');
    await waitFor(() => expect(specialty).toHaveFocus());
    await desk.user.selectOptions(specialty, 'Paediatrics');
    await screen.findAllByRole('option', { name: /Dr Tomás Ortega/ });
    expect(desk.requests('appointments_free_slots').at(-1)).toMatchObject({
      over: { over: 'specialty', specialty_id: 'specialty-2' },
    });
  });

  it('goes from whom it is with to the times by the arrow down', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('bsmith{Enter}');
    const first = await screen.findByRole('option', { name: /10:30/, selected: true });
    const over = within(screen.getByRole('group', { name: 'With whom' }));
    const [chosen, next] = over.getAllByRole('button');
    chosen?.focus();
    await desk.user.keyboard('{ArrowRight}');
    expect(next).toHaveFocus();
    await desk.user.keyboard('{ArrowDown}{Enter}');
    expect(first).toBeInTheDocument();
    await untilAsked(desk, 'appointments_book');
    expect(desk.requests('appointments_book')).toHaveLength(1);
  });

  it('offers to register who is not found, and goes on booking for them', async () => {
    const desk = await openDesk();
    await desk.user.keyboard('bZola Dimitrova');
    await screen.findByText(/Nobody is found by/);
    await desk.user.keyboard('{Enter}');
    const form = await screen.findByRole('dialog', { name: 'Register a patient' });
    expect(within(form).getByLabelText('Family name')).toHaveValue('Dimitrova');
    expect(within(form).getByLabelText('Given names')).toHaveValue('Zola');
    await desk.user.type(within(form).getByLabelText('Birth date'), '3.4.1988{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Book for Dimitrova, Zola' })).toBeVisible();
    expect(desk.requests('patients_register')[0]).toMatchObject({
      form: { birth_date: '1988-04-03' },
    });
  });

  it('follows another desk: what was chosen stays, and is not exchanged when it is taken', async () => {
    const clinic = new FakeClinic();
    const desk = await openDesk({ clinic });
    await desk.user.keyboard('bsmith{Enter}');
    await screen.findByRole('option', { name: /10:30/, selected: true });
    const change = { state: 'online' as const, resource_ids: [2], topics: [], returned: false };
    const others = () => screen.getAllByRole('option', { name: /^11:00/ }).length;
    const before = others();
    clinic.put(1, 9, '11:00');
    await tellFeed(change);
    await waitFor(() => expect(others()).toBe(before - 1));
    expect(screen.getByRole('option', { name: /10:30/, selected: true })).toBeVisible();
    clinic.put(1, 3, '10:30');
    await tellFeed(change);
    expect(
      await screen.findByText('The chosen time was taken meanwhile. Choose another one.'),
    ).toBeVisible();
    const times = screen.getByRole('listbox', { name: 'Free times' });
    expect(within(times).queryByRole('option', { selected: true })).toBeNull();
    await desk.user.keyboard('{Enter}');
    expect(desk.requests('appointments_book')).toHaveLength(0);
    await desk.user.keyboard('{ArrowDown}{Enter}');
    await untilAsked(desk, 'appointments_book');
    expect(desk.requests('appointments_book')[0]).toMatchObject({
      starts: { by: 'instant', at: `${TODAY}T11:30:00Z` },
    });
  });

  it('says once that the server is away', async () => {
    const offline = () => {
      throw new Refuse({ kind: 'offline', cause: 'unreachable', detail: '' });
    };
    const desk = await openDesk({
      answers: { appointments_free_slots: offline, appointments_book: offline },
    });
    screen.getByRole('grid').focus();
    await desk.user.keyboard('{ArrowDown}bsmith{Enter}');
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByRole('alert');
    await desk.user.keyboard('{Enter}');
    await waitFor(() => expect(within(dialog).getAllByRole('alert')).toHaveLength(1));
  });
});
