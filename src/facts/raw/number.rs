//! Which bare words are numbers, and which only look like one.
//!
//! JSON and YAML share this judgement, so the same spelling is a number in both or in neither.

use super::quoted;

/// What a bare word is, as far as numbers go.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A plain decimal.
    Decimal,
    /// Some reader or other would take it for a number; why this one does not.
    Refused(String),
    /// Nothing like a number.
    Other,
}

/// Judges `word`; a plain decimal may have at most `digits` digits.
pub(super) fn judge(word: &str, digits: usize) -> Word {
    match reason(word, digits) {
        Word::Refused(reason) => Word::Refused(format!(
            "{reason}; if it is meant as a text, put it in quotes"
        )),
        other => other,
    }
}

/// Judges `word` where quotes mean nothing.
pub(super) fn reason(word: &str, digits: usize) -> Word {
    let body = word.strip_prefix(['-', '+']).unwrap_or(word);
    let reason = if is_not_finite(body) {
        "it is not a decimal number".to_owned()
    } else if has_radix_prefix(body) {
        "numbers are written in decimal".to_owned()
    } else {
        let Some(parts) = Parts::of(body) else {
            return Word::Other;
        };
        match parts.trouble(word.starts_with('+'), digits) {
            Some(reason) => reason,
            None => return Word::Decimal,
        }
    };
    let shown = quoted(word);
    Word::Refused(format!("{shown} cannot be read as a number: {reason}"))
}

/// The spellings of infinity and not-a-number in YAML and in JavaScript.
fn is_not_finite(body: &str) -> bool {
    let yaml = [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"];
    yaml.contains(&body) || body == "NaN" || body == "Infinity"
}

/// Whether `body` is hexadecimal, octal or binary: `0x1F`, `0o17`, `0b11`.
fn has_radix_prefix(body: &str) -> bool {
    let radix = match body.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => return false,
    };
    let rest = body.get(2..).unwrap_or_default();
    !rest.is_empty() && rest.chars().all(|c| c == '_' || c.is_digit(radix))
}

/// The parts of what looks like a decimal, its sign aside.
struct Parts<'w> {
    whole: &'w str,
    fraction: Option<&'w str>,
    has_exponent: bool,
}

impl<'w> Parts<'w> {
    /// `None` if `body` does not look like a decimal: a date, a version, a word.
    fn of(body: &'w str) -> Option<Self> {
        let (mantissa, exponent) = match body.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (body, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let leads = mantissa.strip_prefix('.').unwrap_or(mantissa);
        let looks_decimal = leads.starts_with(|c: char| c.is_ascii_digit())
            && is_digits_and(whole, '_')
            && is_digits_and(fraction.unwrap_or_default(), '_')
            && exponent.is_none_or(is_exponent);
        looks_decimal.then_some(Self {
            whole,
            fraction,
            has_exponent: exponent.is_some(),
        })
    }

    /// Why this is not a plain decimal of at most `digits` digits.
    fn trouble(&self, has_plus: bool, digits: usize) -> Option<String> {
        let fraction = self.fraction.unwrap_or_default();
        let reason = if self.has_exponent {
            "scientific notation is not allowed, write the digits out"
        } else if self.whole.contains('_') || fraction.contains('_') {
            "`_` cannot stand between digits"
        } else if has_plus {
            "write it without the `+`"
        } else if self.whole.is_empty() {
            "write a `0` before the point"
        } else if self.fraction == Some("") {
            "digits are missing after the point"
        } else if self.whole.len() > 1 && self.whole.starts_with('0') {
            "it cannot begin with a `0`"
        } else if self.whole.len() + fraction.len() > digits {
            return Some(format!("it has more than {digits} digits"));
        } else {
            return None;
        };
        Some(reason.to_owned())
    }
}

fn is_digits_and(text: &str, also: char) -> bool {
    text.chars().all(|c| c == also || c.is_ascii_digit())
}

fn is_exponent(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && is_digits_and(digits, '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_decimals_are_numbers() {
        for word in [
            "0",
            "-0",
            "12",
            "-3.50",
            "0.0",
            "0.007",
            "10",
            "100000000000000000000",
        ] {
            assert_eq!(judge(word, 1_000), Word::Decimal, "{word}");
        }
    }

    #[test]
    fn words_that_only_look_like_numbers_are_refused() {
        let words = [
            "1e400",
            "1E5",
            "-1.5e+3",
            "5.e3",
            "NaN",
            "Infinity",
            "-Infinity",
            ".inf",
            "-.INF",
            ".nan",
            "0x10",
            "0o17",
            "0b11",
            "010",
            "00",
            "-01.5",
            "1_000",
            "+5",
            ".5",
            "5.",
            "-.5",
        ];
        for word in words {
            assert!(matches!(judge(word, 1_000), Word::Refused(_)), "{word}");
        }
    }

    #[test]
    fn everything_else_is_not_a_number() {
        let words = [
            "",
            "-",
            "+",
            ".",
            "..",
            "e5",
            "-e5",
            "2024-03-05",
            "1.2.3",
            "12:30",
            "0xZZ",
            "1,000",
            "12a",
            "١٢",
            "Nan",
            "infinity",
            "_1",
            "1e",
            "1e5e5",
            "12 34",
        ];
        for word in words {
            assert_eq!(judge(word, 1_000), Word::Other, "{word}");
        }
    }

    #[test]
    fn digits_are_bounded() {
        assert_eq!(judge("-12.34", 4), Word::Decimal);
        assert!(matches!(judge("-12.345", 4), Word::Refused(_)));
    }

    #[test]
    fn a_refusal_says_why_and_what_to_do() {
        let Word::Refused(reason) = judge("1e3", 1_000) else {
            panic!("refused");
        };
        assert_eq!(
            reason,
            "`1e3` cannot be read as a number: scientific notation is not allowed, write the \
             digits out; if it is meant as a text, put it in quotes"
        );
    }
}
