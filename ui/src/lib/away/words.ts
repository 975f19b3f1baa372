import * as m from '$messages';
import type { KeptVerb } from '$lib/shared/contract';

export const verbs: Record<KeptVerb, () => string> = {
  register: m.kept_register,
  book: m.kept_book,
  reschedule: m.kept_reschedule,
  cancel: m.kept_cancel,
  confirm: m.kept_confirm,
  arrive: m.kept_arrive,
  check_in: m.kept_check_in,
  mark_no_show: m.kept_mark_no_show,
  complete: m.kept_complete,
  take_back: m.kept_take_back,
};
