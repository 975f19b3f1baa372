// A message to a patient, in words.

import * as m from '$messages';
import type { MessageProblem, MessageType } from '$lib/shared/contract';

export const messageTypes: Record<MessageType, () => string> = {
  appointment_moved: m.message_type_moved,
  appointment_cancelled: m.message_type_cancelled,
  appointment_confirmed: m.message_type_confirmed,
  appointment_reminder: m.message_type_reminder,
};

export const messageProblems: Record<MessageProblem, () => string> = {
  cannot_connect: m.message_problem_cannot_connect,
  certificate_refused: m.message_problem_certificate_refused,
  no_tls: m.message_problem_no_tls,
  sign_in_refused: m.message_problem_sign_in_refused,
  deferred: m.message_problem_deferred,
  address_refused: m.message_problem_address_refused,
  no_answer: m.message_problem_no_answer,
  superseded: m.message_problem_superseded,
  by_desk: m.message_problem_by_desk,
  no_consent: m.message_problem_no_consent,
  too_late: m.message_problem_too_late,
};
