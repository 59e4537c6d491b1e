trends-title = Published figures
trends-heading = Published figures
trends-of = For { $organisation }.
trends-none = Nothing has been published yet.
trends-none-why = Only fixed tables are published, on fixed days. Where so little is left that a figure could point at someone, a sentence says so instead of the table.
trends-published = Published on { $day }
trends-whole = Only published figures appear here. No single report can be seen from this page.

trends-own-limits = This page is all that your sign-in opens. Whether anyone wrote, or how many did, cannot be known before the day of publication.
trends-own-reader = You are signed in as { $name }.
trends-own-leave = Sign out

trends-signin-title = Published figures, entrance for personnel
trends-signin-heading = Entrance for personnel
trends-signin-lead = You can see published figures and nothing else: not what was written, not by whom, not how many there are.
trends-signin-name = Sign-in name
trends-signin-password = Password
trends-signin-enter = Sign in
