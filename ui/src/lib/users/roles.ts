import * as m from '$messages';
import type { Role } from '$lib/shared/contract';

/** What each role is called. */
export const roleNames: Record<Role, () => string> = {
  receptionist: m.role_receptionist,
  doctor: m.role_doctor,
  administrator: m.role_administrator,
  kiosk: m.role_kiosk,
};
