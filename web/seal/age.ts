/** Sealing and opening with age: one recipient, one identity. */
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { hex, sha256 } from "../protocol/bytes.ts";
import { identityFrom } from "../protocol/derive.ts";

export type Sealed = { id: string; file: Uint8Array };

/** A fresh X25519 identity; `chance` gives that many random bytes. */
export async function makeIdentity(chance: (bytes: number) => Uint8Array): Promise<{ identity: string; recipient: string }> {
  const identity = identityFrom(chance(32));
  return { identity, recipient: await identityToRecipient(identity) };
}

export const recipientOf = (identity: string): Promise<string> => identityToRecipient(identity);

export async function seal(plain: Uint8Array, ...recipients: string[]): Promise<Sealed> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const file = await encrypter.encrypt(plain);
  return { id: hex(sha256(file)), file };
}

/** Null if no identity opens the file. */
export async function open(file: Uint8Array, identities: string[]): Promise<Uint8Array | null> {
  return opener(identities)(file);
}

/** The same for many files: what is counted of each identity is counted once. */
export function opener(identities: string[]): (file: Uint8Array) => Promise<Uint8Array | null> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return async (file) => {
    if (identities.length === 0) return null;
    try {
      return await decrypter.decrypt(file);
    } catch {
      return null;
    }
  };
}
