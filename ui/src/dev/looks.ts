import type { Action, Role, SessionView } from '$lib/shared/contract';
import { FakeClinic, NOW, receptionist } from './fakeClinic';
import { roomAnswers, setupAnswers } from './fakeRooms';
import { prescriptionAnswers } from './fakePrescriptions';
import { Refuse, standIn, tellFeed } from './standIn';

/**
 * Fills the window with a made-up day, for `npm run looks`. `?doctors=20` makes the clinic larger, `?as=doctor` signs
 * someone in, `?setup=choose` shows the first start.
 */
export function startStandIn(): void {
  // The made-up day is always the same one.
  const start = Date.parse(NOW);
  Date.now = () => start + (performance.now() | 0);
  const query = new URLSearchParams(location.search);
  const asked = Number(query.get('doctors') ?? 6);
  const doctors = [
    'Dr Ama Osei',
    'Dr Lena Brandt',
    'Dr Tomás Ortega y Gasset de Villanueva',
    'Dr יעל כהן',
    'Dr Priya Raman',
    'Dr Jonas Weber',
  ];
  while (doctors.length < asked) doctors.push(`Dr Number ${doctors.length + 1}`);
  const clinic = new FakeClinic(doctors.slice(0, asked));
  fill(clinic);
  const as = query.get('as');
  if (as) clinic.session = someone(as as Role);
  const setup = query.get('setup');
  const answers = {
    ...clinic.answers(),
    ...roomAnswers(clinic),
    ...prescriptionAnswers(),
    ...(setup ? setupAnswers(setup) : {}),
  };
  standIn(answers);
  // From the console: `answers.consultations_save_draft = () => { throw new Refuse(…) }`.
  Object.assign(window, { clinic, tellFeed, answers, Refuse });
}

const more: Record<Role, Action[]> = {
  receptionist: [],
  doctor: ['consult', 'read_notes', 'hold_keys'],
  administrator: ['manage_clinic', 'manage_users', 'read_audit'],
  kiosk: [],
};

function someone(role: Role): SessionView {
  if (role === 'receptionist') return receptionist;
  return {
    ...receptionist,
    name: role === 'doctor' ? 'Dr Ama Osei' : 'Adele Mint',
    role,
    doctor_id: role === 'doctor' ? 'doctor-0' : null,
    actions: [...receptionist.actions, ...more[role]],
  };
}

function fill(clinic: FakeClinic): void {
  const at = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
  clinic.put(0, 0, '09:00', 'completed', { reason: 'Blood pressure check' });
  clinic.put(0, 1, '09:20', 'completed');
  clinic.put(0, 2, '09:40', 'no_show');
  clinic.put(0, 3, '10:00', 'in_progress', { reason: 'Cough for two weeks' });
  clinic.put(0, 4, '10:20', 'checked_in', { arrived_at: at(24), priority: 'urgent' });
  clinic.put(0, 5, '10:40', 'arrived', { arrived_at: at(6), first_visit: true });
  clinic.put(0, 6, '11:20', 'confirmed', { visit_kind: 'video' });
  clinic.put(1, 7, '09:00', 'completed', { reason: 'ECG' });
  clinic.put(1, 8, '09:30', 'cancelled', { cancellation_reason: 'Patient is ill' });
  clinic.put(1, 9, '10:00', 'checked_in', { arrived_at: at(31) });
  clinic.put(1, 10, '11:00', 'scheduled', { minutes: 60, reason: 'Stress test, bring shoes' });
  clinic.put(2, 11, '09:20', 'completed');
  clinic.put(2, 1, '10:20', 'scheduled', { minutes: 10 });
  clinic.put(2, 2, '10:30', 'confirmed', { minutes: 10, priority: 'emergency' });
  clinic.put(3, 3, '13:00', 'scheduled', { seat: 0, reason: 'Vaccination' });
  clinic.put(3, 4, '13:00', 'scheduled', { seat: 1, reason: 'Vaccination' });
  clinic.put(3, 5, '13:00', 'confirmed', { seat: 2, reason: 'Vaccination' });
  clinic.put(4, 6, '13:20', 'scheduled');
}
