window-orgs-title = 外窓《そとまど》　相談《そうだん》の 入口《いりぐち》
window-orgs-heading = あなたが ¦働《はたら》く ところは ¦どこですか
window-orgs-lead = 市《し》や 町《まち》の 外《そと》の 人《ひと》が 読《よ》みます。名前《なまえ》は 聞《き》きません。

window-home-title = 外窓《そとまど》　{ $organisation }
window-home-heading = 仕事《しごと》で ¦つらい ことが ¦あった 人《ひと》へ
window-home-readers = 読《よ》む 人《ひと》
window-home-readers-value = 職場《しょくば》の 外《そと》の 相談員《そうだんいん》 { $n }人《にん》の 中《なか》の 2人《ふたり》
window-home-readers-few = 職場《しょくば》の 外《そと》の 相談員《そうだんいん》 { $n }人《にん》
window-home-readers-none = いま 名前《なまえ》を 出《だ》せる 人《ひと》が いません
window-home-personnel = 職員係《しょくいんがかり》
window-home-personnel-value = 読《よ》めません。いくつ あるかも わかりません
window-home-personnel-city = 読《よ》めません
window-home-personnel-city-note = この 窓口《まどぐち》の 機械《きかい》は { $organisation } が 動《うご》かして います。機械《きかい》を 使《つか》う 人《ひと》は、とどいた 日《ひ》と 大《おお》きさが わかります。
window-home-name = あなたの 名前《なまえ》
window-home-name-value = 書《か》かなくて いいです
window-home-answer = はじめの 返事《へんじ》
window-home-answer-value = { $day } { $hour }まで
window-home-night = いまは 夜《よる》や 休《やす》みなので、読《よ》む 人《ひと》が いません。
window-home-day = いまは 読《よ》む 人《ひと》が います。
window-home-start = 書《か》く
window-home-back = 前《まえ》に 書《か》いた 人《ひと》（番号《ばんごう》で 入《はい》る）
window-home-lost = 番号《ばんごう》が ない 人《ひと》へ
window-home-can = ここで できる こと・できない こと
window-home-can-yes = できる こと
window-home-can-yes-1 = あなたの 話《はなし》を 読《よ》んで、返事《へんじ》を します。何回《なんかい》でも 書《か》けます。
window-home-can-yes-2 = あなたを 助《たす》ける 方法《ほうほう》を いっしょに 考《かんが》えます。
window-home-can-yes-3 = あなたが「いい」と 言《い》った 文《ぶん》だけを、あなたが えらんだ 人《ひと》に 伝《つた》えます。
window-home-can-no = できない こと
window-home-can-no-1 = 相手《あいて》に 命令《めいれい》する こと。決《き》めるのは 職場《しょくば》です。
window-home-can-no-2 = いまの 危険《きけん》を 止《と》める こと。あぶない ときは 110に 電話《でんわ》して ください。
window-home-can-no-3 = あなたの かわりに 相手《あいて》と 話《はな》す こと。

window-contacts-now = いま 電話《でんわ》で 話《はな》せます
window-contacts-danger = あぶない とき
window-contacts-later = ほかの 相談《そうだん》する ところ
window-contacts-shut = いまは お休《やす》みです
window-contacts-unverified = ※の 番号《ばんごう》は、ここの 人《ひと》が まだ たしかめて いません（{ $day }の 案内《あんない》）。
window-contacts-call = { $name }に 電話《でんわ》する（{ $tel }）

window-script-off = ここで 書《か》くには、「スクリプト」が いります。書《か》いた ことを、あなたの スマホで 見《み》えなく するためです。ブラウザの 設定《せってい》を かえるか、下《した》の 電話《でんわ》を 使《つか》って ください。スクリプトが ないとき、文《ぶん》は どこにも 行《い》きません。
window-script-waiting = じゅんびを して います。かわらない ときは、ページを もう一度《いちど》 開《ひら》いて ください。

window-limits-title = 書《か》く 前《まえ》に　外窓《そとまど》
window-limits-heading = 書《か》く 前《まえ》に ¦読《よ》んで ください
window-limits-device-head = 職場《しょくば》の パソコンと Wi-Fi
window-limits-device = だれかが 見《み》て いる ことが あります。自分《じぶん》の スマホで、職場《しょくば》の Wi-Fiを 切《き》って 書《か》いて ください。
window-limits-team-head = 人《ひと》が 少《すく》ない 職場《しょくば》、あなたの 書《か》き方《かた》
window-limits-team = 名前《なまえ》が なくても、あなただと わかる ことが あります。
window-limits-reader-head = 開《ひら》いた あと
window-limits-reader = 読《よ》む 人《ひと》の パソコンや コピーは、まもれません。
window-limits-page-head = うその ページ、うその サーバー
window-limits-page = ポスターの QRコードから 開《ひら》くと、鍵《かぎ》が 同《おな》じか わかります。
window-limits-history-head = ブラウザの 履歴《りれき》
window-limits-history = この ページを 開《ひら》いた ことが のこります。あとで 消《け》せます。
window-limits-next = わかりました。書《か》きます

