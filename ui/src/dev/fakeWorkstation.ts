// What a workstation tells and asks of itself: nothing of the clinic changes by it, and nothing is kept.

import type { Answers } from './standIn';

export const workstationAnswers = {
  users_lock: () => null,
  users_touch: () => null,
  users_sign_out: () => null,
  feed_watch: () => null,
  away_keep_note: () => null,
  away_forget_note: () => null,
  away_kept_notes: () => [],
  away_state: () => ({ keeps: false, deeds: [], unreadable: false }),
} satisfies Answers;
