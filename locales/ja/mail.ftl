# Mail to staff, the same on each working day. It goes out in Japanese.
mail-subject = 相談窓口のお知らせ（開庁日ごと）
mail-body =
    相談窓口を開く日に、毎回、同じ文面でお送りしています。
    何か届いていてもいなくても、文面も時刻も変わりません。
    窓口のページを開いて、確かめてください。
    { $desk }

    開庁日なのにこのメールが届かないときは、サーバーを動かす人に知らせてください。
