/** The contacts that the server drew, set to what the desk signed. */
import { ruby } from "../words/element.ts";
import type { Language } from "../words/day.ts";
import { plain } from "../words/ruby.ts";
import { t } from "../words/words.ts";
import type { Contact } from "./policies.ts";

/** Names, notes and numbers from the signed file; what it does not name is taken away. */
export function setContacts(contacts: Contact[], lang: Language): void {
  const signed = new Map(contacts.map((contact) => [contact.id, contact]));
  for (const line of document.querySelectorAll<HTMLElement>("[data-contact]")) {
    const contact = signed.get(line.dataset["contact"] ?? "");
    if (!contact) {
      line.remove();
      continue;
    }
    line.querySelector(".name")?.replaceChildren(ruby(contact.name[lang]));
    if (contact.note) line.querySelector(".note-text")?.replaceChildren(ruby(contact.note[lang]));
  }
  for (const call of document.querySelectorAll<HTMLAnchorElement>("a[data-tel]")) {
    const contact = signed.get(call.dataset["tel"] ?? "");
    const tel = contact?.tel;
    if (!contact || tel === undefined) {
      call.remove();
      continue;
    }
    call.setAttribute("aria-label", t("window-js-call", { name: plain(contact.name[lang]), tel }));
    call.href = `tel:${tel.replace(/[^0-9#]/g, "").replaceAll("#", "%23")}`;
    call.replaceChildren(tel);
  }
}
