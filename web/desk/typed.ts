// What was typed into the forms of a case and not sent stays when its page is drawn anew.

/** Not the form in which a receipt code is typed: that is gone with the page. */
const FORMS = "[data-procedure] form:not([data-deed=spoken]), #asking form[data-set], form#task-form";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const forms = (): HTMLFormElement[] => [...document.querySelectorAll<HTMLFormElement>(FORMS)];
const named = (form: HTMLFormElement): string => [form.id, form.closest("[data-procedure]")?.id, form.dataset["deed"], form.dataset["act"], form.dataset["set"]].join(" ");
const fields = (form: HTMLFormElement): Field[] => [...form.querySelectorAll<Field>("input, textarea, select")];
const isBox = (field: Field): field is HTMLInputElement => field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
/** Beside others of its name, which it is: a box by its value, the rest by their place. */
const place = (form: HTMLFormElement, field: Field): string => [field.name || field.id, isBox(field) ? field.value : fields(form).filter((one) => one.name === field.name).indexOf(field)].join(" ");

function isTyped(field: Field): boolean {
  if (field instanceof HTMLSelectElement) return [...field.options].some((option, at) => option.selected !== (option.defaultSelected || at === 0));
  return isBox(field) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

/** Takes down what was typed, but in the form that was `sent`; what this gives puts it back, and opens where it stands. */
export function keepTyped(sent: HTMLFormElement | null): () => void {
  const kept = new Map<string, Map<string, string | boolean>>();
  for (const form of forms().filter((one) => one !== sent)) {
    const typed = fields(form).filter(isTyped);
    if (typed.length > 0) kept.set(named(form), new Map(typed.map((field) => [place(form, field), isBox(field) ? field.checked : field.value])));
  }
  return () => {
    for (const form of forms()) {
      const typed = kept.get(named(form));
      if (!typed) continue;
      put(form, typed);
      for (let fold = form.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
      // Which offices can be chosen follows from which boxes are ticked: they are there now.
      form.dispatchEvent(new Event("change"));
      put(form, typed);
    }
  };
}

function put(form: HTMLFormElement, typed: Map<string, string | boolean>): void {
  for (const field of fields(form)) {
    const was = typed.get(place(form, field));
    if (typeof was === "boolean" && isBox(field)) field.checked = was;
    else if (typeof was === "string") field.value = was;
  }
}
