/** The address of a script whose text came over the port: in the frame nothing else can be one. */

type Types = { createPolicy(name: string, rules: { createScriptURL: (asked: string) => string }): { createScriptURL(asked: string): string } };

const types = (globalThis as { trustedTypes?: Types }).trustedTypes;
const policy = types?.createPolicy("sotomado-glass", { createScriptURL: (asked) => (asked.startsWith("blob:") ? asked : "blob:none") });

export function scriptAddress(text: ArrayBuffer, worker = false): string {
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return worker && policy ? policy.createScriptURL(address) : address;
}
