//! Signs and words brought along from other languages and from speech, and how they are written here.

use crate::diagnostic::{Code, Diagnostic};

use super::Failing;
use super::expected::is_reserved;
use crate::syntax::foreign;
use crate::syntax::grammar::Rule;
use crate::syntax::pieces::{Piece, PieceKind};

impl Failing<'_> {
    /// Something that other languages write, or that one would say.
    pub(super) fn habit(&self) -> Option<Diagnostic> {
        self.foreign_day()
            .or_else(|| self.separated_digits())
            .or_else(|| self.sign_of_money())
            .or_else(|| self.label_of_elsewhere())
            .or_else(|| self.between_entries())
            .or_else(|| self.sign_of_code())
            .or_else(|| self.number_in_words())
            .or_else(|| self.share_without_of())
            .or_else(|| self.call())
            .or_else(|| self.phrase_of_speech())
            .or_else(|| self.word_out_of_place())
    }

    fn bad(&self, offset: isize, count: usize, headline: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::BadLiteral, self.span_over(offset, count), headline)
    }

    fn wrong(&self, offset: isize, count: usize, headline: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Code::Syntax, self.span_over(offset, count), headline)
    }

    /// Whether so many pieces from here on touch.
    fn touch(&self, offset: isize, count: usize) -> bool {
        (1..count).all(|nth| {
            let at = offset.saturating_add_unsigned(nth);
            self.piece(at - 1)
                .zip(self.piece(at))
                .is_some_and(|(one, next)| one.end() == next.start)
        })
    }

    fn is_number(&self, offset: isize) -> bool {
        let digits = |piece: &Piece<'_>| piece.text.chars().all(|c| c.is_ascii_digit());
        self.piece(offset).is_some_and(digits)
    }

    fn is_name(&self, offset: isize) -> bool {
        self.piece(offset)
            .is_some_and(|it| it.kind == PieceKind::Word && !is_reserved(it.text))
    }

    /// `1.3.2024`, `1 March 2024`, `March 1, 2024`, `2024年3月1日`
    fn foreign_day(&self) -> Option<Diagnostic> {
        const SAID: &str = "a day is written in numbers, its year first";
        for start in -4..=0 {
            let text = |nth: isize| self.text(start + nth);
            if matches!(text(1), "." | "/") && text(3) == text(1) && self.touch(start, 5) {
                let help = foreign::day_of_numbers([text(0), text(2), text(4)]);
                if let Some(help) = help {
                    return Some(self.bad(start, 5, SAID).help(help));
                }
            }
            let (length, [year, month, day]) = if foreign::month(text(1)).is_some() {
                (3, [text(2), text(1), text(0)])
            } else if foreign::month(text(0)).is_some() && text(2) == "," {
                (4, [text(3), text(0), text(1)])
            } else {
                (3, [text(2), text(0), text(1)])
            };
            if start.saturating_add_unsigned(length) <= 0 {
                continue;
            }
            let written = foreign::month(month).and_then(|month| foreign::day(year, month, day));
            if let Some(written) = written {
                return Some(
                    self.bad(start, length, SAID)
                        .help(format!("write `{written}`")),
                );
            }
        }
        let (year, rest) = self.text(0).split_once('年')?;
        let (month, rest) = rest.split_once('月')?;
        let written = foreign::day(year, month.parse().ok()?, rest.trim_end_matches('日'))?;
        Some(self.bad(0, 1, SAID).help(format!("write `{written}`")))
    }

    /// `100,000`, `1.000,50`, `1,5`
    fn separated_digits(&self) -> Option<Diagnostic> {
        let comma = self.text(0) == "," && self.touch(-1, 3);
        if !comma || !self.is_number(-1) || !self.is_number(1) {
            return None;
        }
        let grouped = self.text(-2) == "." && self.is_number(-3) && self.touch(-3, 5);
        let (offset, count, written) = if grouped {
            let whole = [self.text(-3), self.text(-1)].concat();
            (-3, 5, format!("{whole}.{}", self.text(1)))
        } else if self.text(1).len() == 3 {
            (-1, 3, [self.text(-1), self.text(1)].concat())
        } else {
            (-1, 3, format!("{}.{}", self.text(-1), self.text(1)))
        };
        let headline = if grouped || self.text(1).len() != 3 {
            "a number has a point before its decimals, and no other separator"
        } else {
            "a number is written without separators"
        };
        Some(
            self.bad(offset, count, headline)
                .help(format!("write `{written}`")),
        )
    }

    /// `€20`
    fn sign_of_money(&self) -> Option<Diagnostic> {
        let sign = self.text(0);
        if !matches!(sign, "€" | "$" | "£" | "¥" | "₩") {
            return None;
        }
        let amount = if self.is_number(1) {
            self.text(1)
        } else {
            "20"
        };
        Some(
            self.wrong(0, 1, format!("`{sign}` is not a sign of the language"))
                .help(format!("write the unit after the number, such as `{amount} euros`, and declare it: `unit euro, euros`")),
        )
    }

    /// `1.`, `1)` and `-` where a list entry is due.
    fn label_of_elsewhere(&self) -> Option<Diagnostic> {
        if !(self.expects(Rule::letter) || self.expects(Rule::label1)) {
            return None;
        }
        // A label unlike those before it is another mistake.
        let begins = |offset: isize| matches!(self.text(offset - 1), "of" | ":");
        let (offset, count): (isize, usize) = match (self.text(-1), self.text(0)) {
            (_, "-" | "*" | "•" | "–" | "−") if begins(0) => (0, 1),
            (number, "." | ")") if self.is_number(-1) && number.len() < 3 && begins(-1) => (-1, 2),
            ("-" | "−", _) if begins(-1) => (-1, 1),
            (_, number)
                if self.is_number(0)
                    && matches!(self.text(1), "." | ")")
                    && number.len() < 3
                    && begins(0) =>
            {
                (0, 2)
            }
            _ => return None,
        };
        let said: String = (0..count)
            .map(|nth| self.text(offset.saturating_add_unsigned(nth)))
            .collect();
        Some(
            self.wrong(offset, count, format!("`{said}` labels no entry of a list"))
                .help("entries are labelled `(1)`, `(2)`; those of a list within an entry `a)`, `b)`, and then `i.`, `ii.`"),
        )
    }

    /// A comma, `and` or `or` between the entries of a list; a colon or `the following` before them.
    fn between_entries(&self) -> Option<Diagnostic> {
        const LEAVE: &str = "nothing stands between the entries of a list; leave it out";
        let is_label = |offset: isize| {
            let (open, close) = (self.text(offset), self.text(offset + 2));
            matches!(open, "(" | "（") && matches!(close, ")" | "）")
        };
        let connective = |offset: isize| matches!(self.text(offset), "and" | "or");
        let in_list = self.expects(Rule::label1) || self.expects(Rule::label2);
        if in_list && matches!(self.text(0), "," | ";" | "；" | "，") {
            let count = if connective(1) { 2 } else { 1 };
            if is_label(1) || is_label(2) || self.text(2) == ")" {
                let headline = format!("`{}` is out of place", self.text(0));
                return Some(self.wrong(0, count, headline).help(LEAVE));
            }
        }
        if connective(-4) && is_label(-3) && self.begins_a_list_entry(-3) {
            let headline = format!("`{}` is out of place", self.text(-4));
            let head = if self.text(-4) == "or" {
                "any of"
            } else {
                "all of"
            };
            return Some(self.wrong(-4, 1, headline).help(format!(
                "{LEAVE}: the head of the list, `{head}`, says it once for all"
            )));
        }
        if self.expects(Rule::label1) && self.text(-1) == "of" {
            if self.text(0) == ":" {
                return Some(self.wrong(0, 1, "`:` is out of place").help("leave it out"));
            }
            if self.text(0) == "the" && self.text(1) == "following" {
                return Some(
                    self.wrong(0, 2, "`the following` is out of place")
                        .help("leave it out: the entries follow `all of` or `any of` at once"),
                );
            }
        }
        None
    }

    /// Whether a bracketed word is a label, because it begins a line or follows a connective that ends
    /// one, within a list.
    fn begins_a_list_entry(&self, offset: isize) -> bool {
        let within = self
            .pieces
            .get(..self.at)
            .is_some_and(|before| {
                before
                    .windows(2)
                    .any(|pair| matches!(pair, [one, two] if matches!(one.text, "all" | "any") && two.text == "of"))
            });
        within && (self.begins_line(offset) || self.begins_line(offset - 1))
    }

    fn sign_of_code(&self) -> Option<Diagnostic> {
        let pair = [self.text(0), self.text(1)].concat();
        let adjacent = self.touch(0, 2);
        let two = PAIRS.iter().find(|(sign, _)| adjacent && *sign == pair);
        let (sign, write) = two.or_else(|| SIGNS.iter().find(|(sign, _)| *sign == self.text(0)))?;
        // After `is` the sign alone is what is wrong.
        let write = if self.text(-1) == "is" {
            write.replace("`is ", "`")
        } else {
            (*write).to_owned()
        };
        let length = if two.is_some() { 2 } else { 1 };
        let headline = format!("`{sign}` is not a sign of the language");
        Some(self.wrong(0, length, headline).help(write))
    }

    /// `twenty hours`, `article three`
    fn number_in_words(&self) -> Option<Diagnostic> {
        for offset in [0, -1] {
            let Some(digits) = foreign::in_digits(self.text(offset)) else {
                continue;
            };
            let expected = offset == -1 && self.is_name(0)
                || offset == 0
                    && (self.expects(Rule::heading_number) || self.expects(Rule::primary));
            if expected {
                return Some(
                    self.bad(offset, 1, "a number is written in digits")
                        .help(format!("write `{digits}`")),
                );
            }
        }
        None
    }

    /// `20% course`, `20 percent of course`, `half of course`
    fn share_without_of(&self) -> Option<Diagnostic> {
        if matches!(self.text(-1), "percent" | "per") && self.is_number(-2) {
            let count = if self.text(0) == "cent" { 3 } else { 2 };
            return Some(
                self.wrong(-2, count, "a percentage is written with its sign")
                    .help(format!("write `{}%`", self.text(-2))),
            );
        }
        let parts = match (self.text(-2), self.text(-1)) {
            (_, "half") => Some("1/2"),
            (_, "quarter") => Some("1/4"),
            (_, "third") => Some("1/3"),
            ("half" | "quarter" | "third", "of") if self.is_name(0) => Some(match self.text(-2) {
                "half" => "1/2",
                "quarter" => "1/4",
                _ => "1/3",
            }),
            _ => None,
        };
        if let Some(fraction) = parts {
            let offset = if self.text(-1) == "of" { -2 } else { -1 };
            return Some(
                self.wrong(offset, 1, "a share is written in digits")
                    .help(format!(
                        "write `{fraction} of …`, or a percentage such as `50% of …`"
                    )),
            );
        }
        let is_percent = matches!(self.text(-1), "%" | "％");
        if !is_percent || !self.is_name(0) || self.begins_line(0) {
            return None;
        }
        let share = [self.text(-2), "%"].concat();
        let found = self.text(0);
        Some(
            self.wrong(
                0,
                1,
                format!("expected `of` after `{share}`, found `{found}`"),
            )
            .help(format!("write `{share} of {found}`")),
        )
    }

    /// `max(a, b)`
    fn call(&self) -> Option<Diagnostic> {
        if self.text(0) != "(" || !self.touch(-1, 2) {
            return None;
        }
        let (_, write) = CALLS.iter().find(|(name, _)| *name == self.text(-1))?;
        let headline = format!("`{}(…)` is not a form of the language", self.text(-1));
        Some(self.wrong(-1, 1, headline).help(*write))
    }

    /// The longest phrase of speech that ends where it failed, or goes on there.
    fn phrase_of_speech(&self) -> Option<Diagnostic> {
        let (offset, said, write) = (-3_isize..=0)
            .flat_map(|offset| {
                SPEECH
                    .iter()
                    .map(move |(said, write)| (offset, *said, *write))
            })
            .filter(|(offset, said, _)| {
                let length = said.split(' ').count();
                offset.saturating_add_unsigned(length) >= 0 && self.reads(*offset, said)
            })
            // What ends before the failure was read as a name, or as a phrase that goes on.
            .filter(|(offset, said, _)| {
                let length = said.split(' ').count();
                offset.saturating_add_unsigned(length) > 0
                    || said.contains(' ')
                    || self.expects(Rule::test)
            })
            .max_by_key(|(_, said, _)| said.split(' ').count())?;
        let length = said.split(' ').count();
        let headline = format!("`{said}` is not a phrase of the language");
        Some(self.wrong(offset, length, headline).help(write))
    }

    fn reads(&self, offset: isize, phrase: &str) -> bool {
        phrase.split(' ').enumerate().all(|(nth, word)| {
            self.text(offset.saturating_add_unsigned(nth))
                .eq_ignore_ascii_case(word)
        })
    }

    /// Words of the language in a place that is not theirs, and words that are missing.
    fn word_out_of_place(&self) -> Option<Diagnostic> {
        let found = self.text(0);
        let is_rule = self.expects(Rule::rule_body) || self.expects(Rule::when_);
        if is_rule && matches!(found, "if" | "where" | "provided") {
            let headline = format!("a condition begins with `when`, not `{found}`");
            return Some(self.wrong(0, 1, headline).help("write `when`"));
        }
        if self.expects(Rule::then) && self.at < self.pieces.len() {
            let headline = format!("expected `then` after the condition, found `{found}`");
            return Some(
                self.syntax(headline)
                    .help("a choice is written `if … then … else …`"),
            );
        }
        if self.expects(Rule::else_) {
            return Some(
                self.syntax(match self.here() {
                    Some(_) => format!("expected `else`, found `{found}`"),
                    None => "expected `else`, but the entry ends here".to_owned(),
                })
                .help("a choice is written `if … then … else …`; it must say what holds otherwise"),
            );
        }
        if found == "then" && !matches!(self.text(-1), "less" | "more") {
            return Some(
                self.wrong(0, 1, "this `then` has no `if` before it")
                    .help("what a rule says comes first: `conclude … is … when …`; a choice of values is `if … then … else …`"),
            );
        }
        if matches!(found, "," | "，" | "、") && self.expects(Rule::and_tail) {
            let diagnostic = self.wrong(0, 1, format!("`{found}` joins no conditions"));
            return Some(match self.text(1) {
                word @ ("and" | "or") => diagnostic.help(format!("leave it out before `{word}`")),
                _ => diagnostic.help("write `and` if both must hold, `or` if one is enough"),
            });
        }
        if matches!(found, "," | "，" | "、") && self.expects(Rule::fact_clause) {
            return Some(
                self.wrong(0, 1, format!("`{found}` is out of place"))
                    .help("leave it out: what is said of a fact follows its type at once"),
            );
        }
        let compares = COMPARISONS.iter().find(|phrase| self.reads(0, phrase));
        if let Some(comparison) = compares.filter(|_| self.expects(Rule::test)) {
            return Some(
                self.syntax(format!("expected `is` before `{comparison}`"))
                    .help(format!("write `is {comparison} …`")),
            );
        }
        if found == "happened" && self.expects(Rule::test) {
            return Some(
                self.syntax("expected `has` before `happened`")
                    .help("write `has happened`"),
            );
        }
        if found == "to" && self.is_number(-1) && self.expects(Rule::and_tail) {
            return Some(
                self.wrong(0, 1, "`to` is no comparison")
                    .help("write two comparisons: `is at least …` and `is at most …`"),
            );
        }
        if found == "of" && self.expects(Rule::after_word) {
            return Some(
                self.syntax("expected `after`, found `of`")
                    .help("a deadline runs `within … after …`"),
            );
        }
        if found == "." && self.touch(-1, 3) && self.is_name(-1) && self.is_name(1) {
            return Some(
                self.wrong(-1, 3, "a fact goes by its bare name")
                    .help(format!("write `{}`", self.text(1))),
            );
        }
        if found == "yes" && self.expects(Rule::type_) {
            return Some(
                self.syntax("expected a type, found `yes`")
                    .help("write `yes/no`"),
            );
        }
        let glued = self
            .here()
            .filter(|piece| piece.kind == PieceKind::Number && self.expects(Rule::month))?;
        let digits = glued.text.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = glued.text.split_at_checked(digits)?;
        if !unit.starts_with(char::is_alphabetic) {
            return None;
        }
        Some(
            self.bad(0, 1, "a blank stands between a number and its unit")
                .help(format!("write `{number} {unit}`")),
        )
    }

    /// `training year`, `training-year`
    pub(super) fn blank_in_a_name(&self) -> Option<Diagnostic> {
        if self.begins_line(0) {
            return None;
        }
        let declares = self.at == 2 && self.expects(Rule::colon) && self.is_name(-1);
        let uses = self.expects(Rule::and_tail) && self.is_name(-1) && self.is_name(0);
        if !declares && !uses {
            return None;
        }
        if matches!(self.text(-1), "a" | "an" | "A" | "An") && self.is_name(0) {
            return Some(
                self.wrong(-1, 1, format!("`{}` is out of place", self.text(-1)))
                    .help("leave it out: a fact goes by its bare name"),
            );
        }
        let is_hyphen = self.text(0) == "-" && self.touch(-1, 3);
        let mut words = vec![self.text(-1)];
        let mut next: isize = 0;
        loop {
            if declares && is_hyphen && self.text(next) == "-" && self.touch(next, 2) {
                next += 1;
            } else if !self.is_name(next) || self.begins_line(next) {
                break;
            }
            words.push(self.text(next));
            next += 1;
        }
        // Of a declaration the type follows, after a colon; where that is missing, it is the type.
        let ends = matches!(self.text(next), ":" | "：")
            || self
                .piece(next)
                .is_some_and(|piece| piece.kind == PieceKind::Quoted);
        if words.len() < 2 || declares && !ends {
            return None;
        }
        let count = usize::try_from(next + 1).ok()?;
        let diagnostic = self.wrong(-1, count, "a name has no blanks and no hyphens");
        let name = words.join("_");
        Some(if declares {
            diagnostic.help(format!("write `{name}`"))
        } else {
            diagnostic.help(format!(
                "write `{name}` if it is one name; two conditions are joined by `and` or `or`"
            ))
        })
    }
}

