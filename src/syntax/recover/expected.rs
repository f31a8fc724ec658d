//! What was expected: the productions in plain words, never by their names.

use crate::diagnostic::Diagnostic;

use super::Failing;
use crate::syntax::grammar::Rule;
use crate::syntax::pieces::PieceKind;

/// How many things are named at most; more would not be read.
const MOST_NAMED: usize = 4;

impl Failing<'_> {
    /// Something without which the entry says too little.
    pub(super) fn missing(&self) -> Option<Diagnostic> {
        if self.expects(Rule::colon) && !self.expects(Rule::given_key) {
            let follows = match self.rule {
                Rule::kind | Rule::scale => "its members",
                Rule::record => "its fields",
                Rule::guideline => "its condition",
                Rule::expect => "what is expected",
                _ => "its type",
            };
            return Some(self.syntax(self.instead_of(&format!("`:` and {follows}"))));
        }
        if self.expects(Rule::because) && !self.expects(Rule::EOI) {
            let what = match self.rule {
                Rule::reading => "each choice of a reading",
                Rule::not_encoded => "what is not encoded",
                _ => "this entry",
            };
            return Some(
                self.syntax(self.instead_of("`because` and a reason"))
                    .help(format!("{what} needs a reason: `because \"…\"`")),
            );
        }
        if self.expects(Rule::alternative) && self.at == self.pieces.len() {
            return Some(
                self.syntax("this reading has no `alternative`")
                    .help("a reading sets at least one other choice against the preferred one"),
            );
        }
        None
    }

    /// What was expected, when nothing more can be told.
    pub(super) fn expectation(&self) -> Diagnostic {
        let is_heading = matches!(
            self.rule,
            Rule::chapter | Rule::article | Rule::paragraph | Rule::item | Rule::note
        );
        if is_heading && matches!(self.text(0), "(" | "（" | ".") && self.at == 2 {
            return self
                .syntax(format!("the number of a heading is plain, without `{}`", self.text(0)))
                .help("give what stands below it a heading of its own, such as `paragraph 2` or `item 1`");
        }
        if is_heading && self.expects(Rule::EOI) && self.at == 2 && !self.begins_line(0) {
            let found = self.here().filter(|it| it.kind == PieceKind::Word);
            if let Some(label) = found.filter(|it| !is_reserved(it.text)) {
                return self
                    .syntax("the label of a heading stands in quotation marks")
                    .help(format!("write `\"{}\"`", label.text));
            }
            if self.text(0) == ":" {
                return self
                    .syntax("`:` is out of place")
                    .help("leave it out: the label of a heading follows its number at once");
            }
        }
        let is_rule = matches!(
            self.rule,
            Rule::conclusion | Rule::conclude | Rule::exception | Rule::instead
        );
        if self.expects(Rule::EOI) && is_rule && CLAUSE_WORDS.contains(&self.text(0)) {
            return self
                .syntax(format!("`{}` is out of place", self.text(0)))
                .help("the clauses of a rule come in this order: `is`, `subject to`, `when`, `because`");
        }
        if self.expected == [Rule::EOI] {
            return self.syntax(format!(
                "`{}` is left over: the entry is complete before it",
                self.text(0)
            ));
        }
        let diagnostic = self.syntax(self.instead_of(&listed(&self.wanted())));
        let diagnostic = if self.expects(Rule::word) && is_reserved(self.text(0)) {
            diagnostic.label(format!(
                "`{}` is a word of the language, so it cannot be a name",
                self.text(0)
            ))
        } else {
            diagnostic
        };
        match self.example() {
            Some(example) => diagnostic.help(example),
            None => diagnostic,
        }
    }

    /// `expected a name, found …`
    fn instead_of(&self, wanted: &str) -> String {
        match self.here() {
            Some(piece) => format!("expected {wanted}, found `{}`", shortened(piece.text)),
            None => format!("expected {wanted}, but the {} ends here", self.whole()),
        }
    }

    fn whole(&self) -> &'static str {
        if matches!(
            self.rule,
            Rule::header | Rule::value_cell | Rule::outcome_cell
        ) {
            "cell"
        } else {
            "entry"
        }
    }

    /// The phrases for what was expected, each once; what only continues or ends the entry comes last.
    fn wanted(&self) -> Vec<&'static str> {
        let mut phrases: Vec<&'static str> = Vec::new();
        for rule in self.expected.iter().filter(|rule| **rule != Rule::EOI) {
            let phrase = self.spoken_here(*rule);
            if !phrase.is_empty() && !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
        if phrases.len() > 1 {
            phrases.retain(|phrase| *phrase != QUOTED);
        }
        phrases.truncate(MOST_NAMED);
        if phrases.is_empty() || (self.expects(Rule::EOI) && phrases.len() < MOST_NAMED) {
            phrases.push(if self.whole() == "cell" {
                "the end of the cell"
            } else {
                "the end of the entry"
            });
        }
        phrases
    }

    fn spoken_here(&self, rule: Rule) -> &'static str {
        let is_list_entry = self.expects(Rule::label1) && self.expects(Rule::label2);
        match (rule, self.text(-1)) {
            (Rule::primary, "when" | "and" | "or" | "not" | "always" | "where" | "if" | ")") => {
                "a condition"
            }
            (Rule::label1, _) if self.rule == Rule::reading => {
                "the name of the choice in brackets, such as `(strict)`"
            }
            (Rule::label1 | Rule::label2 | Rule::numeral, _) if is_list_entry => {
                "a list entry such as `(1)`"
            }
            _ => spoken(rule).0,
        }
    }

    /// How what was expected is written, where that is not evident.
    fn example(&self) -> Option<&'static str> {
        let date = [Rule::date, Rule::iso, Rule::roc, Rule::iso_t]
            .iter()
            .any(|rule| self.expects(*rule));
        if date {
            return Some("a date is written `2024-03-05` or `ROC 113-03-05`");
        }
        let place = [Rule::place, Rule::citation, Rule::target, Rule::amended]
            .iter()
            .any(|rule| self.expects(*rule));
        place.then_some("a provision is cited by its place, such as `8`, `10(2)` or `8 proviso`")
    }
}

