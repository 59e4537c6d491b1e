trends-title = 公表した数字
trends-heading = 公表した数字
trends-of = { $organisation }の分です。
trends-none = まだ何も公表していません。
trends-none-why = 数字は、決まった日に、決まった表だけを公表します。件数が少なく、だれのことか推し量れるときは、表の代わりにそのことを文で書きます。
trends-published = { $day }に公表
trends-whole = ここに出るのは、公表した数字だけです。一つ一つの相談は、この画面からは見られません。

trends-own-limits = この名前で見られるのは、この画面だけです。相談があったかどうか、何件あるかは、公表の日まで分かりません。
trends-own-reader = { $name }として入っています。
trends-own-leave = 出る

trends-signin-title = 公表した数字　人事担当の入口
trends-signin-heading = 人事担当の¦入口
trends-signin-lead = 公表した数字だけを見られます。相談の中身、件数、だれが相談したかは、ここからは見られません。
trends-signin-name = サインイン名
trends-signin-password = パスワード
trends-signin-enter = 入る
