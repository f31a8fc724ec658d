//! Conditions: comparisons with one form each, lists whose entries are places, quantifiers.

use super::Ctx;
use super::amended::{days_of, lasting};
use super::expr::Scope;
use super::names::{Found, Space, Symbol};
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::Range;
use crate::model::{
    Comparison, ExprId, ExprKind, Modality, NormId, NormPredicate, Place, PlaceId, PlaceKind,
    Quantifier, Type, Validity,
};
use crate::source::Span;
use crate::syntax::ast::{self, ConditionKind, ListHead, Test, ValueKind};

impl<'a> Ctx<'a> {
    /// A condition; always of the type yes/no.
    pub(super) fn condition(
        &mut self,
        scope: &mut Scope<'a>,
        condition: &'a ast::Condition,
    ) -> ExprId {
        let span = condition.span;
        match &condition.kind {
            ConditionKind::And(parts) => {
                let ids: Vec<ExprId> = parts.iter().map(|it| self.condition(scope, it)).collect();
                self.add(ExprKind::And(ids.into()), Type::YesNo, false, span)
            }
            ConditionKind::Or(parts) => {
                let ids: Vec<ExprId> = parts.iter().map(|it| self.condition(scope, it)).collect();
                self.add(ExprKind::Or(ids.into()), Type::YesNo, false, span)
            }
            ConditionKind::Not(inner) => {
                let inner = self.condition(scope, inner);
                self.add(ExprKind::Not(inner), Type::YesNo, false, span)
            }
            ConditionKind::Quantified {
                quantifier,
                variable,
                within,
                filter,
                body,
            } => self.quantified(
                scope,
                *quantifier,
                variable,
                within,
                filter.as_deref(),
                body,
                span,
            ),
            ConditionKind::List { head, entries } => self.list(scope, *head, entries, span),
            ConditionKind::InOrder(steps) => {
                let mut ids = Vec::new();
                for step in steps {
                    let id = self.value(scope, step, Some(&Type::Date));
                    ids.push(self.want_date(id));
                }
                self.add(ExprKind::InOrder(ids.into()), Type::YesNo, false, span)
            }
            ConditionKind::Test {
                subject,
                test,
                negated,
            } => {
                let id = self.test(scope, subject, test, span);
                if *negated {
                    self.add(ExprKind::Not(id), Type::YesNo, false, span)
                } else {
                    id
                }
            }
            ConditionKind::Bare(value) => self.bare_condition(scope, value, false),
        }
    }

