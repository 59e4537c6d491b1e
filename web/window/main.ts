/** The window's script on every page but the mailbox, which has one of its own: a report is fetched over whatever line there is. */
import { begin } from "./begin.ts";
import { startPaper } from "./paper.ts";
import { startReport } from "./report.ts";

begin({ report: startReport, paper: startPaper });