/// The comparisons that are written after `is`.
const COMPARISONS: [&str; 9] = [
    "at least",
    "at most",
    "more than",
    "less than",
    "on or after",
    "before",
    "after",
    "within",
    "one of",
];

/// What is called like a function elsewhere.
const CALLS: [(&str, &str); 6] = [
    ("max", "write `largest of (…)`, or `latest of (…)` for days"),
    (
        "min",
        "write `smallest of (…)`, or `earliest of (…)` for days",
    ),
    ("sum", "write `sum of FIELD in LIST`"),
    ("count", "write `number of LIST`"),
    ("round", "write `… rounded half up`"),
    ("not", "write `not`"),
];

/// What one would say, and what is written. The longest that is there is meant.
const SPEECH: [(&str, &str); 89] = [
    (
        "unless",
        "write `and not …`; or, if it can itself be defeated, an `exception to` the rule",
    ),
    ("equals", "write `is`"),
    ("equal", "write `is`"),
    ("are", "write `is`"),
    ("was", "write `is`"),
    ("were", "write `is`"),
    ("is equal to", "write `is`"),
    ("is equal", "write `is`"),
    ("is not equal to", "write `is not`"),
    ("does not equal", "write `is not`"),
    ("is the same as", "write `is`"),
    ("is different from", "write `is not`"),
    (
        "must",
        "a condition says what is: write `is`; what somebody must do is a `duty`",
    ),
    (
        "shall",
        "a condition says what is: write `is`; what somebody must do is a `duty`",
    ),
    (
        "should",
        "a condition says what is: write `is`; what somebody must do is a `duty`",
    ),
    (
        "must be",
        "a condition says what is: write `is`; what somebody must do is a `duty`",
    ),
    (
        "shall be",
        "a condition says what is: write `is`; what somebody must do is a `duty`",
    ),
    (
        "should be",
        "a condition says what is: write `is`; what somebody must do is a `duty`",
    ),
    (
        "must not be",
        "a condition says what is: write `is not`; what nobody may do is a `prohibition`",
    ),
    (
        "shall not be",
        "a condition says what is: write `is not`; what nobody may do is a `prohibition`",
    ),
    ("exceeds", "write `is more than`"),
    ("does not exceed", "write `is at most`"),
    ("do not exceed", "write `is at most`"),
    ("is not exceeding", "write `is at most`"),
    ("contains", "write `includes`"),
    ("is less than or equal to", "write `is at most`"),
    ("less than or equal to", "write `at most`"),
    ("more than or equal to", "write `at least`"),
    ("greater than or equal to", "write `at least`"),
    ("greater than or", "write `at least`"),
    ("larger than or", "write `at least`"),
    ("higher than or", "write `at least`"),
    ("greater than", "write `more than`"),
    ("larger than", "write `more than`"),
    ("higher than", "write `more than`"),
    ("bigger than", "write `more than`"),
    ("older than", "write `more than`, or `before` of a day"),
    ("longer than", "write `more than`"),
    ("over than", "write `more than`"),
    ("is over", "write `is more than`"),
    ("is above", "write `is more than`"),
    ("fewer than or", "write `at most`"),
    ("smaller than or", "write `at most`"),
    ("lower than or", "write `at most`"),
    ("fewer than", "write `less than`"),
    ("smaller than", "write `less than`"),
    ("lower than", "write `less than`"),
    ("younger than", "write `less than`, or `after` of a day"),
    ("shorter than", "write `less than`"),
    ("is under", "write `is less than`"),
    ("is below", "write `is less than`"),
    ("is no less than", "write `is at least`"),
    ("is no fewer than", "write `is at least`"),
    ("is no more than", "write `is at most`"),
    ("is minimum", "write `is at least`"),
    ("is maximum", "write `is at most`"),
    ("is a minimum of", "write `is at least`"),
    ("is a maximum of", "write `is at most`"),
    ("is up to", "write `is at most`, or `is by` of a day"),
    ("is in", "write `is one of (…)`"),
    ("plus", "write `+`"),
    ("minus", "write `-`"),
    ("times", "write `*`"),
    ("divided by", "write `/`"),
    (
        "is between",
        "write two comparisons: `is at least …` and `is at most …`",
    ),
    (
        "between",
        "write two comparisons: `is at least …` and `is at most …`",
    ),
    ("on or before", "write `by`"),
    ("before or on", "write `by`"),
    ("after or on", "write `on or after`"),
    ("is on", "write `is` and the day"),
    ("no later than", "write `by`"),
    ("not later than", "write `by`"),
    ("is not later than", "write `is by`"),
    ("is no later than", "write `is by`"),
    ("is later than", "write `is after`"),
    ("is not earlier than", "write `is on or after`"),
    ("is no earlier than", "write `is on or after`"),
    ("is earlier than", "write `is before`"),
    ("is since", "write `is on or after`"),
    ("is until", "write `is by`"),
    ("is till", "write `is by`"),
    ("has not yet", "write `has not happened`"),
    ("xor", "write `(a and not b) or (b and not a)`"),
    ("nor", "write `and not …`"),
    ("neither", "write `not a and not b`"),
    ("but not", "write `and not`"),
    ("but at least", "write `but no less than`"),
    ("but at most", "write `but no more than`"),
    ("optional", "write `may be absent`"),
];

