//! What outputs say of their own origins, held against what happens: a change of the text at an origin must change the
//! scalar that names it, and a derived value must follow from the inputs that it names.
//!
//! The inputs are the cases and the real repositories of `../shared`, where they are; else the cases of this repository.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod derive;
mod judge;
mod locate;
mod overlays;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use judge::{Verdict, judge};
use overlays::{Build, Overlay, Scalar, overlays};
use overlint_source::Made;
use rayon::prelude::*;

/// How many scalars are changed at their origin.
const SAMPLES: usize = 2_000;

/// How many of them stand in one overlay at most.
const EACH: usize = 5;

/// How many more of those that are derived from several texts, or by a rule, are looked at in each overlay.
const DERIVED: usize = 1;

/// The seed: every run looks at the same scalars, and an overlay more or less changes little in that.
const SEED: u64 = 0x5eed_0417;

/// A generator of numbers that look random (splitmix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// One for a name (FNV-1a).
    fn of(name: &str) -> Self {
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(name.bytes().fold(SEED, mix))
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

#[test]
fn every_scalar_has_an_origin_that_holds_it() {
    let overlays = overlays();
    let faults: Vec<String> = overlays
        .par_iter()
        .flat_map_iter(|overlay| {
            let Some(build) = Build::of(overlay, None) else { return Vec::new() };
            let scalars = build.scalars();
            let fault = |scalar: &Scalar<'_>| derive::check(&build, scalar).err();
            let show = |(scalar, why): (&Scalar<'_>, String)| {
                format!("{}: {}: {why}", overlay.name, build.show(scalar))
            };
            scalars.iter().filter_map(|scalar| Some((scalar, fault(scalar)?))).map(show).take(5).collect()
        })
        .collect();
    let shown: Vec<&str> = faults.iter().take(40).map(String::as_str).collect();
    assert!(faults.is_empty(), "{} scalars\n{}", faults.len(), shown.join("\n"));
}

#[test]
fn a_change_at_the_origin_changes_the_scalar() {
    let mut overlays = overlays();
    overlays.sort_by_cached_key(|overlay| Random::of(&overlay.name).below(usize::MAX));
    let samples = (SAMPLES + SAMPLES / EACH * DERIVED).min(overlays.len() * EACH);
    let mut verdicts: Vec<(String, Verdict)> = Vec::new();
    for some in overlays.chunks(SAMPLES / EACH / 4) {
        let judged: Vec<_> = some.par_iter().flat_map_iter(look).collect();
        verdicts.extend(judged);
        if verdicts.len() >= samples {
            break;
        }
    }
    verdicts.truncate(samples);
    report(&verdicts);
}

/// Judges some scalars of an overlay.
fn look(overlay: &Overlay) -> Vec<(String, Verdict)> {
    let mut random = Random::of(&overlay.name);
    let Some(build) = Build::of(overlay, None) else { return Vec::new() };
    let mut scalars = build.scalars();
    random.shuffle(&mut scalars);
    let judge = |scalar: &Scalar<'_>| {
        let verdict = judge(&build, scalar, &mut random);
        (format!("{}: {}", overlay.name, build.show(scalar)), verdict)
    };
    let (random, more) = scalars.split_at(EACH.min(scalars.len()));
    let derived = more.iter().filter(|scalar| scalar.node.steps().any(|step| step.made != Made::Written));
    random.iter().chain(derived.take(DERIVED)).map(judge).collect()
}

/// Nothing is passed over without a word: what cannot be judged is counted, and must be rare.
fn report(verdicts: &[(String, Verdict)]) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut failed = String::new();
    for (scalar, verdict) in verdicts {
        *counts.entry(verdict.category()).or_default() += 1;
        if let Verdict::Fails(why) = verdict {
            writeln!(failed, "{scalar}: {why}").unwrap();
        }
        if let (Verdict::Unjudged(why, more), true) = (verdict, std::env::var_os("SHOW_UNJUDGED").is_some()) {
            writeln!(failed, "unjudged: {scalar}: {why}: {more}").unwrap();
        }
    }
    let judged = verdicts.iter().filter(|(_, verdict)| !matches!(verdict, Verdict::Unjudged(..))).count();
    let passed = verdicts.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Passes(_))).count();
    let summary = format!("{judged} of {} judged, {passed} pass: {counts:#?}", verdicts.len());
    assert!(passed == judged, "{summary}\n{failed}");
    assert!(judged * 100 >= verdicts.len() * 95, "{summary}\n{failed}");
    overlays::say(&summary);
}
