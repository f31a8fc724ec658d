//! The laws every decision owes, on thousands of small random laws.
//!
//! A law is drawn, written out as source text, parsed, checked and decided; what is expected comes
//! from an oracle that tries every completion of the facts the case leaves out:
//!
//! - L1 an outcome is settled exactly if every completion gives it;
//! - L2 filling in a fact never changes a settled outcome;
//! - L3 the order of entries, operands and files changes no outcome, need or mark;
//! - L4 once every fact needed is given, the outcome is settled;
//! - a needed slot has a witness, and the witness replays; no slot that matters is left out;
//! - a mark is there exactly if letting all supports of its kind go would make it needed;
//! - an event after the fact day is as good as none;
//! - somebody differs between a law and its amendment exactly if some completion does;
//! - a solver is asked exactly that: right answers of it are right answers of ours.
//!
//! Dates are tried around the days the law names, so an oracle that finds all completions the same
//! is sure for all other types only; a witness is replayed whatever its dates are.

#![expect(
    clippy::indexing_slicing,
    clippy::manual_is_multiple_of,
    clippy::expect_used,
    clippy::needless_range_loop,
    clippy::large_enum_variant,
    clippy::panic,
    reason = "an oracle is short and plain, and fails loudly"
)]

mod differ;
mod draw;
mod law;
mod oracle;
pub(crate) mod tries;

use draw::{Sample, sample};
use enact::check::Input;
use enact::eval::{self, Case, Core, Decision, Flags, Given, Mark, Outcome, Range, Settings, Slot};
use enact::model::{Model, Query};
use enact::source::Sources;
use enact::value::{Date, Number};
use law::{AS_OF, Filled, Kind, Law, Order, Topic};
use oracle::{Blocker, Oracle, Out, World, ordinal};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use std::collections::BTreeSet;

/// More completions than this are not tried.
const MOST: usize = 1_500;

// ---------------------------------------------------------------------------------- the runner

/// How many cases each property is tried on.
#[expect(clippy::disallowed_methods, reason = "a test may be told to try more")]
fn cases() -> u32 {
    std::env::var("ENACT_PROPTEST_CASES")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(150)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test may be told to begin elsewhere"
)]
fn seed() -> [u8; 32] {
    let mut seed = [7; 32];
    let more: u64 = std::env::var("ENACT_PROPTEST_SEED")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(0);
    for (at, byte) in more.to_le_bytes().iter().enumerate() {
        seed[at] ^= byte;
    }
    seed
}

/// Tries a property; on failure shrinks, and shows the law as text.
fn holds(property: impl Fn(&Run) -> Result<(), String>) {
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 800,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed()));
    let result = runner.run(&sample(), |sample| {
        let shown = |problem: String| {
            let given: Vec<String> = sample
                .given
                .iter()
                .enumerate()
                .map(|(at, it)| format!("  f{at} = {it:?}"))
                .collect();
            let text = sample.law.texts(Order(0)).join("\n---\n");
            TestCaseError::fail(format!(
                "{problem}\n\n{text}\n\ngiven\n{}",
                given.join("\n")
            ))
        };
        let run = Run::of(&sample).map_err(shown)?;
        property(&run).map_err(shown)
    });
    if let Err(error) = result {
        let text = error.to_string();
        let short = text
            .split("minimal failing input")
            .next()
            .unwrap_or_default()
            .to_owned();
        panic!("{short}");
    }
}

/// A sample, compiled.
struct Run<'s> {
    sample: &'s Sample,
    law: &'s Law,
    oracle: Oracle<'s>,
    model: Model,
    settings: Settings,
}

