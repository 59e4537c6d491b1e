window-orgs-title = 外窓　相談の入口
window-orgs-heading = 働いているところを¦えらんで¦ください
window-orgs-lead = 市や町の外にいる相談員が読みます。名前は聞きません。

window-home-title = 外窓　{ $organisation }
window-home-heading = 職場で¦つらいことが¦あった人へ
window-home-readers = 読む人
window-home-readers-value = 職場の外の相談員 { $n }人のうち、2人
window-home-readers-few = 職場の外の相談員 { $n }人
window-home-readers-none = いま名前を出せる相談員がいません
window-home-personnel = 職員係
window-home-personnel-value = 読めません。件数も分かりません
window-home-personnel-city = 読めません
window-home-personnel-city-note = この窓口の機械は { $organisation } が動かしています。機械を扱う人には、届いた日と大きさが見えます。
window-home-name = お名前
window-home-name-value = 書かなくて大丈夫です
window-home-answer = 最初の返事
window-home-answer-value = { $day }{ $hour }まで
window-home-night = いまは、読む人がいない時間です。
window-home-day = いまは、読む人がいる時間です。
window-home-start = 書きはじめる
window-home-back = 前に書いた人（番号で入る）
window-home-lost = 番号をなくした人へ
window-home-can = この窓口にできること・できないこと
window-home-can-yes = できること
window-home-can-yes-1 = 話を読み、返事をすること。何度でも書けます。
window-home-can-yes-2 = 使える制度や、ほかの相談先を、いっしょに考えること。
window-home-can-yes-3 = あなたが見て「よい」と言った文章だけを、あなたが選んだ相手に伝えること。
window-home-can-no = できないこと
window-home-can-no-1 = 処分を決めたり、相手に命令したりすること。決めるのは職場です。
window-home-can-no-2 = いま起きている危険を止めること。危ないときは 110 へ。
window-home-can-no-3 = あなたの代理人として交渉すること。

window-contacts-now = いま電話で話せるところ
window-contacts-danger = 危ないときは
window-contacts-later = ほかの相談先
window-contacts-shut = いまは時間の外です
window-contacts-unverified = ※ の番号は、この窓口がかけて確かめたものではありません（{ $day }の案内によります）。
window-contacts-call = { $name }に電話する（{ $tel }）

window-script-off = このページで書くには、スクリプトが要ります。書いたことに、あなたの手もとで封をするためです。ブラウザの設定で使えるようにするか、下の電話をお使いください。スクリプトなしで文章が送られることはありません。
window-script-waiting = 用意しています。このまま変わらないときは、ページを開き直してください。書く前なので、失うものはありません。

window-limits-title = 書く前に　外窓
window-limits-heading = 書く前に、¦知っておいて¦ほしいこと
window-limits-device-head = 職場の機器と回線
window-limits-device = 見られていることがあります。自分のスマホで、職場のWi-Fiを切って書くと安心です。
window-limits-team-head = 人の少ない職場、あなたの言い回し
window-limits-team = 名前がなくても、中身や書きかたから気づかれることがあります。
window-limits-reader-head = 開いたあとのこと
window-limits-reader = 読む人のパソコンや、開いたあとに取られた写しまでは、封では守れません。
window-limits-page-head = にせのページ、うそをつくサーバー
window-limits-page = ポスターのQRコードから開くと、鍵が同じか照合できます。
window-limits-history-head = ブラウザの履歴
window-limits-history = このページを開いたことは残ります。あとで自分で消せます。
window-limits-next = わかりました。書きます

window-write-title = 書く　外窓
window-write-heading = 何が¦ありましたか
window-write-words = 思いつくままで大丈夫です
window-write-words-hint = だれにも、まだ伝えません。伝えるときは、その文章を見てから決められます。
window-write-people = 関係する人（書ける範囲で）
window-write-people-hint = 読む人が、自分の知り合いでないかを先に確かめるために使います。役職だけでもかまいません。
window-write-more = もう少し書けそうなら
window-write-more-hint = どれも、書かなくてかまいません。
window-write-next = 次へ（読む人を確かめる）

window-readers-heading = 読む人を¦確かめて¦ください
window-readers-lead = 知っている人や、関係のある人は外せます。残った人のなかから2人が、くじで決まって読みます。
window-readers-legend = 読む人の候補
window-readers-send = 封をして送る
window-readers-back = 書き直す

window-done-heading = 届きました
window-done-lead = 返事を読むための番号です。出るのは、ここだけです。紙に書きとめるか、写しを取ってください。
window-done-code = 返事を読むための番号
window-done-copy = 写しを取る
window-done-print = 印刷する
window-done-answer = 最初の返事は
window-done-calendar = その日を予定表に入れる
window-done-calendar-hint = 予定の名前は「確認」だけです。相談のことは書かれません。
window-done-check = 書きとめたか、確かめます
window-done-finish = おわる

window-end-heading = これで¦おわりです
window-end-lead = 番号は画面から消しました。返事は、番号を使って、いつでも読めます。どの機器からでもかまいません。
window-end-history = ブラウザの履歴には、このページを開いたことが残っています。気になるときは、履歴からも消してください。
window-end-mailbox = 返事を読むページへ

window-mailbox-title = 返事を読む　外窓
window-mailbox-heading = 番号で入る
window-mailbox-lead = 送ったときに出た24文字です。貼り付けても、打ちこんでもかまいません。小文字や全角でも読めます。
window-mailbox-code = 番号
window-mailbox-open = 開く
window-mailbox-state = いまの状態
window-mailbox-write = つづけて書く
window-mailbox-write-hint = 封をして、いま読める人にだけ送ります。
window-mailbox-send = 封をして送る
window-mailbox-again = 新しい返事がないか見る

window-lost-title = 番号をなくした人へ　外窓
window-lost-heading = 番号を¦なくした人へ
window-lost-lead = 番号は、あなたのほかにはだれも持っていません。窓口でも、機械でも、作り直せません。だから、ほかの人があなたの相談を開くこともできません。
window-lost-anew = もう一度、書いてください
window-lost-anew-1 = 新しい番号が出ます。前に書いたことを全部書き直す必要はありません。
window-lost-anew-2 = 「前にも書きました」と、書いた日のころを添えてください。読む人が前の相談と合わせて読めます。
window-lost-anew-3 = 読む人はくじで決まるので、前と同じ人とはかぎりません。
window-lost-before = 前の相談は、どうなりますか
window-lost-before-1 = 読む人は、前の相談もそのまま読めます。返事も届きますが、あなたがその返事を開くことはできません。
window-lost-before-2 = あなたの同意がいることは、進みません。どこにも伝わりません。
window-lost-before-3 = 決まった期間のあと、ほかの相談と同じように消えます。
window-lost-start = 新しく書く
window-lost-found = 番号が見つかった人

window-missing-title = ページがありません　外窓
window-missing-heading = このページは¦ありません
window-missing-lead = アドレスを確かめてください。書いたことは、何も送られていません。
window-missing-home = はじめのページへ
