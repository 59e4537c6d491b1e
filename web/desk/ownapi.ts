// Requests about signing in, one's own second factors and sessions, and accounts that end.

import { ask, type Refused } from "./api.ts";

/** What a browser asks an authenticator, in the JSON of WebAuthn. */
export type Asked = { challenge: string } & Record<string, unknown>;

/** After a right password: what is asked beside it. */
export interface Half {
  ticket: string;
  passkey: Asked | null;
  code: boolean;
}

export interface Passkey {
  id: string;
  label: string;
  added: string;
  credential: string;
  key_copy: string | null;
}

export interface Own {
  passkeys: Passkey[];
  code: boolean;
  sessions: { session: string; first_day: string; own: boolean }[];
  passkeys_here: boolean;
  /** Where the letter of a working day goes. */
  mail: string | null;
  mail_here: boolean;
}

export interface EndsSoon {
  sign_in: string;
  name: string;
  hr: boolean;
  ends: string;
}

/** Nothing where the password was enough. */
export const signIn = (name: string, password: string) => ask<Half | undefined>("POST", "signin", { name, password });
export const answerByPasskey = (ticket: string, answer: object) => ask<void>("POST", "signin/passkey", { ticket, answer });
export const answerByCode = (ticket: string, code: string) => ask<void>("POST", "signin/code", { ticket, code });

export const own = () => ask<Own>("GET", "own");
export const askPasskey = (label: string, password: string) => ask<{ ticket: string; passkey: Asked }>("POST", "own/passkeys", { label, password });
export const addPasskey = (ticket: string, answer: object) => ask<void>("PUT", "own/passkeys", { ticket, answer });
export const removePasskey = (id: string, password: string) => ask<void>("POST", `own/passkeys/${id}/remove`, { password });
export const putKeyCopy = (id: string, file: string) => ask<void>("PUT", `own/passkeys/${id}/key`, { file });
export const dropKeyCopy = (id: string) => ask<void>("DELETE", `own/passkeys/${id}/key`);
export const askCodes = (password: string) => ask<{ ticket: string; secret: string }>("POST", "own/codes", { password });
export const addCodes = (ticket: string, code: string) => ask<void>("PUT", "own/codes", { ticket, code });
export const removeCodes = (password: string) => ask<void>("POST", "own/codes/remove", { password });
export const setMail = (address: string, password: string) => ask<void>("PUT", "own/mail", { address, password });
export const setPassword = (password: string, next: string) => ask<void>("PUT", "own/password", { password, next });
export const endSession = (session: string) => ask<void>("DELETE", `own/sessions/${session}`);
export const endOthers = () => ask<void>("DELETE", "own/sessions");
export const ending = () => ask<EndsSoon[]>("GET", "ending");

/** Refusals that have a sentence of this page's own; one's session goes on after them. */
const SAID = ["wrong-sign-in", "account-ended", "stale-sign-in", "wrong-second-factor", "code-spent", "too-many-tries", "bad-label", "passkeys-full", "passkey-refused", "no-passkeys-here"];

/** The message for a refusal, or null if it is none of these. */
export function said(refused: Refused): string | null {
  return SAID.includes(refused.code) ? `own-js-fault-${refused.code}` : null;
}