fn compile(law: &Law, order: Order) -> Result<Model, String> {
    let mut sources = Sources::new();
    let mut parsed = Vec::new();
    let names = ["head.enact", "rest.enact"];
    for (name, text) in names.iter().zip(law.texts(order)) {
        let file = sources.add((*name).to_owned(), text.clone());
        parsed.push((file, enact::syntax::parse(file, &text)));
    }
    let inputs: Vec<Input<'_>> = parsed
        .iter()
        .map(|(file, it)| Input {
            file: *file,
            tree: &it.file,
            uses: &[],
        })
        .collect();
    let checked = enact::check(&inputs, &[], String::new());
    let complaints: Vec<String> = parsed
        .iter()
        .flat_map(|(_, it)| &it.diagnostics)
        .map(|it| format!("{it:?}"))
        .collect();
    if !complaints.is_empty() {
        return Err(format!("does not parse: {}", complaints.join("\n")));
    }
    checked
        .model
        .ok_or_else(|| format!("does not check: {:#?}", checked.diagnostics))
}

fn settings(sample: &Sample) -> Settings {
    let _ = sample;
    Settings {
        as_of: day(ordinal(AS_OF)),
        readings: Vec::new(),
    }
}

fn day(ordinal: i32) -> Date {
    Date::from_ordinal(ordinal).unwrap_or(Date::MIN)
}

impl<'s> Run<'s> {
    fn of(sample: &'s Sample) -> Result<Run<'s>, String> {
        let model = compile(&sample.law, Order(0))?;
        Ok(Run {
            sample,
            law: &sample.law,
            oracle: Oracle::new(&sample.law),
            model,
            settings: settings(sample),
        })
    }

    fn decide(&self, given: &[Option<Out>], topic: usize) -> Decision {
        eval::decide(
            &self.model,
            &case(&self.model, given),
            &self.settings,
            query(&self.model, self.law, topic),
        )
    }

    fn topics(&self) -> std::ops::Range<usize> {
        0..self.law.topics.len()
    }

    /// The facts a completion must give values.
    fn open(&self, given: &[Option<Out>]) -> Vec<Item> {
        (0..given.len())
            .filter(|&at| given[at].is_none() && self.oracle.filled(given, at).is_none())
            .map(Item::Fact)
            .collect()
    }

    /// The world of what is given and filled by law; what is open has its first value.
    fn base(&self, given: &[Option<Out>]) -> World {
        let value = |at: usize| {
            given[at]
                .or_else(|| self.oracle.filled(given, at))
                .unwrap_or(self.oracle.domain(at)[0])
        };
        self.oracle.world((0..given.len()).map(value).collect())
    }

    fn size(&self, item: Item) -> usize {
        match item {
            Item::Fact(at) => self.oracle.domain(at).len(),
            Item::Choice(at) => self.law.readings[at].choices(),
            Item::Note(_) => 2,
        }
    }

    fn set(&self, world: &mut World, item: Item, to: usize) {
        match item {
            Item::Fact(at) => world.facts[at] = self.oracle.domain(at)[to],
            Item::Choice(at) => world.choices[at] = to,
            Item::Note(at) => world.notes[at] = to == 1,
        }
    }

    /// The outcomes of a topic under every combination of values of the items; none if too many.
    fn table(&self, base: &World, items: &[Item], topic: usize) -> Option<Vec<Out>> {
        let count = items.iter().try_fold(1usize, |so_far, it| {
            so_far.checked_mul(self.size(*it)).filter(|it| *it <= MOST)
        })?;
        let mut world = base.clone();
        Some(
            (0..count)
                .map(|mut at| {
                    for item in items {
                        let size = self.size(*item);
                        self.set(&mut world, *item, at % size);
                        at /= size;
                    }
                    self.oracle.topic(&world, topic, ordinal(AS_OF))
                })
                .collect(),
        )
    }

    /// The items for which two combinations that differ in it alone give different outcomes.
    fn needed(&self, items: &[Item], table: &[Out]) -> BTreeSet<Item> {
        let mut stride = 1;
        let mut found = BTreeSet::new();
        for item in items {
            let size = self.size(*item);
            if (0..table.len()).any(|at| table[at] != table[at - at / stride % size * stride]) {
                found.insert(*item);
            }
            stride *= size;
        }
        found
    }

    fn item(&self, slot: &Slot) -> Option<Item> {
        match slot {
            Slot::Fact(fact) => {
                let name = &self.model.facts()[*fact].naming.name;
                self.law
                    .facts
                    .iter()
                    .position(|it| it.name == *name)
                    .map(Item::Fact)
            }
            Slot::Reading(reading) => self.model.readings()[*reading]
                .naming
                .name
                .strip_prefix('r')?
                .parse()
                .ok()
                .map(Item::Choice),
            Slot::Note(rule) => self.note(*rule),
            Slot::Key(..)
            | Slot::Field(..)
            | Slot::Further(_)
            | Slot::Calendar(..)
            | Slot::Member(..) => None,
        }
    }

    fn note(&self, rule: enact::model::RuleId) -> Option<Item> {
        let place = self.model.rules()[rule].place;
        let citation = &self.model.places()[place].citation;
        let number: usize = citation.split_whitespace().next()?.parse().ok()?;
        Some(Item::Note(number - 1))
    }
}

/// What can be un-fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Fact(usize),
    Choice(usize),
    Note(usize),
}

