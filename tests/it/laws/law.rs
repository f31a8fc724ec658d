//! Small random laws: what proptest draws, the law it stands for, and its source text.
//!
//! What is drawn (`Raw…`) holds positions only; [`Law::of`] reads them modulo what there is, so
//! every draw is a law and shrinking a draw shrinks the law. The text is made from the law alone,
//! and so is the outcome the oracle expects: nothing here knows the engine.

use std::fmt::Write as _;

/// The day every case is judged on: 2024-03-15.
pub(crate) const AS_OF: (i32, u32, u32) = (2024, 3, 15);
/// The days rules name.
pub(crate) const DAYS: [(i32, u32, u32); 2] = [(2024, 3, 1), (2024, 3, 10)];

/// What a fact can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    YesNo,
    Grade,
    Number,
    Day,
    Event,
}

/// Who fills a fact the case leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filled {
    ByNobody,
    /// A presumption of this value, if the yes/no fact at the position holds.
    Presumed(bool, Option<usize>),
    /// Not encoded, taken as this.
    Assumed(bool),
}

#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) may_be_absent: bool,
    pub(crate) filled: Filled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Is,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Constant(i64),
    Fact(usize),
    Plus(Box<Value>, i64),
    Sum(Box<Value>, Box<Value>),
    Larger(Box<Value>, Box<Value>),
    /// Six divided by it.
    SixOver(Box<Value>),
    Otherwise(Box<Value>, i64),
    If(Box<Cond>, Box<Value>, Box<Value>),
    Conclusion(usize),
    Reading(usize),
    /// A day rules name.
    Day(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Predicate {
    Arisen,
    Excused,
    Done,
    DoneInTime,
    Pending,
    Breached,
    StillBreached,
    Open,
    Used,
    Lapsed,
    Violated,
}

#[derive(Debug, Clone)]
pub(crate) enum Cond {
    /// A yes/no fact, bare.
    Fact(usize),
    /// `f is yes`, `f is no`
    FactIs(usize, bool),
    Absent(usize),
    GradeIs(usize, u8),
    GradeIn(usize, u8),
    GradeAtLeast(usize, u8),
    Number(Value, Op, Value),
    /// An event or date with a day or another date fact.
    Day(usize, Op, Value),
    Happened(usize),
    Passed(usize),
    Conclusion(usize),
    WhereItApplies(usize),
    MustApply(usize),
    StandsOn(usize, Value),
    Reading(usize),
    Met(usize, Option<usize>),
    Norm(usize, Predicate),
    Not(Box<Cond>),
    And(Vec<Cond>),
    Or(Vec<Cond>),
    AtLeast(usize, Vec<Cond>),
}

#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) number: bool,
    pub(crate) numbers: Vec<i64>,
    pub(crate) conditions: Vec<Cond>,
}

