//! Files as anyone might write them: most of what the grammar admits, badly laid out.
//!
//! What may be written is listed as forms, such as `presume <name> is <value> [when <condition>]`:
//! a word in angle brackets stands for a part, and what stands in square brackets may be left out.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

/// The words of a piece of text; a word holds a blank where the language wants one line.
type Words = BoxedStrategy<Vec<String>>;

/// A few entries.
pub(super) fn file() -> impl Strategy<Value = String> {
    let kinds = [DECLARATIONS, RULES, NORMS, HEADINGS, SCENARIOS];
    let entry = Union::new(kinds.map(|forms| written(forms, part)));
    let laid_out = (select(ABOVE), entry, vec(select(GAPS), 1..40))
        .prop_map(|(above, words, gaps)| lay_out(above, &words, &gaps));
    vec(laid_out, 1..4).prop_map(|entries| entries.concat())
}

const DECLARATIONS: &[&str] = &[
    "kind <name> [<text>] ： <members>",
    "scale <name> : a < b [<text>] < <name>",
    "record <name> : <name> : date , <name> <text> : text may be absent",
    "fact <name> [<text>] : <type> [over time] [signed] [per year]",
    "fact <name> : <type> [from plan] [found by csptc] [per window of w] [may be absent]",
    "not encoded <name> : <type> taken as no <because>",
    "not encoded <name> <text> : <type> blocking <because>",
    "labels zh-Hant <name> <text> kind.member <text> <place> <text>",
    "unit hour , hours [<text>]",
    "entity <name> [<text>]",
    "authority <name> [<text>]",
    "source <name> [<text>]",
    "calendar tw <text> from <text>",
    "vocabulary shared [<text>]",
    "scenarios cases [<text>]",
    "use <text>",
    "regulation scs continued from <text>",
    "regulation scs [<text>] [in en , zh-Hant] [about trainee] counting apa48 on tw [<because>]",
];

const RULES: &[&str] = &[
    "conclusion <name> [<text>] : <type> [otherwise yes] [taking latest] [when <condition>]",
    "conclusion <name> : <type> per year is <value> [subject to <places>] when <condition> [<because>]",
    "conclude <name> [is <value>] when <condition> [<because>]",
    "exception to <places> , scope of 8 [when <condition>] [<because>]",
    "instead of a at <places> conclude <name> is <value> [when <condition>]",
    "scope of 7 to 24, <place> when <condition> [<because>]",
    "reading <name> <text> : <type> preferred (x) <condition> <because> alternative (y) <text> <condition> <because>",
    "presume <name> is <value> [when <condition>]",
    "always <condition> [<because>]",
    "take <name> as it stands on ( <value> )",
    "apply <place> by analogy with <name> read as ( <condition> ), b read as c",
    "guideline <name> [<text>] : <condition> [<because>]",
    "descriptive <because>",
];

const NORMS: &[&str] = &[
    "duty <name> [<text>] of csptc [towards trainee] [breach leads to <places>] [<deadline>] [fulfilled by <name>] arises when <condition>",
    "duty <name> arises on <value> when <condition> every <period> from <name> until <name> <counted> <deadline>",
    "right <name> [<text>] about trainee [<deadline>] used by <name> when <condition> [arises on <day>]",
    "power <name> lapse leads to 9a used by <name> arises when <condition>",
    "prohibition <name> <text> violated by <name> [when <condition>] arises on <day>",
];

const HEADINGS: &[&str] = &[
    "chapter 1 [<text>]",
    "article 8 [<text>]",
    "article 9 <text> in force from 2015-01-01 [until 2016-01-01] [about trainee]",
    "paragraph 2 [<text>]",
    "item 1 [<text>]",
    "part b [<text>]",
    "proviso [<text>]",
    "note 5 [<text>]",
    "commencement of <place> on <day>",
    "expiry on <day>",
    "wording zh-Hant <text>",
];

const SCENARIOS: &[&str] = &[
    "scenario <text> [switch a to b] [recorded through 2024-03-06] [as of 2024-03-05]",
    "scenario <text> [fails <because>] [based on <text>] [as of 2024-03-05]",
    "scenario <text> todo <because>",
    "examples from <text>",
    "given <assignment> [<assignment>] [<assignment>]",
    "expect <name> [for 2016] : <literal> [citing 8 , 9] [needing a , b for 2016] [resting on c]",
    "expect <name> is done in time : breached since 2024-03-05",
    "expect article <place> is met: not applicable [resting on c]",
    "examples <table>",
];

