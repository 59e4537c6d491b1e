# Mail to staff, the same on each working day. It goes out in Japanese.
mail-subject = From the desk (every working day)
mail-body =
    You get this mail on each day on which the desk opens, always in the same words.
    Neither the words nor the hour change with whether anything came.
    Please open the desk’s page and look.
    { $desk }

    If this mail does not come on a working day, tell whoever runs the server.
mail-call-subject = The desk: an urgent call
mail-call-body =
    Somebody asks to be read at once.
    Open the desk's page.
    { $desk }

    Who, and about what, this mail does not say.
    There is one call an hour at most; more may have come meanwhile.
mail-head-subject = Mark of the desk's records (please keep)