impl Reading {
    pub(crate) fn choices(&self) -> usize {
        if self.number {
            self.numbers.len()
        } else {
            self.conditions.len()
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Collector {
    Largest,
    Smallest,
    Sum,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Modality {
    Duty,
    Right,
    Prohibition,
}

#[derive(Debug, Clone)]
pub(crate) struct Norm {
    pub(crate) modality: Modality,
    pub(crate) arises_on: Option<usize>,
    pub(crate) when: Option<Cond>,
    pub(crate) act: usize,
    pub(crate) qualifies: Option<Cond>,
    pub(crate) deadline: Deadline,
}

#[derive(Debug, Clone)]
pub(crate) enum Deadline {
    NotStated,
    By(Value),
    Before(Value),
    /// So many days after an event.
    Within(i64, usize),
}

#[derive(Debug, Clone)]
pub(crate) enum Topic {
    YesNo { otherwise: Option<bool> },
    Valued,
    Collected(Collector),
    Norm(Norm),
}

/// What an article says of its topic.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    Bool(bool),
    Value(Value),
    Blocks,
    Norm,
}

/// One article, or the note under it. Its number is its position and one.
#[derive(Debug, Clone)]
pub(crate) struct Article {
    /// The topic it decides; of a blocking exception, that of its first target.
    pub(crate) topic: usize,
    /// Its conditions use topics below this one only.
    pub(crate) level: usize,
    pub(crate) says: Says,
    /// Each a ground; one without a condition if empty.
    pub(crate) grounds: Vec<Cond>,
    /// Whether the grounds are written as a list and can be cited.
    pub(crate) listed: bool,
    pub(crate) note: bool,
    pub(crate) scope: Option<Cond>,
    /// What it is an exception to: article, and ground where it is listed.
    pub(crate) targets: Vec<(usize, Option<usize>)>,
    pub(crate) subject_to: Option<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Law {
    pub(crate) facts: Vec<Fact>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) topics: Vec<Topic>,
    pub(crate) articles: Vec<Article>,
}

// ------------------------------------------------------------------------------- what is drawn

#[derive(Debug, Clone)]
pub(crate) enum RawCond {
    Atom(u8, u8, u8),
    Not(Box<RawCond>),
    And(Vec<RawCond>),
    Or(Vec<RawCond>),
    AtLeast(u8, Vec<RawCond>),
}

#[derive(Debug, Clone)]
pub(crate) struct RawRule {
    pub(crate) says: (u8, u8, u8),
    pub(crate) grounds: Vec<RawCond>,
    pub(crate) note: bool,
    pub(crate) scope: Option<RawCond>,
    pub(crate) subject_to: Option<u8>,
}

#[derive(Debug, Clone)]
pub(crate) struct RawTopic {
    pub(crate) kind: (u8, u8, u8),
    pub(crate) rules: Vec<RawRule>,
}

#[derive(Debug, Clone)]
pub(crate) struct RawException {
    pub(crate) targets: Vec<(u8, u8)>,
    pub(crate) says: Option<(u8, u8, u8)>,
    pub(crate) when: Option<RawCond>,
    pub(crate) note: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct RawLaw {
    pub(crate) facts: Vec<(u8, u8)>,
    pub(crate) readings: Vec<(u8, RawCond, RawCond)>,
    pub(crate) topics: Vec<RawTopic>,
    pub(crate) exceptions: Vec<RawException>,
}

fn pick<T>(items: &[T], at: u8) -> Option<&T> {
    if items.is_empty() {
        None
    } else {
        items.get(usize::from(at) % items.len())
    }
}

impl Law {
    pub(crate) fn of(raw: &RawLaw) -> Law {
        let mut law = Law {
            facts: Vec::new(),
            readings: Vec::new(),
            topics: Vec::new(),
            articles: Vec::new(),
        };
        law.facts(&raw.facts);
        for (kind, one, other) in &raw.readings {
            let number = kind % 2 == 0;
            let conditions = if number {
                Vec::new()
            } else {
                vec![law.cond(one, 0), law.cond(other, 0)]
            };
            let numbers = vec![
                i64::from(kind / 2 % 3),
                i64::from(kind / 2 % 3) + 1 + i64::from(kind / 6 % 2),
            ];
            law.readings.push(Reading {
                number,
                numbers,
                conditions,
            });
        }
        for topic in &raw.topics {
            law.topic(topic);
        }
        for exception in &raw.exceptions {
            law.exception(exception);
        }
        law
    }

    fn facts(&mut self, drawn: &[(u8, u8)]) {
        for (kind, extra) in drawn {
            let (kind, may) = match kind % 10 {
                0..=3 => (Kind::YesNo, kind % 10 == 3),
                4 => (Kind::Grade, extra % 3 == 0),
                5 | 6 => (Kind::Number, extra % 3 == 0),
                7 => (Kind::Day, false),
                _ => (Kind::Event, true),
            };
            let plain = kind == Kind::YesNo && !may;
            let ordinary: Vec<usize> = self.of_kind(|it| {
                it.kind == Kind::YesNo && !it.may_be_absent && it.filled == Filled::ByNobody
            });
            let filled = match extra / 3 % 8 {
                1 if plain => Filled::Assumed(extra % 2 == 0),
                2 if plain => Filled::Presumed(extra % 2 == 0, None),
                3 if plain => {
                    Filled::Presumed(extra % 2 == 0, pick(&ordinary, extra / 24).copied())
                }
                _ => Filled::ByNobody,
            };
            self.facts.push(Fact {
                name: format!("f{}", self.facts.len()),
                kind,
                may_be_absent: may,
                filled,
            });
        }
    }

    fn of_kind(&self, wanted: impl Fn(&Fact) -> bool) -> Vec<usize> {
        (0..self.facts.len())
            .filter(|&at| wanted(&self.facts[at]))
            .collect()
    }

    fn topic(&mut self, raw: &RawTopic) {
        let level = self.topics.len();
        let (kind, a, b) = raw.kind;
        let events = self.of_kind(|it| it.kind == Kind::Event);
        if kind % 8 == 7 && !events.is_empty() {
            let rule = &raw.rules[0];
            let due: Vec<usize> = self.of_kind(|it| matches!(it.kind, Kind::Day | Kind::Event));
            let on = if a % 2 == 0 {
                None
            } else {
                pick(&due, a / 2).copied()
            };
            let deadline = match b % 4 {
                0 => Deadline::NotStated,
                1 => Deadline::By(self.day(b / 4)),
                2 => Deadline::Before(self.day(b / 4)),
                _ => Deadline::Within(5, pick(&due, b / 4).copied().unwrap_or(0)),
            };
            let norm = Norm {
                modality: [Modality::Duty, Modality::Right, Modality::Prohibition]
                    [usize::from(kind / 8 % 3)],
                arises_on: on,
                when: rule.grounds.first().map(|it| self.cond(it, level)),
                act: *pick(&events, a / 4).unwrap_or(&0),
                qualifies: rule.grounds.get(1).map(|it| self.cond(it, 0)),
                deadline: if kind / 8 % 3 == 2 {
                    Deadline::NotStated
                } else {
                    deadline
                },
            };
            let scope = rule.scope.as_ref().map(|it| self.cond(it, 0));
            self.topics.push(Topic::Norm(norm));
            self.articles.push(Article {
                topic: level,
                level,
                says: Says::Norm,
                grounds: Vec::new(),
                listed: false,
                note: false,
                scope,
                targets: Vec::new(),
                subject_to: None,
            });
            return;
        }
        let topic = match kind % 8 {
            0..=2 => Topic::YesNo { otherwise: None },
            3 => Topic::YesNo {
                otherwise: Some(a % 2 == 0),
            },
            4 | 5 => Topic::Valued,
            _ => Topic::Collected(
                [Collector::Largest, Collector::Smallest, Collector::Sum][usize::from(a % 3)],
            ),
        };
        let boolean = matches!(topic, Topic::YesNo { .. });
        let negative = kind % 8 == 2 || kind % 8 == 3;
        self.topics.push(topic);
        for rule in &raw.rules {
            let says = if boolean {
                Says::Bool(!(negative && rule.says.0 % 2 == 1))
            } else {
                Says::Value(self.value(rule.says, level))
            };
            let listed = boolean && !rule.note && rule.grounds.len() > 1;
            let mut grounds: Vec<Cond> =
                rule.grounds.iter().map(|it| self.cond(it, level)).collect();
            if !listed {
                grounds.truncate(1);
            }
            let scope = rule.scope.as_ref().map(|it| self.cond(it, 0));
            let earlier: Vec<usize> = (0..self.articles.len())
                .filter(|&at| !matches!(self.articles[at].says, Says::Norm))
                .collect();
            let subject_to = rule.subject_to.and_then(|at| pick(&earlier, at).copied());
            let note = rule.note;
            self.articles.push(Article {
                topic: level,
                level,
                says,
                grounds,
                listed,
                note,
                scope,
                targets: Vec::new(),
                subject_to,
            });
        }
    }

    fn exception(&mut self, raw: &RawException) {
        let mut targets: Vec<(usize, Option<usize>)> = Vec::new();
        for (article, ground) in &raw.targets {
            let at = usize::from(*article) % self.articles.len();
            let listed = self.articles[at].listed && ground % 2 == 0;
            let ground = listed.then(|| usize::from(ground / 2) % self.articles[at].grounds.len());
            if targets.iter().all(|it| it.0 != at) {
                targets.push((at, ground));
            }
        }
        let Some(&(first, _)) = targets.first() else {
            return;
        };
        let topic = targets
            .iter()
            .map(|it| self.articles[it.0].level)
            .min()
            .unwrap_or(0);
        let replaced = self.articles[first].topic;
        let says = match (&self.topics[replaced], raw.says) {
            (_, None) | (Topic::Norm(_), _) => Says::Blocks,
            (Topic::YesNo { .. }, Some(says)) => Says::Bool(says.0 % 2 == 0),
            (Topic::Valued | Topic::Collected(_), Some(says)) => {
                Says::Value(self.value(says, topic))
            }
        };
        let blocks = matches!(says, Says::Blocks);
        let article = Article {
            topic: if blocks { topic } else { replaced },
            level: topic,
            says,
            grounds: raw.when.iter().map(|it| self.cond(it, topic)).collect(),
            listed: false,
            note: raw.note,
            scope: None,
            targets,
            subject_to: None,
        };
        self.articles.push(article);
    }

    fn day(&self, at: u8) -> Value {
        let days = self.of_kind(|it| it.kind == Kind::Day);
        match pick(&days, at / 2) {
            Some(&fact) if at % 2 == 0 => Value::Fact(fact),
            _ => Value::Day(usize::from(at / 2) % DAYS.len()),
        }
    }

    fn number(&self, at: u8) -> Option<Value> {
        let all = self.of_kind(|it| it.kind == Kind::Number);
        pick(&all, at).map(|&fact| {
            let value = Value::Fact(fact);
            if self.facts[fact].may_be_absent && at % 2 == 0 {
                Value::Otherwise(Box::new(value), i64::from(at % 3))
            } else {
                value
            }
        })
    }

    fn value(&self, (kind, a, b): (u8, u8, u8), level: usize) -> Value {
        let constant = Value::Constant(i64::from(a % 4));
        let lower: Vec<usize> = (0..level)
            .filter(|&at| matches!(self.topics[at], Topic::Valued | Topic::Collected(_)))
            .collect();
        let number = self.number(a);
        match (kind % 12, number) {
            (3 | 4, Some(number)) => Value::Plus(Box::new(number), i64::from(b % 3)),
            (5, Some(number)) => Value::SixOver(Box::new(number)),
            (6, Some(number)) => match self.number(b) {
                Some(other) => Value::Sum(Box::new(number), Box::new(other)),
                None => number,
            },
            (7, Some(number)) => Value::Larger(
                Box::new(number),
                Box::new(Value::Constant(i64::from(b % 4))),
            ),
            (8, Some(number)) => {
                let condition = self.cond(&RawCond::Atom(b, a, b / 3), 0);
                Value::If(
                    Box::new(condition),
                    Box::new(number),
                    Box::new(Value::Constant(i64::from(b % 4))),
                )
            }
            (9, _) => match pick(&lower, a) {
                Some(&topic) => Value::Plus(
                    Box::new(Value::Otherwise(
                        Box::new(Value::Conclusion(topic)),
                        i64::from(b % 4),
                    )),
                    1,
                ),
                None => constant,
            },
            (10, _) => match pick(&self.number_readings(), a) {
                Some(&reading) => Value::Reading(reading),
                None => constant,
            },
            _ => constant,
        }
    }

    fn number_readings(&self) -> Vec<usize> {
        (0..self.readings.len())
            .filter(|&at| self.readings[at].number)
            .collect()
    }

    fn cond(&self, raw: &RawCond, level: usize) -> Cond {
        match raw {
            RawCond::Atom(a, b, c) => self.atom((*a, *b, *c), level),
            RawCond::Not(inner) => Cond::Not(Box::new(self.cond(inner, level))),
            RawCond::And(parts) => Cond::And(parts.iter().map(|it| self.cond(it, level)).collect()),
            RawCond::Or(parts) => Cond::Or(parts.iter().map(|it| self.cond(it, level)).collect()),
            RawCond::AtLeast(count, parts) => {
                let parts: Vec<Cond> = parts.iter().map(|it| self.cond(it, level)).collect();
                Cond::AtLeast(1 + usize::from(*count) % parts.len(), parts)
            }
        }
    }

    fn atom(&self, (a, b, c): (u8, u8, u8), level: usize) -> Cond {
        if a % 3 == 2
            && let Some(found) = self.higher(a / 3, b, c, level)
        {
            return found;
        }
        let fact = usize::from(b) % self.facts.len();
        let row = &self.facts[fact];
        let op = [Op::Is, Op::Less, Op::AtMost, Op::More, Op::AtLeast][usize::from(c / 4 % 5)];
        match row.kind {
            Kind::YesNo if row.may_be_absent => match c % 3 {
                0 => Cond::FactIs(fact, true),
                1 => Cond::FactIs(fact, false),
                _ => Cond::Absent(fact),
            },
            Kind::YesNo => Cond::Fact(fact),
            Kind::Grade => match c % 4 {
                0 => Cond::GradeIs(fact, c / 4 % 3),
                1 => Cond::GradeIn(fact, 1 + c / 4 % 6),
                2 if row.may_be_absent => Cond::Absent(fact),
                _ => Cond::GradeAtLeast(fact, 1 + c / 4 % 2),
            },
            Kind::Number => match c % 4 {
                0 if row.may_be_absent => Cond::Absent(fact),
                1 => match self.number(c / 4) {
                    Some(other) => Cond::Number(Value::Fact(fact), op, other),
                    None => Cond::Number(
                        Value::Fact(fact),
                        op,
                        Value::Constant(i64::from(c / 20 % 4)),
                    ),
                },
                2 => match pick(&self.number_readings(), c / 4) {
                    Some(&reading) => Cond::Number(Value::Fact(fact), op, Value::Reading(reading)),
                    None => Cond::Number(
                        Value::Fact(fact),
                        op,
                        Value::Constant(i64::from(c / 20 % 4)),
                    ),
                },
                _ => Cond::Number(
                    Value::Fact(fact),
                    op,
                    Value::Constant(i64::from(c / 20 % 4)),
                ),
            },
            Kind::Day => match c % 4 {
                0 => Cond::Passed(fact),
                _ => Cond::Day(fact, op, self.day(c / 20)),
            },
            Kind::Event => match c % 4 {
                0 => Cond::Happened(fact),
                1 => Cond::Absent(fact),
                _ => Cond::Day(fact, op, self.day(c / 20)),
            },
        }
    }

    /// An atom over what the law concludes further down.
    fn higher(&self, a: u8, b: u8, c: u8, level: usize) -> Option<Cond> {
        let flags: Vec<usize> = (0..self.readings.len())
            .filter(|&at| !self.readings[at].number)
            .collect();
        let met: Vec<usize> = (0..self.articles.len())
            .filter(|&at| {
                self.articles[at].topic < level && !matches!(self.articles[at].says, Says::Norm)
            })
            .collect();
        match a % 4 {
            0 => pick(&flags, b).map(|&reading| Cond::Reading(reading)),
            1 => pick(&met, b).map(|&article| {
                let row = &self.articles[article];
                let ground = row.listed.then(|| usize::from(c / 2) % row.grounds.len());
                Cond::Met(article, if c % 2 == 0 { ground } else { None })
            }),
            _ if level == 0 => None,
            _ => {
                let topic = usize::from(b) % level;
                Some(match &self.topics[topic] {
                    Topic::YesNo { .. } if self.is_narrow(topic) => {
                        if c % 2 == 0 {
                            Cond::WhereItApplies(topic)
                        } else {
                            Cond::MustApply(topic)
                        }
                    }
                    Topic::YesNo { .. } if c % 5 == 0 => Cond::StandsOn(topic, self.day(c / 5)),
                    Topic::YesNo { .. } => Cond::Conclusion(topic),
                    Topic::Valued | Topic::Collected(_) => {
                        let op = [Op::Is, Op::Less, Op::AtMost, Op::More, Op::AtLeast]
                            [usize::from(c % 5)];
                        let inner = Value::Conclusion(topic);
                        let value = if self.is_narrow(topic) {
                            Value::Otherwise(Box::new(inner), i64::from(c / 20 % 3))
                        } else {
                            inner
                        };
                        Cond::Number(value, op, Value::Constant(i64::from(c / 5 % 4)))
                    }
                    Topic::Norm(norm) => Cond::Norm(topic, predicate(norm.modality, c)),
                })
            }
        }
    }

    /// Whether a use of the topic must say what holds outside its scope.
    pub(crate) fn is_narrow(&self, topic: usize) -> bool {
        self.articles
            .iter()
            .any(|it| it.topic == topic && it.scope.is_some())
    }

    pub(crate) fn citation(&self, article: usize, ground: Option<usize>) -> String {
        let note = if self.articles[article].note {
            " note 1"
        } else {
            ""
        };
        let ground = ground.map_or(String::new(), |at| format!("(g{at})"));
        format!("{}{note}{ground}", article + 1)
    }

    pub(crate) fn topic_name(&self, topic: usize) -> String {
        if matches!(self.topics[topic], Topic::Norm(_)) {
            format!("n{topic}")
        } else {
            format!("c{topic}")
        }
    }
}

pub(crate) fn predicate(modality: Modality, at: u8) -> Predicate {
    use Predicate as P;
    let all: &[P] = match modality {
        Modality::Duty => &[
            P::Breached,
            P::DoneInTime,
            P::Pending,
            P::Excused,
            P::Done,
            P::Arisen,
            P::StillBreached,
        ],
        Modality::Right => &[P::Open, P::Used, P::Lapsed],
        Modality::Prohibition => &[P::Violated],
    };
    all[usize::from(at) % all.len()]
}

// ------------------------------------------------------------------------------------ its text

/// How a text is ordered: entries and operands are rotated or reversed by it. Zero is as drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order(pub(crate) u32);

impl Order {
    fn of<T>(self, mut items: Vec<T>) -> Vec<T> {
        if self.0 != 0 && !items.is_empty() {
            let by = self.0 as usize % items.len();
            items.rotate_left(by);
            if self.0 / 7 % 2 == 1 {
                items.reverse();
            }
        }
        items
    }
}

struct Writer<'l> {
    law: &'l Law,
    order: Order,
    labels: usize,
}

impl Law {
    /// The files of the law.
    pub(crate) fn texts(&self, order: Order) -> Vec<String> {
        let mut writer = Writer {
            law: self,
            order,
            labels: 0,
        };
        let mut head = String::from("regulation law \"Law\" about person\n\n");
        let mut rest = String::from("regulation law continued from \"head.enact\"\n\n");
        let split = order.0 % 3 == 1;
        if split {
            head.push_str("use \"rest.enact\"\n\n");
        }
        head.push_str("entity person \"person\"\n\nscale grade \"grade\": low \"low\" < mid \"mid\" < high \"high\"\n\n");
        let facts: Vec<String> = (0..self.facts.len()).map(|at| writer.fact(at)).collect();
        order.of(facts).iter().for_each(|it| head.push_str(it));
        let readings: Vec<String> = (0..self.readings.len())
            .map(|at| writer.reading(at))
            .collect();
        order.of(readings).iter().for_each(|it| head.push_str(it));
        let topics: Vec<String> = (0..self.topics.len())
            .map(|at| writer.declaration(at))
            .collect();
        order.of(topics).iter().for_each(|it| head.push_str(it));
        let articles: Vec<String> = (0..self.articles.len())
            .map(|at| writer.article(at))
            .collect();
        let articles = order.of(articles);
        let half = if split {
            articles.len() / 2
        } else {
            articles.len()
        };
        for (at, article) in articles.iter().enumerate() {
            if at < half {
                head.push_str(article)
            } else {
                rest.push_str(article)
            }
        }
        let _ = write!(
            head,
            "\narticle 90 \"Presumptions and readings\"\n  fact read_by_nobody \"x\": yes/no\n"
        );
        for (at, fact) in self.facts.iter().enumerate() {
            if let Filled::Presumed(value, when) = fact.filled {
                let when = when.map_or(String::new(), |it| format!(" when f{it}"));
                let _ = writeln!(
                    head,
                    "  presume f{at} is {}{when} because \"so\"",
                    yes_no(value)
                );
            }
        }
        if split { vec![head, rest] } else { vec![head] }
    }
}

fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

fn date((year, month, day): (i32, u32, u32)) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

impl Writer<'_> {
    fn fact(&mut self, at: usize) -> String {
        let fact = &self.law.facts[at];
        if let Filled::Assumed(value) = fact.filled {
            return format!(
                "not encoded f{at} \"f{at}\": yes/no taken as {} because \"so\"\n",
                yes_no(value)
            );
        }
        let ty = match fact.kind {
            Kind::YesNo => "yes/no",
            Kind::Grade => "grade",
            Kind::Number => "whole number from 0 to 3",
            Kind::Day => "date",
            Kind::Event => "event",
        };
        let may = if fact.may_be_absent && fact.kind != Kind::Event {
            " may be absent"
        } else {
            ""
        };
        format!("fact f{at} \"f{at}\": {ty}{may}\n")
    }

    fn reading(&mut self, at: usize) -> String {
        let reading = &self.law.readings[at];
        let choices: Vec<String> = if reading.number {
            reading.numbers.iter().map(ToString::to_string).collect()
        } else {
            reading.conditions.iter().map(|it| self.cond(it)).collect()
        };
        let ty = if reading.number {
            "whole number"
        } else {
            "yes/no"
        };
        let mut text = format!("reading r{at} \"r{at}?\": {ty}\n");
        for (position, choice) in choices.iter().enumerate() {
            let word = if position == 0 {
                "preferred"
            } else {
                "alternative"
            };
            let _ = writeln!(text, "  {word} (choice{position}) {choice} because \"so\"");
        }
        text
    }

    fn declaration(&mut self, at: usize) -> String {
        match &self.law.topics[at] {
            Topic::YesNo { otherwise } => {
                let otherwise =
                    otherwise.map_or(String::new(), |it| format!(" otherwise {}", yes_no(it)));
                format!("conclusion c{at} \"c{at}\": yes/no{otherwise}\n")
            }
            Topic::Valued => format!("conclusion c{at} \"c{at}\": number\n"),
            Topic::Collected(collector) => {
                let word = match collector {
                    Collector::Largest => "largest",
                    Collector::Smallest => "smallest",
                    Collector::Sum => "sum",
                };
                format!("conclusion c{at} \"c{at}\": number taking the {word}\n")
            }
            Topic::Norm(_) => String::new(),
        }
    }

    fn article(&mut self, at: usize) -> String {
        let article = &self.law.articles[at];
        let mut text = format!("\narticle {} \"Article\"\n", at + 1);
        if let Some(scope) = &article.scope {
            let _ = writeln!(
                text,
                "  scope of {} when {}",
                self.law.citation(at, None),
                self.cond(scope)
            );
        }
        if article.note {
            text.push_str("  note 1 \"Note\"\n");
        }
        let name = format!("c{}", article.topic);
        let targets: Vec<String> = article
            .targets
            .iter()
            .map(|(at, ground)| self.law.citation(*at, *ground))
            .collect();
        let targets = self.order.of(targets).join(", ");
        let result = match &article.says {
            Says::Bool(value) => format!(" is {}", yes_no(*value)),
            Says::Value(value) => format!(" is {}", self.value(value)),
            Says::Blocks | Says::Norm => String::new(),
        };
        let subject = article.subject_to.map_or(String::new(), |it| {
            format!(" subject to {}", self.law.citation(it, None))
        });
        let when = self.when(article);
        match &article.says {
            Says::Norm => text.push_str(&self.norm(article.topic)),
            Says::Blocks => {
                let _ = writeln!(text, "    exception to {targets}{when} because \"so\"");
            }
            Says::Bool(_) | Says::Value(_) if !article.targets.is_empty() => {
                let _ = writeln!(
                    text,
                    "    instead of {targets} conclude {name}{result}{when} because \"so\""
                );
            }
            Says::Bool(_) | Says::Value(_) => {
                let when = if result.is_empty() && when.is_empty() {
                    " is yes".to_owned()
                } else {
                    when
                };
                let _ = writeln!(text, "    conclude {name}{result}{subject}{when}");
            }
        }
        text
    }

    fn when(&mut self, article: &Article) -> String {
        match article.grounds.as_slice() {
            [] => String::new(),
            grounds if article.listed => {
                let entries: Vec<String> = grounds
                    .iter()
                    .enumerate()
                    .map(|(at, it)| format!("\n      (g{at}) {}", self.cond(it)))
                    .collect();
                format!(" when any of{}", self.order.of(entries).concat())
            }
            [only, ..] => format!(" when {}", self.cond(only)),
        }
    }

    fn norm(&mut self, topic: usize) -> String {
        let Topic::Norm(norm) = &self.law.topics[topic] else {
            return String::new();
        };
        let (word, by) = match norm.modality {
            Modality::Duty => ("duty", "fulfilled"),
            Modality::Right => ("right", "used"),
            Modality::Prohibition => ("prohibition", "violated"),
        };
        let mut text = format!("  {word} n{topic} \"n{topic}\"\n");
        let when = norm
            .when
            .as_ref()
            .map(|it| format!(" when {}", self.cond(it)));
        match (norm.arises_on, when) {
            (Some(fact), when) => {
                let _ = writeln!(text, "    arises on f{fact}{}", when.unwrap_or_default());
            }
            (None, Some(when)) => {
                let _ = writeln!(text, "    arises{when}");
            }
            (None, None) => {}
        }
        let qualifies = norm
            .qualifies
            .as_ref()
            .map_or(String::new(), |it| format!(" when {}", self.cond(it)));
        let _ = writeln!(text, "    {by} by f{}{qualifies}", norm.act);
        let deadline = match &norm.deadline {
            Deadline::NotStated => "not stated".to_owned(),
            Deadline::By(day) => format!("by {}", self.value(day)),
            Deadline::Before(day) => format!("before {}", self.value(day)),
            Deadline::Within(days, fact) => {
                format!("within {days} days after f{fact} counted plain")
            }
        };
        if norm.modality != Modality::Prohibition {
            let _ = writeln!(text, "    deadline {deadline}");
        }
        text
    }

    fn joined(&mut self, parts: &[Cond], word: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|it| self.cond(it)).collect();
        match parts.as_slice() {
            [one] => one.clone(),
            _ => format!("({})", self.order.of(parts).join(word)),
        }
    }

    fn cond(&mut self, cond: &Cond) -> String {
        match cond {
            Cond::Fact(at) => format!("f{at}"),
            Cond::FactIs(at, value) => format!("(f{at} is {})", yes_no(*value)),
            Cond::Absent(at) => format!("(f{at} is absent)"),
            Cond::GradeIs(at, grade) => format!("(f{at} is {})", grade_name(*grade)),
            Cond::GradeIn(at, mask) => {
                let members: Vec<&str> = (0..3)
                    .filter(|it| mask >> it & 1 == 1)
                    .map(grade_name)
                    .collect();
                format!("(f{at} is one of ({}))", members.join(", "))
            }
            Cond::GradeAtLeast(at, grade) => format!("(f{at} is at least {})", grade_name(*grade)),
            Cond::Number(left, op, right) => {
                let word = match op {
                    Op::Is => "",
                    Op::Less => "less than ",
                    Op::AtMost => "at most ",
                    Op::More => "more than ",
                    Op::AtLeast => "at least ",
                };
                format!("({} is {word}{})", self.value(left), self.value(right))
            }
            Cond::Day(at, op, right) => {
                let word = match op {
                    Op::Is => "",
                    Op::Less => "before ",
                    Op::AtMost => "by ",
                    Op::More => "after ",
                    Op::AtLeast => "on or after ",
                };
                format!("(f{at} is {word}{})", self.value(right))
            }
            Cond::Happened(at) => format!("(f{at} has happened)"),
            Cond::Passed(at) => format!("(f{at} has passed)"),
            Cond::Conclusion(at) => format!("c{at}"),
            Cond::WhereItApplies(at) => format!("(c{at} where it applies)"),
            Cond::MustApply(at) => format!("(c{at}, which must apply)"),
            Cond::StandsOn(at, day) => format!("(c{at} as it stands on {})", self.value(day)),
            Cond::Reading(at) => format!("r{at}"),
            Cond::Met(at, ground) => {
                format!("(article {} is met)", self.law.citation(*at, *ground))
            }
            Cond::Norm(at, predicate) => {
                let words = match predicate {
                    Predicate::Arisen => "arisen",
                    Predicate::Excused => "excused",
                    Predicate::Done => "done",
                    Predicate::DoneInTime => "done in time",
                    Predicate::Pending => "pending",
                    Predicate::Breached => "breached",
                    Predicate::StillBreached => "still breached",
                    Predicate::Open => "open",
                    Predicate::Used => "used",
                    Predicate::Lapsed => "lapsed",
                    Predicate::Violated => "violated",
                };
                format!("(n{at} is {words})")
            }
            Cond::Not(inner) => format!("not {}", self.cond(inner)),
            Cond::And(parts) => self.joined(parts, " and "),
            Cond::Or(parts) => self.joined(parts, " or "),
            Cond::AtLeast(count, parts) => {
                let mut entries = Vec::new();
                for part in parts {
                    self.labels += 1;
                    let label = self.labels;
                    entries.push(format!("(x{label}) {}", self.cond(part)));
                }
                format!("(at least {count} of {})", self.order.of(entries).join(" "))
            }
        }
    }

    fn value(&mut self, value: &Value) -> String {
        match value {
            Value::Constant(number) => number.to_string(),
            Value::Fact(at) => format!("f{at}"),
            Value::Plus(inner, more) => format!("({} + {more})", self.value(inner)),
            Value::Sum(one, other) => {
                let parts = vec![self.value(one), self.value(other)];
                format!("({})", self.order.of(parts).join(" + "))
            }
            Value::Larger(one, other) => {
                let parts = vec![self.value(one), self.value(other)];
                format!("largest of ({})", self.order.of(parts).join(", "))
            }
            Value::SixOver(inner) => format!("(6 / {})", self.value(inner)),
            Value::Otherwise(inner, instead) => {
                format!("({} otherwise {instead})", self.value(inner))
            }
            Value::If(condition, then, otherwise) => {
                let condition = self.cond(condition);
                format!(
                    "(if {condition} then {} else {})",
                    self.value(then),
                    self.value(otherwise)
                )
            }
            Value::Conclusion(at) => format!("c{at}"),
            Value::Reading(at) => format!("r{at}"),
            Value::Day(at) => date(DAYS[*at]),
        }
    }
}

fn grade_name(grade: u8) -> &'static str {
    ["low", "mid", "high"][usize::from(grade) % 3]
}