const ASSIGNMENTS: &[&str] = &[
    "<name> is <literal>",
    "<name> is <literal> made on 2017-01-20",
    "<name> for 2016 is <literal> from 2012-01-01 , ended from 2017-02-01",
    "<name> on 2018-05-01 with a is <literal> , <name> is <literal>",
    "<name> is ( <literal> , <literal> )",
    "<name> for 2024-W10 is <literal>",
    "<name> includes p1 with a is <literal> from 2012-01-01 , b for 2016 is <literal>",
    "<name> includes <text> from 2020-01-01 until 2024-06-30",
];

const TYPES: &[&str] = &[
    "yes/no",
    "yes or no",
    "whole number from 1 to 14",
    "percent from 0% to 20%",
    "date",
    "event at moment",
    "events",
    "events with <name> : date , <name> <text> : set of cause may be absent",
    "list of course",
    "group of person",
];

const VALUES: &[&str] = &[
    "( <inner> ) + ( <inner> ) － <name>",
    "( <inner> ) * ( <inner> ) / - <name>",
    "- - ( <inner> )",
    "( <inner> ) rounded half up to 2 places",
    "( <inner> ) but no less than ( <inner> )",
    "( <inner> ) otherwise ( <inner> )",
    "( <inner> ) as it stands on ( <inner> )",
    "( <inner> ) where it applies",
    "( <inner> ) [,] which must apply",
    "if <name> then <inner> else <inner>",
    "31 January of ( <inner> )",
    "20% of ( <inner> )",
    "1 / 10 of ( <inner> )",
    "<period> before ( <inner> ) <counted>",
    "the day before ( <inner> )",
    "the last <period> before <name>",
    "month of ( <inner> )",
    "number of <name> where <name> is ( <inner> )",
    "sum of <name> in <name> [where <name> and a]",
    "latest of <name> in <name> [where <name> is <value>]",
    "week of ( <inner> )",
    "the month of ( <inner> )",
    "2024-03",
    "<name> of the x for <name>",
    "largest of ( <inner> , <inner> )",
    "<name> for <name>",
    "<name> under <name>",
    "<name> of the x",
    "article <place> is [not] met",
];

const CONDITIONS: &[&str] = &[
    "( <inner> ) and ( <inner> ) and <name>",
    "( <inner> ) or <name>",
    "not ( <inner> )",
    "for some and every x in <name> [where ( <inner> )] , <inner>",
    "for at least 2 x in <name> , <inner>",
    "for some x in weeks of <name> , <inner>",
    "for some x in months of <name> , <inner>",
    "in order <name> , <name>",
    "all of (1) ( <inner> ) (status) <text> ( <inner> )",
    "<name> and any of （1） ( <inner> ) (2) all of a) ( <inner> ) b) <text> at least 1 of i. <name> ii. <name>",
];

const COMPARISONS: &[&str] = &[
    "<name>",
    "<value> is <value>",
    "<value> is [not] at least <value>",
    "<value> is [not] before <value>",
    "<value> is on or after <value>",
    "<value> is one of ( <name> , <name> , <name> )",
    "<value> is within <period> after <value> <counted>",
    "<name> includes one of ( <name> , <name> )",
    "<name> has [not] happened",
    "<name> is done in time",
    "<name> is absent",
];

const NAMES: &[&str] = &[
    "a",
    "rank",
    "training_year",
    "職等",
    "a_name_long_enough_to_make_lines_wrap_when_it_is_repeated",
    "x1",
];

const TEXTS: &[&str] = &[
    "\"t\"",
    "「高階\"公務」",
    "“a -- b”",
    "\"a \\\"long\\\" label of many words that takes up room on its line\"",
    "\"\"",
];

const PLACES: &[&str] = &[
    "8",
    "10(2)",
    "8-1",
    "5.1(status)",
    "9b",
    "8 proviso",
    "4 note 5",
    "scs 10(1)a",
    "10（2）",
];

const DAYS: &[&str] = &[
    "2015-01-01",
    "ROC 104-01-01",
    "2024-03-04 09:00",
    "民國104年1月1日",
];

