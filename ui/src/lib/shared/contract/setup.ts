// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { Role } from './access';
import type { ClinicError } from './error';

export type SetupState = { "stage": "choose", 
/** The database server program found on this computer, or none. */
server_program: string | null, } | { "stage": "needs_password", 
/** Which server. */
server: ServerSummary, } | { "stage": "ready", 
/** Which server. */
server: ServerSummary, 
/** Accounts of the demo clinic, to try with; none on a real clinic. */
demo_accounts: Array<DemoAccount>, } | { "stage": "failed", 
/** Which server. */
server: ServerSummary, 
/** Why. */
error: ClinicError, };
export type ServerSummary = { 
/** Private to this computer. */
private: boolean, 
/** `host:port`, or the folder of a private one. */
address: string, 
/** Something is kept at this workstation: whoever worked here can go on while the server is away. */
kept_here: boolean, };
export type DemoAccount = { 
/** E-mail. */
email: string, 
/** Password, the same for all: it is a demo. */
password: string, 
/** Name. */
name: string, 
/** Role. */
role: Role, };
export type JoinServer = { 
/** Host name or address. */
host: string, 
/** 1 to 65535; 3306 as a rule. */
port: number, 
/** The database's name. */
database: string, 
/** The workstation's database account. */
user: string, 
/** Its password; kept in the system's keyring, or asked at each start where there is none. */
password: string, 
/** The clinic's certificate authority, PEM text; the system's authorities when empty. */
ca_pem: string, };
export type ServerPassword = { 
/** The database account's password. */
password: string, };
export type ZoomStep = "larger" | "smaller" | "usual";
export type Progress = { 
/** What is being done. */
doing: SetupStep, 
/** 0 to 100. */
percent: number, };
export type SetupStep = "initialise_server" | "start_server" | "connect" | "migrate" | "seed_demo";
