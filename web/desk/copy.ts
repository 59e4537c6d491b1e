// What is shown once and sent on by other means is copied by one press.

import { button, tell } from "./fields.ts";

export function copyButton(id: string, copied: string): HTMLElement {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(copied);
      tell("consent-desk-link-copied");
    } catch {
      tell("consent-desk-link-copy-failed");
    }
  };
  return button(id, "consent-desk-link-copy", () => void copy());
}
