//! Every kind of finding, in one table.
//!
//! A row gives a code its name, its severity and a one-line summary; its page in `codes/` tells a
//! reader what it means and why it matters. To add a code, add a row here and a page there: a row
//! without a page does not compile, and a test finds a page without a row.
//!
//! Codes are for ever, because people search for them and pipelines filter by them. A retired code
//! keeps its row and its page, both saying so.

use std::fmt;

use super::Severity;

/// Makes [`Code`] and its look-ups from rows of `Variant, "name", Severity, "summary";`.
macro_rules! codes {
    ($($(#[$doc:meta])+ $variant:ident, $name:literal, $severity:ident, $summary:literal;)+) => {
        /// One kind of finding. Each is documented by the smallest program that earns it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            #[must_use]
            pub const fn all() -> &'static [Self] {
                &[$(Self::$variant),+]
            }

            /// Its name, as shown and as asked for: `unknown-name`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// How grave a finding of this kind is, unless its finder says otherwise.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// What it is, in one line.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary),+ }
            }

            /// Its page, in Markdown: what it means, why it matters, how to mend it.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("codes/", $name, ".md"))),+ }
            }
        }
    };
}

codes! {
    /// A clause that breaks off: `conclude fit when rank is`
    Syntax, "syntax", Error, "text that does not read as the language expects";
    /// A file saved in Big5 or UTF-16.
    NotUtf8, "not-utf8", Error, "a file that is not UTF-8 text";
    /// `conclude fit when ((((…` some hundreds of times.
    TooDeep, "too-deep", Error, "brackets or lists nested too deeply";
    /// A file of several gigabytes.
    TooLarge, "too-large", Error, "a file, or a number in it, beyond the limits";
    /// A label with U+202E, after which the rest of its line is shown from right to left.
    BidirectionalControl, "bidirectional-control", Warning, "a character that changes the order of what is shown";
    /// A file with comments only, or nothing.
    EmptyFile, "empty-file", Warning, "a file that says nothing";
    /// `article 3 "Counting" as amended`: nothing takes the last two words.
    StrayText, "stray-text", Error, "text that belongs to no entry";

    /// `conclude fit when rnak is at least 10`
    UnknownName, "unknown-name", Error, "a name that nothing declares";
    /// `rank`, where two files in use each declare one.
    AmbiguousName, "ambiguous-name", Error, "a name that could mean several things";
    /// `fact rank: whole number` twice.
    DuplicateName, "duplicate-name", Error, "one name declared twice";
    /// `article 10` twice, with no days that keep them apart.
    DuplicateProvision, "duplicate-provision", Error, "one provision written twice";
    /// `exception to 10(9)`, where the list ends at (8).
    UnknownProvision, "unknown-provision", Error, "a citation of a provision that is not there";
    /// `use shraed`
    DanglingUse, "dangling-use", Error, "a file used that is not among those given";
    /// `use b` in file `a`, and `use a` in file `b`.
    UseCycle, "use-cycle", Error, "files that use one another in a circle";

    /// `rank is at least yes`
    TypeMismatch, "type-mismatch", Error, "a value of one kind where another is needed";
    /// `30 hours is more than 2 weeks`
    UnitMismatch, "unit-mismatch", Error, "quantities whose units do not go together";
    /// `kind request: defer, give_up`, then `request is at least defer`
    UnorderedComparison, "unordered-comparison", Error, "more or less asked of values that have no order";
    /// `fact consent: yes/no, may be absent`, then `conclude fit when consent`
    BareAbsent, "bare-absent", Error, "a fact that may be absent, standing bare as a condition";
    /// `1,00 TWD`
    BadLiteral, "bad-literal", Error, "a number, amount or date that is not written properly";
    /// `in force from 2015-02-29`
    NoSuchDay, "no-such-day", Error, "a day that is not in the calendar";
    /// `deadline within 3 days after cause_on`, where no way of counting is declared.
    CountingNotNamed, "counting-not-named", Error, "a period whose way of counting is not named";

    /// `exception to 8 when consent is yes`, where article 8 has no rule.
    ExceptionWithoutBase, "exception-without-base", Error, "an exception to something that states no rule";
    /// `exception to 5`, where article 5 says what the income is, and who gets the grant by it.
    ExceptionToDefinition, "exception-to-definition", Warning, "an exception that also removes what its target defines";
    /// Article 8 is an exception to 9, and 9 to 8.
    ExceptionCycle, "exception-cycle", Error, "exceptions that defeat one another in a circle";
    /// Under `entity pupil`: `fact classmates: group of pupil`.
    GroupCycle, "group-cycle", Error, "a group whose members would have that group in turn";
    /// In a rule about a school, which has `pupils: group of pupil`: `age is at least 6`
    WhichMember, "which-member", Error, "something asked of a member of a group without saying of which";
    /// `conclude a when b` and `conclude b when a`
    DefinitionCycle, "definition-cycle", Error, "conclusions that rest on one another in a circle";

    /// `(1)`, `(3)`, `(2)`
    ItemOutOfOrder, "item-out-of-order", Warning, "an item number that is missing or out of order";
    /// `article 5` below `article 7`
    ProvisionOutOfOrder, "provision-out-of-order", Warning, "a heading that stands after one of a higher number";
    /// `(1)` followed, one level down, by `(i)` where `a)` is due.
    ListLabel, "list-label", Error, "a list entry whose label does not fit its list";
    /// `(2) leave_approved` after the list has ended.
    StrayItem, "stray-item", Error, "a list entry that is in no list, or a heading under no article";

    /// `conclude fit when rank is at least 10 and rank is less than 10`
    NeverApplies, "never-applies", Warning, "a rule that can never apply";
    /// `any of (1) rank is at least 10 (2) rank is at least 12`
    CoveredEntry, "covered-entry", Warning, "an alternative that another one covers";
    /// `fact rank: whole number`, and no rule reads it.
    UnusedFact, "unused-fact", Warning, "a fact that no rule reads";
    /// `unit point, points`, and nothing is counted in points.
    UnusedName, "unused-name", Warning, "a declaration that nothing uses";
    /// Article 10 until 2026-12-31, and another article 10 from 2026-06-01.
    VersionOverlap, "version-overlap", Error, "two versions of one provision in force on one day";
    /// `repeal 10(2)` twice, or with no `commencement`.
    Amendment, "amendment", Error, "a change of the text that cannot be made";
    /// `replace 7 with` a text that has no paragraph 2, where 7.2 stands.
    DroppedProvision, "dropped-provision", Warning, "a provision that ends because the one around it is replaced";
    /// Article 10 until 2025-12-31, and the next version from 2027-01-01.
    VersionGap, "version-gap", Warning, "days between two versions on which neither is in force";

    /// A rule meant for the article, written below `note 5`.
    NoteRank, "note-rank", Warning, "an exception in a note that gives no reason";
    /// `stop_application is breached`, where that is a right.
    NormPredicate, "norm-predicate", Error, "a state that this kind of norm cannot be in";
    /// `conclude fit is no when hours_ceiling is exceeded`, where that is a guideline.
    SoftNorm, "soft-norm", Error, "a guideline used as if it were binding";
    /// A finding declared `may be absent`.
    FindingMayBeAbsent, "finding-may-be-absent", Error, "a finding declared as something that may be absent";
    /// `conclude fit when language_ok`, where `language_ok` has a scope of its own.
    ScopeUse, "scope-use", Error, "a conclusion used beyond the scope it has";
    /// `always 33 + 10 is 42`
    FalseAssertion, "false-assertion", Error, "an assertion that does not hold";
    /// A reading with two alternatives, neither of them preferred.
    Reading, "reading", Error, "a reading whose choices cannot be told apart";

    /// `fact rank` without a Korean label, where all its neighbours have one.
    MissingLabel, "missing-label", Advice, "a declaration without a label in a language of the file";
    /// See its page.
    DuplicateLabel, "duplicate-label", Warning, "a label given twice in one language";
    /// `（rank is 9）`
    FullwidthPunctuation, "fullwidth-punctuation", Advice, "full-width signs where plain ones are usual";
    /// `reported_at is after report_due`, where `reported_at` may be absent.
    AfterAbsent, "after-absent", Warning, "lateness asked of something that may never have happened";
    /// `conclude fit when 10 is at least 9`
    ConstantCondition, "constant-condition", Warning, "a condition whose answer never varies";
    /// `bonus is 500 when senior` and `bonus is 300 when posted_abroad`, for one who is both.
    PossibleConflict, "possible-conflict", Warning, "two rules that some case sets against each other";
    /// `allowance is 500 when rank is at least 10`, and nothing for the other ranks.
    PossibleGap, "possible-gap", Warning, "a decision that some case leaves without an answer";
    /// `all of (rank) rank is at least 10 (senior) rank is at least 9`
    IdleCondition, "idle-condition", Warning, "a condition or rule that never makes a difference";
    /// `exception to 2 when rank is 3`, where article 2 asks for rank 10.
    IdleException, "idle-exception", Warning, "an exception that never makes a difference";
    /// `conclusion fit: yes/no otherwise yes`, and no rule that says no.
    IdleOtherwise, "idle-otherwise", Warning, "a default that says what every rule says";
    /// A scenario without `as of`, or without anything expected.
    Scenario, "scenario", Error, "a scenario that cannot be run as written";
    /// `scenario "a child of eleven"` twice.
    DuplicateScenario, "duplicate-scenario", Warning, "two scenarios of one title";
    /// `expect promotion is open: yes`, where that is a duty.
    ExpectedOutcome, "expected-outcome", Error, "an outcome expected that the decision can never have";

    /// `{"rnak": 9}`
    UnknownFact, "unknown-fact", Error, "a fact given that the rules do not know";
    /// `{"rank": "9"}`
    WrongType, "wrong-type", Error, "a fact given in a form it does not have";
    /// `{"separation": "retirment"}`
    UnknownValue, "unknown-value", Error, "a value given that is not among those declared";
    /// `{"rank": 15}`, where ranks end at 14.
    OutOfRange, "out-of-range", Error, "a number given outside the declared range";
    /// `{"rank": 9, "rank": 10}`
    DuplicateKey, "duplicate-key", Error, "one thing given twice";
    /// `{"training_end": "5 March"}`
    BadDate, "bad-date", Error, "a day given that is not written as one";
    /// `{"rank": "absent"}`
    NotAbsentAble, "not-absent-able", Error, "a fact given as absent that cannot be absent";
    /// Two ranks from one day.
    Contradiction, "contradiction", Error, "facts given that exclude one another";
    /// `{"rank": 9`
    MalformedData, "malformed-data", Error, "a case file that cannot be read";
    /// `{"potential": {"value": true, "by": "agency"}}`, where the council must find it.
    WrongFinder, "wrong-finder", Error, "a finding given as made by another body";
    /// `always born_on is before hired_on`, and a case that says otherwise.
    AssertionViolated, "assertion-violated", Error, "facts given that violate what always holds";
}

