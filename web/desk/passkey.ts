// Speaks with the browser's authenticators: makes a passkey, asks for one, and seals and opens a key file by one (WebAuthn PRF, as
// typage writes it).

import { bech32 } from "@scure/base";
import { Decrypter, Encrypter, webauthn } from "age-encryption";
import { base64, concat, unbase64, utf8 } from "../protocol/bytes.ts";
import type { Asked } from "./ownapi.ts";

/** Neither the person nor the browser went on; nothing was done. */
export class Cancelled extends Error {}
/** The authenticator has this desk's passkey already. */
export class ThereAlready extends Error {}
/** The browser or the authenticator cannot lock a key. */
export class NoLock extends Error {}

type Bytes = Uint8Array<ArrayBuffer>;
interface Named {
  id: string;
  type: "public-key";
  transports?: AuthenticatorTransport[];
}

/** The kinds of transport that the program knows; a browser may name newer ones. */
const TRANSPORTS = ["usb", "nfc", "ble", "internal", "hybrid"];

export const passkeysHere = (): boolean => typeof PublicKeyCredential === "function" && isSecureContext;

const bytes = (text: string): Bytes => unbase64(text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat(-text.length & 3)) as Bytes;
const words = (buffer: ArrayBuffer): string => base64(new Uint8Array(buffer)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const named = (all: unknown): PublicKeyCredentialDescriptor[] => ((all ?? []) as Named[]).map((one) => ({ ...one, id: bytes(one.id) }));

/** The passkey that was made, as it is sent. */
export async function createPasskey(asked: Asked): Promise<object> {
  const user = asked["user"] as { id: string; name: string; displayName: string };
  const options = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: named(asked["excludeCredentials"]),
    // So that it can lock a copy of the key later.
    extensions: { ...(asked["extensions"] as object | undefined), prf: {} },
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await meant(() => navigator.credentials.create({ publicKey: options }))) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAttestationResponse;
  const transports = answer.getTransports?.().filter((one) => TRANSPORTS.includes(one)) ?? [];
  const response = { attestationObject: words(answer.attestationObject), clientDataJSON: words(answer.clientDataJSON), transports };
  return { ...head(made), response };
}

/** The answer of a passkey, as it is sent. */
export async function askPasskey(asked: Asked): Promise<object> {
  const options = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked["allowCredentials"]) } as unknown as PublicKeyCredentialRequestOptions;
  const given = (await meant(() => navigator.credentials.get({ publicKey: options }))) as PublicKeyCredential;
  const answer = given.response as AuthenticatorAssertionResponse;
  const response = {
    authenticatorData: words(answer.authenticatorData),
    clientDataJSON: words(answer.clientDataJSON),
    signature: words(answer.signature),
    userHandle: answer.userHandle ? words(answer.userHandle) : null,
  };
  return { ...head(given), response };
}

/** What its extensions say is for this page alone. */
const head = (made: PublicKeyCredential): object => ({ id: made.id, rawId: words(made.rawId), type: made.type, extensions: {} });

async function meant<T>(deed: () => Promise<T>): Promise<NonNullable<T>> {
  try {
    const done = await deed();
    if (done) return done;
  } catch (trouble) {
    if (!(trouble instanceof DOMException)) throw trouble;
    if (trouble.name === "InvalidStateError") throw new ThereAlready();
  }
  throw new Cancelled();
}

/** An age file that this passkey alone opens. */
export async function lockWith(credential: string, text: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(new webauthn.WebAuthnRecipient({ identity: identityOf(credential) }));
  return touched(() => encrypter.encrypt(text));
}

export async function openWith(credential: string, file: Uint8Array): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(new webauthn.WebAuthnIdentity({ identity: identityOf(credential) }));
  return touched(() => decrypter.decrypt(file, "text"));
}

async function touched<T>(deed: () => Promise<T>): Promise<T> {
  try {
    return await deed();
  } catch (trouble) {
    throw trouble instanceof DOMException ? new Cancelled() : new NoLock();
  }
}

/** The passkey as typage names one: version, credential, host and no hint of transport, in CBOR and Bech32. */
function identityOf(credential: string): string {
  const [id, host] = [unbase64(credential), utf8(location.hostname)];
  const cbor = concat(Uint8Array.of(1), length(2, id.length), id, length(3, host.length), host, Uint8Array.of(4 << 5));
  return bech32.encode("AGE-PLUGIN-FIDO2PRF-", bech32.toWords(cbor), false).toUpperCase();
}

function length(kind: number, of: number): Uint8Array {
  if (of < 24) return Uint8Array.of((kind << 5) | of);
  return of < 256 ? Uint8Array.of((kind << 5) | 24, of) : Uint8Array.of((kind << 5) | 25, of >> 8, of & 255);
}
