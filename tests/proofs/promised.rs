//! What must never be permitted, each written as a rule that would permit it.

pub struct Promise {
    pub name: &'static str,
    /// What no rule of the desk may have in common with it.
    pub never: &'static str,
}

pub const PROMISES: &[Promise] = &[
    Promise {
        name: "人事担当は、ほかの役割をもっていても、相談にもアカウントにも窓口全体にも、何もできない",
        never: r#"permit (principal in Role::"HrReader", action, resource)
            unless { resource is Window };"#,
    },
    Promise {
        name: "人事担当は、ほかの役割をもっていても、窓口では公表したものを見るほか何もできない（名簿も変えられない）",
        never: r#"permit (principal in Role::"HrReader", action, resource is Window)
            unless { action == Action::"seeReleases" };"#,
    },
    Promise {
        name: "人事担当は、自分の団体で公表したものだけを見る",
        never: r#"permit (principal, action == Action::"seeReleases", resource)
            unless { principal in Role::"HrReader" && principal has window && principal.window == resource };"#,
    },
    Promise {
        name: "窓口責任者も、読む人に入っていない相談には何もできない",
        never: r#"permit (principal in Role::"Lead", action, resource is Case)
            unless { principal has key && resource.readers.contains(principal.key) };"#,
    },
    Promise {
        name: "相談員でも、読む人に入っていない相談を開けず、書けず、鍵を渡せない。ほかの人はどの相談でもできない",
        never: r#"permit (
                principal,
                action in [Action::"readCase", Action::"writeToCase", Action::"addKeys", Action::"setNextDay", Action::"setOpen", Action::"takeOutCase", Action::"stepAside", Action::"removeReader"],
                resource is Case
            )
            unless { principal in Role::"Reader" && principal has key && resource.readers.contains(principal.key) };"#,
    },
    Promise {
        name: "相談から外れた人は、鍵をまた渡されても、その相談に何もできない",
        never: r#"permit (principal is Person, action, resource is Case)
            when { principal has key && resource.gone.contains(principal.key) };"#,
    },
    Promise {
        name: "受付番号の鍵は、ほかの人の相談にも、ほかの窓口の相談にも、何もできない",
        never: r#"permit (principal is Mailbox, action, resource is Case)
            unless { resource.mailbox == principal && resource.window == principal.window };"#,
    },
    Promise {
        name: "相談者のすることは、相談者のほかだれもできない",
        never: r#"permit (
                principal,
                action in [
                    Action::"fileReport", Action::"holdDraft", Action::"holdIncident",
                    Action::"openMailbox", Action::"writeToMailbox", Action::"takeBack"
                ],
                resource
            )
            unless { principal is Mailbox };"#,
    },
    Promise {
        name: "受付番号の鍵は、よその窓口にも、アカウントにも、窓口全体にも、何もできない",
        never: r#"permit (principal is Mailbox, action, resource)
            unless { resource is Case || resource is Telling || (resource is Window && principal.window == resource) };"#,
    },
    Promise {
        name: "リンクと番号で伝えられた文は、その鍵の持ち主のほか、だれも開けず、返事もできない。鍵は、ほかの文にも、よその窓口にも使えない",
        never: r#"permit (principal, action, resource is Telling)
            unless { principal is Mailbox && resource.mailbox == principal && resource.window == principal.window };"#,
    },
    Promise {
        name: "伝える文を置き、返ってきたものを受け取れるのは、鍵のある相談員だけ",
        never: r#"permit (principal, action == Action::"holdTellings", resource)
            unless { principal in Role::"Reader" && principal has key };"#,
    },
    Promise {
        name: "電話、紙、対面の相談を置けるのは、鍵のある相談員だけ",
        never: r#"permit (principal, action == Action::"fileHeard", resource)
            unless { principal in Role::"Reader" && principal has key };"#,
    },
    Promise {
        name: "機械を動かす人は、相談を封をしたまま渡すほか、相談に何もできない",
        never: r#"permit (principal is Operator, action, resource is Case)
            unless { action == Action::"exportCase" };"#,
    },
    Promise {
        name: "封をしたままの相談を機械から持ち出すのは、機械を動かす人だけ",
        never: r#"permit (principal, action == Action::"exportCase", resource)
            unless { principal is Operator };"#,
    },
    Promise {
        name: "アカウントと窓口を作り、相談を数え、控えを取って戻すのは、機械を動かす人だけ",
        never: r#"permit (principal, action in [Action::"addAccount", Action::"addWindow", Action::"beginDesk", Action::"listCases", Action::"backUp", Action::"restore"], resource)
            unless { principal is Operator };"#,
    },
    Promise {
        name: "名簿と年度の表は、責任者か機械を動かす人のほか、だれも入れられない",
        never: r#"permit (
                principal,
                action in [Action::"importRoster", Action::"gatherCodings", Action::"importRelease"],
                resource
            )
            unless { principal is Operator || principal in Role::"Lead" };"#,
    },
    Promise {
        name: "署名する決まりの文書を画面で並べて見るのは、責任者だけ",
        never: r#"permit (principal, action == Action::"seePolicies", resource)
            unless { principal in Role::"Lead" };"#,
    },
    Promise {
        name: "だれのところに読まれないままのものがあるかを見るのは、責任者だけ",
        never: r#"permit (principal, action == Action::"seeLeftLying", resource)
            unless { principal in Role::"Lead" };"#,
    },
    Promise {
        name: "鍵と設定と記録のつながりは、責任者か機械を動かす人のほか、だれも見られない",
        never: r#"permit (
                principal,
                action in [Action::"seeOfferedKeys", Action::"seePolicies", Action::"seeAudit"],
                resource
            )
            unless { principal is Operator || principal in Role::"Lead" };"#,
    },
    Promise {
        name: "入り口（招待と新しいパスワード）を渡し、取り消し、アカウントを並べて見て、最後の日を決められるのは、責任者か機械を動かす人だけ",
        never: r#"permit (
                principal,
                action in [Action::"seeAccounts", Action::"invite", Action::"letBackIn", Action::"revokeInvitation", Action::"endAccount"],
                resource
            )
            unless { principal is Operator || principal in Role::"Lead" };"#,
    },
    Promise {
        name: "自分のアカウントのことは本人だけ。機械を動かす人は、鍵を置き、失くした確かめをみな外すだけ",
        never: r#"permit (principal, action, resource is Account)
            unless {
                (principal is Operator && (action == Action::"offerKey" || action == Action::"resetSignIn"))
                    || (principal in Role::"Reader" && resource.of == principal)
            };"#,
    },
    Promise {
        name: "サインインの二つめの確かめに手を出せるのは本人だけ。責任者もほかの相談員も、機械を動かす人も、本人に代わって足せない",
        never: r#"permit (principal, action == Action::"keepOwnSignIn", resource)
            unless { principal in Role::"Reader" && resource.of == principal };"#,
    },
    Promise {
        name: "ほかの人の二つめの確かめを外せるのは、機械を動かす人だけ",
        never: r#"permit (principal, action == Action::"resetSignIn", resource)
            unless { principal is Operator };"#,
    },
    Promise {
        name: "年度の表のために分けたものを残せるのは、鍵のある相談員だけ",
        never: r#"permit (principal, action == Action::"holdCodings", resource)
            unless { principal in Role::"Reader" && principal has key };"#,
    },
    Promise {
        name: "一人では、相談を消せない。言い出した人と決める人は、アカウントも鍵も別で、どちらも窓口の人である",
        never: r#"permit (principal, action == Action::"confirmDestruction", resource is Term)
            unless {
                principal is Person && resource has proposer && resource.proposer != principal &&
                principal has key && !resource.proposerKeys.contains(principal.key)
            };"#,
    },
    Promise {
        name: "今の名簿にない鍵の人は、消す二人にも、止めるのをやめる二人にも入れない",
        never: r#"permit (
                principal,
                action in [Action::"proposeDestruction", Action::"confirmDestruction", Action::"proposeLifting", Action::"confirmLifting"],
                resource is Term
            )
            unless { principal is Person && principal has key && resource.roster.contains(principal.key) };"#,
    },
    Promise {
        name: "期限の来ていない相談と、止めてある相談は、だれにも消せない",
        never: r#"permit (principal, action in [Action::"proposeDestruction", Action::"confirmDestruction"], resource is Term)
            unless { resource.due && !resource.held };"#,
    },
    Promise {
        name: "一人では、止めてある相談を放せない",
        never: r#"permit (principal, action == Action::"confirmLifting", resource is Term)
            unless {
                principal is Person && resource.held && resource has lifter && resource.lifter != principal &&
                principal has key && !resource.lifterKeys.contains(principal.key)
            };"#,
    },
    Promise {
        name: "相談の期限には、責任者と、その相談を読む人（だれもいなければ相談員）のほか、だれも何もできない。機械を動かす人もできない",
        never: r#"permit (principal, action, resource is Term)
            unless {
                principal in Role::"Lead" ||
                (principal in Role::"Reader" && principal has key && (resource.readers.contains(principal.key) || resource.lost))
            };"#,
    },
    Promise {
        name: "期限の一覧は、窓口の人か機械を動かす人のほか、だれも見られない",
        never: r#"permit (principal, action == Action::"seeTerms", resource)
            unless { principal is Operator || principal in Role::"Reader" };"#,
    },
];
