import * as m from '$messages';
import type { TimeOffKind } from '$lib/shared/contract';

export const timeOffKinds: Record<TimeOffKind, () => string> = {
  leave: m.time_off_leave,
  holiday: m.time_off_holiday,
  sick: m.time_off_sick,
  other: m.time_off_other,
};
