/** The code of the case that a record became. It stays at hand until somebody typed a group of it back; nobody is held at it. */
import { byId } from "../../words/element.ts";
import { hideCode, showCode } from "../code.ts";
import { askBack } from "../echo.ts";

export type Ways = { back: () => void; noted: () => void };

export function showFiled(code: string, chance: (bytes: number) => Uint8Array, { back, noted }: Ways): void {
  byId("view").replaceChildren(byId<HTMLTemplateElement>("filed").content.cloneNode(true));
  showCode("", code);
  const leave = (way: () => void) => (): void => {
    hideCode("");
    way();
  };
  askBack(code, chance, leave(noted));
  byId("filing-back").addEventListener("click", leave(back));
}
