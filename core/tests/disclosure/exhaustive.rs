//! An attacker who tries every number: slow, and in no need of a solver or of equations.

use sotomado_core::disclosure::{Count, Published};

/// All true tables that could lie behind what was published.
pub struct Attacker {
    told: Vec<u32>,
    possible: Vec<Vec<u32>>,
}

impl Attacker {
    pub fn new(earlier: &[&Published], now: &Published, counts: &[Count]) -> Self {
        let told: Vec<u32> = counts.iter().map(|count| count.told).collect();
        let ceiling = now.total + now.rule.round_to;
        let mut possible = vec![Vec::new()];
        for _ in counts {
            possible = possible
                .into_iter()
                .flat_map(|begun: Vec<u32>| {
                    let room = ceiling - begun.iter().sum::<u32>();
                    (0..=room).map(move |next| [begun.clone(), vec![next]].concat())
                })
                .collect();
        }
        let nobody = vec![0; told.len()];
        possible.retain(|truth| {
            prints(now, truth, &told) && earlier.iter().all(|table| prints(table, truth, &nobody))
        });
        Self { told, possible }
    }

    /// The narrowest interval, whichever `others` more cases are known.
    pub fn narrowest(&self, target: usize, free: &[u32], others: u32) -> (u32, u32) {
        let mut ways = vec![(self.told.clone(), others)];
        for at in 0..free.len() {
            ways = ways
                .into_iter()
                .flat_map(|(known, left)| {
                    (0..=left.min(free[at])).map(move |taken| {
                        let mut known = known.clone();
                        known[at] += taken;
                        (known, left - taken)
                    })
                })
                .collect();
        }
        let intervals = ways.iter().map(|(known, _)| {
            let fits = |truth: &&Vec<u32>| truth.iter().zip(known).all(|(n, known)| n >= known);
            let numbers = || self.possible.iter().filter(fits).map(|truth| truth[target]);
            (numbers().min().unwrap(), numbers().max().unwrap())
        });
        // Of several as narrow, whichever: their ends may differ, their width does not.
        intervals.min_by_key(|(least, most)| most - least).unwrap()
    }
}

/// Whether these true numbers would have been printed just so.
fn prints(table: &Published, truth: &[u32], told: &[u32]) -> bool {
    let (rule, sum) = (&table.rule, truth.iter().sum::<u32>());
    let enough = |n: u32, told: u32, least: u32| n >= least + told;
    let row = |((family, shown), (n, told)): (&(String, Option<u32>), (&u32, &u32))| match shown {
        Some(shown) => {
            rule.rounded(*n) == *shown && (*n == 0 || enough(*n, *told, rule.least(family)))
        }
        None => *n > 0 || table.total < rule.zero_from,
    };
    rule.rounded(sum) == table.total
        && enough(sum, told.iter().sum(), rule.k)
        && table.rows.iter().zip(truth.iter().zip(told)).all(row)
}