const QUOTED: &str = "a text in quotation marks";

/// How a production is spoken of, and the words it may begin with.
pub(super) fn spoken(rule: Rule) -> (&'static str, &'static [&'static str]) {
    match rule {
        Rule::word => ("a name", &[]),
        Rule::quoted => (QUOTED, &[]),
        Rule::decimal
        | Rule::integer
        | Rule::percent
        | Rule::quantity
        | Rule::amount
        | Rule::ratio
        | Rule::minus
        | Rule::bound_value
        | Rule::heading_number => ("a number", &[]),
        Rule::unit | Rule::month => ("a unit", &[]),
        Rule::iso | Rule::iso_t | Rule::roc | Rule::date => ("a date", &[]),
        Rule::clock => ("a time such as `09:00`", &[]),
        Rule::tag => ("a language such as `en`", &[]),
        Rule::place
        | Rule::citation
        | Rule::citations
        | Rule::place_range
        | Rule::target
        | Rule::amended
        | Rule::label_target => ("a provision", &[]),
        Rule::scope_of => ("", &["scope of"]),
        Rule::comma => ("`,`", &[]),
        Rule::colon => ("`:`", &[]),
        Rule::close => ("`)`", &[]),
        Rule::below => ("`<`", &[]),
        Rule::letter | Rule::heading_letter => ("a letter", &[]),
        Rule::label1 | Rule::entry1 | Rule::new_entry | Rule::choice => {
            ("a label such as `(1)`", &[])
        }
        Rule::label2 | Rule::entry2 => ("a label such as `a)`", &[]),
        Rule::label3 | Rule::numeral | Rule::entry3 => ("a label such as `i.`", &[]),
        Rule::primary
        | Rule::value
        | Rule::sum
        | Rule::product
        | Rule::factor
        | Rule::postfix
        | Rule::plain_value
        | Rule::given_value => ("a value", &[]),
        Rule::condition | Rule::term | Rule::comparison => ("a condition", &[]),
        Rule::predicate => ("a value or a comparison such as `at least`", &COMPARISONS),
        Rule::type_ => (
            "a type such as `yes/no`",
            &[
                "yes/no",
                "whole number",
                "number",
                "text",
                "date",
                "event",
                "events",
                "set of",
                "list of",
            ],
        ),
        Rule::outcome => (
            "an outcome such as `yes` or `unknown`",
            &[
                "unknown",
                "not applicable",
                "not in force",
                "not encoded",
                "not computable",
            ],
        ),
        _ => spoken_clause(rule),
    }
}

/// The same for what begins with a word of its own.
fn spoken_clause(rule: Rule) -> (&'static str, &'static [&'static str]) {
    match rule {
        Rule::and_tail => ("`and`", &["and"]),
        Rule::or_tail => ("`or`", &["or"]),
        Rule::test => ("`is`", &["is", "has", "includes"]),
        Rule::limit => (
            "",
            &[
                "rounded",
                "but no less than",
                "but no more than",
                "otherwise",
            ],
        ),
        Rule::suffix => (
            "",
            &["as it stands on", "where it applies", "which must apply"],
        ),
        Rule::under | Rule::of_entry | Rule::for_key => ("", &["under", "of the", "for"]),
        Rule::because => ("`because`", &["because"]),
        Rule::when_ => ("`when`", &["when"]),
        Rule::where_ => ("`where`", &["where"]),
        Rule::result => ("`is`", &["is"]),
        Rule::subject_to => ("`subject to`", &["subject to"]),
        Rule::rule_body => ("`is` or `when`", &["is", "when", "subject to"]),
        Rule::conclusion_clause => ("", &["per", "taking the", "otherwise"]),
        Rule::concluding => ("`conclude`", &["conclude"]),
        Rule::then => ("`then`", &["then"]),
        Rule::else_ => ("`else`", &["else"]),
        Rule::in_list => ("`in`", &["in"]),
        Rule::quantifier => (
            "`every` or `some`",
            &["every", "some", "some and every", "at least"],
        ),
        Rule::happened => ("`happened`", &["happened"]),
        Rule::passed => ("`passed`", &["passed"]),
        Rule::met => ("`met`", &["met"]),
        Rule::not_ => ("`not`", &["not"]),
        Rule::after_word => ("`after`", &["after"]),
        Rule::before_word => ("`before`", &["before"]),
        Rule::counted => ("`counted`", &["counted"]),
        Rule::convention => (
            "a way of counting such as `plain`",
            &["plain", "calendar_years"],
        ),
        Rule::rounding => (
            "`up`, `down`, `half up` or `half even`",
            &["up", "down", "half up", "half even"],
        ),
        Rule::one_of => ("`one of`", &["one of ("]),
        Rule::range => ("`from`", &["from"]),
        Rule::range_end => ("`to`", &["to"]),
        Rule::at_moment => ("", &["at moment"]),
        Rule::may_be_absent => ("`may be absent`", &["may be absent"]),
        Rule::fact_clause => (
            "a clause such as `over time`",
            &[
                "may be absent",
                "over time",
                "per",
                "found by",
                "from",
                "signed",
            ],
        ),
        Rule::blocking => ("`blocking`", &["blocking"]),
        Rule::taken_as => ("`taken as`", &["taken as"]),
        Rule::preferred => ("`preferred`", &["preferred"]),
        Rule::alternative => ("`alternative`", &["alternative"]),
        Rule::stands_on => ("`as it stands on`", &["as it stands on"]),
        Rule::under_text => (
            "`under the old text` or `under the new text`",
            &["under the old text", "under the new text"],
        ),
        Rule::old => ("`old`", &["old"]),
        Rule::new => ("`new`", &["new"]),
        Rule::analogy => ("`by analogy with`", &["by analogy with"]),
        Rule::read_as => ("`read as`", &["read as"]),
        Rule::head_clause => ("`about`, `in` or `counting`", &["about", "in", "counting"]),
        Rule::continued => ("`continued from`", &["continued from"]),
        Rule::in_force => ("`in force`", &["in force"]),
        Rule::about | Rule::norm_about => ("`about`", &["about"]),
        Rule::from_date | Rule::from_file => ("`from`", &["from"]),
        Rule::until_date => ("`until`", &["until"]),
        Rule::on_date => ("`on`", &["on"]),
        Rule::insert_after => ("`after`", &["after"]),
        Rule::insert_in => ("`in`", &["in"]),
        _ => spoken_of_norms_and_cases(rule),
    }
}

/// The same for norms and scenarios.
fn spoken_of_norms_and_cases(rule: Rule) -> (&'static str, &'static [&'static str]) {
    match rule {
        Rule::norm_clause => (
            "a clause such as `arises when` or `deadline`",
            &NORM_CLAUSES,
        ),
        Rule::bearer => ("`of`", &["of"]),
        Rule::towards => ("`towards`", &["towards"]),
        Rule::not_stated => ("`not stated`", &["not stated"]),
        Rule::deadline_by => ("`by`", &["by"]),
        Rule::deadline_before => ("`before`", &["before"]),
        Rule::deadline_within => ("`within`", &["within"]),
        Rule::scenario_clause => (
            "`based on`, `as of`, `recorded through`, `switch`, `todo` or `fails`",
            &[
                "based on",
                "as of",
                "recorded through",
                "switch",
                "todo",
                "fails",
            ],
        ),
        Rule::given_key => ("`for`", &["for"]),
        Rule::is_given | Rule::field_is => ("`is`", &["is"]),
        Rule::given_entry | Rule::given_fields => ("`with`", &["with"]),
        Rule::expect_clause => (
            "`needing`, `citing` or `resting on`",
            &["needing", "citing", "resting on"],
        ),
        Rule::table_row => ("a table, each of its rows begun with `|`", &[]),
        Rule::as_of_cell | Rule::case_cell | Rule::expect_cell | Rule::fact_cell => (
            "`as of`, `case`, `expect` or the name of a fact",
            &["as of", "case", "expect"],
        ),
        _ => ("", &[]),
    }
}

/// The comparisons after `is`.
pub(super) const COMPARISONS: [&str; 15] = [
    "at least",
    "at most",
    "more than",
    "less than",
    "one of (",
    "on or after",
    "before",
    "after",
    "by",
    "within",
    "absent",
    "largest of (",
    "smallest of (",
    "latest of (",
    "earliest of (",
];

const NORM_CLAUSES: [&str; 10] = [
    "arises when",
    "arises on",
    "every",
    "fulfilled by",
    "used by",
    "violated by",
    "deadline",
    "breach leads to",
    "lapse leads to",
    "deadline not stated",
];

const CLAUSE_WORDS: [&str; 4] = ["is", "subject", "when", "because"];

/// Whether a word can never be a name.
pub(super) fn is_reserved(word: &str) -> bool {
    use pest::Parser;
    let is_word = word.starts_with(|c: char| c.is_ascii_lowercase());
    is_word && crate::syntax::grammar::Grammar::parse(Rule::word, word).is_err()
}

/// `a, b or c`
fn listed(phrases: &[&str]) -> String {
    match phrases {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The beginning of what was found, if it is long.
fn shortened(found: &str) -> String {
    const LONGEST: usize = 40;
    if found.chars().count() <= LONGEST {
        return found.to_owned();
    }
    found.chars().take(LONGEST).chain(['…']).collect()
}