const PAIRS: [(&str, &str); 10] = [
    (">=", "write `is at least`"),
    ("<=", "write `is at most`"),
    ("==", "write `is`"),
    ("!=", "write `is not`"),
    ("<>", "write `is not`"),
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("//", "a comment begins with `--`"),
    ("->", "write `then`, or `when` before the condition"),
    ("=>", "write `is at least`, or `when` before the condition"),
];

const SIGNS: [(&str, &str); 22] = [
    (">", "write `is more than`"),
    ("＞", "write `is more than`"),
    ("<", "write `is less than`"),
    ("＜", "write `is less than`"),
    ("≥", "write `is at least`"),
    ("≧", "write `is at least`"),
    ("≤", "write `is at most`"),
    ("≦", "write `is at most`"),
    ("≠", "write `is not`"),
    ("=", "write `is`"),
    ("＝", "write `is`"),
    ("!", "write `not`"),
    ("&", "write `and`"),
    (";", "an entry ends where the next one begins; leave it out"),
    (
        "；",
        "an entry ends where the next one begins; leave it out",
    ),
    (
        "。",
        "an entry ends where the next one begins; leave it out",
    ),
    (
        "{",
        "there are no braces; an entry ends where the next one begins",
    ),
    (
        "}",
        "there are no braces; an entry ends where the next one begins",
    ),
    ("[", "write `(`"),
    ("]", "write `)`"),
    ("#", "a comment begins with `--`"),
    ("'", "a text stands between `\"` and `\"`"),
];
