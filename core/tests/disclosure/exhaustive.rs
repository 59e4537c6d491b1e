//! An attacker who runs the program on every number that there could be, and keeps what prints the table: slow, and in no
//! need of a solver or of equations.

use sotomado_core::disclosure::{Count, Published, draw};

/// All true numbers of which the program makes this table.
pub struct Attacker {
    possible: Vec<Vec<u32>>,
}

impl Attacker {
    pub fn new(now: &Published, counts: &[Count]) -> Self {
        let ceiling = now.total + now.rule.round_to;
        let mut possible = vec![Vec::new()];
        for count in counts {
            possible = possible
                .into_iter()
                .flat_map(|begun: Vec<u32>| {
                    let room = ceiling - begun.iter().sum::<u32>().min(ceiling);
                    (count.told..=room).map(move |next| [begun.clone(), vec![next]].concat())
                })
                .collect();
        }
        possible.retain(|truth| prints(now, truth, counts));
        Self { possible }
    }

    /// What a line may be, for somebody who knows so many of each; nothing if nobody can know that.
    pub fn numbers(&self, target: usize, known: &[u32]) -> Vec<u32> {
        let fits = |truth: &&Vec<u32>| truth.iter().zip(known).all(|(n, known)| n >= known);
        let mut all: Vec<u32> = self
            .possible
            .iter()
            .filter(fits)
            .map(|truth| truth[target])
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Whether the program prints this table of these true numbers.
pub fn prints(table: &Published, truth: &[u32], counts: &[Count]) -> bool {
    let lines = counts.iter().zip(truth);
    let counts: Vec<Count> = lines
        .map(|(count, cases)| Count {
            cases: *cases,
            ..count.clone()
        })
        .collect();
    draw(table.year, &counts, &table.rule).is_ok_and(|(drawn, _)| drawn == *table)
}

/// Every way of knowing up to so many others beside those told of.
pub fn knowing(counts: &[Count], others: u32) -> Vec<Vec<u32>> {
    let mut ways = vec![(Vec::new(), others)];
    for count in counts {
        ways = ways
            .into_iter()
            .flat_map(|(known, left): (Vec<u32>, u32)| {
                (0..=left).map(move |taken| {
                    (
                        [known.clone(), vec![count.told + taken]].concat(),
                        left - taken,
                    )
                })
            })
            .collect();
    }
    ways.into_iter().map(|(known, _)| known).collect()
}
