// How this workstation comes to its clinic. What was typed stays until the server answered; a password stays only while
// the form is on the screen.

import * as m from '$messages';
import { asClinicError, call, onProgress } from '../shared/desk';
import type { ClinicError, JoinServer, Progress, SetupState } from '../shared/contract';

/** What the set-up is busy with. */
export type Doing = 'look' | 'try' | 'join' | 'password' | 'retry' | 'forget';

/** The form as typed; the port is text until it is sent. */
export type JoinForm = Omit<JoinServer, 'port'> & { port: string };

const EMPTY: JoinForm = {
  host: '',
  port: '3306',
  database: 'clinic',
  user: '',
  password: '',
  ca_pem: '',
};

export class Setup {
  state = $state.raw<SetupState | null>(null);
  doing = $state<Doing | null>(null);
  /** The last thing that was asked for was refused. */
  problem = $state.raw<{ at: Doing; error: ClinicError } | null>(null);
  progress = $state.raw<Progress | null>(null);
  join = $state<JoinForm>({ ...EMPTY });
  password = $state('');
  readonly #ready: (state: SetupState) => void;

  constructor(ready: (state: SetupState) => void, state: SetupState | null = null) {
    this.#ready = ready;
    this.state = state;
  }

  /** What was typed to join a clinic that is not joined, in words. */
  get left(): string | null {
    if (this.state?.stage !== 'choose') return null;
    const typed = Object.keys(EMPTY) as (keyof JoinForm)[];
    return typed.some((field) => this.join[field].trim() !== EMPTY[field])
      ? m.unfinished_join()
      : null;
  }

  /** Why the last thing asked for was not done, unless a field of the form says it. */
  get refused(): ClinicError | null {
    const error = this.problem?.error;
    return error && error.kind !== 'invalid' ? error : null;
  }

  /** Listens to how far the work is; answers how to stop. */
  listen(): () => void {
    return onProgress((progress) => {
      if (this.doing) this.progress = progress;
    });
  }

  look(): Promise<boolean> {
    return this.#ask('look', () => call('setup_state', null));
  }

  tryHere(): Promise<boolean> {
    return this.#ask('try', () => call('setup_try_private', null));
  }

  async joinClinic(): Promise<boolean> {
    const fields = joinProblems(this.join);
    if (fields.length > 0) {
      this.problem = { at: 'join', error: { kind: 'invalid', fields } };
      return false;
    }
    const { host, database, user, password, ca_pem, port } = this.join;
    const typed = {
      host: host.trim(),
      database: database.trim(),
      user: user.trim(),
      password,
      ca_pem: ca_pem.trim(),
      port: Number(port),
    };
    const joined = await this.#ask('join', () => call('setup_join', typed));
    if (joined) this.join.password = '';
    return joined;
  }

  async givePassword(): Promise<boolean> {
    if (this.password === '') {
      const fields = [{ field: 'password', problem: { code: 'missing' as const } }];
      this.problem = { at: 'password', error: { kind: 'invalid', fields } };
      return false;
    }
    const given = await this.#ask('password', () =>
      call('setup_server_password', { password: this.password }),
    );
    if (given) this.password = '';
    return given;
  }

  /** The server failed: looks again. */
  retry(): Promise<boolean> {
    return this.#ask('retry', () => call('setup_state', null));
  }

  /** Goes back to the choice; the server itself keeps all of its data. */
  forget(): Promise<boolean> {
    return this.#ask('forget', () => call('setup_forget_server', null));
  }

  async #ask(doing: Doing, ask: () => Promise<SetupState>): Promise<boolean> {
    if (this.doing) return false;
    this.doing = doing;
    this.problem = null;
    this.progress = null;
    try {
      const state = await ask();
      this.#take(doing, state);
      return state.stage === 'ready';
    } catch (thrown) {
      this.problem = { at: doing, error: asClinicError(thrown) };
      return false;
    } finally {
      this.doing = null;
      this.progress = null;
    }
  }

  /** A join that failed stays on its form, with everything typed in it. */
  #take(doing: Doing, state: SetupState): void {
    if ((doing === 'join' || doing === 'try') && state.stage === 'failed') {
      this.problem = { at: doing, error: state.error };
      return;
    }
    this.state = state;
    if (state.stage === 'ready') this.#ready(state);
  }
}

/** What keeps the form from being sent. */
export function joinProblems(form: JoinForm): { field: string; problem: FieldProblemOfJoin }[] {
  const problems: { field: string; problem: FieldProblemOfJoin }[] = [];
  for (const field of ['host', 'database', 'user', 'password'] as const) {
    if (form[field].trim() === '') problems.push({ field, problem: { code: 'missing' } });
  }
  const port = /^\d{1,5}$/.test(form.port.trim()) ? Number(form.port) : 0;
  if (port < 1 || port > 65_535) {
    problems.push({ field: 'port', problem: { code: 'out_of_range', least: 1, most: 65_535 } });
  }
  return problems;
}

type FieldProblemOfJoin =
  { code: 'missing' } | { code: 'out_of_range'; least: number; most: number };
