//! What a procedure must keep, said to whoever edited its file.

use crate::policy::reading::{Reading, Table};
use crate::procedure::search::{Breach, Broken};
use crate::procedure::{Procedure, Setting};

/// From the first stage that asks for two until the police are called, nobody is planned to be alone.
pub(super) fn never_alone(reading: &mut Reading<'_>, procedure: &Procedure, tables: &[Table<'_>]) {
    if procedure.setting == Setting::Case {
        return;
    }
    let first = procedure.stages.iter().position(|stage| stage.staff > 1);
    let planned = procedure
        .stages
        .iter()
        .zip(tables)
        .take(procedure.danger + 1);
    for (stage, table) in planned.skip(first.unwrap_or(0)) {
        if stage.staff < 2 {
            reading.fault(
                table.place("staff"),
                format!(
                    "「{}」が一人です。二人になった段から警察を呼ぶ段までは、2 以上にしてください",
                    stage.id
                ),
            );
        }
    }
}

pub(super) fn sentence(procedure: &Procedure, breach: &Breach) -> String {
    let stage = procedure.stage_id(breach.stage);
    let what = match breach.what {
        Broken::DeadEnd => format!("「{stage}」から先、終わりの段（last = true）へ行けなくなります"),
        Broken::Unreachable => format!("「{stage}」へ行く道がありません"),
        Broken::DangerWaits => format!("「{stage}」で危険を知らせても、110 番を呼ぶ段（calls = \"110\"）に着きません。danger を直してください"),
        Broken::Held => format!("「{stage}」から、離れることも、落ち着いたときに戻ることもできません"),
        Broken::NoChannel => format!("「{stage}」では窓口の対応を終えているのに、手続きのためのほかの方法（[[stage.channel]]）がありません"),
        Broken::ToldAlone => format!("「{stage}」で、相談者の同意（consent = true）も、二人の決定と理由（persons = 2、reason = true）もなく、外の人に伝わります"),
        Broken::TooMany => "起こりうる状態が多すぎて、確かめきれません。条件の数を小さくするか、段を減らしてください".to_owned(),
    };
    if breach.path.is_empty() {
        what
    } else {
        format!("{what}。いちばん短い道：{}", breach.path.join(" → "))
    }
}
