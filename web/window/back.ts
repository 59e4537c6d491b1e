/** The mailbox's script. A draft that is taken up there is written on in the same page. */
import { begin } from "./begin.ts";
import { startMailbox } from "./mailbox.ts";

begin({ mailbox: startMailbox });