    /// A value used as a condition. `scoped` when it says what holds outside its scope.
    pub(super) fn bare_condition(
        &mut self,
        scope: &mut Scope<'a>,
        value: &'a ast::Value,
        scoped: bool,
    ) -> ExprId {
        let _ = scoped;
        let id = self.value(scope, value, Some(&Type::YesNo));
        let expr = &self.model.exprs[id];
        match &expr.ty {
            Type::YesNo
                if expr.may_be_absent
                    && !matches!(
                        expr.kind,
                        ExprKind::WhereApplies(_) | ExprKind::MustApply(_)
                    ) =>
            {
                let (span, text) = (expr.span, name_of(value));
                self.report(
                    Diagnostic::new(
                        Code::BareAbsent,
                        span,
                        format!("`{text}` may be absent, so alone it does not say what is asked"),
                    )
                    .help(format!(
                        "write `{text} is yes`, `{text} is no` or `{text} is absent`"
                    )),
                );
            }
            Type::YesNo | Type::Mistaken => {}
            ty => {
                let (words, span) = (self.words(&ty.clone()), expr.span);
                let mut it = Diagnostic::new(
                    Code::TypeMismatch,
                    span,
                    format!("this is {words}; a condition is yes or no"),
                );
                let text = name_of(value);
                it = if matches!(self.model.exprs[id].ty, Type::Date | Type::Moment) {
                    it.help(format!(
                        "write `{text} has happened`, `{text} has passed` or `{text} is before …`"
                    ))
                } else {
                    it.help(format!("compare it: `{text} is …`"))
                };
                self.report(it);
                return self.mistaken(span);
            }
        }
        id
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "they are the parts of one production of the grammar"
    )]
    fn quantified(
        &mut self,
        scope: &mut Scope<'a>,
        quantifier: ast::Quantifier,
        variable: &'a ast::Name,
        within: &'a ast::Value,
        filter: Option<&'a ast::Condition>,
        body: &'a ast::Condition,
        span: Span,
    ) -> ExprId {
        let list = self.value(scope, within, None);
        let element = match self.model.exprs[list].ty.clone() {
            Type::List(element) | Type::Set(element) => *element,
            Type::Mistaken => Type::Mistaken,
            other => {
                let words = self.words(&other);
                let at = self.model.exprs[list].span;
                self.error(
                    Code::TypeMismatch,
                    at,
                    format!("this is {words}, which cannot be gone through one by one"),
                );
                Type::Mistaken
            }
        };
        let number = scope.bind(&variable.text, element, false);
        let at = scope.variables.len() - 1;
        if let Some(it) = scope.variables.get_mut(at) {
            it.bare = true;
        }
        let filter = filter.map(|filter| self.condition(scope, filter));
        if let Some(it) = scope.variables.get_mut(at) {
            it.bare = false;
        }
        let body = self.condition(scope, body);
        scope.variables.pop();
        let quantifier = match quantifier {
            ast::Quantifier::Every => Quantifier::Every,
            ast::Quantifier::Some => Quantifier::Some,
            ast::Quantifier::SomeAndEvery => Quantifier::SomeAndEvery,
            ast::Quantifier::AtLeast(n) => Quantifier::AtLeast(n),
        };
        self.add(
            ExprKind::Quantified {
                quantifier,
                variable: number,
                list,
                filter,
                body,
            },
            Type::YesNo,
            false,
            span,
        )
    }

    /// A list whose entries are conditions with citations of their own.
    fn list(
        &mut self,
        scope: &mut Scope<'a>,
        head: ListHead,
        entries: &'a [ast::ListEntry],
        span: Span,
    ) -> ExprId {
        self.check_labels(entries);
        let mut ids = Vec::new();
        for entry in entries {
            let place = self.entry_place(scope, entry, PlaceKind::Condition);
            let outer = scope.base;
            if place.is_some() {
                scope.base = place;
            }
            let id = self.condition(scope, &entry.condition);
            scope.base = outer;
            if let Some(place) = place {
                self.model.exprs[id].place = Some(place);
                self.condition_at.insert(place, id);
            }
            ids.push(id);
        }
        let kind = match head {
            ListHead::All => ExprKind::And(ids.into()),
            ListHead::Any => ExprKind::Or(ids.into()),
            ListHead::AtLeast(n) => ExprKind::AtLeastOf(n, ids.into()),
        };
        self.add(kind, Type::YesNo, false, span)
    }

    /// The place of a list entry, below the place the list stands in.
    pub(super) fn entry_place(
        &mut self,
        scope: &Scope<'a>,
        entry: &ast::ListEntry,
        kind: PlaceKind,
    ) -> Option<PlaceId> {
        let base = scope.base?;
        let outer = &self.model.places[base];
        let label = entry.label.text.as_str();
        let citation = match entry.depth {
            1 => format!("{}({label})", outer.citation),
            2 => format!("{}{label}", outer.citation),
            _ => format!("{}.{label}", outer.citation),
        };
        let language = self.model.regulations[outer.regulation]
            .languages
            .first()
            .map_or("en", String::as_str);
        let place = Place {
            citation,
            regulation: outer.regulation,
            kind,
            parent: Some(base),
            labels: entry
                .heading
                .iter()
                .map(|it| (language.to_owned(), it.text.clone()))
                .collect(),
            validity: Validity::default(),
            descriptive: None,
            wording: Vec::new(),
            note: outer.note,
            span: entry.label.span,
        };
        let own = self.own_validity.get(&base).copied().unwrap_or_default();
        let outer = self.own_lasting.get(&base).copied().unwrap_or_default();
        let id = self.add_place(place, own.within(days_of(self.version)));
        self.own_lasting.insert(id, lasting(outer, self.version));
        self.settle_validity(id);
        Some(id)
    }

    /// Numbers of list entries begin at 1 and leave none out; labels are of one depth.
    pub(super) fn check_labels(&mut self, entries: &[ast::ListEntry]) {
        let numbers: Vec<Option<u32>> = entries
            .iter()
            .map(|it| it.label.text.parse().ok())
            .collect();
        let mut wanted = 1;
        for (entry, number) in entries.iter().zip(&numbers) {
            let Some(number) = number else { continue };
            // An amendment may repeal an item without renumbering those after it.
            let amended = self.version.is_some_and(|it| it.by.is_some());
            if *number != wanted && !(amended && *number > wanted) {
                let (headline, help) = if *number > wanted {
                    (
                        format!("item ({wanted}) is missing before ({number})"),
                        "add it, or renumber",
                    )
                } else {
                    (
                        format!("item ({number}) stands after ({})", wanted - 1),
                        "put the items in the law's order",
                    )
                };
                self.report(
                    Diagnostic::new(Code::ItemOutOfOrder, entry.label.span, headline).help(help),
                );
            }
            wanted = number + 1;
        }
    }

    fn test(
        &mut self,
        scope: &mut Scope<'a>,
        subject: &'a ast::Value,
        test: &'a Test,
        span: Span,
    ) -> ExprId {
        if let Some(id) = self.norm_test(scope, subject, test, span) {
            return id;
        }
        match test {
            Test::Happened => {
                let id = self.value(scope, subject, None);
                let expr = &self.model.exprs[id];
                if !expr.may_be_absent && expr.ty != Type::Mistaken {
                    let at = expr.span;
                    self.report(
                        Diagnostic::new(Code::TypeMismatch, at, "only an event happens")
                            .help("of an appointed day ask whether it `has passed`"),
                    );
                }
                self.add(ExprKind::IsPresent(id), Type::YesNo, false, span)
            }
            Test::Passed => {
                let id = self.value(scope, subject, Some(&Type::Date));
                let id = self.want_date(id);
                self.add(ExprKind::HasPassed(id), Type::YesNo, false, span)
            }
            Test::Absent => {
                let id = self.value(scope, subject, None);
                let expr = &self.model.exprs[id];
                if !expr.may_be_absent
                    && expr.ty != Type::Mistaken
                    && matches!(expr.kind, ExprKind::Fact(_) | ExprKind::FactAt(..))
                {
                    let at = expr.span;
                    self.report(
                        Diagnostic::new(Code::TypeMismatch, at, "this can never be absent")
                            .help("declare the fact `may be absent` if the file may say so"),
                    );
                }
                self.add(ExprKind::IsAbsent(id), Type::YesNo, false, span)
            }
            Test::Includes(members) => self.includes(scope, subject, members, span),
            Test::OneOf(members) => self.one_of(scope, subject, members, span),
            Test::Within {
                period,
                after,
                anchor,
                counted,
            } => {
                let left = self.value(scope, subject, Some(&Type::Date));
                let left = self.want_date(left);
                let anchor = self.value(scope, anchor, Some(&Type::Date));
                let anchor = self.want_date(anchor);
                let end = self.shift(scope.site, period, *after, anchor, counted.as_ref(), span);
                // `within P after D` has both ends, `within P before D` not the day D itself.
                let (low, high) = if *after { (anchor, end) } else { (end, anchor) };
                let upper = if *after {
                    Comparison::AtMost
                } else {
                    Comparison::Less
                };
                let from = self.add(
                    ExprKind::Compare(Comparison::AtLeast, left, low),
                    Type::YesNo,
                    false,
                    span,
                );
                let until = self.add(
                    ExprKind::Compare(upper, left, high),
                    Type::YesNo,
                    false,
                    span,
                );
                self.add(
                    ExprKind::And(Box::new([from, until])),
                    Type::YesNo,
                    false,
                    span,
                )
            }
            Test::Is(value) => self.compare(scope, subject, Comparison::Equal, value, false, span),
            Test::AtLeast(value) => {
                self.compare(scope, subject, Comparison::AtLeast, value, false, span)
            }
            Test::AtMost(value) => {
                self.compare(scope, subject, Comparison::AtMost, value, false, span)
            }
            Test::MoreThan(value) => {
                self.compare(scope, subject, Comparison::More, value, false, span)
            }
            Test::LessThan(value) => {
                self.compare(scope, subject, Comparison::Less, value, false, span)
            }
            Test::Before(value) => {
                self.compare(scope, subject, Comparison::Less, value, true, span)
            }
            Test::After(value) => self.compare(scope, subject, Comparison::More, value, true, span),
            Test::By(value) => self.compare(scope, subject, Comparison::AtMost, value, true, span),
            Test::OnOrAfter(value) => {
                self.compare(scope, subject, Comparison::AtLeast, value, true, span)
            }
            Test::DoneInTime(at) | Test::StillBreached(at) => {
                self.error(Code::NormPredicate, *at, "only a norm has such a state");
                self.mistaken(span)
            }
        }
    }

    fn compare(
        &mut self,
        scope: &mut Scope<'a>,
        subject: &'a ast::Value,
        comparison: Comparison,
        value: &'a ast::Value,
        by_day: bool,
        span: Span,
    ) -> ExprId {
        let left = self.value(scope, subject, None);
        let left_type = self.model.exprs[left].ty.clone();
        let right = self.value(scope, value, Some(&left_type));
        let right_type = self.model.exprs[right].ty.clone();
        if left_type == Type::Mistaken || right_type == Type::Mistaken {
            return self.mistaken(span);
        }
        let days = |ty: &Type| matches!(ty, Type::Date | Type::Moment);
        if days(&left_type) && days(&right_type) {
            if comparison != Comparison::Equal && !by_day {
                self.report(
                    Diagnostic::new(Code::TypeMismatch, span, "days are compared in the words of time")
                        .help("write `is before`, `is by` (that day included), `is after` or `is on or after`"),
                );
            }
            if comparison == Comparison::More && self.model.exprs[left].may_be_absent {
                let text = name_of(subject);
                self.report(
                    Diagnostic::new(
                        Code::AfterAbsent,
                        span,
                        format!("if `{text}` never happened this is no"),
                    )
                    .help("if what never happened should count too, write `is not by …`")
                    .help("if it should not, say so: `… has happened and … is after …`"),
                );
            }
        } else if by_day
            && !(left_type == right_type
                && matches!(left_type, Type::Year | Type::Month | Type::Week))
        {
            let (a, b) = (self.words(&left_type), self.words(&right_type));
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    span,
                    format!("`before`, `by` and `after` compare days, not {a} with {b}"),
                )
                .help("write `is at least`, `is at most`, `is more than` or `is less than`"),
            );
            return self.mistaken(span);
        } else {
            let shared = self.agree(left, right, span);
            if comparison != Comparison::Equal && !self.is_ordered(&shared) {
                let words = self.words(&shared);
                self.report(
                    Diagnostic::new(
                        Code::UnorderedComparison,
                        span,
                        format!("{words} has no order, so none is more than another"),
                    )
                    .help("declare it as a `scale`, lowest first: `scale grade: D < C < B < A`"),
                );
            }
        }
        self.add(
            ExprKind::Compare(comparison, left, right),
            Type::YesNo,
            false,
            span,
        )
    }

    fn one_of(
        &mut self,
        scope: &mut Scope<'a>,
        subject: &'a ast::Value,
        members: &'a [ast::Value],
        span: Span,
    ) -> ExprId {
        let left = self.value(scope, subject, None);
        let ty = self.model.exprs[left].ty.clone();
        let mut ids = Vec::new();
        let mut mask = 0u64;
        let mut all_members = matches!(ty, Type::Kind(_));
        for member in members {
            let id = self.value(scope, member, Some(&ty));
            self.agree(left, id, member.span);
            match &self.model.exprs[id].kind {
                ExprKind::Constant(Range {
                    core: crate::eval::Core::Kind(bits),
                    ..
                }) => mask |= bits,
                _ => all_members = false,
            }
            ids.push(id);
        }
        if all_members {
            return self.add(ExprKind::IsMember(left, mask), Type::YesNo, false, span);
        }
        let equal: Vec<ExprId> = ids
            .into_iter()
            .map(|id| {
                self.add(
                    ExprKind::Compare(Comparison::Equal, left, id),
                    Type::YesNo,
                    false,
                    span,
                )
            })
            .collect();
        self.add(ExprKind::Or(equal.into()), Type::YesNo, false, span)
    }

    fn includes(
        &mut self,
        scope: &mut Scope<'a>,
        subject: &'a ast::Value,
        members: &'a [ast::Value],
        span: Span,
    ) -> ExprId {
        let set = self.value(scope, subject, None);
        let element = match self.model.exprs[set].ty.clone() {
            Type::Set(element) => *element,
            Type::Mistaken => return self.mistaken(span),
            other => {
                let words = self.words(&other);
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        span,
                        format!("this is {words}; only a set includes something"),
                    )
                    .help("of a list ask `for some entry in …`"),
                );
                return self.mistaken(span);
            }
        };
        let ids: Vec<ExprId> = members
            .iter()
            .map(|member| {
                let id = self.value(scope, member, Some(&element));
                let words = self.words(&element);
                let number = matches!(
                    (&element, &self.model.exprs[id].ty),
                    (Type::Number { .. }, Type::Number { .. })
                );
                if !number {
                    self.want(id, &element, &words);
                }
                id
            })
            .collect();
        self.add(
            ExprKind::Includes(set, ids.into()),
            Type::YesNo,
            false,
            span,
        )
    }

    /// A test of a norm or of a window, if the subject is one.
    fn norm_test(
        &mut self,
        scope: &mut Scope<'a>,
        subject: &'a ast::Value,
        test: &'a Test,
        span: Span,
    ) -> Option<ExprId> {
        let words = match test {
            Test::DoneInTime(_) => "done in time",
            Test::StillBreached(_) => "still breached",
            Test::Is(value) => match &value.kind {
                ValueKind::Lookup {
                    name,
                    under: None,
                    of: None,
                    key: None,
                } => name.text.as_str(),
                _ => return None,
            },
            _ => return None,
        };
        match &subject.kind {
            ValueKind::Lookup {
                name,
                of,
                key: None,
                ..
            } => {
                let of = match of {
                    Some(of) => Some(scope.variables.iter().rposition(|it| it.name == of.text)?),
                    None => None,
                };
                let found = self
                    .names
                    .find(Space::Values, &name.text, scope.site.regulation);
                if matches!(found, Found::None) && self.lost.declares(&name.text) {
                    // It may be a norm, and the word a state of it.
                    let norm = words != name.text && NormPredicate::parse(words).is_some();
                    return norm.then(|| self.mistaken(span));
                }
                let Found::One(found) = found else {
                    return None;
                };
                let Symbol::Norm(norm) = found.symbol else {
                    return None;
                };
                self.used.insert(found.span);
                let allowed = self.predicates(norm);
                let Some(predicate) =
                    NormPredicate::parse(words).filter(|_| allowed.contains(&words))
                else {
                    return Some(self.bad_predicate(norm, words, &allowed, span));
                };
                let Ok(member) = self.asked_of(scope, found.symbol, name, of) else {
                    return Some(self.mistaken(span));
                };
                let id = self.add(ExprKind::Norm(norm, predicate), Type::YesNo, false, span);
                Some(self.of_member(member, id))
            }
            ValueKind::Bound(name) => {
                let at = scope
                    .variables
                    .iter()
                    .rposition(|it| it.name == name.text)?;
                let Type::Window(norm) = scope.variables.get(at)?.ty else {
                    return None;
                };
                let allowed = ["met", "missed", "pending", "excused"];
                let Some(predicate) =
                    NormPredicate::parse(words).filter(|_| allowed.contains(&words))
                else {
                    return Some(self.bad_predicate(norm, words, &allowed, span));
                };
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                Some(self.add(
                    ExprKind::Window(norm, predicate, at),
                    Type::YesNo,
                    false,
                    span,
                ))
            }
            _ => None,
        }
    }

    fn bad_predicate(&mut self, norm: NormId, words: &str, allowed: &[&str], span: Span) -> ExprId {
        let row = &self.model.norms[norm];
        let what = match row.modality {
            Modality::Duty => "a duty",
            Modality::Right => "a right",
            Modality::Power => "a power",
            Modality::Prohibition => "a prohibition",
            Modality::Guideline => "a guideline",
        };
        let mut it = Diagnostic::new(
            Code::NormPredicate,
            span,
            format!("{what} is never `{words}`"),
        );
        it = match crate::diagnostic::suggest::nearest(words, allowed.iter().copied()) {
            Some(near) => it.help(format!("did you mean `is {near}`?")),
            None => it.help(format!("ask `is {}`", allowed.join("`, `is "))),
        };
        if matches!(row.modality, Modality::Right | Modality::Power) && words.contains("breached") {
            it = it.help("leaving a right unused is no breach; what follows from missing it hangs on `is lapsed`");
        }
        self.report(it);
        self.mistaken(span)
    }

    /// What may be asked of a norm.
    pub(super) fn predicates(&self, norm: NormId) -> Vec<&'static str> {
        match self.model.norms[norm].modality {
            Modality::Duty => vec![
                "breached",
                "pending",
                "done",
                "done in time",
                "excused",
                "arisen",
                "still breached",
            ],
            Modality::Right | Modality::Power => vec!["open", "used", "lapsed", "arisen"],
            Modality::Prohibition => vec!["violated", "arisen"],
            Modality::Guideline => vec!["exceeded"],
        }
    }
}

/// What a value is called in a message.
fn name_of(value: &ast::Value) -> String {
    match &value.kind {
        ValueKind::Lookup {
            name, of: Some(of), ..
        } => format!("{} of the {}", name.text, of.text),
        ValueKind::Lookup { name, .. } => name.text.clone(),
        ValueKind::Bound(name) => format!("the {}", name.text),
        _ => "this".to_owned(),
    }
}
