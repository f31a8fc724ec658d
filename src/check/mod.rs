//! Names, types, order, conflicts: from trees to a model.
//!
//! Each pass reads the whole rule set and reports everything it finds; none stops at its first
//! finding. What an earlier pass complained about has the type [`Type::Mistaken`], which agrees
//! with everything, so one misspelt word gives one message and not twenty. What the parser had to
//! leave out is known by its [`lost`] names and places, so that who builds on it is not blamed.
//!
//! What amendments change is worked into the trees before all of them ([`crate::amend`]); from then on
//! an entry may have days of its own, and there may be several of one citation.
//!
//! 1. [`collect`], with [`amended`]: headings become places, nouns are declared; rules wait.
//! 2. [`declare`]: types of facts, conclusions, readings and norms.
//! 3. [`rules`]: conditions and values are resolved and typed; exceptions find their targets.
//! 4. [`order`]: no conclusion, norm or exception rests on itself.
//! 5. [`subjects`]: what is asked of a member of a group says of which.
//! 6. [`lint`]: what cannot be meant: never applies, never read, always so.

mod amended;
mod collect;
mod condition;
mod contradiction;
mod declare;
mod expr;
mod lint;
mod lost;
mod names;
mod order;
mod rules;
mod subjects;

use crate::amend::{self, Consolidated, Version};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    ConclusionId, EntityId, Expr, ExprId, ExprKind, FactId, Model, NormId, PlaceId, ReadingId,
    RegulationId, RuleId, Type, Validity,
};
use crate::source::{FileId, Span};
use crate::syntax::ast;
use crate::value::{Calendar, Date};
use lost::Lost;
use names::Names;
use std::collections::{BTreeMap, HashMap, HashSet};

/// One file to check.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its id.
    pub file: FileId,
    /// Its tree.
    pub tree: &'a ast::File,
    /// The files it uses: what they declare is seen before what other files do.
    pub uses: &'a [FileId],
}

/// A calendar read for a `calendar … from "path"` entry.
#[derive(Debug, Clone)]
pub struct LoadedCalendar {
    /// The file whose entry asks for it.
    pub file: FileId,
    /// The path as written there.
    pub path: String,
    /// The calendar.
    pub calendar: Calendar,
}

/// What checking gives.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The model, if there was no error.
    pub model: Option<Model>,
    /// What was found, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks the files of a rule set together. `digest` identifies their texts and calendars and
