window-orgs-title = Sotomado – where to start
window-orgs-heading = Choose where you work
window-orgs-lead = Counsellors outside the city or town read what you write. Nobody asks your name.

window-home-title = Sotomado – { $organisation }
window-home-heading = If something at work hurts
window-home-readers = Who reads
window-home-readers-value = 2 of { $n } counsellors from outside your workplace
window-home-readers-few = Counsellors from outside your workplace: { $n }
window-home-readers-none = No counsellor can be named at the moment
window-home-personnel = Personnel section
window-home-personnel-value = Cannot read it, nor see how many there are
window-home-personnel-city = Cannot read it
window-home-personnel-city-note = { $organisation } runs the machine behind this window. Those who operate it see the day and the size of what arrives.
window-home-name = Your name
window-home-name-value = You need not give it
window-home-answer = First answer
window-home-answer-value = by { $day }, { $hour }
window-home-night = Nobody is reading at this hour.
window-home-day = There are readers at this hour.
window-home-start = Start writing
window-home-back = I have written before (use my code)
window-home-lost = I have lost my code
window-home-can = What this window can and cannot do
window-home-can-yes = It can
window-home-can-yes-1 = read what you write and answer, as often as you like;
window-home-can-yes-2 = think with you about rules that help and other places to turn to;
window-home-can-yes-3 = pass on a text that you have seen and agreed to, to the person you chose.
window-home-can-no = It cannot
window-home-can-no-1 = punish or give orders: that is for your employer to decide;
window-home-can-no-2 = stop a danger that is happening now: call 110;
window-home-can-no-3 = negotiate as your representative.

window-contacts-now = You can talk to someone now
window-contacts-danger = In danger
window-contacts-later = Other places to turn to
window-contacts-shut = Outside its hours now
window-contacts-unverified = This window has not called the numbers marked ※ to check them (as announced on { $day }).
window-contacts-call = Call { $name } ({ $tel })

window-script-off = Writing here needs scripts, because what you write is sealed on your own device. Allow scripts in your browser, or use the telephone numbers below. Without scripts no text can leave this page.
window-script-waiting = Getting ready. If this does not change, open the page again; nothing is lost, for nothing is written yet.

window-limits-title = Before you write – Sotomado
window-limits-heading = Before you write, please know
window-limits-device-head = Work devices and networks
window-limits-device = They may be watched. Your own phone, off the office Wi-Fi, is safer.
window-limits-team-head = Small teams, your own way of writing
window-limits-team = Even without a name, what you say and how you say it may tell who you are.
window-limits-reader-head = After it is opened
window-limits-reader = The seal does not protect a reader’s computer, nor copies made after opening.
window-limits-page-head = False pages, a server that lies
window-limits-page = Opened from the QR code of a poster, the keys can be compared.
window-limits-history-head = Your browser’s history
window-limits-history = It shows that this page was opened. You can clear it later.
window-limits-next = I see. I will write

window-write-title = Write – Sotomado
window-write-heading = What happened?
window-write-words = Just as it comes to mind
window-write-words-hint = Nobody is told yet. Before anything is passed on, you see the text and decide.
window-write-people = The people it concerns (as far as you like)
window-write-people-hint = With this a reader first checks that they do not know them. A post or title is enough.
window-write-more = If you can say a little more
window-write-more-hint = Every one of these can be left out.
window-write-next = Next: see who reads

window-readers-heading = See who will read
window-readers-lead = Leave out anyone you know or who is involved. Two of those who remain are drawn by lot and read it.
window-readers-legend = Who may read
window-readers-send = Seal and send
window-readers-back = Go back and change

window-done-heading = It has arrived
window-done-lead = This is your code for reading the answer. It appears here only. Write it down or copy it.
window-done-code = Your code for reading the answer
window-done-copy = Copy
window-done-print = Print
window-done-answer = The first answer comes
window-done-calendar = Put that day in my calendar
window-done-calendar-hint = It is called “Check” and says nothing of what you wrote.
window-done-check = Did you write it down?
window-done-finish = Done

window-end-heading = That is all
window-end-lead = The code is gone from the screen. With it you can read the answer at any time, on any device.
window-end-history = Your browser’s history still shows that this page was opened. Clear it there if that worries you.
window-end-mailbox = Go to where answers are read

window-mailbox-title = Read the answer – Sotomado
window-mailbox-heading = Enter with your code
window-mailbox-lead = The 24 characters you were shown after sending. Paste or type them; small letters are fine.
window-mailbox-code = Code
window-mailbox-open = Open
window-mailbox-state = How things stand
window-mailbox-write = Write on
window-mailbox-write-hint = Sealed, and sent only to those who can read now.
window-mailbox-send = Seal and send
window-mailbox-again = Look for a new answer

window-lost-title = Lost your code? – Sotomado
window-lost-heading = If you have lost your code
window-lost-lead = Nobody but you has the code. Neither the counsellors nor the machine can make it again; for the same reason nobody else can open what you wrote.
window-lost-anew = Please write once more
window-lost-anew-1 = You get a new code. There is no need to repeat everything.
window-lost-anew-2 = Say that you have written before, and about when. The reader can then read both together.
window-lost-anew-3 = Readers are drawn by lot, so they may not be the same.
window-lost-before = What becomes of what you wrote before
window-lost-before-1 = Its readers can still read it, and answer, but you cannot open that answer.
window-lost-before-2 = Nothing that needs your consent goes ahead. Nobody is told.
window-lost-before-3 = It is destroyed after the set period, as every case is.
window-lost-start = Write anew
window-lost-found = I have found my code

window-missing-title = No such page – Sotomado
window-missing-heading = There is no such page
window-missing-lead = Please check the address. Nothing you wrote has been sent.
window-missing-home = To the first page
