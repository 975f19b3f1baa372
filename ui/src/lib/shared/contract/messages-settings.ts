// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { RequestId } from './ids';

export type MailSecurity = "tls" | "starttls" | "none";
export type MessageSettings = { 
/** The mail server's name or address; empty: nothing is written to anybody. */
host: string, 
/** Its port. */
port: number, 
/** How the way there is kept from others. */
security: MailSecurity, 
/** The certificate authority to verify it by, PEM; the public ones when empty. */
ca_pem: string, 
/** The name to sign in with; empty: it wants none. */
user_name: string, 
/** Who writes, in words. */
sender_name: string, 
/** Whose e-mail address it is. */
sender_address: string, 
/** That a visit was moved is written. */
moved: boolean, 
/** That the clinic called a visit off is written. */
cancelled: boolean, 
/** That a visit was booked is written. */
confirmed: boolean, 
/** That a visit is near is written. */
reminder: boolean, 
/** So many hours before it. */
reminder_hours: number, };
export type MessageSettingsView = { 
/** What is set. */
settings: MessageSettings, 
/** The version to name in the next write; 0 while nothing was ever set. */
row_version: number, };
export type SaveMessageSettings = { 
/** The write's id. */
request_id: RequestId, 
/** The version on the screen. */
row_version: number, 
/** As typed. */
settings: MessageSettings, };