impl Code {
    /// The code with this name; `None` if there is none.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::all()
            .iter()
            .copied()
            .find(|code| code.as_str() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn names_are_unique_kebab_case_and_found_again() {
        let mut seen = BTreeSet::new();
        for code in Code::all() {
            let name = code.as_str();
            assert!(seen.insert(name), "{name} is in the table twice");
            assert!(
                name.chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{name}"
            );
            assert_eq!(Code::parse(name), Some(*code));
        }
        assert_eq!(Code::parse("no-such-code"), None);
    }

    #[test]
    fn summaries_follow_the_style_of_messages() {
        for code in Code::all() {
            let summary = code.summary();
            assert!(
                !summary.ends_with('.') && !summary.contains('\n'),
                "{code}: {summary}"
            );
            assert!(
                summary.chars().next().is_some_and(char::is_lowercase),
                "{code}: {summary}"
            );
        }
    }

    #[test]
    fn every_page_is_headed_by_its_code_and_says_something() {
        for code in Code::all() {
            let (heading, text) = code.page().split_once('\n').unwrap();
            assert_eq!(heading, format!("# {code}"));
            assert!(text.trim().len() > 80, "{code}: the page is nearly empty");
        }
    }

    #[test]
    fn every_page_has_its_row() {
        let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/codes");
        for page in pages.read_dir().unwrap() {
            let page = page.unwrap().path();
            let name = page.file_stem().unwrap().to_str().unwrap();
            assert!(
                Code::parse(name).is_some(),
                "{name}.md has no row in the table"
            );
        }
    }
}
