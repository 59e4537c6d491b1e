# Mail to staff, the same on each working day. It goes out in Japanese.
mail-subject = From the desk (every working day)
mail-body =
    You get this mail on each day on which the desk opens, always in the same words.
    Neither the words nor the hour change with whether anything came.
    Please open the desk’s page and look.
    { $desk }

    If this mail does not come on a working day, tell whoever runs the server.
