import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { tellFeed } from '$dev/standIn';
import { openDesk, untilAsked } from '../support';

function clinicOfTheDay() {
  const clinic = new FakeClinic();
  clinic.put(0, 5, '10:20');
  clinic.put(1, 9, '10:00', 'checked_in', { arrived_at: `${TODAY}T09:40:00Z` });
  clinic.put(0, 3, '09:00', 'cancelled');
  return clinic;
}
const active = () =>
  document.getElementById(screen.getByRole('grid').getAttribute('aria-activedescendant') ?? '');

describe('the day sheet', () => {
  it('has a row for each doctor and a cell for each visit and free time', async () => {
    await openDesk({ clinic: clinicOfTheDay() });
    expect(screen.getAllByRole('row')).toHaveLength(4);
    expect(
      screen.getByRole('gridcell', { name: '10:20 to 10:40, Smith, John, Scheduled' }),
    ).toBeVisible();
    expect(screen.queryByRole('gridcell', { name: /Cancelled/ })).toBeNull();
    expect(screen.getByRole('complementary', { name: /Waiting room/ })).toHaveTextContent('27 min');
  });

  it('moves its cursor by arrows, opens the visit by Enter and books free time by B', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    screen.getByRole('grid').focus();
    await desk.user.keyboard('{ArrowDown}');
    // The first key shows the cursor at the present.
    await waitFor(() => expect(active()).toHaveTextContent('10:00 to 10:20, free'));
    await desk.user.keyboard('{ArrowDown}');
    await waitFor(() => expect(active()).toHaveTextContent('10:20 to 10:40, Smith'));
    await desk.user.keyboard('{ArrowRight}');
    await waitFor(() => expect(active()).toHaveTextContent('10:00 to 10:30, Kovač'));
    await desk.user.keyboard('{ArrowLeft}{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Smith, John' })).toBeVisible();
    await desk.user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(screen.getByRole('grid')).toHaveFocus());
    await desk.user.keyboard('{ArrowDown}b');
    await desk.user.keyboard('okonkwo{Enter}');
    expect(
      await screen.findByRole('option', { name: /10:40.*as chosen/, selected: true }),
    ).toBeVisible();
    await desk.user.keyboard('{Enter}');
    await untilAsked(desk, 'appointments_book');
    expect(desk.requests('appointments_book')[0]).toMatchObject({
      doctor_id: 'doctor-0',
      starts: { by: 'local', date_time: `${TODAY}T10:40:00` },
    });
  });

  it('carries a visit by keys to another doctor, and puts it back by Escape', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    await desk.user.keyboard('m{ArrowRight}{ArrowRight}{Escape}');
    expect(desk.requests('appointments_reschedule')).toHaveLength(0);
    await desk.user.keyboard('m{ArrowRight}{ArrowRight}{Enter}');
    await untilAsked(desk, 'appointments_reschedule');
    expect(desk.requests('appointments_reschedule')[0]).toMatchObject({
      doctor_id: 'doctor-2',
      starts: { by: 'local', date_time: `${TODAY}T10:20:00` },
    });
  });

  it('tells who is in the way when it is put down on a taken time', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    await desk.user.keyboard('m{ArrowRight}{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Dr Lena Brandt is taken until 10:30 by Kovač, Ana.',
    );
    await desk.user.keyboard('{ArrowDown}{Enter}');
    await untilAsked(desk, 'appointments_reschedule', 2);
    expect(await screen.findByText(/^Moved: Smith, John/)).toBeVisible();
  });

  it('reads only the columns that changed, and not while a visit is carried', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await desk.user.click(screen.getByRole('gridcell', { name: /Smith, John/ }));
    await desk.user.keyboard('m');
    desk.clinic.put(0, 8, '11:00');
    await tellFeed({ state: 'online', resource_ids: [1], topics: [], returned: false });
    await waitFor(() =>
      expect(desk.requests('appointments_day_sheet').at(-1)).toMatchObject({
        doctor_ids: ['doctor-0'],
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(screen.queryByRole('gridcell', { name: /Müller/ })).toBeNull();
    await desk.user.keyboard('{Escape}');
    expect(await screen.findByRole('gridcell', { name: /Müller/ })).toBeVisible();
    expect(active()).toHaveTextContent('Smith, John');
  });

  it('shows that the server is away, and reads everything when it is back', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await tellFeed({ state: 'offline', cause: 'unreachable' });
    expect(await screen.findByText("The clinic's server does not answer.")).toBeVisible();
    const before = desk.requests('appointments_day_sheet').length;
    await tellFeed({ state: 'online', resource_ids: [], topics: [], returned: true });
    await untilAsked(desk, 'appointments_day_sheet', before + 1);
    await waitFor(() =>
      expect(screen.queryByText("The clinic's server does not answer.")).toBeNull(),
    );
  });

  it('watches the lanes and the date that are shown', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    await waitFor(() =>
      expect(desk.requests('feed_watch').at(-1)).toMatchObject({
        resource_ids: [1, 2, 3, 4],
        from_on: TODAY,
        to_on: TODAY,
      }),
    );
    await desk.user.keyboard(']');
    await waitFor(() =>
      expect(desk.requests('feed_watch').at(-1)).toMatchObject({ from_on: '2026-11-24' }),
    );
    await desk.user.keyboard('t');
    await screen.findByRole('heading', { name: /Monday,? 23 November 2026/ });
  });

  it('shows what a check-in came to, and the reason when it is refused', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    screen.getByRole('grid').focus();
    await desk.user.keyboard('{ArrowDown}{ArrowDown}');
    await waitFor(() => expect(active()).toHaveTextContent('Smith'));
    const visit = desk.clinic.visits[0];
    if (visit) desk.clinic.visits[0] = { ...visit, row_version: 7 };
    const before = desk.requests('appointments_day_sheet').length;
    await desk.user.keyboard('i');
    expect(await screen.findByText(/Someone changed this visit in the meantime/)).toBeVisible();
    // The visit is read again, and is then what the next key acts on.
    await untilAsked(desk, 'appointments_day_sheet', before + 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await desk.user.keyboard('i');
    expect(await screen.findByText('Smith, John is checked in.')).toBeVisible();
  });

  it('leaves out who has nothing on that day, and shows them when asked', async () => {
    const clinic = clinicOfTheDay();
    clinic.withoutHours.add('doctor-2').add('doctor-3');
    clinic.put(3, 8, '11:00');
    const desk = await openDesk({ clinic });
    const names = () => screen.getAllByRole('row').map((row) => row.getAttribute('aria-label'));
    // Who has a visit is shown without hours too.
    expect(names()).toEqual(['Dr Ama Osei', 'Dr Lena Brandt', 'Dr יעל כהן']);
    await desk.user.click(screen.getByRole('button', { name: '3 of 4 doctors' }));
    await desk.user.click(
      screen.getByRole('checkbox', { name: 'Show 1 doctor without hours or visits' }),
    );
    expect(names()).toHaveLength(4);
    await desk.user.keyboard('{Escape}{Shift>}X{/Shift}');
    expect(names()).toHaveLength(3);
    // A visit that another desk books there brings its doctor onto the sheet.
    clinic.put(2, 2, '11:00');
    await tellFeed({ state: 'online', resource_ids: [3], topics: [], returned: false });
    await waitFor(() => expect(names()).toContain('Dr Tomás Ortega'));
    expect(screen.getByRole('button', { name: 'All doctors' })).toBeVisible();
  });

  it('shows a doctor without hours who is chosen by name', async () => {
    const clinic = clinicOfTheDay();
    clinic.withoutHours.add('doctor-2');
    const desk = await openDesk({ clinic });
    await desk.user.click(screen.getByRole('button', { name: '3 of 4 doctors' }));
    await desk.user.click(screen.getByRole('button', { name: 'Only Dr Tomás Ortega' }));
    expect(await screen.findByRole('row', { name: 'Dr Tomás Ortega' })).toHaveTextContent(
      'no hours',
    );
    expect(screen.getByText('Nobody shown here has hours on this day.')).toBeVisible();
  });

  it('says that a day is closed, and forgets the hour the cursor stood at', async () => {
    const desk = await openDesk({ clinic: clinicOfTheDay() });
    screen.getByRole('grid').focus();
    await desk.user.keyboard('{ArrowDown}{End}');
    await waitFor(() => expect(active()).toHaveTextContent('17:30 to 18:00'));
    expect(screen.queryByText(/^Closed/)).toBeNull();
    // Sunday.
    await desk.user.keyboard('{PageUp}');
    expect(await screen.findByText('Closed: nobody has hours on this day.')).toBeVisible();
    expect(screen.getAllByRole('row')).toHaveLength(4);
    expect(active()).toBeNull();
    await desk.user.keyboard('{PageUp}{PageUp}');
    await screen.findByRole('heading', { name: /Friday,? 20 November/ });
    await waitFor(() => expect(screen.queryByText(/^Closed/)).toBeNull());
    await desk.user.keyboard('{ArrowDown}');
    await waitFor(() => expect(active()).toHaveTextContent('09:00 to 09:20, free'));
  });

  it('says why a day is closed', async () => {
    const clinic = new FakeClinic();
    const answers = clinic.answers();
    await openDesk({
      clinic,
      answers: {
        appointments_day_sheet: async (request) => {
          const sheet = await answers.appointments_day_sheet(request);
          const columns = sheet.columns.map((column) => ({
            ...column,
            windows: [],
            holidays: ['All Souls'],
          }));
          return { ...sheet, columns };
        },
      },
    });
    expect(screen.getByText('Closed: All Souls.')).toBeVisible();
  });

  it('keeps who did not come where they were, with the time free again', async () => {
    const clinic = clinicOfTheDay();
    clinic.put(0, 8, '09:20', 'no_show');
    const desk = await openDesk({ clinic });
    expect(screen.getByRole('gridcell', { name: /Müller.*No-show/ })).toBeVisible();
    const column = screen.getByRole('row', { name: 'Dr Ama Osei' });
    expect(within(column).getByRole('gridcell', { name: '09:20 to 09:40, free' })).toBeVisible();
    expect(screen.queryByRole('gridcell', { name: /Cancelled/ })).toBeNull();
    await desk.user.keyboard('3');
    expect(await screen.findByRole('button', { name: /Müller.*No-show/ })).toBeVisible();
  });
});
