// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { Action, Role } from './access';
import type { DoctorId, RequestId, UserId } from './ids';

export type UserStatus = "active" | "disabled";
export type SignIn = { 
/** The user's e-mail. */
email: string, 
/** The user's password. */
password: string, };
export type Unlock = { 
/** The password of the user whose session is locked. */
password: string, };
export type ChangePassword = { 
/** The write's id. */
request_id: RequestId, 
/** The present one. */
password: string, 
/** The new one, 10 characters at least, not easily guessed and not the present one. */
new_password: string, };
export type SessionView = { 
/** Who. */
user_id: UserId, 
/** Their name. */
name: string, 
/** Their e-mail. */
email: string, 
/** Their role. */
role: Role, 
/** The doctor they are, for those who are one. */
doctor_id: DoctorId | null, 
/** What their role may do; the window hides the rest, the core refuses it. */
actions: Array<Action>, 
/** When the session ends whatever happens. */
expires_at: string, 
/** It is locked: the password opens it again. */
locked: boolean, 
/** Somebody else set the password: until it is changed nothing else can be done, and `actions` is empty. */
password_change_due: boolean, };
export type UserView = { 
/** Their id. */
id: UserId, 
/** Their e-mail, by which they sign in. */
email: string, 
/** Their name. */
name: string, 
/** Their role. */
role: Role, 
/** Whether they may sign in. */
status: UserStatus, 
/** The doctor they are. */
doctor_id: DoctorId | null, 
/** When they last signed in. */
last_sign_in_at: string | null, 
/** The version to name in the next write. */
row_version: number, };
export type AddUser = { 
/** The write's id. */
request_id: RequestId, 
/** Made by the workstation. */
id: UserId, 
/** By which they sign in; unique. */
email: string, 
/** Their name, 1 to 200 characters. */
name: string, 
/** Their role. */
role: Role, 
/** Their first password, 10 characters at least and not easily guessed. */
password: string, 
/** The doctor they are; needed for and only for the role of doctor. */
doctor_id: DoctorId | null, };
export type UpdateUser = { 
/** The write's id. */
request_id: RequestId, 
/** Who. */
id: UserId, 
/** The version on the screen. */
row_version: number, 
/** Their name. */
name: string, 
/** Their role. */
role: Role, 
/** Whether they may sign in; disabling ends their sessions. */
status: UserStatus, 
/** The doctor they are. */
doctor_id: DoctorId | null, 
/** A new password, when it is to change; ends their sessions. */
new_password: string | null, };