// --------------------------------------------------------------------- between oracle and engine

fn range(out: Out) -> Range {
    match out {
        Out::Yes => Range::YES,
        Out::No => Range::NO,
        Out::Grade(grade) => Range::kind(grade),
        Out::Number(number) => Range::number(Number::from(number)),
        Out::Day(ordinal) => Range::date(day(ordinal)),
        Out::Absent | Out::State(_) | Out::Blocked(_) => Range::ABSENT,
    }
}

/// The one outcome a range stands for, if it is one.
fn single(range: &Range) -> Option<Out> {
    if !range.is_settled() {
        return None;
    }
    Some(match &range.core {
        Core::Truth(_) => {
            if range.as_truth().is_yes() {
                Out::Yes
            } else {
                Out::No
            }
        }
        Core::Kind(bits) => Out::Grade(u8::try_from(bits.trailing_zeros()).ok()?),
        Core::Number(number) => Out::Number(number.to_i64()?),
        Core::Date(on, _) => Out::Day(on.ordinal()),
        Core::None if range.flags == Flags::ABSENT => Out::Absent,
        Core::None if range.flags == Flags::CONFLICT => Out::Blocked(Blocker::Conflict),
        Core::None if range.flags == Flags::GAP => Out::Blocked(Blocker::Gap),
        Core::None if range.flags == Flags::NOT_COMPUTABLE => Out::Blocked(Blocker::NotComputable),
        Core::None if range.flags == Flags::NOT_APPLICABLE => Out::Blocked(Blocker::NotApplicable),
        _ => return None,
    })
}

/// The settled outcome; none for unknown.
fn settled(decision: &Decision) -> Result<Option<Out>, String> {
    Ok(Some(match &decision.outcome {
        Outcome::Unknown => return Ok(None),
        Outcome::Yes => Out::Yes,
        Outcome::No => Out::No,
        Outcome::Value(value) => {
            single(value).ok_or_else(|| format!("not one value: {value:?}"))?
        }
        Outcome::State(state) => Out::State(state.state),
        Outcome::Absent => Out::Absent,
        Outcome::NotApplicable => Out::Blocked(Blocker::NotApplicable),
        Outcome::Conflict => Out::Blocked(Blocker::Conflict),
        Outcome::Gap => Out::Blocked(Blocker::Gap),
        Outcome::NotComputable => Out::Blocked(Blocker::NotComputable),
        other => return Err(format!("no law drawn has the outcome {other:?}")),
    }))
}

fn case(model: &Model, given: &[Option<Out>]) -> Case {
    let mut case = Case::new(model);
    for (at, value) in given.iter().enumerate() {
        if let (Some(value), Some(fact)) = (value, model.fact(&format!("f{at}"))) {
            case.set(
                fact,
                Given::Value {
                    value: range(*value),
                    made_on: None,
                },
            );
        }
    }
    case
}

fn query(model: &Model, law: &Law, topic: usize) -> Query {
    let name = law.topic_name(topic);
    match &law.topics[topic] {
        Topic::Norm(_) => Query::Norm(model.norm(&name).expect("the norm is declared")),
        _ => Query::Conclusion(model.conclusion(&name).expect("the conclusion is declared")),
    }
}

