//! A small seeded generator, so that invented texts are the same on every machine.
//!
//! SplitMix64, which is enough for choosing words. Never used for keys.

/// Choices that follow from a seed.
pub struct Random(u64);

impl Random {
    /// The same seed gives the same choices.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end` (0 when `end` is 0).
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or(0)
    }

    /// A number from `low` up to and with `high`.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in `share` of 1,000 cases.
    pub fn chance(&mut self, share: usize) -> bool {
        self.below(1000) < share
    }

    /// One of these; the type's default when there are none.
    pub fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len());
        from.get(at).copied().unwrap_or_default()
    }

    /// A place in a list whose running weights are `running`.
    pub fn weighted(&mut self, running: &[u64]) -> usize {
        let total = running.last().copied().unwrap_or(1).max(1);
        let at = self.next() % total;
        running.partition_point(|edge| *edge <= at)
    }
}

/// Running sums of `scale / (place + flat)`: the first places are by far the most frequent, as words are.
pub fn falling_weights(count: usize, flat: u64) -> Vec<u64> {
    let mut sum = 0;
    let place = |at: usize| {
        sum += 10_000_000 / (at as u64 + flat);
        sum
    };
    (0..count).map(place).collect()
}
