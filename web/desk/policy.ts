// The one Trusted Types policy: only what the core rendered may become markup, and only here.

interface Policy {
  createHTML(text: string): string;
}

interface Types {
  createPolicy(name: string, rules: Policy): Policy;
}

const types = (globalThis as { trustedTypes?: Types }).trustedTypes;

// maud has escaped every value; nothing that did not come through the core's door reaches this function.
const rules: Policy = { createHTML: (text) => text };
const policy: Policy = types ? types.createPolicy("sotomado", rules) : rules;

declare const fromCore: unique symbol;

/** Markup as the core's door answered it. */
export type Rendered = string & { readonly [fromCore]: true };

/** A part of the page that holds what was sealed; `forget` empties every one of them. */
export function sealedPart(id: string, html: Rendered): HTMLElement {
  const part = document.createElement("div");
  part.id = id;
  part.dataset["sealed"] = "";
  part.innerHTML = policy.createHTML(html);
  return part;
}

/** Takes every part that holds sealed content out of the document. */
export function removeSealed(): void {
  for (const part of document.querySelectorAll("[data-sealed]")) part.remove();
}
