// Stands in for the shell: answers commands in the page. For the component tests and for looking at screens; no part of
// the program.

import { emit } from '@tauri-apps/api/event';
import { mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import type { ClinicError, Commands, FeedEvent, KeptState, Progress } from '$lib/shared/contract';

/** Answers, by command; each may be a value to come. Throw a {@link Refuse} to refuse. */
export type Answers = {
  [K in keyof Commands]?: (
    request: Commands[K]['request'],
  ) => Commands[K]['answer'] | Promise<Commands[K]['answer']>;
};

/** Thrown by an answer: the command is rejected with this error. */
export class Refuse extends Error {
  constructor(readonly error: ClinicError) {
    super(error.kind);
  }
}

/** What was asked, in order. */
export interface Asked {
  name: string;
  request: unknown;
}

/** Puts the stand-in in place. Commands without an answer are refused as inconsistent. */
export function standIn(answers: Answers): { asked: Asked[] } {
  const asked: Asked[] = [];
  mockWindows('main');
  mockIPC(
    async (name, payload) => {
      const request = (payload as { request?: unknown }).request;
      asked.push({ name, request });
      if (name === 'plugin:window|destroy') return null;
      const answer = answers[name as keyof Commands] as ((request: unknown) => unknown) | undefined;
      if (!answer) throw { kind: 'inconsistent', detail: `no answer for ${name}` };
      try {
        return await answer(structuredClone(request));
      } catch (reason) {
        throw reason instanceof Refuse ? reason.error : reason;
      }
    },
    { shouldMockEvents: true },
  );
  return { asked };
}

/** Sends a word of the change feed to the page. */
export function tellFeed(event: FeedEvent): Promise<void> {
  return emit('feed', event);
}

/** Somebody wants to close the window. */
export function tellClosing(): Promise<void> {
  return emit('closing');
}

/** Sends what is kept to the page. */
export function tellKept(state: KeptState): Promise<void> {
  return emit('kept', state);
}

/** Sends a word of progress to the page. */
export function tellProgress(progress: Progress): Promise<void> {
  return emit('progress', progress);
}
