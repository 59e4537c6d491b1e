/** One group of a code, typed back: whoever can do that has noted it. */
import { canonical, groups } from "../protocol/code.ts";
import { byId } from "../words/element.ts";
import { rich } from "../words/words.ts";
import { fault } from "./show.ts";

/** Asks for a group by chance; `noted` is called once it was typed. */
export function askBack(code: string, chance: (bytes: number) => Uint8Array, noted: () => void): void {
  const [byte] = chance(1);
  const asked = (byte ?? 0) % 6;
  const echo = byId<HTMLInputElement>("echo");
  byId("echo-label").replaceChildren(rich("window-js-echo", { n: asked + 1 }));
  byId("echo-label").dataset["group"] = String(asked + 1);
  const finish = (): void => {
    const typed = canonical(echo.value);
    // Who pastes the whole code has it too.
    if (typed !== groups(code)[asked] && typed !== code) {
      fault(echo, "echo-fault", rich("window-js-echo-wrong", { n: asked + 1 }));
      return echo.focus();
    }
    echo.value = "";
    noted();
  };
  byId("finish").addEventListener("click", finish);
  echo.addEventListener("keydown", (event) => {
    if (event.key === "Enter") finish();
  });
  echo.addEventListener("input", () => fault(echo, "echo-fault"));
}
