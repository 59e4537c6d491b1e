//! What the tables say, as equations over the true numbers, the way somebody would write them down who wants to know more.

use std::collections::BTreeMap;

use super::{Count, Published};

/// A number that nobody outside shall learn: cases of one family in one fiscal year. The year stands with it, so that a
/// table of another year is never read as one of this.
pub type Cell = (i16, String);

/// The sum of some cells lies between two numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// Places in [`System::cells`].
    pub cells: Vec<usize>,
    pub least: u32,
    pub most: u32,
}

/// All that is known together, of one fiscal year: tables of two years have no case in common.
#[derive(Clone, Debug, Default)]
pub struct System {
    pub cells: Vec<Cell>,
    pub equations: Vec<Equation>,
    /// For each cell the number of cases that are known one by one.
    pub known: Vec<u32>,
}

impl System {
    /// Writes down the tables that left before and the one that is to leave now, with those cases of its year of which the
    /// employer was told.
    #[must_use]
    pub fn of(earlier: &[&Published], now: Option<&Published>, counts: &[Count]) -> Self {
        let told: BTreeMap<&str, u32> = counts
            .iter()
            .map(|count| (count.family.as_str(), count.told))
            .collect();
        let mut system = Self::default();
        for table in earlier {
            // When it left, fewer may have been told of.
            system.add(table, &BTreeMap::new());
        }
        if let Some(table) = now {
            system.add(table, &told);
        }
        system.known = system
            .cells
            .iter()
            .map(|(_, family)| told.get(family.as_str()).copied().unwrap_or(0))
            .collect();
        system
    }

    /// The place of a cell.
    #[must_use]
    pub fn place(&self, year: i16, family: &str) -> Option<usize> {
        self.cells
            .iter()
            .position(|(of, name)| *of == year && name == family)
    }

    fn place_or_new(&mut self, year: i16, family: &str) -> usize {
        self.place(year, family).unwrap_or_else(|| {
            self.cells.push((year, family.to_owned()));
            self.cells.len() - 1
        })
    }

    fn add(&mut self, table: &Published, told: &BTreeMap<&str, u32>) {
        let rule = &table.rule;
        let (low, high) = rule.behind(table.total);
        // Zeros are hidden in a small table alone, so elsewhere an x is never one.
        let least_hidden = u32::from(table.total >= rule.zero_from);
        let all_told: u32 = told.values().sum();
        let mut all = Vec::new();
        for (family, shown) in &table.rows {
            let place = self.place_or_new(table.year, family);
            all.push(place);
            let (least, most) = match shown {
                None => (least_hidden, high),
                Some(0) => (0, 0),
                Some(shown) => {
                    let (low, high) = rule.behind(*shown);
                    // With fewer beside those told of it would be hidden.
                    let told = told.get(family.as_str()).copied().unwrap_or(0);
                    (low.max(rule.least(family) + told), high)
                }
            };
            self.equations.push(Equation {
                cells: vec![place],
                least,
                most,
            });
        }
        self.equations.push(Equation {
            cells: all,
            least: low.max(rule.k + all_told),
            most: high,
        });
    }
}