/// A case in which every fact has a value.
fn completed(run: &Run<'_>, by: u32) -> Vec<Option<Out>> {
    let mut by = by;
    let mut given = run.sample.given.clone();
    for at in 0..given.len() {
        let domain = run.oracle.domain(at);
        by = by.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let fixed = matches!(run.law.facts[at].filled, Filled::Assumed(_));
        if given[at].is_none() && !fixed {
            given[at] = Some(domain[(by >> 8) as usize % domain.len()]);
        }
    }
    given
}

macro_rules! ensure {
    ($condition:expr, $($shown:tt)+) => {
        if !$condition {
            return Err(format!($($shown)+));
        }
    };
}

// ----------------------------------------------------------------------------------- the laws

#[test]
fn a_complete_case_has_the_outcome_the_semantics_give() {
    holds(|run| {
        for by in 0..4 {
            let given = completed(run, run.sample.seed.wrapping_add(by));
            let world = run.base(&given);
            for topic in run.topics() {
                let decision = run.decide(&given, topic);
                let found = settled(&decision)?;
                let expected = run.oracle.topic(&world, topic, ordinal(AS_OF));
                ensure!(
                    found == Some(expected),
                    "{} is {found:?} ({:?}), expected {expected:?}, of {given:?}",
                    run.law.topic_name(topic),
                    decision.possible
                );
            }
        }
        Ok(())
    });
}

#[test]
fn an_outcome_is_settled_exactly_if_every_completion_gives_it() {
    holds(|run| {
        let given = &run.sample.given;
        let open = run.open(given);
        let base = run.base(given);
        for topic in run.topics() {
            let name = run.law.topic_name(topic);
            let Some(table) = run.table(&base, &open, topic) else {
                continue;
            };
            let decision = run.decide(given, topic);
            let outcomes: BTreeSet<Out> = table.iter().copied().collect();
            if let Some(found) = settled(&decision)? {
                ensure!(
                    outcomes.iter().eq([&found]),
                    "{name} is settled as {found:?}, but completions give {outcomes:?}"
                );
                ensure!(
                    decision.needs.is_empty() && decision.may_matter.is_empty(),
                    "{name} is settled and has needs"
                );
                continue;
            }
            let needs: BTreeSet<Item> = decision
                .needs
                .iter()
                .filter_map(|it| run.item(&it.slot))
                .collect();
            let may: BTreeSet<Item> = decision
                .may_matter
                .iter()
                .filter_map(|it| run.item(it))
                .collect();
            ensure!(
                !needs.is_empty() || !may.is_empty(),
                "{name} is unknown and needs nothing; completions give {outcomes:?}"
            );
            for item in run.needed(&open, &table) {
                ensure!(
                    needs.contains(&item) || may.contains(&item),
                    "{name} needs {item:?}, which is not listed in {needs:?}, {may:?}"
                );
            }
            for need in &decision.needs {
                replays(run, topic, need)?;
            }
        }
        Ok(())
    });
}

/// Setting the others and the slot to the values of a witness gives the two outcomes it states.
fn replays(run: &Run<'_>, topic: usize, need: &eval::Need) -> Result<(), String> {
    let name = run.law.topic_name(topic);
    let Some(witness) = &need.witness else {
        return Err(format!("{name} needs {:?} without a witness", need.slot));
    };
    let Some(Item::Fact(pivot)) = run.item(&need.slot) else {
        return Err(format!("{name} needs {:?}", need.slot));
    };
    let mut world = run.base(&run.sample.given);
    for (slot, value) in &witness.others {
        if let (Some(Item::Fact(at)), Some(value)) = (run.item(slot), single(value)) {
            world.facts[at] = value;
        } else {
            return Err(format!(
                "{name}: {slot:?} = {value:?} in the witness of {:?}",
                need.slot
            ));
        }
    }
    let mut outcomes = Vec::new();
    for (value, stated) in [&witness.one, &witness.other] {
        let Some(value) = single(value) else {
            return Err(format!(
                "{name}: {value:?} is not one value of {:?}",
                need.slot
            ));
        };
        world.facts[pivot] = value;
        let outcome = run.oracle.topic(&world, topic, ordinal(AS_OF));
        let kept =
            single(stated).is_none_or(|it| it == outcome || matches!(outcome, Out::State(_)));
        ensure!(
            kept,
            "{name}: the witness of {:?} states {stated:?}, replayed it is {outcome:?}; {witness:?}",
            need.slot
        );
        outcomes.push(outcome);
    }
    ensure!(
        outcomes[0] != outcomes[1],
        "{name}: the witness of {:?} gives {:?} twice; {witness:?}",
        need.slot,
        outcomes[0]
    );
    Ok(())
}

