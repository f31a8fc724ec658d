//! The results of scenarios as text, JSON, JUnit XML and annotations of GitHub Actions.

use serde_json::{Value, json};

use crate::cli::output::{self, counted};
use crate::source::{LineColumn, Sources, Span};
use crate::suite::{Failure, Read, Report, Status, TestResult};

/// So many values are shown to people; a machine gets all of them.
const MOST_VALUES: usize = 12;

/// What failed, what is known to fail and what is still to be done, then how many there are.
pub(super) fn human(sources: &Sources, report: &Report, color: bool) -> String {
    let failed = report.results.iter().filter(|it| !it.passed);
    let mut text: String = failed.map(|it| failed_test(sources, it, color)).collect();
    for result in &report.results {
        let Some(because) = &result.because else {
            continue;
        };
        let word = match result.status {
            Status::FailsAsExpected => "fails as expected",
            Status::Todo => "to do",
            _ => continue,
        };
        text.push_str(&format!(
            "{word}: {}  ({}), because {}\n",
            output::visible(&result.name),
            at(sources, result.span),
            output::visible(because),
        ));
    }
    text + &summary(report)
}

/// `12 scenarios: 10 passed, 1 failed, 1 to do`
pub(super) fn summary(report: &Report) -> String {
    let mut text = format!(
        "{}: {} passed, {} failed",
        counted(report.results.len(), "scenario", "scenarios"),
        report.passed,
        report.failed
    );
    if report.failing_as_expected > 0 {
        let count = counted(report.failing_as_expected, "fails", "fail");
        text.push_str(&format!(", {count} as expected"));
    }
    if report.todo > 0 {
        text.push_str(&format!(", {} to do", report.todo));
    }
    text + "\n"
}

fn failed_test(sources: &Sources, result: &TestResult, color: bool) -> String {
    let sign = if color {
        "\u{1b}[31mFAILED\u{1b}[0m"
    } else {
        "FAILED"
    };
    let mut text = format!(
        "{sign} {}  ({})\n",
        output::visible(&result.name),
        at(sources, result.span)
    );
    if let (Status::PassesUnexpectedly, Some(because)) = (result.status, &result.because) {
        text.push_str(&format!(
            "  expected to fail but passes; it was to fail because {}\n  take out `fails because …`\n",
            output::visible(because)
        ));
    }
    for failure in &result.failures {
        let place = at(sources, failure.span);
        text.push_str(&format!("  {}  ({place})\n", failure.asked));
        for (name, said) in told(failure) {
            text.push_str(&format!("    {name:<9} {}\n", output::visible(said)));
        }
        for (position, read) in failure.values.iter().take(MOST_VALUES).enumerate() {
            let name = if position == 0 { "given:" } else { "" };
            let read = output::visible(&value(read));
            text.push_str(&format!("    {name:<9} {read}\n"));
        }
        if let Some(more) = failure.values.len().checked_sub(MOST_VALUES + 1) {
            text.push_str(&format!(
                "              and {} more; `--format json` has all of them\n",
                more + 1
            ));
        }
    }
    text.push('\n');
    text
}

/// What is said of a failure, each with its name, but for the values.
fn told(failure: &Failure) -> impl Iterator<Item = (&'static str, &str)> {
    [
        ("expected:", failure.expected.as_str()),
        ("got:", failure.got.as_str()),
        ("why:", failure.reason.as_str()),
        ("", failure.why_short.as_str()),
    ]
    .into_iter()
    .filter(|(_, said)| !said.is_empty())
    .scan(false, |why, (name, said)| {
        // What decided stands below the reason, or by itself where there is none.
        let name = if name.is_empty() && !*why {
            "why:"
        } else {
            name
        };
        *why |= name == "why:";
        Some((name, said))
    })
}

/// `rank is 9 on 2017-01-31`; of an act to come, `left is absent: the act of 2017-02-01 is later`.
fn value(read: &Read) -> String {
    let day = read.day.map(|day| format!(" on {day}"));
    let later = read.later.map(|day| format!(": the act of {day} is later"));
    format!(
        "{} is {}{}{}",
        read.fact,
        read.value,
        day.unwrap_or_default(),
        later.unwrap_or_default()
    )
}