window-write-title = 書《か》く　外窓《そとまど》
window-write-heading = 何《なに》が ¦ありましたか
window-write-words = どんな 書《か》き方《かた》でも いいです
window-write-words-hint = まだ だれにも 伝《つた》えません。伝《つた》える ときは、あなたが 文《ぶん》を 見《み》て 決《き》めます。
window-write-people = どの 人《ひと》の ことですか（書《か》ける ことだけ）
window-write-people-hint = 読《よ》む 人《ひと》が、知《し》って いる 人《ひと》か どうか、先《さき》に 見《み》ます。
window-write-more = もう 少《すこ》し 書《か》ける とき
window-write-more-hint = 書《か》かなくても いいです。
window-write-next = 次《つぎ》へ（読《よ》む 人《ひと》を 見《み》る）

window-readers-heading = 読《よ》む 人《ひと》を ¦見《み》て ください
window-readers-lead = 知《し》って いる 人《ひと》は、読《よ》まない ように できます。のこった 人《ひと》の 中《なか》から、くじで 2人《ふたり》が 読《よ》みます。
window-readers-legend = 読《よ》む かもしれない 人《ひと》
window-readers-send = 見《み》えなく して 送《おく》る
window-readers-back = 書《か》きなおす

window-done-heading = とどきました
window-done-lead = 返事《へんじ》を 読《よ》む ための 番号《ばんごう》です。ここだけに 出《で》ます。紙《かみ》に 書《か》いて ください。
window-done-code = 返事《へんじ》を 読《よ》む 番号《ばんごう》
window-done-copy = コピーする
window-done-print = 紙《かみ》に 出《だ》す
window-done-answer = はじめの 返事《へんじ》は
window-done-calendar = その 日《ひ》を カレンダーに 入《い》れる
window-done-calendar-hint = カレンダーには「確認《かくにん》」とだけ 出《で》ます。
window-done-check = 番号《ばんごう》を 書《か》きましたか
window-done-finish = おわり

window-end-heading = おわりました
window-end-lead = 番号《ばんごう》は 画面《がめん》から 消《け》しました。番号《ばんごう》が あれば、いつでも 返事《へんじ》を 読《よ》めます。
window-end-history = ブラウザの 履歴《りれき》に、この ページが のこって います。気《き》に なる ときは 消《け》して ください。
window-end-mailbox = 返事《へんじ》を 読《よ》む ページへ

window-mailbox-title = 返事《へんじ》を 読《よ》む　外窓《そとまど》
window-mailbox-heading = 番号《ばんごう》で 入《はい》る
window-mailbox-lead = 送《おく》った あとに 出《で》た 24文字《もじ》です。コピーして 入《い》れても いいです。小《ちい》さい 文字《もじ》でも いいです。
window-mailbox-code = 番号《ばんごう》
window-mailbox-open = 開《ひら》く
window-mailbox-state = いまの ようす
window-mailbox-write = もっと 書《か》く
window-mailbox-write-hint = いま 読《よ》める 人《ひと》だけに 送《おく》ります。
window-mailbox-send = 見《み》えなく して 送《おく》る
window-mailbox-again = 新《あたら》しい 返事《へんじ》が あるか 見《み》る

window-lost-title = 番号《ばんごう》が ない 人《ひと》へ　外窓《そとまど》
window-lost-heading = 番号《ばんごう》が ¦ない 人《ひと》へ
window-lost-lead = 番号《ばんごう》は、あなただけが 持《も》って います。ここの 人《ひと》も、もう一度《いちど》 作《つく》る ことが できません。だから、ほかの 人《ひと》は あなたの 相談《そうだん》を 開《ひら》けません。
window-lost-anew = もう一度《いちど》 書《か》いて ください
window-lost-anew-1 = 新《あたら》しい 番号《ばんごう》が 出《で》ます。ぜんぶ 書《か》かなくて いいです。
window-lost-anew-2 = 「前《まえ》にも 書《か》きました」と、いつごろかを 書《か》いて ください。読《よ》む 人《ひと》が わかります。
window-lost-anew-3 = 読《よ》む 人《ひと》は、前《まえ》と ちがう ことが あります。
window-lost-before = 前《まえ》の 相談《そうだん》は どう なりますか
window-lost-before-1 = 読《よ》む 人《ひと》は、前《まえ》の 相談《そうだん》も 読《よ》めます。でも、あなたは その 返事《へんじ》を 読《よ》めません。
window-lost-before-2 = あなたが「いい」と 言《い》わない ことは しません。だれにも 伝《つた》えません。
window-lost-before-3 = 決《き》まった 時間《じかん》の あと、消《け》します。
window-lost-start = 新《あたら》しく 書《か》く
window-lost-found = 番号《ばんごう》が あった 人《ひと》

window-missing-title = ページが ありません　外窓《そとまど》
window-missing-heading = この ページは ¦ありません
window-missing-lead = アドレスを 見《み》て ください。何《なに》も 送《おく》って いません。
window-missing-home = はじめの ページへ
