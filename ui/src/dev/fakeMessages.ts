// The messages to patients of the made-up clinic.

import type { MessageState, MessageView } from '$lib/shared/contract';
import { NOW, TODAY, type FakeClinic } from './fakeClinic';
import { Refuse, type Answers } from './standIn';

let made = 0;

/** A message to a patient that their visit was moved. */
export function makeMessage(
  clinic: FakeClinic,
  patient: number,
  state: MessageState,
  more: Partial<MessageView> = {},
): MessageView {
  const whom = clinic.patients[patient];
  if (!whom) throw new Error('no such patient');
  made += 1;
  const message: MessageView = {
    id: `message-${made}`,
    message_type: 'appointment_moved',
    state,
    patient_id: whom.id,
    patient_name: `${whom.family_name}, ${whom.given_name}`,
    patient_phone: whom.phone,
    appointment_id: `visit-of-message-${made}`,
    reference: 'K7M-2QX',
    address: `patient${patient}@example.org`,
    doctor_name: 'Dr Ama Osei',
    location_name: 'Harbour Street',
    starts_local: `${TODAY}T11:20:00`,
    problem: null,
    problem_detail: '',
    attempts: state === 'pending' ? 0 : 1,
    next_try_at: NOW,
    sent_at: state === 'sent' ? NOW : null,
    row_version: 2,
    ...more,
  };
  clinic.messages = [message, ...clinic.messages];
  return message;
}

export function messageAnswers(clinic: FakeClinic) {
  const change = (id: string, state: MessageState, problem: MessageView['problem']) => {
    const found = clinic.messages.find((one) => one.id === id);
    if (!found) throw new Refuse({ kind: 'stale', what: 'message' });
    const changed = { ...found, state, problem, problem_detail: '' };
    clinic.messages = clinic.messages.map((one) => (one === found ? changed : one));
    return null;
  };
  const count = (...states: MessageState[]) =>
    clinic.messages.filter(({ state }) => states.includes(state)).length;
  return {
    messages_list: ({ states, patient_id }) => ({
      now_at: NOW,
      messages: clinic.messages.filter(
        (one) =>
          (states.length === 0 || states.includes(one.state)) &&
          (patient_id === null || one.patient_id === patient_id),
      ),
      waiting: count('pending', 'sending'),
      to_settle: count('failed', 'unknown'),
    }),
    messages_try_again: ({ message_id }) => change(message_id, 'pending', null),
    messages_withdraw: ({ message_id }) => change(message_id, 'withdrawn', 'by_desk'),
  } satisfies Answers;
}
