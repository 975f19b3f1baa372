// Users and what they may do, as the administrator keeps them.

import { call, freshId } from '../shared/desk';
import type { Role, UserStatus, UserView } from '../shared/contract';
import { RecordForm } from './form.svelte';
import { Reading } from './reading.svelte';

/** The form as typed; the password is the first one of a new user, else a new one where it is to change. */
export interface UserTyped extends Record<string, unknown> {
  email: string;
  name: string;
  role: Role;
  status: UserStatus;
  doctor_id: string;
  password: string;
}

function typedUser(user: UserView): UserTyped {
  const { email, name, role, status } = user;
  return { email, name, role, status, doctor_id: user.doctor_id ?? '', password: '' };
}

/** One user being added or changed. */
export class UserEditing {
  readonly form: RecordForm<UserTyped>;
  readonly id: string;
  #row_version: number | null;

  constructor(user: UserView | null) {
    this.id = user?.id ?? freshId();
    this.#row_version = user?.row_version ?? null;
    this.form = new RecordForm<UserTyped>(
      user
        ? typedUser(user)
        : {
            email: '',
            name: '',
            role: 'receptionist',
            status: 'active',
            doctor_id: '',
            password: '',
          },
    );
  }

  get isNew(): boolean {
    return this.#row_version === null;
  }

  save(): Promise<UserView | null> {
    const { id } = this;
    const row_version = this.#row_version;
    return this.form.save((request_id, { email, name, role, status, doctor_id, password }) => {
      const doctor = role === 'doctor' ? doctor_id || null : null;
      return row_version === null
        ? call('users_add', { request_id, id, email, name, role, password, doctor_id: doctor })
        : call('users_update', {
            request_id,
            id,
            row_version,
            name,
            role,
            status,
            doctor_id: doctor,
            new_password: password || null,
          });
    });
  }

  rebase(now: UserView): void {
    this.#row_version = now.row_version;
    this.form.rebase(typedUser(now));
  }
}

/** The administrator's users. */
export class Users {
  readonly users = new Reading<UserView[]>(() => call('users_list', null));
  editing = $state.raw<UserEditing | null>(null);

  read(): Promise<void> {
    return this.users.read();
  }

  edit(user: UserView | null): void {
    this.editing = new UserEditing(user);
  }

  async save(): Promise<UserView | null> {
    const saved = (await this.editing?.save()) ?? null;
    if (saved) {
      this.editing = null;
      await this.read();
    }
    return saved;
  }

  /** Takes the version that somebody else saved under what was typed. */
  async reload(): Promise<void> {
    await this.read();
    const now = this.users.value?.find(({ id }) => id === this.editing?.id);
    if (now && !this.users.problem) this.editing?.rebase(now);
  }
}