#[test]
fn filling_in_a_fact_keeps_a_settled_outcome_and_filling_in_the_needs_settles() {
    holds(|run| {
        let given = &run.sample.given;
        let complete = completed(run, run.sample.seed);
        for topic in run.topics() {
            let name = run.law.topic_name(topic);
            let decision = run.decide(given, topic);
            if let Some(found) = settled(&decision)? {
                for item in run.open(given) {
                    let Item::Fact(at) = item else { continue };
                    let mut more = given.clone();
                    more[at] = complete[at];
                    let then = settled(&run.decide(&more, topic))?;
                    ensure!(
                        then == Some(found),
                        "{name} was {found:?} and is {then:?} once f{at} is {:?}",
                        complete[at]
                    );
                }
                continue;
            }
            let mut more = given.clone();
            let listed = decision
                .needs
                .iter()
                .map(|it| &it.slot)
                .chain(&decision.may_matter);
            for slot in listed {
                if let Some(Item::Fact(at)) = run.item(slot) {
                    more[at] = complete[at];
                }
            }
            let then = run.decide(&more, topic);
            ensure!(
                settled(&then)?.is_some(),
                "{name} still needs {:?}, {:?} once all its needs are {more:?}",
                then.needs,
                then.may_matter
            );
        }
        Ok(())
    });
}

/// What a decision says, in words that do not depend on the order of the sources.
fn said(run: &Run<'_>, model: &Model, decision: &Decision) -> String {
    let slot = |it: &Slot| match it {
        Slot::Fact(fact) => model.facts()[*fact].naming.name.clone(),
        Slot::Reading(reading) => model.readings()[*reading].naming.name.clone(),
        Slot::Note(rule) => model.citation(model.rules()[*rule].place),
        other => format!("{other:?}"),
    };
    let mark = |it: &Mark| match it {
        Mark::Reading(reading, choice) => {
            format!("{} {choice}", model.readings()[*reading].naming.name)
        }
        Mark::Presumed(it) => format!("presumed {}", slot(it)),
        Mark::Assumed(it) => format!("assumed {}", slot(it)),
        Mark::Note(rule) => model.citation(model.rules()[*rule].place),
        Mark::ByAnalogy(place) => model.citation(*place),
        Mark::MayRestOn(it) => format!("may rest on {}", slot(it)),
    };
    let sorted = |items: Vec<String>| {
        let items: BTreeSet<String> = items.into_iter().collect();
        items.into_iter().collect::<Vec<_>>().join(", ")
    };
    let _ = run;
    format!(
        "{:?}; needs {}; may matter {}; because {}; marks {}",
        decision.outcome,
        sorted(decision.needs.iter().map(|it| slot(&it.slot)).collect()),
        sorted(decision.may_matter.iter().map(slot).collect()),
        sorted(
            decision
                .because
                .iter()
                .map(|it| model.citation(*it))
                .collect()
        ),
        sorted(decision.marks.iter().map(mark).collect()),
    )
}

#[test]
fn the_order_of_sources_changes_nothing_and_deciding_twice_says_the_same() {
    holds(|run| {
        let given = &run.sample.given;
        let shuffled = compile(run.law, Order(run.sample.seed % 1_000 + 1))?;
        for topic in run.topics() {
            let name = run.law.topic_name(topic);
            let first = run.decide(given, topic);
            let again = run.decide(given, topic);
            ensure!(
                format!("{first:?}") == format!("{again:?}"),
                "{name}: decided twice it says two things"
            );
            let other = eval::decide(
                &shuffled,
                &case(&shuffled, given),
                &run.settings,
                query(&shuffled, run.law, topic),
            );
            let (one, two) = (said(run, &run.model, &first), said(run, &shuffled, &other));
            ensure!(one == two, "{name}: {one}\nin another order: {two}");
        }
        Ok(())
    });
}