const PERIODS: &[&str] = &["3 months", "1 year 6 months", "250 hours", "2  years"];

const LITERALS: &[&str] = &[
    "9",
    "A",
    "yes",
    "absent",
    "unknown",
    "2015-01-01",
    "50 hours",
    "20%",
    "-3",
    "\"t\"",
    "none",
];

const TABLES: &[&str] = &[
    "\n|a|as of|expect b|\n|1 | 2024-03-05 |yes citing 8|",
    "\n| 職 | a for 2016 |\n|  | 1 |\n| \"a|b\" ||",
];

/// What may stand above an entry.
const ABOVE: &[&str] = &[
    "",
    "\n",
    "\n\n\n",
    "  ",
    "-- above\n",
    "\n-- apart\n\n",
    "-- a\n\n-- b\n",
];

/// What may stand between two words.
const GAPS: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    " ",
    "  ",
    "\u{3000}",
    "\n    ",
    "\n\n  ",
    " -- behind\n   ",
    "\n -- alone\n  ",
    "\n\n--x\n\n",
];

/// One of the forms.
fn written(forms: &[&'static str], part: impl Fn(&str) -> Words) -> Words {
    Union::new(forms.iter().map(|form| filled(form, &part))).boxed()
}

/// A form with its parts filled in.
fn filled(form: &'static str, part: &impl Fn(&str) -> Words) -> Words {
    let mut words: Vec<Words> = Vec::new();
    let mut rest = form;
    while !rest.is_empty() {
        if let Some((optional, after)) =
            rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        {
            words.push(prop_oneof![Just(Vec::new()), filled(optional, part)].boxed());
            rest = after.trim_start();
            continue;
        }
        let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let named = word
            .strip_prefix('<')
            .and_then(|word| word.strip_suffix('>'));
        words.push(named.map_or_else(|| Just(vec![word.to_owned()]).boxed(), part));
        rest = after;
    }
    words.prop_map(|words| words.concat()).boxed()
}

fn part(name: &str) -> Words {
    match name {
        "name" => one(NAMES),
        "text" => one(TEXTS),
        "place" => one(PLACES),
        "places" => written(&["<place>", "<place> , <place> 、 <place>"], part),
        "day" => one(DAYS),
        "period" => one(PERIODS),
        "counted" => written(
            &[
                "[counted apa48 on tw]",
                "counted plain rounding down",
                "counted kr_civil with the first day",
            ],
            part,
        ),
        "because" => written(&["because <text>"], part),
        "deadline" => written(
            &[
                "deadline not stated",
                "deadline by <value>",
                "deadline within <period> after <name> <counted>",
            ],
            part,
        ),
        "members" => written(
            &[
                "<name>",
                "<name> <text> 、 <name>",
                "<name> ， <name> , <name> , <name> <text>",
            ],
            part,
        ),
        "literal" => one(LITERALS),
        "assignment" => written(ASSIGNMENTS, part),
        "table" => one(TABLES),
        "type" => written(TYPES, part),
        "value" => value(),
        "condition" => condition(),
        other => panic!("there is no part `{other}`"),
    }
}

fn one(words: &'static [&'static str]) -> Words {
    select(words).prop_map(|word| vec![word.to_owned()]).boxed()
}

fn value() -> Words {
    let simple = written(
        &[
            "<name>",
            "<name>",
            "<day>",
            "<period>",
            "69.9",
            "20%",
            "yes",
            "the fact day",
            "the year",
            "<text>",
        ],
        part,
    );
    simple
        .prop_recursive(3, 12, 3, |inner| nested(VALUES, &inner))
        .boxed()
}

fn condition() -> Words {
    written(COMPARISONS, part)
        .prop_recursive(3, 12, 4, |inner| nested(CONDITIONS, &inner))
        .boxed()
}

fn nested(forms: &[&'static str], inner: &Words) -> Words {
    written(forms, |name| {
        if name == "inner" {
            inner.clone()
        } else {
            part(name)
        }
    })
}

fn lay_out(above: &str, words: &[String], gaps: &[&str]) -> String {
    let mut source = above.to_owned();
    for (index, word) in words.iter().enumerate() {
        source.push_str(word);
        // The first words stay together, so that the line opens an entry.
        source.push_str(if index < 3 {
            " "
        } else {
            gaps[index % gaps.len()]
        });
    }
    source.push('\n');
    source
}