/// One JSON object, with the coverage if it was asked for.
pub(super) fn json(
    sources: &Sources,
    digest: &str,
    report: &Report,
    coverage: Option<Value>,
) -> String {
    let tests: Vec<Value> = report
        .results
        .iter()
        .map(|it| {
            let (file, place) = place(sources, it.span);
            json!({
                "name": it.name,
                "file": file,
                "line": place.line,
                "column": place.column,
                "status": status(it.status),
                "because": it.because,
                "failures": it.failures.iter().map(|it| failure(sources, it)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let mut document = json!({
        "format": "enact.tests.v1",
        "rules": {"digest": digest},
        "summary": {
            "tests": report.results.len(),
            "passed": report.passed,
            "failed": report.failed,
            "failing_as_expected": report.failing_as_expected,
            "todo": report.todo,
        },
        "tests": tests,
    });
    if let (Some(coverage), Some(document)) = (coverage, document.as_object_mut()) {
        document.insert("coverage".to_owned(), coverage);
    }
    output::json(&document)
}

fn failure(sources: &Sources, failure: &Failure) -> Value {
    let (file, place) = place(sources, failure.span);
    let values: Vec<Value> = failure
        .values
        .iter()
        .map(|it| {
            let day = |day: Option<crate::value::Date>| day.map(|day| day.to_string());
            json!({
                "fact": it.fact,
                "value": it.value,
                "day": day(it.day),
                "later": day(it.later),
            })
        })
        .collect();
    json!({
        "asked": failure.asked,
        "expected": failure.expected,
        "got": failure.got,
        "reason": failure.reason,
        "decided": failure.why_short,
        "values": values,
        "file": file,
        "line": place.line,
        "column": place.column,
    })
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Passed => "passed",
        Status::Failed => "failed",
        Status::FailsAsExpected => "fails-as-expected",
        Status::PassesUnexpectedly => "passes-unexpectedly",
        Status::Todo => "todo",
    }
}

/// JUnit XML: a suite for each file. What fails as expected and what is to do count as skipped, which
/// is what build servers have for tests that say nothing yet.
pub(super) fn junit(sources: &Sources, report: &Report) -> String {
    let mut files: Vec<(&str, Vec<&TestResult>)> = Vec::new();
    for result in &report.results {
        let (file, _) = place(sources, result.span);
        match files.iter_mut().find(|(name, _)| *name == file) {
            Some((_, results)) => results.push(result),
            None => files.push((file, vec![result])),
        }
    }
    let all: Vec<&TestResult> = report.results.iter().collect();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"enact\" {}>\n",
        counts(&all)
    );
    for (file, results) in files {
        text.push_str(&format!(
            "  <testsuite name=\"{}\" {}>\n",
            xml(file),
            counts(&results)
        ));
        for result in results {
            text.push_str(&test_case(sources, file, result));
        }
        text.push_str("  </testsuite>\n");
    }
    text + "</testsuites>\n"
}

fn counts(results: &[&TestResult]) -> String {
    let failed = results.iter().filter(|it| !it.passed).count();
    let skipped = results.iter().filter(|it| is_skipped(it)).count();
    format!(
        "tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"{skipped}\"",
        results.len()
    )
}

fn is_skipped(result: &TestResult) -> bool {
    matches!(result.status, Status::FailsAsExpected | Status::Todo)
}

fn test_case(sources: &Sources, file: &str, result: &TestResult) -> String {
    let line = sources.position(result.span).start.line;
    let head = format!(
        "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{line}\"",
        xml(&result.name),
        xml(file.trim_end_matches(".enact")),
        xml(file),
    );
    let because = result.because.as_deref().unwrap_or_default();
    if is_skipped(result) {
        let word = status(result.status);
        let message = xml(&format!("{word}: {because}"));
        return format!("{head}>\n      <skipped message=\"{message}\"/>\n    </testcase>\n");
    }
    if result.passed {
        return format!("{head}/>\n");
    }
    let mut text = format!("{head}>\n");
    if result.status == Status::PassesUnexpectedly {
        let message = xml(&format!("expected to fail but passes: {because}"));
        text.push_str(&format!(
            "      <failure type=\"passes-unexpectedly\" message=\"{message}\"/>\n"
        ));
    }
    for failure in &result.failures {
        let message = xml(&headline(failure));
        let body = xml(&format!(
            "{}\n{}",
            at(sources, failure.span),
            details(failure)
        ));
        text.push_str(&format!(
            "      <failure type=\"unmet\" message=\"{message}\">{body}</failure>\n"
        ));
    }
    text + "    </testcase>\n"
}

/// Text as XML has it, between tags and within quotation marks. What XML 1.0 cannot hold at all is
/// replaced.
pub(super) fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

/// An annotation for each failure, where it stands, and for what is still to be done; then the
/// summary.
pub(super) fn github(sources: &Sources, report: &Report) -> String {
    let mut text = String::new();
    for result in &report.results {
        let because = result.because.as_deref().unwrap_or_default();
        match result.status {
            Status::Passed => {}
            Status::Failed => {
                for failure in &result.failures {
                    let said = format!("{}\n{}", headline(failure), details(failure));
                    text.push_str(&annotation(
                        sources,
                        "error",
                        failure.span,
                        &result.name,
                        &said,
                    ));
                }
            }
            Status::PassesUnexpectedly => {
                let said = format!("expected to fail but passes; it was to fail because {because}");
                text.push_str(&annotation(
                    sources,
                    "error",
                    result.span,
                    &result.name,
                    &said,
                ));
            }
            Status::FailsAsExpected | Status::Todo => {
                let said = match result.status {
                    Status::Todo => format!("to do: {because}"),
                    _ => format!("fails as expected: {because}"),
                };
                text.push_str(&annotation(
                    sources,
                    "notice",
                    result.span,
                    &result.name,
                    &said,
                ));
            }
        }
    }
    text + &summary(report)
}

fn annotation(sources: &Sources, level: &str, span: Span, title: &str, said: &str) -> String {
    let (file, place) = place(sources, span);
    format!(
        "::{level} file={},line={},col={},title={}::{}\n",
        property(file),
        place.line,
        place.column,
        property(title),
        message(said.trim_end())
    )
}

/// Text of an annotation: a line break would end the command.
fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of an annotation, which a comma or colon would end as well.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

/// `eligible: expected yes, got no`
fn headline(failure: &Failure) -> String {
    format!(
        "{}: expected {}, got {}",
        failure.asked, failure.expected, failure.got
    )
}

/// Why, and the values, a line each.
fn details(failure: &Failure) -> String {
    let mut text = String::new();
    for (name, said) in told(failure).filter(|(name, _)| !["expected:", "got:"].contains(name)) {
        text.push_str(format!("{name} {said}").trim_start());
        text.push('\n');
    }
    for read in &failure.values {
        text.push_str(&format!("given: {}\n", value(read)));
    }
    text
}

fn place(sources: &Sources, span: Span) -> (&str, LineColumn) {
    let name = sources.get(span.file).map_or("", |file| file.name());
    (name, sources.position(span).start)
}

/// `s.enact:16:3`
pub(super) fn at(sources: &Sources, span: Span) -> String {
    let (name, place) = place(sources, span);
    format!("{name}:{}:{}", place.line, place.column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_the_markup_it_stands_in() {
        assert_eq!(
            xml("a < b & \"c\" > 'd'\n\u{1b}\u{ffff}九"),
            "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;&#10;\u{fffd}\u{fffd}九"
        );
        assert_eq!(message("50%: a,\nb\r"), "50%25: a,%0Ab%0D");
        assert_eq!(property("50%: a,\nb"), "50%25%3A a%2C%0Ab");
    }
}