#[test]
fn a_mark_is_there_exactly_if_the_outcome_rests_on_it() {
    holds(|run| {
        let given = &run.sample.given;
        let base = run.base(given);
        let open = run.open(given);
        for topic in run.topics() {
            let name = run.law.topic_name(topic);
            let decision = run.decide(given, topic);
            let Some(found) = settled(&decision)? else {
                continue;
            };
            let missing = |at: usize| given[at].is_none();
            let facts = 0..given.len();
            let filled = |at: usize| missing(at) && run.oracle.filled(given, at).is_some();
            let presumed = |at: &usize| {
                filled(*at) && matches!(run.law.facts[*at].filled, Filled::Presumed(..))
            };
            let assumed = |at: &usize| {
                matches!(run.law.facts[*at].filled, Filled::Assumed(_)) && missing(*at)
            };
            let notes = (0..run.law.articles.len()).filter(|&at| run.law.articles[at].note);
            let kinds: [Vec<Item>; 4] = [
                (0..run.law.readings.len()).map(Item::Choice).collect(),
                facts.clone().filter(presumed).map(Item::Fact).collect(),
                facts.clone().filter(assumed).map(Item::Fact).collect(),
                notes.map(Item::Note).collect(),
            ];
            for (kind, unfixed) in kinds.iter().enumerate() {
                let mut items = open.clone();
                items.extend(unfixed);
                let Some(table) = run.table(&base, &items, topic) else {
                    continue;
                };
                let expected: BTreeSet<Item> = run
                    .needed(&items, &table)
                    .into_iter()
                    .filter(|it| unfixed.contains(it))
                    .collect();
                let marked: BTreeSet<Item> = decision
                    .marks
                    .iter()
                    .filter_map(|it| match (kind, it) {
                        (0, Mark::Reading(reading, _)) => run.item(&Slot::Reading(*reading)),
                        (1, Mark::Presumed(slot)) | (2, Mark::Assumed(slot)) => run.item(slot),
                        (3, Mark::Note(rule)) => run.note(*rule),
                        _ => None,
                    })
                    .collect();
                let perhaps: BTreeSet<Item> = decision
                    .marks
                    .iter()
                    .filter_map(|it| {
                        if let Mark::MayRestOn(slot) = it {
                            run.item(slot)
                        } else {
                            None
                        }
                    })
                    .collect();
                for item in &expected {
                    ensure!(
                        marked.contains(item) || perhaps.contains(item),
                        "{name} is {found:?} and rests on {item:?}, which is not marked: {:?}",
                        decision.marks
                    );
                }
                let exact = items.iter().all(|it| !matches!(it, Item::Fact(at) if matches!(run.law.facts[*at].kind, Kind::Day | Kind::Event)));
                for item in marked.iter().filter(|_| exact) {
                    ensure!(
                        expected.contains(item),
                        "{name} is {found:?} whatever {item:?} is, which is marked: {:?}",
                        decision.marks
                    );
                }
            }
        }
        Ok(())
    });
}

#[test]
fn an_event_after_the_fact_day_is_as_good_as_none() {
    holds(|run| {
        let mut later = run.sample.given.clone();
        let mut none = later.clone();
        for (at, fact) in run.law.facts.iter().enumerate() {
            if fact.kind == Kind::Event && (run.sample.seed >> at) % 2 == 0 {
                later[at] = Some(Out::Day(
                    ordinal(AS_OF) + 1 + i32::try_from(run.sample.seed % 40).unwrap_or(0),
                ));
                none[at] = Some(Out::Absent);
            }
        }
        for topic in run.topics() {
            let (one, other) = (run.decide(&later, topic), run.decide(&none, topic));
            let (one, other) = (said(run, &run.model, &one), said(run, &run.model, &other));
            ensure!(
                one == other,
                "{}: {one}\nwith later events absent: {other}",
                run.law.topic_name(topic)
            );
        }
        Ok(())
    });
}