/// becomes that of the model.
#[must_use]
pub fn check(files: &[Input<'_>], calendars: &[LoadedCalendar], digest: String) -> Checked {
    let written = files.iter().map(|input| (input.file, input.tree));
    let Some(text) = amend::consolidate(written) else {
        return check_text(files, None, calendars, digest);
    };
    check_amended(files, &text, calendars, digest)
}

/// Checks files whose amendments have been worked into `text`, all of them or some
/// ([`amend::consolidate_some`]).
#[must_use]
pub fn check_amended(
    files: &[Input<'_>],
    text: &Consolidated,
    calendars: &[LoadedCalendar],
    digest: String,
) -> Checked {
    let uses = |file: FileId| {
        let input = files.iter().find(|input| input.file == file);
        input.map_or(&[][..], |input| input.uses)
    };
    let inputs: Vec<Input<'_>> = text
        .trees
        .iter()
        .map(|it| Input {
            file: it.file,
            tree: &it.tree,
            uses: uses(it.file),
        })
        .collect();
    check_text(&inputs, Some(text), calendars, digest)
}

/// Checks a text into which its amendments have been worked, if it has any.
fn check_text(
    files: &[Input<'_>],
    amended: Option<&Consolidated>,
    calendars: &[LoadedCalendar],
    digest: String,
) -> Checked {
    let mut ctx = Ctx::new(calendars);
    ctx.model.digest = digest;
    ctx.amended = amended;
    ctx.diagnostics
        .extend(amended.iter().flat_map(|it| it.diagnostics.iter().cloned()));
    ctx.lost = Lost::of(files);
    ctx.vocabularies = files
        .iter()
        .filter(|input| {
            let opens =
                |entry: &ast::Entry| matches!(entry.kind, ast::EntryKind::Vocabulary { .. });
            input.tree.entries.iter().any(opens)
        })
        .map(|input| input.file)
        .collect();
    collect::collect(&mut ctx, files);
    declare::declare(&mut ctx);
    rules::rules(&mut ctx);
    order::order(&mut ctx);
    subjects::subjects(&mut ctx);
    let lost = std::mem::take(&mut ctx.lost);
    ctx.diagnostics.retain(|found| !lost.explains(found));
    ctx.lost = lost;
    let sound = !ctx
        .diagnostics
        .iter()
        .any(|it| it.severity == crate::diagnostic::Severity::Error);
    // What an amendment that could not be read would have changed, nobody knows.
    let whole = amended.is_none() || files.iter().all(|it| it.tree.broken.is_empty());
    if sound && whole {
        lint::lint(&mut ctx);
    }
    let sound = !ctx
        .diagnostics
        .iter()
        .any(|it| it.severity == crate::diagnostic::Severity::Error);
    Checked {
        model: sound.then_some(ctx.model),
        diagnostics: ctx.diagnostics,
    }
}

/// What a rule-like entry needs to know of where it stands.
#[derive(Debug, Clone, Copy)]
struct Site {
    regulation: RegulationId,
    place: Option<PlaceId>,
    entity: Option<EntityId>,
    /// The amendment it is of, by the day they take effect: its citations are those of its day.
    by: Option<usize>,
}

/// An entry that waits until every name is known.
#[derive(Debug, Clone, Copy)]
struct Pending<'a> {
    site: Site,
    span: Span,
    kind: &'a ast::EntryKind,
    /// The days an amendment gave it.
    version: Option<&'a Version>,
}

impl Pending<'_> {
    /// What tells it from all others: an amendment may put a copy in its place.
    fn key(&self) -> (Span, Option<Date>) {
        (self.span, self.version.and_then(|version| version.from))
    }
}

/// What is threaded through the passes.
struct Ctx<'a> {
    model: Model,
    diagnostics: Vec<Diagnostic>,
    names: Names,
    calendars: &'a [LoadedCalendar],
    /// Rule-like entries in source order.
    pending: Vec<Pending<'a>>,
    /// Places by regulation and citation; several when there are versions.
    places: HashMap<(RegulationId, String), Vec<PlaceId>>,
    /// Children of each place, in source order.
    children: HashMap<PlaceId, Vec<PlaceId>>,
    /// The rules directly at a place.
    rules_at: HashMap<PlaceId, Vec<RuleId>>,
    /// The norms directly at a place.
    norms_at: HashMap<PlaceId, Vec<NormId>>,
    /// The expression of a labelled condition.
    condition_at: HashMap<PlaceId, ExprId>,
    /// The exceptions that name a place and nothing of what it lays down.
    wholesale: Vec<(RuleId, &'a ast::Citation)>,
    /// `article … is met`, waiting for its rules.
    met: Vec<(ExprId, Site, &'a ast::Citation)>,
    /// Facts, conclusions… by the entry that declares them, for the rules pass.
    declared: HashMap<(Span, Option<Date>), Declared>,
    /// Names of any kind that something uses.
    used: HashSet<Span>,
    /// Facts some expression reads.
    read: HashSet<FactId>,
    /// The files of vocabularies.
    vocabularies: HashSet<FileId>,
    /// What the entries left out by the parser would have held.
    lost: Lost,
    /// The version of a place as written on its own heading.
    own_validity: BTreeMap<PlaceId, Validity>,
    /// The same for cases that a saving clause keeps under it.
    own_lasting: BTreeMap<PlaceId, Validity>,
    /// The text with its amendments, if it has any.
    amended: Option<&'a Consolidated>,
    /// The clauses of amendments, by amendment and number.
    clauses: BTreeMap<(String, String), PlaceId>,
    /// What has a label, by regulation, language and name or citation, and where it is given.
    labelled: BTreeMap<(RegulationId, String, String), Span>,
    /// The version of the entry whose rules are being made.
    version: Option<&'a Version>,
    /// The rules and norms that have a version, each with it.
    rule_versions: Vec<(RuleId, &'a Version)>,
    norm_versions: Vec<(NormId, &'a Version)>,
}

/// What an entry declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Declared {
    Fact(FactId),
    Conclusion(ConclusionId),
    Reading(ReadingId),
    Norm(NormId),
}

impl<'a> Ctx<'a> {
    fn new(calendars: &'a [LoadedCalendar]) -> Self {
        Self {
            model: Model::default(),
            diagnostics: Vec::new(),
            names: Names::default(),
            calendars,
            pending: Vec::new(),
            places: HashMap::new(),
            children: HashMap::new(),
            rules_at: HashMap::new(),
            norms_at: HashMap::new(),
            condition_at: HashMap::new(),
            wholesale: Vec::new(),
            met: Vec::new(),
            declared: HashMap::new(),
            used: HashSet::new(),
            read: HashSet::new(),
            vocabularies: HashSet::new(),
            lost: Lost::default(),
            own_validity: BTreeMap::new(),
            own_lasting: BTreeMap::new(),
            amended: None,
            clauses: BTreeMap::new(),
            labelled: BTreeMap::new(),
            version: None,
            rule_versions: Vec::new(),
            norm_versions: Vec::new(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn error(&mut self, code: Code, span: Span, headline: impl Into<String>) {
        self.report(Diagnostic::new(code, span, headline));
    }

    fn add(&mut self, kind: ExprKind, ty: Type, may_be_absent: bool, span: Span) -> ExprId {
        self.model.exprs.push(Expr {
            kind,
            ty,
            may_be_absent,
            place: None,
            span,
        })
    }

    /// Whom the cases of a regulation are about, and so its rules unless they say otherwise; with where
    /// the entity is declared.
    fn subject_of(&self, regulation: RegulationId) -> Option<(EntityId, Span)> {
        let head = self.pending.iter().find_map(|it| match it.kind {
            ast::EntryKind::Regulation(head) if it.site.regulation == regulation => Some(head),
            _ => None,
        })?;
        let about = head.about.as_ref()?;
        self.names.entity(&about.text, regulation)
    }

    /// An expression that stands for one already complained about.
    fn mistaken(&mut self, span: Span) -> ExprId {
        self.add(
            ExprKind::Constant(crate::eval::Range::ANY),
            Type::Mistaken,
            false,
            span,
        )
    }

    /// The places a citation names, or a complaint. Several only when there are versions.
    fn cited(&mut self, site: Site, citation: &ast::Citation) -> Vec<PlaceId> {
        let regulation = match &citation.regulation {
            None => site.regulation,
            Some(name) => match self.names.regulation(&name.text) {
                Some(found) => found,
                None if self.lost.declares(&name.text) => return Vec::new(),
                None => {
                    let help = self.names.nearest_regulation(&name.text);
                    let mut it = Diagnostic::new(
                        Code::UnknownProvision,
                        name.span,
                        format!("there is no regulation `{}` here", name.text),
                    );
                    let rank = ["article", "art", "section", "paragraph", "item", "chapter"];
                    if rank.contains(&name.text.to_ascii_lowercase().as_str()) {
                        let place = &citation.place;
                        it = it.help(format!(
                            "a provision is cited by its number alone: `{place}`"
                        ));
                    } else if let Some(near) = help {
                        it = it.help(format!("did you mean `{near}`?"));
                    }
                    self.report(it);
                    return Vec::new();
                }
            },
        };
        let found = self.places_of(regulation, &citation.place, site.by);
        if !found.is_empty() {
            return found;
        }
        let no_article = !self.places.keys().any(|(owner, place)| {
            *owner == regulation && article_of(place) == article_of(&citation.place)
        });
        if self
            .lost
            .holds_place(regulation, &citation.place, no_article)
        {
            return Vec::new();
        }
        let known: Vec<&str> = self
            .places
            .keys()
            .filter(|(owner, _)| *owner == regulation)
            .map(|(_, citation)| citation.as_str())
            .collect();
        let near = nearest_place(&citation.place, &known);
        let mut it = Diagnostic::new(
            Code::UnknownProvision,
            citation.span,
            format!("there is no provision `{}`", citation.place),
        );
        if let Some(near) = near {
            it = it.help(format!("did you mean `{near}`?"));
        }
        self.report(it);
        Vec::new()
    }

    /// A place and all below it, without the provisos and notes of headings.
    fn text_below(&self, place: PlaceId) -> Vec<PlaceId> {
        let mut found = vec![place];
        let mut next = 0;
        while let Some(&at) = found.get(next) {
            next += 1;
            for &child in self.children.get(&at).into_iter().flatten() {
                let apart = matches!(
                    self.model.places[child].kind,
                    crate::model::PlaceKind::Heading(ast::Rank::Proviso | ast::Rank::Note)
                );
                if !apart {
                    found.push(child);
                }
            }
        }
        found
    }

    /// Whether a rule was left out at these places or below them.
    fn lost_rule_below(&self, places: &[PlaceId]) -> bool {
        places
            .iter()
            .any(|&place| self.lost.holds_rule_at(&self.text_below(place)))
    }

    /// All rules a citation of these places reaches.
    fn rules_under(&self, places: &[PlaceId]) -> Vec<RuleId> {
        let mut rules: Vec<RuleId> = places
            .iter()
            .flat_map(|&place| self.text_below(place))
            .filter_map(|place| self.rules_at.get(&place))
            .flatten()
            .copied()
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

/// The number of the article a citation lies in.
fn article_of(place: &str) -> &str {
    place
        .split(|c: char| !c.is_ascii_digit() && c != '-')
        .next()
        .unwrap_or("")
}

/// The nearest citation: the same article first, then likeness.
fn nearest_place<'k>(wanted: &str, known: &[&'k str]) -> Option<&'k str> {
    let mut same: Vec<&'k str> = known
        .iter()
        .copied()
        .filter(|it| article_of(it) == article_of(wanted))
        .collect();
    same.sort_unstable();
    crate::diagnostic::suggest::nearest(wanted, same.iter().copied())
        .or_else(|| same.first().copied())
        .or_else(|| {
            let mut all = known.to_vec();
            all.sort_unstable();
            crate::diagnostic::suggest::nearest(wanted, all)
        })
}
